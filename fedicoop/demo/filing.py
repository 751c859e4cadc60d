"""How the demo's libraries are filled: a few invented documents, the same in each cooperative."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fedicoop.actors import queries as actors
from fedicoop.demo.paper import pdf
from fedicoop.groups import queries as groups
from fedicoop.library import service as library
from fedicoop.library.service import PaperDraft, VersionDraft

if TYPE_CHECKING:
    from fedicoop.demo.folders import Ground
    from fedicoop.demo.seeding import House
    from fedicoop.library.service import Prepared
    from fedicoop.work import Work

_FILE = Path(__file__).parent / "documents.json"
_GROUPS = 2


async def fill_library(ground: Ground, house: House) -> None:
    """Let who runs the site add the cooperative's documents, and founders those of two groups."""
    data = json.loads(_FILE.read_text(encoding="utf-8"))
    for each in data["documents"]:
        await _add(house, house.cooperative.members[0].username, each)
    founded = [one for one in ground.network.groups_of(house.cooperative) if not one.archived]
    for group in [one for one in founded if one.visibility == "public"][:_GROUPS]:
        for each in data["in_groups"]:
            await _add(house, group.by, each, group.username)


async def _add(house: House, username: str, data: dict[str, Any], group: str = "") -> None:
    given = [VersionDraft(await _file(house, data, data))]
    if newer := data.get("newer"):
        given.append(VersionDraft(await _file(house, data, newer), note=newer["note"]))
    async with house.instance.writing() as work:
        by = await actors.by_username(work, username)
        if by is None:
            raise LookupError(f"nobody is called {username}")
        there = await groups.by_username(work, group) if group else None
        paper = await library.add(work, by, _draft(work, data), given[0], there)
        for each in given[1:]:
            await library.add_version(work, paper, by, each)


def _draft(work: Work, data: dict[str, Any]) -> PaperDraft:
    return PaperDraft(
        title=data["title"],
        audience=data["audience"],
        summary=data["summary"],
        category=f"category-{data['category']}" if data["category"] else "",
        tags=data["tags"],
        dated=(work.now() - timedelta(days=data["days_ago"])).date().isoformat(),
    )


async def _file(house: House, about: dict[str, Any], data: dict[str, Any]) -> Prepared:
    """Make the file: a PDF of some lines, a text or a table."""
    if "lines" in data:
        content, name = pdf(about["title"], data["lines"]), f"{about['title']}.pdf"
    elif "csv" in data:
        content, name = data["csv"].encode(), f"{about['title']}.csv"
    else:
        content, name = data["text"].encode(), f"{about['title']}.txt"
    return await library.prepare(content, name, house.instance.config)

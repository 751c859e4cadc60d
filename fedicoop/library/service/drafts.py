"""What is said of a document and of a version, checked field by field before it is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.accounts import queries as accounts
from fedicoop.errors import Invalid
from fedicoop.library import policy, queries
from fedicoop.library.models import Audience

if TYPE_CHECKING:
    from fedicoop.groups import Group
    from fedicoop.library.service.taking_in import Prepared
    from fedicoop.work import Work

_TOO_LONG = "This text is too long."
_EARLIEST = date(1800, 1, 1)
_BETWEEN_TAGS = re.compile(r"[,;\n]+")


@dataclass(frozen=True)
class PaperDraft:
    """What somebody says of a document; ``tags`` are parted by commas, ``dated`` as 2026-12-05."""

    title: str
    audience: str = Audience.MEMBERS
    summary: str = ""
    category: str = ""
    tags: str = ""
    dated: str = ""
    college: str = ""


@dataclass(frozen=True)
class VersionDraft:
    """What somebody gives: a file, or a link; and a few words about what is new in it."""

    file: Prepared | None = None
    link: str = ""
    note: str = ""


@dataclass(frozen=True)
class Said:
    """What holds of a draft, ready to be kept."""

    title: str
    summary: str
    folded: str
    tags: list[str]
    dated: date
    audience: str
    college: str
    category_id: str | None


async def checked(work: Work, draft: PaperDraft, group: Group | None) -> Said:
    """Check what is said of a document of a group, or the cooperative's; raises Invalid."""
    faults: dict[str, str] = {}
    title = text.clean(" ".join(draft.title.split()), policy.LONGEST_TITLE + 1)
    summary = text.clean(draft.summary, policy.LONGEST_SUMMARY + 1)
    if not title:
        faults["title"] = "Write a title."
    elif len(title) > policy.LONGEST_TITLE:
        faults["title"] = _TOO_LONG
    if len(summary) > policy.LONGEST_SUMMARY:
        faults["summary"] = "At most 600 characters."
    tags = _tags(draft.tags, faults)
    dated = _date(draft.dated, work.now().date(), faults)
    college = await _college(work, draft, group, faults)
    category = await _category(work, draft.category, faults)
    if faults:
        raise Invalid(faults)
    folded = policy.folded(f"{title} {' '.join(tags)}")
    return Said(title, summary, folded, tags, dated, draft.audience, college, category)


def _tags(said: str, faults: dict[str, str]) -> list[str]:
    found: list[str] = []
    for each in _BETWEEN_TAGS.split(said[:2000]):
        tag = text.clean(" ".join(each.split()), policy.LONGEST_TAG + 1).removeprefix("#")
        if tag and policy.folded(tag) not in {policy.folded(other) for other in found}:
            found.append(tag)
    if len(found) > policy.MOST_TAGS:
        faults["tags"] = "At most ten keywords."
    elif any(len(tag) > policy.LONGEST_TAG for tag in found):
        faults["tags"] = _TOO_LONG
    return found


def _date(said: str, today: date, faults: dict[str, str]) -> date:
    try:
        found = date.fromisoformat(said) if said else today
    except ValueError:
        found = date.min
    if not _EARLIEST <= found <= date(today.year + 10, 12, 31):
        faults["dated"] = "Write a date, such as 2026-12-05."
    return found


async def _college(
    work: Work, draft: PaperDraft, group: Group | None, faults: dict[str, str]
) -> str:
    """Check whom the document is for; only for a college of ours is one named."""
    allowed = policy.audiences_in(group.visibility) if group else policy.OF_COOPERATIVE
    if draft.audience not in allowed:
        faults["audience"] = "Choose who may read it."
    if draft.audience != Audience.COLLEGE:
        return ""
    if draft.college not in await accounts.colleges(work):
        faults["college"] = "Choose one of the colleges."
    return draft.college


async def _category(work: Work, ident: str, faults: dict[str, str]) -> str | None:
    if not ident:
        return None
    if await queries.category(work, ident[:40]) is None:
        faults["category"] = "Choose one of the categories."
    return ident[:40]


def checked_version(draft: VersionDraft, now: str = "") -> VersionDraft:
    """Check what is given; raises Invalid. ``now`` is the link that the document has already."""
    note, link = text.clean(draft.note, policy.LONGEST_NOTE + 1), draft.link.strip()
    faults: dict[str, str] = {}
    if len(note) > policy.LONGEST_NOTE:
        faults["note"] = _TOO_LONG
    if draft.file is not None and link:
        faults["link"] = "Give a file or an address, not both."
    elif draft.file is None and not link:
        faults["file"] = "Choose a file, or write an address."
    elif link:
        link = text.address(link) if len(link) <= policy.LONGEST_LINK else ""
        if not link.startswith(("https://", "http://")):
            faults["link"] = "Write an address that begins with https://."
        elif link == now:
            faults["link"] = "This is the address that it has already."
    if faults:
        raise Invalid(faults)
    return replace(draft, link=link, note=note)

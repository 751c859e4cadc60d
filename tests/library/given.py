"""What the library's tests start from: documents of the cooperative and of groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fedicoop.library import kinds, service
from fedicoop.library.service import PaperDraft, Prepared, VersionDraft
from tests.library.files import PDF

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.library import Paper
    from fedicoop.work import Work


def a_file(data: bytes = PDF, name: str = "statuts.pdf") -> Prepared:
    """Give a file as it is once it was looked at."""
    return Prepared(data, kinds.PDF, name, 1)


async def given_paper(
    work: Work,
    by: Actor,
    title: str = "Statuts",
    audience: str = "members",
    group: Group | None = None,
    **more: Any,
) -> Paper:
    """Add a document with a small PDF."""
    given = VersionDraft(more.pop("file", None) or a_file(), note=more.pop("note", ""))
    if link := more.pop("link", ""):
        given = VersionDraft(link=link)
    return await service.add(work, by, PaperDraft(title, audience, **more), given, group)

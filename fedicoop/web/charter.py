"""The charter in the forms with which members write: shown until they have accepted it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.accounts import queries as accounts
from fedicoop.accounts import service
from fedicoop.accounts.charter import SLUGS, digest_of
from fedicoop.errors import Invalid

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.web.forms import Form
    from fedicoop.web.i18n import Language
    from fedicoop.web.site import Site, StaticPage

_WORDS = 400


@dataclass(frozen=True)
class Charter:
    """What a form shows of the charter: its beginning, and where the rest is."""

    title: str
    beginning: str
    path: str
    digest: str


def page_of(site: Site, language: Language) -> StaticPage | None:
    """Give the page that is the cooperative's charter, where it has one."""
    pages = (site.page(slug, language) for slug in SLUGS)
    return next((page for page in pages if page is not None), None)


def pending(site: Site, member: Member | None, language: Language) -> Charter | None:
    """Give the charter that a member has yet to accept; None when there is nothing to accept."""
    digest = digest_of(site.folder)
    if member is None or not digest or member.charter == digest:
        return None
    page = page_of(site, language)
    if page is None:
        return None
    beginning = text.plain(str(page.content), _WORDS)
    return Charter(page.title, beginning, page.path, digest)


async def accept(site: Site, member: Member | None, form: Form) -> None:
    """Take the tick in any form for a yes, before the form does what it is for.

    A charter that changed since it was read is shown again with that form.
    """
    digest = form.line("charter_digest", 64)
    if member is None or not form.flag("charter") or not digest:
        return
    async with site.instance.writing() as work:
        row = await accounts.by_id(work, member.id)
        if row is None:
            return
        try:
            await service.accept_charter(work, row, digest)
        except Invalid:
            return
    member.charter = digest

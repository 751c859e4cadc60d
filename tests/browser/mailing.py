"""What reaches the scene's members by e-mail: letters whose links are opened in the browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import select

from fedicoop.accounts import queries as accounts
from fedicoop.accounts import service as doors
from fedicoop.accounts.service import EntryDraft
from fedicoop.digests import service as digests
from fedicoop.directory import Wanted
from fedicoop.directory import service as directory
from fedicoop.directory.service import CallDraft, ListingDraft
from fedicoop.notifications import Mail, wording
from fedicoop.notifications import service as notifications
from fedicoop.posts import service as writing
from fedicoop.posts.service import NoteDraft
from tests.browser.cast import AUTHOR, LONG_WORD, MEMBER, STAFF, actor_of

if TYPE_CHECKING:
    from fedicoop.work import Work


async def invite_a_member(work: Work) -> tuple[str, str]:
    """Write somebody into the register; give her entry, and the secret of her letter's link."""
    await doors.add_entries(work, [EntryDraft("9042", "Léa Exemple", "lea@mail.example")])
    entry = await accounts.entry_by_number(work, "9042")
    assert entry is not None
    return entry.id, await doors.activation_token(work, entry)


async def call_on_members(work: Work) -> tuple[str, str]:
    """Ask a member for help; give the call, and the key in her letter."""
    by, member = [await accounts.by_login(work, name) for name in (STAFF, MEMBER)]
    assert by is not None
    assert member is not None
    draft = ListingDraft(("couture",), shows_skills=True, called=True)
    await directory.change(work, member, draft)
    said = CallDraft("Coudre des banderoles", f"Samedi, à l'atelier.\n{LONG_WORD}", "couture")
    call = await directory.call(work, by, Wanted(skill="couture"), said)
    query = select(Mail.text).where(Mail.to == member.email).order_by(Mail.id.desc())
    letter = await work.session.scalar(query.limit(1)) or ""
    return call.id, _named(re.compile(r"/calls/answer/([\w-]+)"), letter)


async def write_letters(work: Work) -> tuple[str, str, str]:
    """Send a digest and another letter, and give what their links open, read in them.

    Less often, no more of them, and what is for members alone.
    """
    reader, author = await accounts.by_login(work, AUTHOR), await actor_of(work, MEMBER)
    assert reader is not None
    await writing.publish(work, author, NoteDraft(f"Le toit *penche*. {LONG_WORD}", "members"))
    await digests.send_now(work, reader)
    told = wording.told("group_invited", "fr", author.name, f"{work.urls.base}/groups")
    await notifications.send_letter(work, reader, told)
    rows = await work.session.scalars(select(Mail).where(Mail.to == reader.email).order_by(Mail.id))
    digest, other = [each.text for each in rows][-2:]
    leave = re.compile(r"/unsubscribe/([\w-]+)")
    inside = re.compile(r"/letter/([\w-]+/[\w-]+)")
    return (_named(leave, digest), _named(leave, other), _named(inside, digest))


def _named(link: re.Pattern[str], text: str) -> str:
    found = link.search(text)
    assert found, text
    return found[1]

"""Writing a newsletter: a subject, an introduction, and what was picked, in its order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.accounts import policy as roles
from fedicoop.accounts import queries as accounts
from fedicoop.errors import Invalid, Refused
from fedicoop.ids import new_id
from fedicoop.languages import known
from fedicoop.newsletter import policy, queries
from fedicoop.newsletter.models import Newsletter, State

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.work import Work

LONGEST_SUBJECT = 150
LONGEST_SOURCE = 5000
MOST_ITEMS = 30
LONGEST_WAIT = timedelta(days=365)


@dataclass(frozen=True)
class NewsletterDraft:
    """What an editor writes; ``items`` are (kind, row id), in order."""

    subject: str
    source: str = ""
    items: tuple[tuple[str, str], ...] = ()
    language: str = "fr"
    public: bool = False


async def check_editor(work: Work, writer: Actor) -> None:
    """Raise Refused for who does not write in the cooperative's name."""
    if not roles.may_speak(await accounts.by_actor(work, writer.id)):
        raise Refused(f"{writer.uri} writes no newsletters", safe="You may not write in this name.")


async def compose(work: Work, writer: Actor, draft: NewsletterDraft) -> Newsletter:
    """Keep a newsletter that is not sent yet; raises Invalid, field by field, and Refused."""
    now = work.now()
    row = Newsletter(
        id=new_id(now), writer=writer, subject="", state=State.DRAFT, created_at=now, updated_at=now
    )
    await _fill(work, row, writer, draft)
    work.session.add(row)
    await work.session.flush()
    return row


async def recompose(work: Work, row: Newsletter, editor: Actor, draft: NewsletterDraft) -> None:
    """Change a newsletter that nobody has yet; what was scheduled stays so."""
    if not policy.may_change(row):
        raise Refused("it is on its way", safe="This newsletter is already on its way.")
    await _fill(work, row, editor, draft)
    row.fault, row.updated_at = "", work.now()
    await work.session.flush()


async def _fill(work: Work, row: Newsletter, editor: Actor, draft: NewsletterDraft) -> None:
    await check_editor(work, editor)
    subject = " ".join(text.clean(draft.subject, 1000).split())
    faults: dict[str, str] = {}
    if not subject:
        faults["subject"] = "A newsletter has a subject."
    elif len(subject) > LONGEST_SUBJECT:
        faults["subject"] = "At most 150 characters."
    if len(draft.source) > LONGEST_SOURCE:
        faults["source"] = "This text is too long."
    if not draft.source.strip() and not draft.items:
        faults["source"] = "Write an introduction, or pick something."
    fault = await _fault_of_items(work, draft)
    if fault:
        faults["items"] = fault
    if faults:
        raise Invalid(faults)
    row.subject, row.public = subject, draft.public
    row.source = text.clean(draft.source, LONGEST_SOURCE)
    row.language = known(draft.language)
    row.items = [{"kind": kind, "id": ident} for kind, ident in draft.items]


async def _fault_of_items(work: Work, draft: NewsletterDraft) -> str:
    """Say what is wrong with what was picked; "" when every reader may read all of it."""
    if len(draft.items) > MOST_ITEMS:
        return "At most 30 items in one newsletter."
    for kind, ident in draft.items:
        if await queries.offer(work, kind, ident) is None:
            return "Something that you picked is no longer there."
        if await queries.offer(work, kind, ident, public=draft.public) is None:
            return "Something that you picked is for members, and this newsletter for everybody."
    return ""


async def drop(work: Work, row: Newsletter) -> None:
    """Throw a newsletter away that nobody has; Refused for one that is on its way."""
    if not policy.may_change(row):
        raise Refused("it is on its way", safe="This newsletter is already on its way.")
    await work.session.delete(row)
    await work.session.flush()

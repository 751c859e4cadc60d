"""What happens to private conversations: begun, let in, ignored, read, muted, put away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, delete, or_, select, update

from fedicoop.accounts import queries as accounts
from fedicoop.accounts.policy import PrivateFrom
from fedicoop.actors import Actor
from fedicoop.actors import queries as actors
from fedicoop.db import insert_new, take_turn
from fedicoop.errors import Invalid, Refused, TooMany
from fedicoop.ids import new_id
from fedicoop.messages import policy, queries
from fedicoop.messages.models import Conversation, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from fedicoop.work import Work

NOT_YOU = "One of these people does not take private messages from you."
_TOO_MANY = "You began to write to many people within an hour. Please wait before you go on."


@dataclass(frozen=True)
class Filed:
    """A private message that is put into the conversations of those of ours who get it.

    ``people`` are the URIs of all who take part, ``readers`` those of ours whom it is for.
    """

    author: Actor
    people: tuple[str, ...]
    readers: tuple[Actor, ...]
    post_id: str

    @property
    def parties(self) -> str:
        """Give the one name of their conversation."""
        return policy.parties(self.people)


async def check(work: Work, author: Actor, people: Sequence[Actor]) -> None:
    """Stop one of ours who may not write to somebody, or begins to write to too many.

    Raises Invalid above 20 people, Refused for who does not take it, TooMany for a flood.
    """
    others = {each.id: each for each in people if each.id != author.id}
    if len(others) > policy.MOST_PEOPLE:
        raise Invalid({"to": "A private message goes to at most 20 people."})
    name = policy.parties([author.uri, *(each.uri for each in others.values())])
    if await closed_to(work, author, list(others.values()), name):
        raise Refused(f"{author.uri} may not write to somebody", safe=NOT_YOU)
    if await queries.with_people(work, author, name) is not None:
        return
    await take_turn(work.session, f"messages {author.id}")
    begun = await queries.begun_since(work, author, work.now() - policy.NEW_IN)
    if begun + len(others) > policy.MOST_NEW_PEOPLE:
        raise TooMany(f"{author.uri} writes to too many", retry_after=3600, safe=_TOO_MANY)


async def closed_to(work: Work, author: Actor, people: Iterable[Actor], parties: str) -> set[str]:
    """Give, by row id, those of ours who do not take a message of this author.

    Whoever has the conversation already takes it, unless she ignores it; others as they chose.
    """
    ours = [each.id for each in people if policy.may_hold(each) and each.id != author.id]
    if not ours:
        return set()
    held = await queries.held(work, parties, ours)
    choices = await accounts.private_choices(work, ours)
    following = await actors.followers_among(work, author, ours)
    full = await queries.asking(work, ours)
    near = await queries.asking_from(work, list(full), author.host) if author.host else {}
    closed = set()
    for ident in ours:
        row, followed = held.get(ident), ident in following
        choice = choices.get(ident, PrivateFrom.EVERYBODY)
        if row is not None:
            takes = policy.takes_more(row)
        else:
            takes = policy.may_write(choice, is_member=author.is_local, followed=followed)
            asks = policy.first_standing(is_member=author.is_local, followed=followed)
            if asks == Standing.ASKED:
                takes = takes and policy.may_ask(full.get(ident, 0), near.get(ident, 0))
        if not takes:
            closed.add(ident)
    return closed


async def file(work: Work, filed: Filed, *, quiet: bool = False) -> dict[str, str]:
    """Put a message into the conversation of everybody of ours who gets it.

    Gives whom to tell, by row id, and of what: "message", or "message_request" once when a
    stranger begins. Nothing is unread, and nobody told, of what is ``quiet`` (fetched late).
    """
    author, readers = filed.author, [each.id for each in filed.readers]
    owners = [*readers, *([author.id] if policy.may_hold(author) else [])]
    if not owners:
        return {}
    there = await queries.held(work, filed.parties, owners)
    following = await actors.followers_among(work, author, readers)
    new = [_row(work, filed, ident, following) for ident in owners if ident not in there]
    if new:
        statement = insert_new(work.session, Conversation).values(new)
        await work.session.execute(statement)
    muting = await actors.muters_among(work, author, readers)
    await _move_up(work, filed, readers, loud=not quiet, muting=muting)
    rows = await queries.held(work, filed.parties, owners)
    asked = {row["owner_id"] for row in new}
    told = {ident: _news(row, new=ident in asked) for ident, row in rows.items()}
    deaf = {author.id, *muting}
    return (
        {} if quiet else {ident: kind for ident, kind in told.items() if kind and ident not in deaf}
    )


def _row(work: Work, filed: Filed, owner_id: str, following: set[str]) -> dict[str, object]:
    """Make what somebody has of a new conversation; the owner's own URI is not among people."""
    own = {each.id: each.uri for each in (*filed.readers, filed.author)}[owner_id]
    is_author = owner_id == filed.author.id
    standing = policy.first_standing(
        is_member=filed.author.is_local, followed=owner_id in following
    )
    return {
        "id": new_id(work.now()),
        "owner_id": owner_id,
        "parties": filed.parties,
        "people": [uri for uri in filed.people if uri != own],
        "standing": str(Standing.OPEN if is_author else standing),
        "muted": False,
        "begun": is_author,
        "unread": 0,
        "latest_id": filed.post_id,
        "created_at": work.now(),
    }


async def _move_up(
    work: Work, filed: Filed, readers: list[str], *, loud: bool, muting: set[str]
) -> None:
    """Note the newest message; its readers did not read it, its author read the rest."""
    here = Conversation.parties == filed.parties
    newest = case(
        (Conversation.latest_id < filed.post_id, filed.post_id), else_=Conversation.latest_id
    )
    await _set(
        work,
        and_(here, Conversation.owner_id == filed.author.id),
        latest_id=newest,
        standing=str(Standing.OPEN),
        unread=0,
        put_away_at=None,
    )
    heard = [ident for ident in readers if ident != filed.author.id and ident not in muting]
    mine = and_(here, Conversation.owner_id.in_(readers))
    await _set(work, mine, latest_id=newest)
    if loud and heard:
        awake = and_(here, Conversation.owner_id.in_(heard), Conversation.muted.is_(False))
        await _set(work, awake, unread=Conversation.unread + 1, put_away_at=None)


async def _set(work: Work, which: object, **values: object) -> None:
    statement = update(Conversation).where(which).values(**values)  # type: ignore[arg-type]
    await work.session.execute(statement.execution_options(synchronize_session=False))


def _news(row: Conversation, *, new: bool) -> str:
    if row.standing == Standing.ASKED:
        return "message_request" if new else ""
    return "message" if row.standing == Standing.OPEN and not row.muted else ""


async def forget_message(work: Work, parties: str, author_id: str, came_at: datetime) -> None:
    """Count a deleted message no longer as unread where it had not been read."""
    unseen = or_(Conversation.seen_at.is_(None), Conversation.seen_at < came_at)
    which = and_(
        Conversation.parties == parties,
        Conversation.owner_id != author_id,
        Conversation.unread > 0,
        unseen,
    )
    await _set(work, which, unread=Conversation.unread - 1)


async def mark_read(work: Work, row: Conversation) -> None:
    """Note that its owner read a conversation; what asks to be let in goes on asking."""
    row.seen_at = work.now()
    if row.standing == Standing.OPEN:
        row.unread = 0
    await work.session.flush()


async def accept(work: Work, row: Conversation) -> None:
    """Let a stranger's conversation in, also one that was ignored before."""
    row.standing, row.put_away_at = Standing.OPEN, None
    await work.session.flush()


async def ignore(work: Work, row: Conversation) -> None:
    """Let nothing more of a stranger in, who is not told."""
    if row.standing != Standing.ASKED:
        raise Refused(f"{row.id} is open", safe="This conversation is open already.")
    row.standing, row.unread = Standing.IGNORED, 0
    await work.session.flush()


async def put_away(work: Work, row: Conversation) -> None:
    """Take a conversation out of the list, until somebody writes in it again."""
    row.put_away_at, row.unread = work.now(), 0
    await work.session.flush()


async def take_back(work: Work, row: Conversation) -> None:
    """Put a conversation into the list again."""
    row.put_away_at = None
    await work.session.flush()


async def mute(work: Work, row: Conversation) -> None:
    """Hear no more of a conversation; what is written in it still comes."""
    row.muted, row.unread = True, 0
    await work.session.flush()


async def unmute(work: Work, row: Conversation) -> None:
    """Hear of a conversation again."""
    row.muted = False
    await work.session.flush()


async def forget_departed(work: Work) -> None:
    """Forget the conversations of those who left for good."""
    gone = select(Actor.id).where(Actor.deleted_at.isnot(None))
    await work.session.execute(delete(Conversation).where(Conversation.owner_id.in_(gone)))

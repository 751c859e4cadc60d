"""Around an event: who was there, a word to those who come, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.errors import Invalid
from fedicoop.events import queries
from fedicoop.events.models import State
from fedicoop.events.service import letters, telling
from fedicoop.events.service.checking import LONGEST_TEXT, MOST_SEATS
from fedicoop.events.service.hosts import check_manages
from fedicoop.posts import Post, Visibility
from fedicoop.posts import service as posts
from fedicoop.posts.policy import INSIDE
from fedicoop.posts.service import NoteDraft

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.events.models import Event, Participation
    from fedicoop.work import Work


async def note_attendance(
    work: Work,
    event: Event,
    actor: Actor,
    row: Participation,
    *,
    attended: bool | None,
) -> None:
    """Note who was there, who was not, or (None) that nobody knows."""
    await check_manages(work, event, actor)
    row.attended = attended
    row.changed_at = work.now()
    await work.session.flush()


async def message_participants(work: Work, event: Event, actor: Actor, source: str) -> Post | None:
    """Say something to everybody who comes and nobody else; guests get it as a letter.

    It is a direct post of the organiser's that answers the event; gives it, or None when only
    guests come. Those who wait or asked do not get it.
    """
    await check_manages(work, event, actor)
    if not source.strip():
        raise Invalid({"source": "Write something."})
    rows = await queries.participations(work, event, (State.GOING,))
    people = tuple(row.actor for row in rows if row.actor and row.actor_id != actor.id)
    post = None
    if people:
        alone = event.post.visibility in {*INSIDE, Visibility.GROUP}
        parent = None if alone else event.post
        draft = NoteDraft(
            source, Visibility.DIRECT, hidden=people, in_reply_to=parent, circular=True
        )
        post = await posts.publish(work, actor, draft)
    for row in rows:
        if row.actor is None:
            await letters.write_to_guest(work, event, row, telling.MESSAGE, source)
        elif row.actor.is_local and row.actor_id != actor.id:
            work.tell(telling.MESSAGE, row.actor.id, actor.id, event.uri)
    return post


async def report(
    work: Work, event: Event, actor: Actor, words: str, people_reached: int | None
) -> None:
    """Keep what came of an event: a few words, and how many people it reached."""
    await check_manages(work, event, actor)
    if people_reached is not None and not 0 <= people_reached <= MOST_SEATS:
        raise Invalid({"people_reached": "This number cannot be right."})
    event.report = text.clean(words, LONGEST_TEXT)
    event.people_reached = people_reached
    event.changed_at = work.now()
    await work.session.flush()

"""One private conversation: what was said, the oldest first, and room to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.actors import queries as actors
from fedicoop.errors import Invalid, NotFound, Refused, TooMany
from fedicoop.messages import Standing, queries
from fedicoop.messages import service as messages
from fedicoop.notifications import service as notifications
from fedicoop.posts import Visibility, service
from fedicoop.posts import queries as posts
from fedicoop.posts.service import NoteDraft
from fedicoop.web.forms import Form
from fedicoop.web.pages import uploads
from fedicoop.web.pages.finding import cursor
from fedicoop.web.pages.messages.people import faces
from fedicoop.web.pages.messages.writing import OK, check_text
from fedicoop.web.visit import Visit, members

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.media import File
    from fedicoop.messages import Conversation
    from fedicoop.posts.queries import Page, Shown
    from fedicoop.web.views import Person, PostView
    from fedicoop.work import Work

_SIZE = 30
_LONGEST_ID = 40


@dataclass(frozen=True)
class Letter:
    """One message of a conversation; ``day`` is said above the first one of each day."""

    post: PostView
    hour: str
    day: str = ""


@dataclass(frozen=True)
class Talk:
    """A conversation as its page shows it; ``to`` are those whom an answer reaches."""

    id: str
    people: list[Person]
    to: list[Person]
    letters: list[Letter]
    older: str | None
    asked: bool
    ignored: bool
    muted: bool
    away: bool
    blocked: bool

    @property
    def path(self) -> str:
        """Give where it is read."""
        return f"/messages/{self.id}"

    @property
    def names(self) -> str:
        """Give who takes part, but the reader."""
        return ", ".join(each.name for each in self.people)


async def own(visit: Visit, work: Work) -> Conversation:
    """Give the conversation of the address; NotFound for anybody else's."""
    row = await queries.by_id(work, visit.me.actor, visit.param("ident")[:_LONGEST_ID])
    if row is None:
        raise NotFound("no such conversation of this member")
    return row


@members
async def show(visit: Visit) -> Response:
    """Show a conversation; what is on the page is read from then on."""
    form = Form.of({"language": visit.me.language})
    return await _show(visit, form)


async def _show(
    visit: Visit, form: Form, status: int = 200, images: Sequence[File] = ()
) -> Response:
    async with visit.reading() as work:
        row = await own(visit, work)
        found = await posts.letters(work, visit.me.actor, row.parties, cursor(visit), _SIZE)
        talk = await _talk(visit, work, row, found)
    await _mark_read(visit, row, found)
    return visit.page(
        "messages/talk.html",
        status,
        talk=talk,
        form=form,
        files=images,
        most=visit.instance.config.limits.images_per_post,
        undescribed=status == OK and uploads.undescribed(form, list(images)),
        first=cursor(visit) is None,
        limit=visit.instance.config.limits.note_characters,
    )


async def _talk(visit: Visit, work: Work, row: Conversation, found: Page[Shown]) -> Talk:
    to = await reached(work, visit.me.actor, row)
    return Talk(
        id=row.id,
        people=await faces(visit, work, row.people),
        to=[visit.reader.person(each) for each in to],
        letters=_letters(visit, found),
        older=found.next,
        asked=row.standing == Standing.ASKED,
        ignored=row.standing == Standing.IGNORED,
        muted=row.muted,
        away=row.put_away_at is not None,
        blocked=await _blocks(work, visit.me.actor, row),
    )


async def reached(work: Work, me: Actor, row: Conversation) -> list[Actor]:
    """Give whom an answer reaches: who is known here and still there."""
    people = await actors.by_uris(work, row.people)
    return [each for each in people if not each.is_gone and each.id != me.id]


async def _blocks(work: Work, me: Actor, row: Conversation) -> bool:
    blocked = {each.uri for each in await actors.blocked_of(work, me)}
    return bool(blocked.intersection(row.people))


def _letters(visit: Visit, found: Page[Shown]) -> list[Letter]:
    """Put messages in the order in which they were written, each day under its name."""
    letters, before = [], ""
    for each in reversed(found.items):
        at = each.post.published_at
        day = visit.language.date(at, visit.zone)
        view = visit.reader.post(each)
        hour = visit.language.hour(at, visit.zone)
        letters.append(Letter(view, hour, day if day != before else ""))
        before = day
    return letters


async def _mark_read(visit: Visit, row: Conversation, found: Page[Shown]) -> None:
    """Note that the member read what is new; a browser that only looks ahead reads nothing."""
    looks_ahead = "prefetch" in visit.request.headers.get("sec-purpose", "")
    if not row.unread or row.standing != Standing.OPEN or looks_ahead:
        return
    async with visit.writing() as work:
        me = await visit.actor(work)
        fresh = await own(visit, work)
        visit.letters = max(0, visit.letters - fresh.unread)
        await messages.mark_read(work, fresh)
        uris = [each.post.uri for each in found.items]
        await notifications.mark_read_about(work, me, uris)


@members
async def answer(visit: Visit) -> Response:
    """Send an answer to everybody in the conversation, or show again what was typed."""
    form = await visit.form()
    files: list[File] = []
    try:
        files = await uploads.take_in(visit, form, private=True)
        if uploads.undescribed(form, files):
            return await _show(visit, form, images=files)
        check_text(form, files)
        where = await _send(visit, form, files)
    except Invalid as error:
        files = files or await uploads.stored(visit, form)
        return await _show(visit, form.blame(error), 422, files)
    except (Refused, TooMany) as error:
        fault = Invalid({"source": error.safe})
        return await _show(visit, form.blame(fault), error.status, files)
    return visit.redirect(where, say="private_sent")


async def _send(visit: Visit, form: Form, files: Sequence[File]) -> str:
    """Send it; give where it is read."""
    async with visit.writing() as work:
        row, me = await own(visit, work), await visit.actor(work)
        to = await reached(work, me, row)
        if not to:
            raise NotFound("nobody is left in this conversation")
        found = await posts.letters(work, me, row.parties, limit=1)
        draft = NoteDraft(
            form.text("source"),
            Visibility.DIRECT,
            language=form.choice("language", visit.site.languages),
            in_reply_to=found.items[0].post if found.items else None,
            to=tuple(to),
            files=tuple(file.id for file in files),
        )
        post = await service.publish(work, me, draft)
        sent = await queries.with_people(work, me, post.parties)
    return f"/messages/{sent.id if sent is not None else row.id}#p-{post.id}"


routes = [
    Route("/messages/{ident}", show),
    Route("/messages/{ident}", answer, methods=["POST"]),
]

"""A member comes from another site with something she found there: here she does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.routing import Route

from fedicoop.activitypub.intents import Deed
from fedicoop.actors import queries as actors
from fedicoop.errors import FetchFailed, NotFound
from fedicoop.inbox import lookup
from fedicoop.inbox.fetch import NOTHING_THERE
from fedicoop.posts import queries as posts
from fedicoop.web.i18n import msg
from fedicoop.web.pages.finding import may_know
from fedicoop.web.pages.groups import cards
from fedicoop.web.visit import Visit, members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.posts import Post
    from fedicoop.web.views import Person
    from fedicoop.work import Work

_LONGEST = 2000
_WORDS = 5000
_ON_THE_PAGE = (Deed.LIKE, Deed.ANNOUNCE)


@dataclass(frozen=True)
class Door:
    """A group at whose door a member stands; ``door`` is the button she gets there."""

    person: Person
    door: str
    inviter: Person | None = None


@members
async def authorize(visit: Visit) -> Response:
    """Show a member what she came from another site for, and the button that does it (web-002)."""
    asked = visit.query("uri", _LONGEST).strip() or visit.query("id", _LONGEST).strip()
    words = visit.query("text", _WORDS).strip()
    if not asked and words:
        return visit.redirect(f"/compose?{urlencode({'text': words})}")
    if not asked:
        raise NotFound("nothing is asked for", safe=msg("This address is not complete."))
    try:
        uri = await lookup.resolve(visit.instance, asked)
    except FetchFailed as error:
        if error.permanent:
            raise NotFound(str(error)) from error
        raise
    async with visit.reading() as work:
        actor = await actors.by_uri(work, uri)
        if actor is not None:
            return await _before_somebody(visit, work, actor)
        return await _before_something(visit, work, uri)


async def _before_somebody(visit: Visit, work: Work, actor: Actor) -> Response:
    """Show a person to follow, or a group to join."""
    me = visit.me.actor
    if not await may_know(work, actor, me):
        raise NotFound(f"{actor.uri} is not for this reader", safe=NOTHING_THERE)
    person = visit.reader.person(actor)
    if actor.id == me.id:
        return visit.redirect(person.path)
    seen = await cards.of_actor(visit, work, actor)
    return visit.page(
        "arrive.html",
        person=person,
        relation=await actors.relation(work, me, actor),
        group=Door(person, seen.door) if seen else None,
        post=None,
        deed=Deed.FOLLOW,
    )


async def _before_something(visit: Visit, work: Work, uri: str) -> Response:
    """Lead to an event or a message; what is liked or passed on is asked for first."""
    post = await posts.by_uri(work, uri)
    if post is None:
        raise NotFound(f"nothing to show under {uri}")
    wanted = next((each for each in _ON_THE_PAGE if each == visit.query("do", 20)), None)
    if wanted is None or not await posts.can_see(work, post, visit.me.actor):
        return visit.redirect(_path(post))
    shown = visit.reader.post(await posts.shown(work, post, visit.me.actor))
    return visit.page(
        "arrive.html", person=shown.author, relation=None, group=None, post=shown, deed=wanted
    )


def _path(post: Post) -> str:
    """Give where the button of an event, or the form of an answer, is on its page."""
    return f"/events/{post.id}#coming" if post.type == "Event" else f"/notes/{post.id}#reply"


routes = [Route("/authorize_interaction", authorize)]

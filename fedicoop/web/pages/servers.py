"""The operator's page of other servers: who follows whom, who is let in, who is in the circle."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.actors import queries as actors
from fedicoop.errors import FedicoopError, Invalid, NotFound
from fedicoop.inbox.servers import find_server
from fedicoop.moderation import service as moderation
from fedicoop.network import queries, service
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.accounts import Member
    from fedicoop.network.queries import Neighbour
    from fedicoop.web.views import Moment, Reader
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

PATH = "/admin/federation/servers"
_UNKNOWN = msg("This server does not answer, or has no actor that can be followed.")

Deed = Callable[["Work", "Member", str], Awaitable[object]]
_DEEDS: dict[str, tuple[Deed, str]] = {
    "unfollow": (service.stop, "server_unfollowed"),
    "approve": (service.approve, "server_let_in"),
    "refuse": (service.refuse, "server_refused"),
    "trust": (service.trust, "server_trusted"),
    "distrust": (moderation.forget_host, "server_distrusted"),
}


@dataclass(frozen=True)
class ServerView:
    """Another server, and how ours stands with it."""

    host: str
    name: str
    we: str
    they: str
    trusted: bool
    since: Moment | None


@members
async def show(visit: Visit) -> Response:
    """Show every server that follows ours, that ours follows, or that is in the circle."""
    visit.must_administer()
    return await _show(visit, Form())


async def _show(visit: Visit, form: Form, status: int = 200) -> Response:
    async with visit.reading() as work:
        found = await queries.neighbours(work)
    views = [_view(visit.reader, each) for each in found]
    return visit.page(
        "admin/servers.html",
        status,
        form=form,
        waiting=[each for each in views if each.they == "asked"],
        servers=[each for each in views if each.they != "asked"],
        asks=visit.instance.config.federation.approve_servers,
    )


def _view(reader: Reader, found: Neighbour) -> ServerView:
    return ServerView(
        host=found.host,
        name=reader.person(found.actor).name if found.actor else "",
        we=found.we,
        they=found.they,
        trusted=found.trusted,
        since=reader.moment(found.since) if found.since else None,
    )


@members
async def follow(visit: Visit) -> Response:
    """Let our server follow another, by name or handle; take it into the circle when so asked."""
    by = visit.must_administer()
    form = await visit.form()
    try:
        uri = await _found(visit, form.line("host", 300))
    except Invalid as error:
        return await _show(visit, form.blame(error), 422)
    async with visit.writing() as work:
        other = await actors.by_uri(work, uri)
        if other is None:
            raise NotFound(f"{uri} is gone")
        await service.ask(work, by, other)
        if form.flag("trust"):
            await service.trust(work, by, other.host)
    visit.instance.posted.set()
    return visit.redirect(PATH, say="server_asked")


async def _found(visit: Visit, said: str) -> str:
    try:
        return await find_server(visit.instance, said)
    except FedicoopError as error:
        raise Invalid({"host": _UNKNOWN}) from error


@members
async def decide(visit: Visit) -> Response:
    """Let a server in, refuse it, stop following it, or change whether it is in the circle."""
    by = visit.must_administer()
    form = await visit.form()
    deed, say = _DEEDS.get(form.line("do"), (None, ""))
    if deed is None:
        raise NotFound("no such decision about a server")
    try:
        async with visit.writing() as work:
            await deed(work, by, form.line("host", 300))
    except Invalid as error:
        raise NotFound(str(error)) from error
    visit.instance.posted.set()
    return visit.redirect(PATH, say=say)


routes = [
    Route(PATH, show),
    Route(PATH, follow, methods=["POST"]),
    Route(f"{PATH}/decide", decide, methods=["POST"]),
]

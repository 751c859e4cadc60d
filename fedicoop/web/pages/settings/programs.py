"""The programs that may act for a member: what each may do, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.accounts import policy, queries
from fedicoop.accounts import service as accounts
from fedicoop.errors import Invalid
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.settings.preferences import me_in
from fedicoop.web.visit import Visit, members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.accounts import ApiToken
    from fedicoop.web.views import Moment

SCOPES = {"read": msg("Read"), "write": msg("Read and write")}


@dataclass(frozen=True)
class Program:
    """A program that may act for a member."""

    id: str
    name: str
    may: str
    since: Moment
    used: Moment | None


@members
async def show_programs(visit: Visit) -> Response:
    """Show the programs, and how to let another one in."""
    return await _page(visit, Form.of({"may": "read"}))


async def _page(visit: Visit, form: Form, status: int = 200, token: str = "") -> Response:
    async with visit.reading() as work:
        tokens = await queries.tokens_of(work, visit.me)
    return visit.page(
        "settings/programs.html",
        status,
        form=form,
        token=token,
        programs=[_program(visit, each) for each in tokens],
        choices=[(code, visit.say(words), "") for code, words in SCOPES.items()],
        address=f"{visit.site.base}/users/{visit.me.actor.username}",
    )


def _program(visit: Visit, token: ApiToken) -> Program:
    may = "write" if "write" in token.scopes else "read"
    used = visit.reader.moment(token.last_used_at) if token.last_used_at else None
    since = visit.reader.moment(token.created_at)
    return Program(token.id, token.name, visit.say(SCOPES[may]), since, used)


@members
async def admit_program(visit: Visit) -> Response:
    """Make an access token; this answer is the only place where it can ever be read."""
    form = await visit.form()
    scopes = policy.SCOPES if form.choice("may", SCOPES, "read") == "write" else ("read",)
    try:
        async with visit.writing() as work:
            me = await me_in(visit, work)
            token = await accounts.create_token(work, me, form.line("name", 200), scopes)
    except Invalid as error:
        return await _page(visit, form.blame(error), 422)
    return await _page(visit, Form.of({"may": "read"}), token=token)


@members
async def revoke_program(visit: Visit) -> Response:
    """Take a program's access back."""
    async with visit.writing() as work:
        await accounts.revoke_token(work, visit.me, visit.param("ident"))
    return visit.redirect("/settings/programs", say="revoked")


routes = [
    Route("/settings/programs", show_programs),
    Route("/settings/programs", admit_program, methods=["POST"]),
    Route("/settings/programs/{ident}/revoke", revoke_program, methods=["POST"]),
]

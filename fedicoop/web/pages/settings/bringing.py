"""A member brings the lists of her former site along: looked at first, then gone through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.errors import Invalid, Refused
from fedicoop.takeaways import Deed, bringing
from fedicoop.takeaways.reading import MOST_BYTES, People, read_people
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.settings.preferences import me_in
from fedicoop.web.visit import Visit, members

if TYPE_CHECKING:
    from starlette.responses import Response

_WHERE = "/settings/bring"
_CHOOSE = msg("Choose a file.")
_TOO_LARGE = msg("This file is too large to be a list of people.")
_DEEDS = (
    (Deed.FOLLOW, msg("Follow them"), "following_accounts.csv"),
    (Deed.MUTE, msg("Mute them"), "muted_accounts.csv"),
    (Deed.BLOCK, msg("Block them"), "blocked_accounts.csv"),
)
_SHOWN = 200


@members
async def show(visit: Visit) -> Response:
    """Show the form, or how far a list is and for whom it failed."""
    return await _page(visit, Form.of({"deed": Deed.FOLLOW}))


async def _page(
    visit: Visit, form: Form, status: int = 200, people: People | None = None
) -> Response:
    async with visit.reading() as work:
        row = await bringing.newest_of(work, visit.me)
    names = {deed: visit.say(text) for deed, text, _file in _DEEDS}
    return visit.page(
        "settings/bring.html",
        status,
        form=form,
        deeds=[(deed, visit.say(text), file) for deed, text, file in _DEEDS],
        row=row,
        people=people,
        doing=names.get(Deed(row.deed), "") if row else "",
        faults=row.faults[:_SHOWN] if row else [],
        shown=row.handles[:_SHOWN] if row else [],
    )


@members
async def look(visit: Visit) -> Response:
    """Read a list and show whom it names; nothing is done."""
    form = await visit.form()
    try:
        people = await _people(form)
        async with visit.writing() as work:
            deed = form.text("deed", 20)
            await bringing.look(work, await me_in(visit, work), deed, people)
    except Invalid as error:
        return await _page(visit, form.blame(error), 422)
    except Refused as error:
        return await _page(visit, form.blame(Invalid({"": error.safe})), 422)
    return await _page(visit, form, people=people)


async def _people(form: Form) -> People:
    files = form.files("file")
    if not files:
        raise Invalid({"file": _CHOOSE})
    data = await files[0].read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Invalid({"file": _TOO_LARGE})
    return read_people(data)


@members
async def agree(visit: Visit) -> Response:
    """Begin with the list that was shown."""
    form = await visit.form()
    try:
        async with visit.writing() as work:
            await bringing.agree(work, await me_in(visit, work), form.line("list", 40))
    except Refused as error:
        return await _page(visit, form.blame(Invalid({"": error.safe})), 422)
    return visit.redirect(_WHERE, say="bringing")


routes = [
    Route(_WHERE, show),
    Route(_WHERE, look, methods=["POST"]),
    Route(f"{_WHERE}/agree", agree, methods=["POST"]),
]

"""How a member reads and writes: language, time zone, for whom she writes, how often mail comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.accounts import policy, queries
from fedicoop.accounts import service as accounts
from fedicoop.accounts.service import SettingsDraft
from fedicoop.errors import Invalid, Unauthenticated
from fedicoop.groups import service as groups
from fedicoop.web import i18n
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.letters.topics import DIGESTS
from fedicoop.web.visit import LANGUAGE_COOKIE, Visit, members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.accounts import Member
    from fedicoop.work import Work

WRITERS = {
    policy.PrivateFrom.EVERYBODY: msg("Everybody; strangers have to ask first"),
    policy.PrivateFrom.MEMBERS: msg("Members of this cooperative, and whom I follow"),
    policy.PrivateFrom.FOLLOWED: msg("Only whom I follow"),
}


@members
async def show_preferences(visit: Visit) -> Response:
    """Show what a member chose."""
    me = visit.me
    values: dict[str, str | bool] = {
        "language": me.language,
        "time_zone": me.time_zone,
        "default_visibility": me.default_visibility,
        "email_digest": me.email_digest,
        "postcode": me.postcode,
        "near_km": str(me.near_km),
        "private_from": me.private_from,
    }
    return _page(visit, Form.of(values))


def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    say = visit.say
    return visit.page(
        "settings/preferences.html",
        status,
        form=form,
        languages=[(code, visit.language.name_of(code)) for code in visit.site.languages],
        zones=[(zone, zone.replace("_", " ")) for zone in i18n.zones()],
        visibilities=policy.VISIBILITIES,
        writers=[(code, say(WRITERS[code])) for code in policy.PrivateFrom],
        distances=[
            (str(km), say("%(km)s km") % {"km": km} if km else say(msg("However far")))
            for km in policy.DISTANCES
        ],
        digests=[(code, say(DIGESTS[code])) for code in policy.DIGESTS],
    )


@members
async def change_preferences(visit: Visit) -> Response:
    """Store what a member chose."""
    form = await visit.form()
    draft = SettingsDraft(
        language=form.line("language", 20),
        time_zone=form.line("time_zone", 100),
        default_visibility=form.line("default_visibility", 20),
        email_digest=form.line("email_digest", 20),
        postcode=form.line("postcode", 30),
        private_from=form.line("private_from", 20) or None,
        near_km=form.line("near_km", 10) or None,
    )
    try:
        async with visit.writing() as work:
            me = await me_in(visit, work)
            await accounts.change_settings(work, me, draft)
            await groups.add_automatic(work, me)
    except Invalid as error:
        return _page(visit, form.blame(error), 422)
    answer = visit.redirect("/settings/preferences", say="saved")
    answer.delete_cookie(LANGUAGE_COOKIE)
    return answer


async def me_in(visit: Visit, work: Work) -> Member:
    """Give the member who is signed in inside a transaction."""
    me = await queries.by_id(work, visit.me.id)
    if me is None or not policy.is_active(me):
        raise Unauthenticated("this account is closed")
    return me


routes = [
    Route("/settings/preferences", show_preferences),
    Route("/settings/preferences", change_preferences, methods=["POST"]),
]

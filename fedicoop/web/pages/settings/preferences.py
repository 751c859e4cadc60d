"""How a member reads and writes: language, time zone, for whom she writes, how often mail comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.accounts import policy, queries
from fedicoop.accounts import service as accounts
from fedicoop.accounts.service import SettingsDraft
from fedicoop.errors import Invalid, Unauthenticated
from fedicoop.groups import service as groups
from fedicoop.web import zones
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
_NO_ZONE = msg("No time zone is called so: write the largest city near you.")
_NO_ZONE_BUT = msg("No time zone is called so. Did you mean: %(cities)s?")


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
        zones=zones.offered(visit.language, form.line("time_zone", 100), visit.me.time_zone),
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
    try:
        draft = _draft(visit, form)
        async with visit.writing() as work:
            me = await me_in(visit, work)
            await accounts.change_settings(work, me, draft)
            await groups.add_automatic(work, me)
    except Invalid as error:
        return _page(visit, form.blame(error), 422)
    answer = visit.redirect("/settings/preferences", say="saved")
    answer.delete_cookie(LANGUAGE_COOKIE)
    return answer


def _draft(visit: Visit, form: Form) -> SettingsDraft:
    return SettingsDraft(
        language=form.line("language", 20),
        time_zone=_zone(visit, form),
        default_visibility=form.line("default_visibility", 20),
        email_digest=form.line("email_digest", 20),
        postcode=form.line("postcode", 30),
        private_from=form.line("private_from", 20) or None,
        near_km=form.line("near_km", 10) or None,
    )


def _zone(visit: Visit, form: Form) -> str:
    """Give the zone of the city that was typed, else the one that was chosen; raises Invalid."""
    city = form.line("time_zone_city", 100)
    if not city:
        return form.line("time_zone", 100)
    found = zones.named(city, visit.language)
    if not found:
        raise Invalid({"time_zone_city": _unknown(visit, city)})
    return found


def _unknown(visit: Visit, city: str) -> str:
    """Say that no zone is called so, and which ones look like it."""
    near = zones.alike(city, visit.language)
    if not near:
        return _NO_ZONE
    return visit.say(_NO_ZONE_BUT) % {"cities": ", ".join(near)}


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

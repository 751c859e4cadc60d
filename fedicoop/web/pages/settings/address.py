"""Another e-mail address: hers once she opened the link in a letter that went there.

Without that anybody could type the address of somebody in the register, and be taken for her.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.routing import Route

from fedicoop.accounts import policy, queries
from fedicoop.accounts import service as accounts
from fedicoop.errors import Invalid, NotFound, TooMany
from fedicoop.inbox.rate import Rate
from fedicoop.notifications import service as notifications
from fedicoop.web.i18n import msg
from fedicoop.web.pages.settings.preferences import me_in
from fedicoop.web.visit import Visit, members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.accounts import Member
    from fedicoop.web.forms import Form

_SECONDS = 24 * 3600
_PER_SECOND, _BURST = 1 / 600, 5
_NONE = msg("This is not an e-mail address.")
_SPENT = msg("This link was already used, or is too old. Please ask for a new one.")


async def ask(visit: Visit, form: Form) -> None:
    """Write to the address that was typed; raises Invalid for what is none, and TooMany.

    To an address that is another member's nothing is sent, and the answer is the same: nobody
    learns here who is a member.
    """
    email = policy.normal_email(form.line("email", 254))
    if not email:
        raise Invalid({"email": visit.say(_NONE)})
    _count(visit)
    async with visit.writing() as work:
        me = await me_in(visit, work)
        if email == me.email or await queries.by_email(work, email) is not None:
            return
        token = _serializer(visit).dumps([me.id, email, _seal(me)])
        url = f"{visit.site.base}/settings/address/{token}"
        await notifications.send_email_asked(work, me, email, url)


def _count(visit: Visit) -> None:
    """Let nobody make us write to many strangers."""
    state = visit.request.app.state
    if not hasattr(state, "addresses"):
        state.addresses = Rate(visit.instance.clock, _PER_SECOND, _BURST)
    if not state.addresses.allows(visit.me.id):
        raise TooMany("too many addresses", retry_after=600)


def _serializer(visit: Visit) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(visit.instance.secret, salt="fedicoop.web.address")


def _seal(member: Member) -> str:
    """Give what changes with her address or password: a link from before opens nothing."""
    said = f"{member.email}\n{member.password_hash}"
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _meant(visit: Visit, me: Member) -> str:
    """Give the address that a link is for; raises NotFound for a link that is not good for her."""
    try:
        said = _serializer(visit).loads(visit.param("token")[:2000], max_age=_SECONDS)
    except BadSignature:
        said = None
    if not isinstance(said, list) or said[:1] + said[2:] != [me.id, _seal(me)]:
        raise NotFound("no link of this member", safe=_SPENT)
    return str(said[1])


@members
async def show(visit: Visit) -> Response:
    """Ask for one click more: programs that look into mail open links."""
    return visit.page("settings/address.html", address=_meant(visit, visit.me))


@members
async def use(visit: Visit) -> Response:
    """Write to her there from now on; her address of before hears of it."""
    try:
        async with visit.writing() as work:
            me = await me_in(visit, work)
            before, email = me.email, _meant(visit, me)
            await accounts.change_email(work, me, email)
            if before:
                url = f"{visit.site.base}/contact"
                await notifications.send_email_changed(work, me, before, url)
    except Invalid as error:
        raise NotFound("this address was given away meanwhile", safe=_SPENT) from error
    return visit.redirect("/settings/access", say="address_changed")


_PATH = "/settings/address/{token}"
routes = [Route(_PATH, show), Route(_PATH, use, methods=["POST"])]

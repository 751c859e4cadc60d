"""Fewer letters, or none: the page behind the link below a letter, and one click (RFC 8058).

Nobody signs in. Opening the page changes nothing, so that programs which look at every link in a
letter do not unsubscribe its reader; a button does, and can be taken back at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse
from starlette.routing import Route

from fedicoop.accounts.policy import DIGESTS
from fedicoop.errors import Invalid
from fedicoop.notifications import policy, queries, topics
from fedicoop.notifications import service as notifications
from fedicoop.web import forms
from fedicoop.web.forms import Form
from fedicoop.web.headers import PRIVATE
from fedicoop.web.pages.calendars.guessing import wrong
from fedicoop.web.pages.letters.topics import DIGESTS as DIGEST_NAMES
from fedicoop.web.pages.letters.topics import NAMES
from fedicoop.web.visit import Visit, page, site_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fedicoop.accounts import Member
    from fedicoop.notifications import MailKey
    from fedicoop.work import Work

_FIELD, _ONE_CLICK = "List-Unsubscribe", "One-Click"


@dataclass(frozen=True)
class _Asked:
    """Whose letter a link stood in, and what she gets of its kind now."""

    key: MailKey
    member: Member
    now: str

    @property
    def is_digest(self) -> bool:
        return self.key.topic == policy.DIGEST


async def _asked(request: Request, work: Work) -> _Asked:
    """Find out what a link is for; raises the same for every link that opens nothing."""
    key = await queries.mail_key(work, str(request.path_params["token"])[:100])
    member = await notifications.key_holder(work, key)
    if key is None or member is None:
        raise wrong(request)
    if key.topic == policy.DIGEST:
        return _Asked(key, member, member.email_digest)
    topic = topics.BY_NAME.get(key.topic, topics.OTHER)
    choices = await queries.choices_of(work, member.actor_id)
    gets = topics.holds(choices, topic, topics.MAIL)
    return _Asked(key, member, "on" if gets else "off")


async def leave(request: Request) -> Response:
    """Take the one click of a mail program: it sends no cookie, and the link says it all."""
    form = await forms.read(request)
    instance = site_of(request).instance
    try:
        if form.text(_FIELD, 100).strip() != _ONE_CLICK:
            raise Invalid({_FIELD: "Open the link in a browser to choose."})
        async with instance.writing() as work:
            asked = await _asked(request, work)
            wanted = "never" if asked.is_digest else "off"
            await notifications.answer_key(work, asked.key, asked.member, wanted)
    finally:
        await form.data.close()
    return PlainTextResponse("unsubscribed\n", headers=PRIVATE)


@page
async def show(visit: Visit) -> Response:
    """Show what she gets, and what she may choose; opening the page changes nothing."""
    async with visit.reading() as work:
        asked = await _asked(visit.request, work)
    return _page(visit, asked, Form.of({"wanted": asked.now}))


@page
async def choose(visit: Visit) -> Response:
    """Do what the button says; the page that follows takes it back with another one."""
    form = await visit.form()
    wanted = form.line("wanted", 20)
    async with visit.reading() as work:
        before = await _asked(visit.request, work)
    try:
        async with visit.writing() as work:
            asked = await _asked(visit.request, work)
            await notifications.answer_key(work, asked.key, asked.member, wanted)
    except Invalid as error:
        fault = Invalid({"wanted": next(iter(error.fields.values()))})
        return _page(visit, before, Form.of({"wanted": before.now}).blame(fault), 422)
    done = _Asked(asked.key, asked.member, wanted)
    return _page(visit, done, Form.of({"wanted": wanted}), before=before.now)


def _page(visit: Visit, asked: _Asked, form: Form, status: int = 200, before: str = "") -> Response:
    answer = visit.page(
        "letters/leave.html",
        status,
        form=form,
        is_digest=asked.is_digest,
        topic="" if asked.is_digest else visit.say(NAMES.get(asked.key.topic, NAMES["other"])),
        now=asked.now,
        before=before if before != asked.now else "",
        done=bool(before),
        digests=[(code, visit.say(DIGEST_NAMES[code]), "") for code in DIGESTS],
        key=visit.param("token"),
    )
    answer.headers.update(PRIVATE)
    return answer


routes = [
    Route("/unsubscribe/{token}", leave, methods=["POST"]),
    Route("/unsubscribe/{token}", show),
    Route("/unsubscribe/{token}/choice", show),
    Route("/unsubscribe/{token}/choice", choose, methods=["POST"]),
]

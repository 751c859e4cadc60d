"""The page /contact: named people, the cooperative's own lines, a form that needs no account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.accounts import queries as register
from fedicoop.errors import FedicoopError, Invalid, Refused, TooMany
from fedicoop.inbox.rate import Rate
from fedicoop.notifications import contacting
from fedicoop.notifications.contacting import Question
from fedicoop.posts import Visibility
from fedicoop.posts import service as posts
from fedicoop.posts.service import NoteDraft
from fedicoop.web import sharing
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.contact import people
from fedicoop.web.pages.signing_in import source
from fedicoop.web.visit import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.responses import Response

    from fedicoop.accounts import Member
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

TRAP = "website"
"""A field that people do not see: what fills it in is no person."""

_ONE_PER_SECOND, _ONE_BURST = 1 / 300, 3
_ALL_PER_SECOND, _ALL_BURST = 60 / 86400, 30
_TITLE = msg("Contact my cooperative")
_ABOUT = msg("Whom to ask at %(name)s, and how to reach us.")
_NO_WAY = msg("Nobody can be reached by this form yet; please use the other ways.")
_TOO_OFTEN = msg("Too many messages came from here; please wait a little, or telephone.")


@page
async def show_contact(visit: Visit) -> Response:
    """Show whom to ask and how; somebody may be chosen beforehand by ``to``."""
    return await _page(visit, Form.of({"to": visit.query("to", 40)}))


async def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    async with visit.reading() as work:
        found = await register.contacts(work)
        reachable = bool(await people.addresses(visit, work, found))
    config = visit.instance.config.contact
    return visit.page(
        "contact/contact.html",
        status,
        form=form,
        people=[people.named(visit.reader, each) for each in found],
        reachable=reachable,
        lines=config,
        hours=visit.site.said(config.hours, visit.language),
        trap=TRAP,
        sharing=sharing.of_page(
            f"{visit.say(_TITLE)} · {visit.site.name}",
            visit.say(_ABOUT) % {"name": visit.site.name},
            f"{visit.site.base}/contact",
        ),
    )


@page
async def write(visit: Visit) -> Response:
    """Pass on what somebody wrote: a member's as a private message, a visitor's by e-mail."""
    form = await visit.form()
    if form.text(TRAP):
        return visit.redirect("/contact", say="contacted")
    try:
        question = _typed(visit, form)
        _count(visit)
        async with visit.writing() as work:
            to = await people.chosen(work, form.line("to", 40))
            await _pass_on(visit, work, question, to)
    except (Invalid, Refused, TooMany) as error:
        return await _again(visit, form, error)
    return visit.redirect("/contact", say="contacted")


async def _again(visit: Visit, form: Form, error: FedicoopError) -> Response:
    fault = error if isinstance(error, Invalid) else Invalid({"": error.safe})
    answer = await _page(visit, form.blame(fault), error.status)
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _typed(visit: Visit, form: Form) -> Question | None:
    """Read what was typed; a member is known, only her words are asked for. Raises Invalid."""
    if not form.text("words").strip():
        raise Invalid({"words": msg("Write your message.")})
    if visit.member is not None:
        return None
    limit = contacting.LONGEST + 1
    typed = Question(form.line("name", 300), form.line("email", 300), form.text("words", limit))
    return contacting.checked(typed)


def _count(visit: Visit) -> None:
    """Let nobody fill the contacts' letter boxes: a few from one place, not many from all."""
    state = visit.request.app.state
    if not hasattr(state, "asking"):
        clock = visit.instance.clock
        one = Rate(clock, _ONE_PER_SECOND, _ONE_BURST)
        state.asking = (one, Rate(clock, _ALL_PER_SECOND, _ALL_BURST))
    who = visit.member.id if visit.member else source(visit)
    one, every = state.asking
    if not (one.allows(who) and every.allows("")):
        error = TooMany("too many messages to the contacts", retry_after=600)
        error.safe = _TOO_OFTEN
        raise error


async def _pass_on(
    visit: Visit, work: Work, question: Question | None, to: Sequence[Member]
) -> None:
    if question is None:
        await _as_member(visit, work, to)
        return
    addresses = await people.addresses(visit, work, to)
    if not addresses:
        raise Refused("no contact has an address", safe=_NO_WAY)
    await contacting.pass_on(work, question, addresses)


async def _as_member(visit: Visit, work: Work, to: Sequence[Member]) -> None:
    """Write to the contacts in private; by e-mail where nobody else is named."""
    me = await visit.actor(work)
    words = (await visit.form()).text("words", contacting.LONGEST)
    people_asked = tuple(each.actor for each in to if each.actor_id != me.id)
    if people_asked:
        await posts.publish(work, me, NoteDraft(words, Visibility.DIRECT, to=people_asked))
        return
    addresses = await people.addresses(visit, work, ())
    if not addresses or not visit.me.email:
        raise Refused("nobody to write to", safe=_NO_WAY)
    question = contacting.checked(Question(me.name or me.username, visit.me.email, words))
    await contacting.pass_on(work, question, addresses)


routes = [
    Route("/contact", show_contact),
    Route("/contact", write, methods=["POST"]),
]

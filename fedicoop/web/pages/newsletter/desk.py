"""Writing a newsletter: what to pick from, in which order, for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.errors import Invalid, NotFound
from fedicoop.events import queries as events
from fedicoop.events.documents import summary
from fedicoop.newsletter import policy, queries, service
from fedicoop.newsletter.service import NewsletterDraft
from fedicoop.web.forms import Form
from fedicoop.web.pages.finding import cursor
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.newsletter import Newsletter
    from fedicoop.newsletter.queries import Offer
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_SIZE = 20
_LAST = 10_000
_AT_FIRST = 12
"""How many of each kind are offered before somebody wants to see more."""
_LONGEST_SUBJECT = 1000


@dataclass(frozen=True)
class Card:
    """Something that can be picked, as the form shows it; ``place`` is its place in the letter."""

    key: str
    kind: str
    title: str
    path: str
    about: str
    visibility: str
    fresh: bool
    picked: bool
    place: str


@members
async def show_all(visit: Visit) -> Response:
    """Show the newsletters to those who write them: drafts, what is on its way, what was sent."""
    visit.must_edit()
    async with visit.reading() as work:
        rows = await queries.all_of_them(work, cursor(visit), _SIZE)
    return visit.page(
        "newsletter/list.html",
        rows=[(row, said_of(visit, row)) for row in rows],
        next=rows[-1].id if len(rows) == _SIZE else None,
        first=cursor(visit) is None,
    )


def said_of(visit: Visit, row: Newsletter) -> str:
    """Say when something was or will be done with a newsletter."""
    moment = row.started_at or row.send_at or row.updated_at
    return visit.language.at(moment, visit.zone)


@members
async def ask_to_write(visit: Visit) -> Response:
    """Show the form of a new newsletter; what came since the last one stands first."""
    visit.must_edit()
    return await _show(visit, Form.of({"language": visit.me.language, "public": True}), None)


@members
async def write(visit: Visit) -> Response:
    """Keep a new newsletter."""
    visit.must_edit()
    form = await visit.form()
    if _wants_more(form):
        return await _show(visit, form, None)
    try:
        async with visit.writing() as work:
            me = await visit.actor(work)
            row = await service.compose(work, me, _draft(form))
    except Invalid as error:
        return await _show(visit, form.blame(error), None, 422)
    return _on(visit, form, row.id)


def _on(visit: Visit, form: Form, ident: str) -> Response:
    if form.line("do") == "look":
        return visit.redirect(f"/newsletter/{ident}/send")
    return visit.redirect(f"/newsletter/{ident}", say="letter_kept")


def _wants_more(form: Form) -> bool:
    return form.line("do") == "more"


def _draft(form: Form) -> NewsletterDraft:
    """Read the form: what is ticked, by the numbers beside it."""
    picked = [key.partition(":") for key in dict.fromkeys(form.many("item"))]
    keys = [(kind, ident) for kind, _, ident in picked if ident]
    order = sorted(keys, key=lambda each: _place(form, f"{each[0]}:{each[1]}"))
    return NewsletterDraft(
        subject=form.line("subject", _LONGEST_SUBJECT),
        source=form.text("source"),
        items=tuple(order),
        language=form.line("language", 10),
        public=form.flag("public"),
    )


def _place(form: Form, key: str) -> int:
    said = form.line(f"place-{key}", 6)
    return int(said) if said.isascii() and said.isdecimal() else _LAST


async def found(visit: Visit, work: Work) -> Newsletter:
    """Give the newsletter of the address; raises NotFound."""
    row = await queries.by_id(work, visit.param("ident"))
    if row is None:
        raise NotFound("no such newsletter")
    return row


@members
async def ask_to_change(visit: Visit) -> Response:
    """Show a newsletter in its form; once it is on its way, how far it has got."""
    visit.must_edit()
    async with visit.reading() as work:
        row = await found(visit, work)
    if not policy.may_change(row):
        return visit.redirect(f"/newsletter/{row.id}/send")
    values: dict[str, str | bool | list[str]] = {
        "subject": row.subject,
        "source": row.source,
        "language": row.language,
        "public": row.public,
    }
    keys = [f"{each['kind']}:{each['id']}" for each in row.items]
    values |= {"item": keys}
    values |= {f"place-{key}": str(number) for number, key in enumerate(keys, 1)}
    return await _show(visit, Form.of(values), row)


@members
async def change(visit: Visit) -> Response:
    """Keep what was changed, or show the form again."""
    visit.must_edit()
    form = await visit.form()
    if _wants_more(form):
        async with visit.reading() as work:
            row = await found(visit, work)
        return await _show(visit, form, row)
    try:
        async with visit.writing() as work:
            row = await found(visit, work)
            me = await visit.actor(work)
            await service.recompose(work, row, me, _draft(form))
    except Invalid as error:
        async with visit.reading() as work:
            row = await found(visit, work)
        return await _show(visit, form.blame(error), row, 422)
    return _on(visit, form, row.id)


@members
async def drop(visit: Visit) -> Response:
    """Throw a newsletter away that nobody has."""
    visit.must_edit()
    async with visit.writing() as work:
        await service.drop(work, await found(visit, work))
    return visit.redirect("/newsletter", say="letter_dropped")


async def _show(visit: Visit, form: Form, row: Newsletter | None, status: int = 200) -> Response:
    picked = [
        {"kind": kind, "id": ident}
        for kind, _, ident in (key.partition(":") for key in form.many("item")[:100])
    ]
    limit = queries.MOST_OFFERED if _wants_more(form) else _AT_FIRST
    async with visit.reading() as work:
        offers = await queries.offers(work, visit.me.actor, picked, limit)
        cards = [await _card(visit, work, form, each) for each in offers]
    kinds = {kind: [each for each in cards if each.kind == kind] for kind in queries.KINDS}
    return visit.page(
        "newsletter/form.html",
        status,
        form=form,
        row=row,
        events=kinds["event"],
        articles=kinds["article"],
        documents=kinds[queries.DOCUMENT],
        more=not _wants_more(form) and any(len(each) >= limit for each in kinds.values()),
        languages=[(code, visit.language.name_of(code)) for code in visit.site.languages],
    )


async def _card(visit: Visit, work: Work, form: Form, offer: Offer) -> Card:
    person = visit.reader.person(offer.owner) if offer.owner is not None else None
    about = person.name if person is not None else visit.site.name
    if offer.kind == "event":
        event = await events.by_id(work, offer.id)
        about = summary(event, visit.language.code) if event is not None else about
    return Card(
        key=offer.key,
        kind=offer.kind,
        title=offer.title,
        path=f"/{offer.kind}s/{offer.id}",
        about=f"{about} ({person.host})" if person is not None and person.host else about,
        visibility=offer.visibility,
        fresh=offer.fresh,
        picked=offer.key in form.many("item"),
        place=form.line(f"place-{offer.key}", 6),
    )


routes = [
    Route("/newsletter", show_all),
    Route("/newsletter/new", ask_to_write),
    Route("/newsletter/new", write, methods=["POST"]),
    Route("/newsletter/{ident}", ask_to_change),
    Route("/newsletter/{ident}", change, methods=["POST"]),
    Route("/newsletter/{ident}/drop", drop, methods=["POST"]),
]

"""What moderators do: look at reports, decide, and decide about other servers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.accounts import queries as register
from fedicoop.actors import queries as actors
from fedicoop.errors import Invalid, NotFound
from fedicoop.moderation import policy, queries, service
from fedicoop.network import service as network
from fedicoop.posts import policy as rules
from fedicoop.posts import queries as posts
from fedicoop.posts import service as writing
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages import reported
from fedicoop.web.pages.finding import cursor
from fedicoop.web.pages.messages import files
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.responses import Response

    from fedicoop.accounts import Member
    from fedicoop.moderation import LogEntry, Report
    from fedicoop.web.views import Moment, Person, PostView, Reader
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

    Decision = Callable[[Work, Member | None, str, str], Awaitable[object]]

_SIZE = 20
_SHOWN = 20
_NO_RULE = msg("Choose what is decided.")


@dataclass(frozen=True)
class ReportView:
    """A report as moderators see it; ``by`` is who reported, ``host`` her server if elsewhere."""

    id: str
    about: Person | None
    by: Person | None
    host: str
    text: str
    posts: int
    at: Moment
    forwarded: bool
    resolved: Moment | None
    answer: str


@dataclass(frozen=True)
class LogView:
    """One decision of the past; ``by`` is None for the operator's shell."""

    by: Person | None
    verb: str
    subject: str
    detail: str
    at: Moment


@members
async def show_open(visit: Visit) -> Response:
    """Show the reports that wait for a decision."""
    visit.must_moderate()
    async with visit.reading() as work:
        rows = await queries.open_reports(work, cursor(visit), _SIZE)
        return await _reports(visit, work, rows, waiting=True)


@members
async def show_closed(visit: Visit) -> Response:
    """Show the reports that were decided."""
    visit.must_moderate()
    async with visit.reading() as work:
        rows = await queries.resolved_reports(work, cursor(visit), _SIZE)
        return await _reports(visit, work, rows, waiting=False)


async def _reports(visit: Visit, work: Work, rows: list[Report], *, waiting: bool) -> Response:
    return visit.page(
        "moderation/reports.html",
        reports=[await _view(visit.reader, work, row) for row in rows],
        next=rows[-1].id if len(rows) == _SIZE else None,
        waiting=waiting,
    )


async def _view(reader: Reader, work: Work, row: Report) -> ReportView:
    by = await actors.by_uri(work, row.reporter_uri)
    return ReportView(
        id=row.id,
        about=reader.person(row.target) if row.target else None,
        by=reader.person(by) if by else None,
        host=row.reporter_host,
        text=row.text,
        posts=len(row.post_uris),
        at=reader.moment(row.created_at),
        forwarded=row.forwarded,
        resolved=reader.moment(row.resolved_at) if row.resolved_at else None,
        answer=row.answer,
    )


@members
async def show_report(visit: Visit) -> Response:
    """Show one report, with the messages it is about."""
    by = visit.must_moderate()
    async with visit.reading() as work:
        row = await _report(visit, work)
        view = await _view(visit.reader, work, row)
        found = await _evidence(visit, work, row)
        named = [await reported.named(work, uri) for uri in row.post_uris[:_SHOWN]]
        member = await register.by_actor(work, row.target.id) if row.target else None
        others = await queries.reports_about(work, row.target) if row.target else []
    target, things = row.target, [each for each in named if each is not None]
    return visit.page(
        "moderation/report.html",
        report=view,
        posts=found,
        things=things,
        missing=min(view.posts, _SHOWN) - len(found) - len(things),
        may_suspend=target is not None and policy.may_suspend(by, target, member),
        suspended=target is not None and target.suspended_at is not None,
        others=max(0, len(others) - 1),
    )


async def _report(visit: Visit, work: Work) -> Report:
    row = await queries.report_by_id(work, visit.param("ident"))
    if row is None:
        raise NotFound("no such report")
    return row


async def _evidence(visit: Visit, work: Work, row: Report) -> list[PostView]:
    """Show what was reported, whoever it was for: it was shown to us so that we decide.

    A server that never got a private message cannot lay it open by reporting it.
    """
    found = []
    for uri in row.post_uris[:_SHOWN]:
        post = await posts.by_uri(work, uri)
        if post is None or post.is_deleted:
            continue
        if not row.reporter_host or rules.may_report_for(post, row.reporter_host):
            shown = visit.reader.post(await posts.shown(work, post, visit.me.actor))
            found.append(files.reported(shown, row.id))
    return found


@members
async def resolve(visit: Visit) -> Response:
    """Close a report, with what was decided."""
    by = visit.must_moderate()
    answer = (await visit.form()).text("answer", 1000)
    async with visit.writing() as work:
        await service.resolve(work, by, await _report(visit, work), answer)
    return visit.redirect("/moderation", say="resolved")


@members
async def delete_post(visit: Visit) -> Response:
    """Delete one of the messages that a report names."""
    by = visit.must_moderate()
    ident = (await visit.form()).line("post", 40)
    async with visit.writing() as work:
        row = await _report(visit, work)
        post = await posts.by_id(work, ident)
        if post is None or post.uri not in row.post_uris:
            raise NotFound("this report does not name that message")
        await writing.delete(work, post, await visit.actor(work), moderates=True)
        await service.note(work, by, "delete_post", post.uri, row.id)
    return visit.redirect(f"/moderation/reports/{visit.param('ident')}", say="deleted")


@members
async def suspend(visit: Visit) -> Response:
    """Hide the person a report is about, or let her be seen again."""
    by = visit.must_moderate()
    form = await visit.form()
    async with visit.writing() as work:
        row = await _report(visit, work)
        if row.target is None:
            raise NotFound("this report is about nobody we know")
        deed = service.unsuspend if form.flag("undo") else service.suspend
        await deed(work, by, row.target, form.text("reason", 1000))
    return visit.redirect(f"/moderation/reports/{visit.param('ident')}", say="saved")


@members
async def show_servers(visit: Visit) -> Response:
    """Show what was decided about other servers."""
    visit.must_moderate()
    host = visit.query("host", 255)
    return await _servers(visit, Form.of({"rule": "block", "host": host}))


async def _servers(visit: Visit, form: Form, status: int = 200) -> Response:
    async with visit.reading() as work:
        rules = await queries.all_rules(work)
    return visit.page(
        "moderation/servers.html",
        status,
        form=form,
        rules=[(rule, visit.reader.moment(rule.created_at)) for rule in rules],
        given=visit.instance.config.federation.allow,
        closed=visit.instance.config.federation.mode == "allowlist",
    )


@members
async def decide(visit: Visit) -> Response:
    """Block another server, or trust it."""
    by = visit.must_moderate()
    form = await visit.form()
    try:
        deed = _chosen(form)
        async with visit.writing() as work:
            await deed(work, by, form.line("host"), form.text("reason", 1000))
    except Invalid as error:
        return await _servers(visit, form.blame(error), 422)
    return visit.redirect("/moderation/servers", say="rule")


def _chosen(form: Form) -> Decision:
    deeds: dict[str, Decision] = {
        "block": service.block_host,
        "allow": service.allow_host,
        "trust": network.trust,
    }
    deed = deeds.get(form.line("rule"))
    if deed is None:
        raise Invalid({"rule": _NO_RULE})
    return deed


@members
async def forget(visit: Visit) -> Response:
    """Take a rule back."""
    by = visit.must_moderate()
    form = await visit.form()
    try:
        async with visit.writing() as work:
            await service.forget_host(work, by, form.line("forget"))
    except Invalid as error:
        raise NotFound(str(error)) from error
    return visit.redirect("/moderation/servers", say="unrule")


@members
async def show_log(visit: Visit) -> Response:
    """Show what was decided, by whom and when."""
    visit.must_moderate()
    async with visit.reading() as work:
        rows = await queries.log(work, cursor(visit), _SIZE)
    entries = [_entry(visit.reader, row) for row in rows]
    after = rows[-1].id if len(rows) == _SIZE else None
    return visit.page("moderation/log.html", entries=entries, next=after)


def _entry(reader: Reader, row: LogEntry) -> LogView:
    by = reader.person(row.actor) if row.actor else None
    return LogView(by, row.verb, row.subject, row.detail, reader.moment(row.at))


routes = [
    Route("/moderation", show_open),
    Route("/moderation/closed", show_closed),
    Route("/moderation/servers", show_servers),
    Route("/moderation/servers", decide, methods=["POST"]),
    Route("/moderation/servers/forget", forget, methods=["POST"]),
    Route("/moderation/log", show_log),
    Route("/moderation/reports/{ident}", show_report),
    Route("/moderation/reports/{ident}/resolve", resolve, methods=["POST"]),
    Route("/moderation/reports/{ident}/delete", delete_post, methods=["POST"]),
    Route("/moderation/reports/{ident}/suspend", suspend, methods=["POST"]),
]

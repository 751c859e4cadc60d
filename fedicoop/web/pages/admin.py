"""The operator's pages: how the site is, and how it gets on with every other server."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop import __version__
from fedicoop.actors import queries as actors
from fedicoop.network import queries as network
from fedicoop.notifications import queries as notifications
from fedicoop.outbox import collection as letters
from fedicoop.posts import queries as posts
from fedicoop.web.pages.finding import cursor
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.notifications import Mail
    from fedicoop.outbox import Delivery
    from fedicoop.outbox.collection import HostReport
    from fedicoop.web.views import Moment, Reader
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_SIZE = 20
_MAILS = 10
_LITTLE_SPACE = 1.0


@dataclass(frozen=True)
class Facts:
    """What an operator asks first; ``free`` is the space left on the disk, in GB."""

    version: str
    address: str
    database: str
    people: int
    posts: int
    free: float
    mail: str
    is_open: bool

    @property
    def is_tight(self) -> bool:
        """Tell whether the disk is nearly full."""
        return self.free < _LITTLE_SPACE


@dataclass(frozen=True)
class HostView:
    """How letters to one server are doing, said in the reader's language."""

    host: str
    waiting: int
    failed: int
    error: str
    oldest: Moment | None
    again: Moment | None
    dormant: Moment | None


@dataclass(frozen=True)
class LetterView:
    """A letter that was given up, or an e-mail that did not leave, and why."""

    kind: str
    to: str
    at: Moment
    error: str
    tries: int
    is_over: bool = True


@members
async def show_site(visit: Visit) -> Response:
    """Show how the site is: what runs here, how full it is, whether letters and mails leave."""
    visit.must_administer()
    async with visit.reading() as work:
        facts = await _facts(visit, work)
        late = await _late(visit, work)
        hosts = await letters.hosts(work)
        mails = await notifications.troubled_mail(work, _MAILS)
        asking = [each for each in await network.neighbours(work) if each.they == "asked"]
    return visit.page(
        "admin/site.html",
        facts=facts,
        late=late,
        asking=len(asking),
        troubled=len([report for report in hosts if report.last_error]),
        waiting=sum(report.waiting for report in hosts),
        mails=[_mail(visit.reader, mail) for mail in mails],
    )


async def _facts(visit: Visit, work: Work) -> Facts:
    config = visit.instance.config
    free = shutil.disk_usage(config.folder).free / 1024**3
    return Facts(
        version=__version__,
        address=visit.site.base,
        database="SQLite" if visit.instance.database.is_sqlite else "PostgreSQL",
        people=await actors.count_people(work),
        posts=await posts.local_posts(work),
        free=round(free, 1),
        mail="file" if config.mail.url.startswith("file:") else "smtp",
        is_open=config.federation.mode == "open",
    )


async def _late(visit: Visit, work: Work) -> Moment | None:
    """Say since when the letter that is longest due waits; None when none is due."""
    age = await letters.queue_age(work)
    return visit.reader.moment(work.now() - age) if age is not None else None


def _mail(reader: Reader, mail: Mail) -> LetterView:
    at = reader.moment(mail.created_at)
    over = mail.done_at is not None
    return LetterView(mail.kind, mail.to, at, mail.error, mail.attempts, over)


@members
async def show_federation(visit: Visit) -> Response:
    """Show what waits for other servers, what did not get there, and why."""
    visit.must_administer()
    async with visit.reading() as work:
        late = await _late(visit, work)
        hosts = await letters.hosts(work)
        given_up = await letters.failures(work, before=cursor(visit), limit=_SIZE)
    return visit.page(
        "admin/federation.html",
        late=late,
        hosts=[_host(visit.reader, report) for report in hosts],
        given_up=[_letter(visit.reader, row) for row in given_up],
        next=given_up[-1].id if len(given_up) == _SIZE else None,
    )


def _host(reader: Reader, report: HostReport) -> HostView:
    quiet, dormant = report.quiet_until, report.dormant_since
    return HostView(
        host=report.host,
        waiting=report.waiting,
        failed=report.failed,
        error=report.last_error,
        oldest=reader.moment(report.oldest) if report.oldest else None,
        again=reader.moment(quiet) if quiet and quiet > reader.now else None,
        dormant=reader.moment(dormant) if dormant else None,
    )


def _letter(reader: Reader, row: Delivery) -> LetterView:
    at = reader.moment(row.closed_at or row.created_at)
    return LetterView(row.outgoing.type, row.inbox, at, row.last_error, row.attempts)


@members
async def retry(visit: Visit) -> Response:
    """Try everything that waits for a server again, now."""
    visit.must_administer()
    host = (await visit.form()).line("host", 300)
    async with visit.writing() as work:
        await letters.retry(work, host=host)
    visit.instance.posted.set()
    return visit.redirect("/admin/federation", say="retried")


@members
async def drop(visit: Visit) -> Response:
    """Give up everything that waits for a server."""
    visit.must_administer()
    host = (await visit.form()).line("host", 300)
    async with visit.writing() as work:
        await letters.drop(work, host=host)
    return visit.redirect("/admin/federation", say="saved")


routes = [
    Route("/admin", show_site),
    Route("/admin/federation", show_federation),
    Route("/admin/federation/retry", retry, methods=["POST"]),
    Route("/admin/federation/drop", drop, methods=["POST"]),
]

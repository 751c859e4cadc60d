"""The loop that sends the queued letters; while the mail server is away, they wait."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Protocol

import anyio
from sqlalchemy import delete

from fedicoop import retry
from fedicoop.log import logger
from fedicoop.notifications import mail, policy, queries
from fedicoop.notifications.mail import MailFailed
from fedicoop.notifications.models import Mail

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from fedicoop.config import Config
    from fedicoop.notifications.mail import Transport
    from fedicoop.work import Work

_AT_ONCE = 20
_PAUSE = 2.0
log = logger(__name__)


class Writing(Protocol):
    """What opens a transaction: ``instance.writing``, or a test's."""

    def __call__(self) -> AbstractAsyncContextManager[Work]:
        """Open it."""


async def run(writing: Writing, config: Config) -> None:
    """Send for ever; a database or a mail server that is away must not end the loop."""
    way = mail.transport(config)
    while True:
        try:
            done = await run_once(writing, way)
        except Exception:
            log.exception("the mailer stumbled")
            done = 0
        if not done:
            await anyio.sleep(_PAUSE)


async def run_once(
    writing: Writing, way: Transport, chance: Callable[[], float] = random.random
) -> int:
    """Send the letters that are due, twenty at most, and give how many were tried.

    They are leased first and marked after: a crash in between sends a letter twice rather than
    never. No transaction is open while we talk to the mail server.
    """
    async with writing() as work:
        due = await _lease(work)
        messages = [(row.id, mail.compose(row, work.config)) for row in due]
    for ident, message in messages:
        failure = None
        try:
            await way.send(message, ident)
        except MailFailed as error:
            failure = error
        async with writing() as work:
            await _note(work, ident, failure, chance)
    return len(messages)


async def _lease(work: Work) -> list[Mail]:
    """Take due letters, so that no other worker sends them; those too old are given up."""
    rows = []
    for row in await queries.due_mail(work, _AT_ONCE):
        if row.until <= work.now():
            _close(work, row, row.error or "too late")
            continue
        row.attempts += 1
        row.due_at = work.now() + policy.LEASE
        rows.append(row)
    return rows


async def _note(
    work: Work, ident: str, failure: MailFailed | None, chance: Callable[[], float]
) -> None:
    row = await work.session.get(Mail, ident)
    if row is None or row.done_at is not None:
        return
    if failure is None:
        row.sent_at = work.now()
        _close(work, row, "")
    elif failure.permanent:
        _close(work, row, str(failure)[:1000])
    else:
        row.error = str(failure)[:1000]
        row.due_at = work.now() + retry.delay(row.attempts, chance)


def _close(work: Work, row: Mail, error: str) -> None:
    """Be done with a letter; the links in its texts and its head open something: none is kept."""
    row.done_at, row.error = work.now(), error
    row.text = row.html = row.calendar = ""
    row.headers = {}


async def prune(work: Work) -> None:
    """Forget the traces of letters that are a month old."""
    limit = work.now() - policy.MAIL_KEPT
    await work.session.execute(delete(Mail).where(Mail.done_at.isnot(None), Mail.done_at < limit))

"""Addresses that take no letters: refused at the door, or letters that come back later."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fedicoop.accounts import queries as people
from fedicoop.accounts import service as accounts
from fedicoop.notifications import bounces, mailer, policy, queries, service
from fedicoop.notifications.bounces import Bounce
from fedicoop.notifications.mail import Server
from fedicoop.notifications.models import Mail, Refusal
from fedicoop.urls import Urls
from fedicoop.work import Work
from tests.notifications.smtp import post_office

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from fedicoop.config import Config
    from fedicoop.db import Database
    from tests.clocks import StoppedClock

    Writing = Callable[[], AbstractAsyncContextManager[Work]]

IDENT = "01a20d6d-5a00-7000-8d5f-3b02af9dc90e"
ANA = "ana@mail.example"


def a_report(
    ident: str = IDENT, action: str = "failed", status: str = "5.1.1", host: str = "coop.example"
) -> bytes:
    """Write what Postfix sends back: RFC 3464."""
    return f"""From: MAILER-DAEMON@mail.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I'm sorry.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; {ANA}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user

--B
Content-Type: message/rfc822

Message-ID: <{ident}@{host}>
Subject: Bonjour

Bonjour
--B--
""".encode()


@pytest.mark.parametrize(
    ("report", "found"),
    [
        (a_report(), True),
        (a_report().replace(b"message/rfc822", b"text/rfc822-headers"), True),
        (a_report(status="5.2.1"), True),
        (a_report(action="delayed", status="4.4.1"), False),
        (a_report(action="delivered", status="2.0.0"), False),
        (a_report(status="5.7.1"), False),
        (a_report(status="4.2.2"), False),
        (a_report(host="peer.example"), False),
        (a_report(ident="x"), False),
        (a_report().replace(b"Message-ID", b"X-Id"), False),
        (a_report().replace(b"message/rfc822", b"text/plain"), False),
        (a_report().replace(b"message/delivery-status", b"text/plain"), False),
        (b"From: ana@mail.example\nSubject: Bonjour\n\nJe suis absente.", False),
        (b"", False),
        (b"\xff\x00" * 1000, False),
        (a_report() + b"x" * bounces.LARGEST, False),
        (b"Content-Type: message/rfc822\n\n" * 3000 + a_report(), False),
        (b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 3000 + a_report(), False),
    ],
)
def test_a_report_counts_only_when_it_is_sure_and_names_our_letter(
    report: bytes, found: bool
) -> None:
    read = bounces.read(report, "coop.example")

    assert read == (Bounce(IDENT, read.reason) if found and read else None)
    assert (read is not None) is found
    if read:
        assert "no such user" in read.reason


def test_a_report_in_many_parts_is_read_to_a_limit() -> None:
    parts = b"".join(b"--B\nContent-Type: text/plain\n\nx\n" for _ in range(100))
    head, _, rest = a_report().partition(b"--B\n")

    assert bounces.read(head + parts + b"--B\n" + rest, "coop.example") is None


@pytest.mark.parametrize(
    ("code", "said", "dead"),
    [
        (550, "5.1.1 no such user", True),
        (550, "nobody here", True),
        (553, "5.1.3 bad address", True),
        (550, "5.7.1 relaying denied", False),
        (554, "5.7.26 not authenticated", False),
        (450, "4.2.1 busy", False),
        (250, "yes", False),
    ],
)
def test_a_refusal_is_about_the_address_or_about_us(code: int, said: str, dead: bool) -> None:
    assert policy.is_dead(code, said) is dead


@pytest.mark.parametrize(("times", "marked"), [(0, False), (1, False), (2, True), (9, True)])
def test_one_refusal_is_none(times: int, marked: bool) -> None:
    assert policy.is_marked(times) is marked


@pytest.fixture
def writing(database: Database, config: Config, clock: StoppedClock) -> Writing:
    """Open transactions as an instance does."""

    @asynccontextmanager
    async def open_one() -> AsyncIterator[Work]:
        async with database.writing() as session:
            yield Work(session, config, clock, Urls("https://coop.example"))

    return open_one


async def write_to_ana(writing: Writing, answer: str) -> None:
    """Send Ana a letter through a mail server that answers so to her address."""
    async with writing() as work:
        await service.send_mail(work, ANA, "Bonjour", "x")
    async with post_office(RCPT=answer) as office:
        await mailer.run_once(writing, Server("127.0.0.1", office.port))


async def is_refused(writing: Writing) -> bool:
    """Tell whether Ana's address is held to be dead."""
    async with writing() as work:
        return await queries.is_refused(work, ANA)


async def test_an_address_refused_on_two_days_is_marked_and_gets_only_what_is_essential(
    writing: Writing, clock: StoppedClock
) -> None:
    async with writing() as work:
        await accounts.admit(work, "ana", email=ANA)
    for _ in range(3):
        await write_to_ana(writing, "550 5.1.1 no such user")
    assert not await is_refused(writing)
    clock.move(timedelta(days=1))
    await write_to_ana(writing, "550 5.1.1 no such user")
    assert await is_refused(writing)
    clock.move(timedelta(days=1))
    await write_to_ana(writing, "550 5.1.1 no such user")

    async with writing() as work:
        (row,) = await queries.refused(work)
        assert (row.times, "5.1.1 no such user" in row.reason) == (3, True)
        member = await people.by_email(work, ANA)
        assert member is not None
        assert not await service.has_room(work, member, "digest")
        assert await service.send_sign_in_link(work, member, "https://coop.example/x")
        await service.forgive(work, ANA)
        assert await service.has_room(work, member, "digest")


@pytest.mark.parametrize("answer", ["450 4.2.1 busy", "550 5.7.1 relaying denied", "421 later"])
async def test_a_refusal_that_is_about_us_marks_nobody(
    writing: Writing, clock: StoppedClock, answer: str
) -> None:
    async with writing() as work:
        await accounts.admit(work, "ana", email=ANA)
    for _ in range(3):
        await write_to_ana(writing, answer)
        clock.move(timedelta(days=1))

    assert not await is_refused(writing)


async def test_an_address_of_nobody_is_not_kept(writing: Writing, clock: StoppedClock) -> None:
    await write_to_ana(writing, "550 5.1.1 no such user")
    async with writing() as work:
        assert await work.session.get(Refusal, ANA) is None
        member = await accounts.admit(work, "ana", email=ANA)
        await service.note_refusal(work, ANA, "550")
        await service.forget_refusals(work)
        assert await work.session.get(Refusal, ANA) is not None
        await accounts.change_email(work, member, "ana@other.example")
        await service.forget_refusals(work)
        assert await work.session.get(Refusal, ANA) is None


async def test_a_letter_that_came_back_counts_once_and_only_if_it_left(
    writing: Writing, clock: StoppedClock
) -> None:
    async with writing() as work:
        await accounts.admit(work, "ana", email=ANA)
        mail = await service.send_mail(work, ANA, "Bonjour", "x")
        assert await service.note_bounce(work, mail.id, "5.1.1") is False
        mail.sent_at = mail.done_at = work.now()
        assert await service.note_bounce(work, mail.id, "5.1.1 no\nsuch \x00user") is True
        assert await service.note_bounce(work, mail.id, "5.1.1") is False
        assert await service.note_bounce(work, IDENT, "5.1.1") is False

        row = await work.session.get_one(Refusal, ANA)
        assert (row.times, row.marked_at) == (1, None)
        assert (await work.session.get_one(Mail, mail.id)).error == "5.1.1 no such user"


def test_reports_wait_in_a_folder_or_a_maildir(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    for name in ("b.eml", "new/a"):
        (tmp_path / name).write_bytes(a_report())
    (tmp_path / "link.eml").symlink_to(tmp_path / "b.eml")

    files = bounces.waiting(tmp_path)

    assert [file.name for file in files] == ["b.eml", "a"]
    assert bounces.read_file(files[0], "coop.example") is not None

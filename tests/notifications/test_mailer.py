"""Letters in the queue: they leave after the transaction, wait while the server is away, end."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import anyio
import pytest
from sqlalchemy import select

from fedicoop.accounts import Member
from fedicoop.accounts import service as accounts
from fedicoop.errors import Invalid
from fedicoop.notifications import Mail, mailer, queries, service
from fedicoop.notifications.mail import MailFailed
from fedicoop.urls import Urls
from fedicoop.work import Work

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from email.message import EmailMessage

    from fedicoop.config import Config
    from fedicoop.db import Database
    from tests.clocks import StoppedClock

LINK = "https://coop.example/sign-in/secret-token"


class Office:
    """Opens transactions as an instance does, and takes letters, or fails to."""

    def __init__(self, database: Database, config: Config, clock: StoppedClock) -> None:
        """Start with an empty table and no trouble."""
        self.database, self.config, self.clock = database, config, clock
        self.sent: list[EmailMessage] = []
        self.trouble: MailFailed | None = None

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Work]:
        """Open a transaction."""
        async with self.database.writing() as session:
            yield Work(session, self.config, self.clock, Urls("https://coop.example"))

    async def send(self, message: EmailMessage, name: str) -> None:
        """Take a letter."""
        if self.trouble:
            raise self.trouble
        self.sent.append(message)

    async def step(self) -> int:
        """Let the mailer do one round."""
        return await mailer.run_once(self.writing, self, lambda: 0.5)

    async def mail(self) -> Mail:
        """Give the only letter in the queue."""
        async with self.writing() as work:
            return (await work.session.scalars(select(Mail))).one()


@pytest.fixture
def office(database: Database, config: Config, clock: StoppedClock) -> Office:
    """Give an office."""
    return Office(database, config, clock)


async def given_ana(work: Work, email: str | None = "ana@mail.example") -> Member:
    """Admit Ana."""
    return await accounts.admit(work, "ana", name="Ana", email=email, language="en")


async def test_a_sign_in_link_leaves_and_is_not_kept(office: Office) -> None:
    async with office.writing() as work:
        await service.send_sign_in_link(work, await given_ana(work), LINK)

    assert await office.step() == 1

    (message,) = office.sent
    assert message["To"] == "ana@mail.example"
    assert message["Subject"] == "Your sign-in link for Coopérative d'essai"
    body = message.get_body(("plain",))
    assert body is not None
    assert LINK in body.get_content()
    mail = await office.mail()
    assert (mail.sent_at, mail.done_at, mail.error) == (office.clock.now, office.clock.now, "")
    assert (mail.text, mail.html) == ("", "")
    assert await office.step() == 0


async def test_who_gave_no_address_gets_no_letter(office: Office) -> None:
    async with office.writing() as work:
        ana = await given_ana(work, email=None)
        assert await service.send_welcome(work, ana, LINK) is None

    assert await office.step() == 0


async def test_each_letter_is_written_in_the_language_of_its_reader(office: Office) -> None:
    async with office.writing() as work:
        ana = await given_ana(work)
        welcome = await service.send_welcome(work, ana, LINK)
        changed = await service.send_password_changed(work, ana, LINK)
        test = await service.send_test(work, "op@mail.example", "fr")

    assert welcome is not None
    assert changed is not None
    assert "Hello Ana," in welcome.text
    assert changed.kind == "password_changed"
    assert test.subject == "Message d\u2019essai de Coopérative d'essai"


async def test_a_letter_is_only_queued_when_the_transaction_holds(office: Office) -> None:
    async def stumble() -> None:
        async with office.writing() as work:
            await service.send_sign_in_link(work, await given_ana(work), LINK)
            raise LookupError

    with pytest.raises(LookupError):
        await stumble()

    assert await office.step() == 0


async def test_an_attack_on_the_head_of_a_letter_is_refused(office: Office) -> None:
    async with office.writing() as work:
        with pytest.raises(Invalid):
            await service.send_mail(work, "ana@mail.example\nBcc: x@y.example", "Bonjour", "")
        with pytest.raises(Invalid):
            await service.send_mail(work, "ana@mail.example", "Bonjour", "", headers={"A:": "b"})


async def test_while_the_server_is_away_a_letter_waits_longer_each_time(office: Office) -> None:
    async with office.writing() as work:
        await service.send_welcome(work, await given_ana(work), LINK)
    office.trouble = MailFailed("mail.example:587: no route")

    for minutes in (1, 2, 4, 8):
        assert await office.step() == 1
        assert await office.step() == 0
        office.clock.move(timedelta(minutes=minutes))

    mail = await office.mail()
    assert (mail.attempts, mail.error) == (4, "mail.example:587: no route")
    assert mail.text
    office.trouble = None
    assert await office.step() == 1
    assert len(office.sent) == 1
    assert (await office.mail()).error == ""


async def test_a_recipient_who_never_takes_it_is_not_asked_again(office: Office) -> None:
    async with office.writing() as work:
        await service.send_welcome(work, await given_ana(work), LINK)
    office.trouble = MailFailed("refused the recipient: [550]" + "x" * 5000, permanent=True)

    await office.step()

    mail = await office.mail()
    assert (mail.done_at, mail.sent_at) == (office.clock.now, None)
    assert (len(mail.error), mail.text) == (1000, "")
    async with office.writing() as work:
        assert [each.id for each in await queries.troubled_mail(work)] == [mail.id]


async def test_a_dead_link_is_not_sent(office: Office) -> None:
    async with office.writing() as work:
        await service.send_sign_in_link(work, await given_ana(work), LINK)
    office.clock.move(timedelta(minutes=15))

    assert await office.step() == 0

    mail = await office.mail()
    assert (mail.error, mail.sent_at, mail.text) == ("too late", None, "")


async def test_a_letter_is_given_up_after_a_week_with_its_last_reason(office: Office) -> None:
    async with office.writing() as work:
        await service.send_welcome(work, await given_ana(work), LINK)
    office.trouble = MailFailed("away")
    await office.step()
    office.clock.move(timedelta(days=7))

    await office.step()

    mail = await office.mail()
    assert (mail.error, mail.done_at) == ("away", office.clock.now)


async def test_a_mailer_that_crashed_leaves_its_letters_to_the_next(office: Office) -> None:
    async with office.writing() as work:
        await service.send_welcome(work, await given_ana(work), LINK)
    async with office.writing() as work:
        await mailer._lease(work)

    assert await office.step() == 0
    office.clock.move(timedelta(minutes=10))
    assert await office.step() == 1


async def test_a_letter_that_is_gone_or_done_meanwhile_is_left_alone(office: Office) -> None:
    async with office.writing() as work:
        await service.send_welcome(work, await given_ana(work), LINK)
        mail = (await work.session.scalars(select(Mail))).one()
        mail.done_at = office.clock.now

        await mailer._note(work, mail.id, MailFailed("late news"), lambda: 0.5)
        await mailer._note(work, "nothing", None, lambda: 0.5)

    assert (await office.mail()).error == ""


async def test_twenty_leave_at_once_the_longest_waiting_first(office: Office) -> None:
    async with office.writing() as work:
        for number in range(25):
            await service.send_mail(work, f"a{number}@mail.example", "Bonjour", "x")
            office.clock.move(timedelta(seconds=1))

    assert await office.step() == 20
    assert [message["To"] for message in office.sent][:2] == ["a0@mail.example", "a1@mail.example"]
    assert await office.step() == 5


async def test_traces_are_forgotten_after_a_month(office: Office) -> None:
    async with office.writing() as work:
        await service.send_mail(work, "ana@mail.example", "Bonjour", "x")
    await office.step()
    async with office.writing() as work:
        await service.send_mail(work, "eve@mail.example", "Bonjour", "x")

    office.clock.move(timedelta(days=31))
    async with office.writing() as work:
        assert await queries.mail_since(work, "ana@mail.example", office.clock.now) == 0
        since = office.clock.now - timedelta(days=32)
        assert await queries.mail_since(work, "ana@mail.example", since) == 1
        await mailer.prune(work)
        assert [mail.to for mail in await work.session.scalars(select(Mail))] == [
            "eve@mail.example"
        ]


async def test_the_loop_goes_on_after_a_database_that_stumbled(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with office.writing() as work:
        await service.send_welcome(work, await given_ana(work), LINK)
    monkeypatch.setattr(mailer, "_PAUSE", 0.01)
    opened, again = 0, anyio.Event()

    @asynccontextmanager
    async def writing() -> AsyncIterator[Work]:
        nonlocal opened
        opened += 1
        if opened == 1:
            raise OSError("the disk is away")
        if opened == 5:
            again.set()
        async with office.writing() as work:
            yield work

    folder = office.config.folder / "data" / "mail"
    with anyio.fail_after(10):
        async with anyio.create_task_group() as group:
            group.start_soon(mailer.run, writing, office.config)
            await again.wait()
            group.cancel_scope.cancel()

    assert len(list(folder.glob("*.eml"))) == 1

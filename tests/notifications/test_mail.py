"""The ways a letter leaves: as a file, or to a mail server over TLS."""

from __future__ import annotations

import dataclasses
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import compat32, default
from typing import TYPE_CHECKING

import pytest

from fedicoop.accounts import service as accounts
from fedicoop.config import Config, ConfigError
from fedicoop.notifications import Mail, service
from fedicoop.notifications import mail as mails
from fedicoop.notifications.mail import Folder, MailFailed, Server
from fedicoop.notifications.paper import Letter, Text
from tests.notifications.smtp import post_office

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from fedicoop.work import Work


def with_mail(config: Config, **changes: str) -> Config:
    """Give the settings with another way for mail to leave."""
    return dataclasses.replace(config, mail=dataclasses.replace(config.mail, **changes))


async def a_mail(work: Work, **more: str) -> Mail:
    """Queue a letter with accents, a link and a long line."""
    text = "Bonjour Ana,\n\nhttps://coop.example/" + "x" * 200 + "\n\n.\n\nÀ bientôt — la coop"
    return await service.send_mail(
        work, "ana@mail.example", "L\u2019énergie d\u2019ici", text, "<p>Bonjour</p>", headers=more
    )


def read(data: bytes) -> EmailMessage:
    """Read a letter as a mail program does."""
    return message_from_bytes(data, policy=default)


async def test_a_letter_is_text_first_and_html_beside_it(work: Work) -> None:
    mail = await a_mail(work, **{"List-Unsubscribe": "<https://coop.example/unsubscribe>"})

    data = mails.compose(mail, work.config).as_bytes()

    letter = read(data)
    text, html = letter.iter_parts()
    assert letter["From"] == "Coopérative d'essai <ne-pas-repondre@coop.example>"
    assert letter["To"] == "ana@mail.example"
    assert letter["Subject"] == "L\u2019énergie d\u2019ici"
    assert letter["Message-ID"] == f"<{mail.id}@coop.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe"] == "<https://coop.example/unsubscribe>"
    assert letter["Date"].datetime == mail.created_at
    assert letter.get_content_type() == "multipart/alternative"
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().splitlines() == mail.text.splitlines()
    assert max(len(line) for line in data.split(b"\r\n")) <= 78


async def test_no_blank_is_lost_between_words_with_accents_wherever_a_line_ends(
    work: Work,
) -> None:
    """Blanks between two encoded words do not count (RFC 2047, 6.2): they are encoded, too."""
    for width in range(1, 80):
        title = f"{'n' * width} Assemblée générale Énergies Éléonore à Évreux : où ? \N{SNOWMAN}"
        name = f"{'n' * (width % 40 + 1)} Coopérative Énergétique d'Évreux"
        mail = Mail(id="a", kind="digest", to="ana@mail.example", subject=title, text="Bonjour")
        mail.created_at, mail.headers = work.now(), {}

        data = mails.compose(mail, dataclasses.replace(work.config, name=name)).as_bytes()

        old = message_from_bytes(data, policy=compat32)
        assert str(make_header(decode_header(old["Subject"]))) == title
        assert (
            str(make_header(decode_header(old["From"]))) == f"{name} <ne-pas-repondre@coop.example>"
        )
        assert read(data)["Subject"] == title
        assert read(data)["To"] == "ana@mail.example"
        assert max(map(len, data.split(b"\r\n"))) <= 78
        assert data.partition(b"\r\n\r\n")[0].isascii()


async def test_a_letter_may_be_text_alone_and_come_from_another_address(work: Work) -> None:
    mail = await service.send_mail(work, "ana@mail.example", "Bonjour", "Bonjour")
    config = with_mail(work.config, sender="bureau@coop.example")

    letter = read(mails.compose(mail, config).as_bytes())

    assert letter.get_content_type() == "text/plain"
    assert letter["From"].addresses[0].addr_spec == "bureau@coop.example"


@pytest.mark.parametrize(
    ("kind", "said"),
    [("digest", True), ("event_reminder", True), ("newsletter", False), ("event_message", False)],
)
async def test_what_a_person_wrote_is_no_letter_of_a_program(
    work: Work, kind: str, *, said: bool
) -> None:
    mail = await a_mail(work)
    mail.kind = kind

    letter = read(mails.compose(mail, work.config).as_bytes())

    assert (letter["Auto-Submitted"] == "auto-generated") is said


@pytest.mark.parametrize(
    ("kind", "list_id"),
    [
        ("digest", "<digest.coop.example>"),
        ("newsletter", "<newsletter.coop.example>"),
        ("event_reminder", "<event-reminders.coop.example>"),
        ("sign_in", None),
    ],
)
async def test_letters_that_nobody_has_to_get_are_sorted_by_their_list(
    work: Work, kind: str, list_id: str | None
) -> None:
    ana = await accounts.admit(work, "ana", email="ana@mail.example")
    mail = await service.send_letter(work, ana, Letter(kind, "fr", "Bonjour", (Text("Bonjour"),)))
    assert mail is not None

    letter = read(mails.compose(mail, work.config).as_bytes())

    assert letter["List-Id"] == list_id
    assert (letter["List-Unsubscribe-Post"] is not None) == (list_id is not None)


async def test_an_invitation_is_a_part_and_a_file(work: Work) -> None:
    """For mail programs that show buttons, and for webmails that only know files."""
    mail = await a_mail(work)
    mail.calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"

    letter = read(mails.compose(mail, work.config).as_bytes())

    words, file = letter.iter_parts()
    kinds = [part.get_content_type() for part in words.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "invitation.ics")
    assert file.get_payload(decode=True) == mail.calendar.encode()
    body = letter.get_body(("plain",))
    assert body is not None
    assert body.get_content().startswith("Bonjour Ana")


async def test_letters_are_files_that_mail_programs_open(work: Work) -> None:
    mail = await a_mail(work)
    way = mails.transport(work.config)

    await way.send(mails.compose(mail, work.config), mail.id)

    folder = work.config.folder / "data" / "mail"
    (file,) = folder.iterdir()
    assert file.name == f"{mail.id}.eml"
    assert read(file.read_bytes())["To"] == "ana@mail.example"
    assert file.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


async def test_a_folder_that_cannot_be_written_fails_for_now(work: Work, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    mail = await a_mail(work)

    with pytest.raises(MailFailed) as failure:
        await Folder(tmp_path / "taken").send(mails.compose(mail, work.config), mail.id)

    assert not failure.value.permanent


@pytest.mark.parametrize(
    ("url", "way"),
    [
        ("smtp://mail.example", Server("mail.example", 587)),
        ("smtp://ana@mail.example:25", Server("mail.example", 25, "ana")),
        ("smtps://a%40b:p%3Aw@mail.example", Server("mail.example", 465, "a@b", "p:w", True)),
    ],
)
def test_the_settings_name_a_mail_server(config: Config, url: str, way: Server) -> None:
    assert mails.transport(with_mail(config, url=url)) == way


def test_the_settings_name_a_folder(config: Config, tmp_path: Path) -> None:
    assert mails.transport(config) == Folder(config.folder / "data" / "mail")
    absolute = mails.transport(with_mail(config, url=f"file:{tmp_path}/a%20b"))
    assert absolute == Folder(tmp_path / "a b")


@pytest.mark.parametrize(
    "url", ["", "mail.example", "http://mail.example", "smtp://", "smtp://mail.example:port"]
)
def test_a_way_we_do_not_know_is_an_error(config: Config, url: str) -> None:
    with pytest.raises(ConfigError, match=r"mail\.url"):
        mails.transport(with_mail(config, url=url))


def test_a_password_is_never_shown() -> None:
    assert "secret" not in repr(Server("mail.example", 587, "ana", "secret"))


async def test_a_relay_of_this_machine_gets_the_whole_letter(work: Work) -> None:
    mail = await a_mail(work)

    async with post_office() as office:
        way = Server("127.0.0.1", office.port)
        await way.send(mails.compose(mail, work.config), mail.id)

    (letter,) = office.letters
    assert read(letter.encode()).get_body(("plain",)) is not None
    assert "\r\n..\r\n" in letter, "a dot alone on its line does not end the letter"
    assert "MAIL FROM:<ne-pas-repondre@coop.example>" in office.commands[1]


async def test_a_relay_elsewhere_is_never_spoken_to_in_the_clear(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail = await a_mail(work)
    assert [mails._is_here(host) for host in ("localhost", "127.0.0.9", "::1")] == [True] * 3
    assert [mails._is_here(host) for host in ("mail.example", "192.0.2.1")] == [False] * 2
    monkeypatch.setattr(mails, "_is_here", lambda host: False)

    async with post_office() as office:
        here = Server("127.0.0.1", office.port)
        for way in (here, dataclasses.replace(here, wrapped=True)):
            with pytest.raises(MailFailed) as failure:
                await way.send(mails.compose(mail, work.config), mail.id)
            assert not failure.value.permanent

    assert office.letters == []


@pytest.mark.parametrize(
    ("word", "answer", "permanent"),
    [
        ("rcpt", "550 nobody of that name", True),
        ("rcpt", "450 the mailbox is busy", False),
        ("mail", "550 not from you", False),
        ("data", "451 later", False),
        ("ehlo", "421 closing", False),
    ],
)
async def test_what_a_server_answers_says_whether_to_try_again(
    work: Work, word: str, answer: str, permanent: bool
) -> None:
    mail = await a_mail(work)

    async with post_office(**{word: answer, "helo": answer}) as office:
        with pytest.raises(MailFailed) as failure:
            await Server("localhost", office.port).send(mails.compose(mail, work.config), mail.id)

    assert failure.value.permanent is permanent
    assert answer[:3] in str(failure.value)


async def test_a_server_that_is_away_fails_for_now(work: Work) -> None:
    mail = await a_mail(work)
    async with post_office() as office:
        port = office.port

    with pytest.raises(MailFailed) as failure:
        await Server("127.0.0.1", port).send(mails.compose(mail, work.config), mail.id)

    assert not failure.value.permanent

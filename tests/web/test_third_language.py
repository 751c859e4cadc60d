"""A third language is a folder: nothing in the program names the languages of pages and letters."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from sqlalchemy import select

from fedicoop import languages
from fedicoop.accounts import service as accounts
from fedicoop.config import ConfigError, checking, load
from fedicoop.digests import service as digests
from fedicoop.directory import Call
from fedicoop.directory import letters as calling
from fedicoop.events import calendars, documents, service
from fedicoop.languages import Language
from fedicoop.notifications import Mail, contacting, wording
from fedicoop.notifications import service as notifications
from fedicoop.posts import service as posts
from fedicoop.posts.service import NoteDraft
from fedicoop.web.site import Site
from tests.events.given import given_event
from tests.givens import given_member
from tests.network import SETTINGS
from tests.web.browser import words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fedicoop.instance import Instance
    from fedicoop.work import Work
    from tests.clocks import StoppedClock
    from tests.web.conftest import Opener

BRETON = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: br\\n"

msgid "Agenda"
msgstr "Deiziataer"

msgid "Groups"
msgstr ""

msgid "%(num)s member"
msgid_plural "%(num)s members"
msgstr[0] "%(num)s ezel"
msgstr[1] "%(num)s ezel"
msgstr[2] "%(num)s ezel"
msgstr[3] "%(num)s a izili"
msgstr[4] "%(num)s ezel"
"""


@pytest.fixture
def breton(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay a folder with a few words of Breton beside French and English."""
    locales = tmp_path / "locale"
    shutil.copytree(languages.LOCALES, locales)
    folder = locales / "br" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / f"{languages.DOMAIN}.po").write_text(BRETON, "utf-8")
    monkeypatch.setattr(languages, "LOCALES", locales)
    monkeypatch.setattr(checking, "LOCALES", locales)
    return locales


def test_the_settings_take_a_language_that_has_a_folder(breton: Path, tmp_path: Path) -> None:
    """And no other."""
    here = tmp_path / "here"
    here.mkdir()
    lines = SETTINGS.format(host="coop.example").splitlines()
    kept = [line for line in lines if not line.startswith("languages")]
    said = "\n".join(['languages = ["br", "fr"]', *kept])
    (here / "instance.toml").write_text(said, "utf-8")
    assert load(here, {}).languages == ("br", "fr")
    shutil.rmtree(breton / "br")
    with pytest.raises(ConfigError, match="one or more of fr, en"):
        load(here, {})


def test_it_is_offered_and_what_it_lacks_is_english(breton: Path) -> None:
    """Plurals, dates and numbers are its own."""
    assert languages.known_languages() == ["fr", "br", "en"]
    language = Language("br")
    assert language.gettext("Agenda") == "Deiziataer"
    assert language.gettext("Groups") == "Groups"
    assert language.gettext("Never said anywhere") == "Never said anywhere"
    assert language.ngettext("%(num)s member", "%(num)s members", 1) == "1 ezel"
    assert language.name_of("br") == "Brezhoneg"
    moment = datetime(2026, 12, 5, 17, 30, tzinfo=UTC)
    assert language.at(moment) == "Sadorn 5 Kerzu 2026, 18:30"
    assert language.region == "br_FR"


async def test_a_browser_that_asks_for_it_gets_it(
    opened: Opener, coop: Instance, breton: Path
) -> None:
    """On a site that offers it; every page says which language it is in."""
    browser = opened(coop, "br,fr;q=0.5")
    assert 'lang="fr"' in (await browser.get("/agenda")).text
    coop.config = replace(coop.config, languages=("fr", "br"))
    page = await browser.get("/agenda")
    assert '<html lang="br">' in page.text
    assert page.headers["content-language"] == "br"
    assert "Deiziataer" in words(page)
    assert "Sign in" in words(page)
    assert Site(coop).languages == ["fr", "br"]


@pytest.mark.parametrize(
    ("code", "said"), [("fr", "1\u202f234 membres"), ("en", "1,234 members"), ("fr", "1 membre")]
)
def test_how_many_is_written_as_the_language_writes_numbers(code: str, said: str) -> None:
    """Whether the text has a number or only counts."""
    count = 1 if said.startswith("1 ") else 1234
    assert Language(code).ngettext("%(num)s member", "%(num)s members", count) == said
    assert Language("fr").ngettext("One person comes", "%(num)d people come", 0)


SAID = "\u01c2"
"""Stands before each text that was said in the third language."""


@pytest.fixture
def cornish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lay a whole language beside the others: each text is the English one behind a mark."""
    folders = tmp_path / "whole"
    shutil.copytree(languages.LOCALES, folders)
    with (folders / "fr" / "LC_MESSAGES" / f"{languages.DOMAIN}.po").open("rb") as file:
        book = read_po(file, locale="fr")
    whole = Catalog(locale="kw", fuzzy=False)
    for message in book:
        if message.id and isinstance(message.id, str):
            whole.add(message.id, SAID + message.id)
        elif message.id:
            whole.add(message.id, tuple(SAID + message.id[1] for _ in range(whole.num_plurals)))
    folder = folders / "kw" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / f"{languages.DOMAIN}.po").open("wb") as file:
        write_po(file, whole)
    monkeypatch.setattr(languages, "LOCALES", folders)
    languages.catalogue.cache_clear()
    yield
    languages.catalogue.cache_clear()


def strange(letter: Mail, *given: str) -> list[str]:
    """Give what a letter says in another language; ``given`` are the words of people."""
    plain = f"{letter.subject}\n{letter.text}"
    for each in sorted(given, key=len, reverse=True):
        plain = plain.replace(each, "")
    lines = [line.strip(" *-·,:") for line in plain.splitlines()]
    return [line for line in lines if line and not line.startswith((SAID, "https:"))]


async def test_when_and_where_is_said_in_it(work: Work, cornish: None) -> None:
    """On pages, in letters, in calendars, and in what other servers get."""
    lea = await given_member(work, "lea")
    event = await given_event(work, lea, online=True, language="kw", accessibility="Sonnez")

    said = documents.summary(event, "kw")

    assert said == f"Yow 3 Kev 2026, 18:30 · Maison de la coopération, Lille · {SAID}online"
    assert documents.to_ap(work, event)["summary"] == said
    ics = calendars.calendar([event], calendars.Heading("Agenda", "kw")).decode()
    assert f"{SAID}Accessibility: Sonnez" in ics.replace("\r\n ", "")
    await service.cancel(work, event, lea)
    assert documents.summary(event, "kw_GB").startswith(f"{SAID}Cancelled · ")
    assert documents.summary(event, "de").startswith("Annulé · Jeu. 3 déc. 2026")


async def test_every_letter_is_written_in_it(
    work: Work, clock: StoppedClock, cornish: None
) -> None:
    """Whole: greeting, words, dates, buttons, and what stands below."""
    work.config = replace(work.config, languages=("fr", "kw"))
    lea = await given_member(work, "lea")
    member = await accounts.admit(
        work, "ana", name="Ana", email="ana@mail.example", language="kw", roles=["admin"]
    )
    event = await given_event(work, lea, title="Banquet", online=True, ends=None)
    await service.join(work, event, member.actor)
    await posts.publish(work, lea, NoteDraft("Colza", "members", language="kw"))
    await digests.send_now(work, member)
    clock.now = event.starts_at - timedelta(hours=20)
    assert [await service.remind(work, each) for each in await service.reminders_due(work)]
    await notifications.send_sign_in_link(work, member, "https://coop.example/in")
    await notifications.send_welcome(work, member, "https://coop.example/in")
    await notifications.send_password_changed(work, member, "https://coop.example/in")
    await notifications.send_letter(
        work, member, wording.told("group_invited", "kw", "Lea", "https://coop.example/g")
    )
    call = Call(id="1", subject="Colza", text="Colza", wanted="Colza")
    await notifications.send_letter(work, member, calling.write(work, member, member, call, "key"))
    question = contacting.checked(contacting.Question("Lea", "lea@mail.example", "Colza"))
    await contacting.pass_on(work, question, [("ana@mail.example", "kw")])

    found = list(await work.session.scalars(select(Mail).order_by(Mail.id)))

    given = ("Maison de la coopération", "1 rue des Arts", "59000 Lille", "Coopérative d'essai")
    when = ("Yow 3 Kev 2026, 18:30", "Dy Yow 3 mis Kevardhu 2026, 18:30")
    kinds = {letter.kind for letter in found}
    assert {"event_accepted", "event_reminder", "digest", "call", "contact", "sign_in"} <= kinds
    for letter in found:
        assert strange(letter, *given, *when, "Banquet", "Colza", "Lille", "·") == [], letter.kind
        assert '<html lang="kw"' in letter.html

"""A third language is a folder: nothing in the program names the languages of its pages."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from fedicoop.config import ConfigError, checking, load
from fedicoop.web import i18n
from fedicoop.web.i18n import Language
from fedicoop.web.site import Site
from tests.network import SETTINGS
from tests.web.browser import words

if TYPE_CHECKING:
    from pathlib import Path

    from fedicoop.instance import Instance
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
    shutil.copytree(i18n.LOCALES, locales)
    folder = locales / "br" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / f"{i18n.DOMAIN}.po").write_text(BRETON, "utf-8")
    monkeypatch.setattr(i18n, "LOCALES", locales)
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
    assert i18n.known_languages() == ["fr", "br", "en"]
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

"""The languages people read: gettext catalogues, dates and numbers as they are said.

Pages and letters say the same words from the same catalogues, which are committed as text and
compiled in memory at start. English is what the code says; French is complete, or a test fails; a
third language is a folder more in ``web/locale``.
"""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, is_currency
from babel.support import NullTranslations, Translations

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

LOCALES = Path(__file__).parent / "web" / "locale"
DOMAIN = "fedicoop"
DEFAULT = "fr"
DEFAULT_ZONE = "Europe/Paris"
NO_BREAK = "\u00a0"
_DEAREST = 10**9
_COUNT = re.compile(r"%\(num\)[ds]")


def msg(text: str) -> str:
    """Mark a text for translation where it stands; it is translated where it is shown."""
    return text


def known_languages() -> list[str]:
    """Give the languages that have a catalogue, French first."""
    return list(_folders(LOCALES))


@lru_cache
def _folders(locales: Path) -> tuple[str, ...]:
    found = sorted(path.name for path in locales.iterdir() if (path / "LC_MESSAGES").is_dir())
    return tuple(sorted(found, key=lambda code: code != DEFAULT))


def known(code: str) -> str:
    """Give the language in which we speak to somebody: hers, or French where it has no folder."""
    plain = code.replace("_", "-").partition("-")[0].lower()
    return plain if plain in known_languages() else DEFAULT


def typeset(words: str, language: str) -> str:
    """Set a sentence as printers do: curved apostrophes, and in French the spaces that hold."""
    words = words.replace("'", "\u2019")
    if language == "fr":
        words = words.replace(" :", f"{NO_BREAK}:").replace("\u00ab ", f"\u00ab{NO_BREAK}")
        words = words.replace(" \u00bb", f"{NO_BREAK}\u00bb")
        words = re.sub(r"[ \u00a0]([;!?])", "\u202f\\1", words)
    return words


def phrase(text: str, language: str) -> str:
    """Give a text of a letter in a language, set as print, with its {places} still open."""
    language = known(language)
    return typeset(Language(language).gettext(text), language)


def say(text: str, language: str, **given: str | int) -> str:
    """Say a text of a letter in a language, set as print; ``given`` fills its {places}."""
    return filled(phrase(text, language), language, given)


def filled(words: str, language: str, given: Mapping[str, str | int]) -> str:
    """Fill the {places} of a phrase; French says "d'Ana" and "de Ben"."""
    if known(language) == "fr":
        for name, value in given.items():
            if _starts_with_a_vowel(str(value)):
                words = words.replace(f"de {{{name}}}", f"d\u2019{{{name}}}")
    return words.format(**given)


def _starts_with_a_vowel(said: str) -> bool:
    return unicodedata.normalize("NFD", said[:1]).casefold()[:1] in set("aeiou")


def ngettext(one: str, many: str, count: int, language: str, **given: str | int) -> str:
    """Say a text that has a singular and a plural as a letter does."""
    language = known(language)
    return typeset(Language(language).ngettext(one, many, count), language).format(**given)


@lru_cache
def catalogue(code: str) -> NullTranslations:
    """Read and compile one catalogue; texts it lacks come out as the code says them."""
    path = LOCALES / code / "LC_MESSAGES" / f"{DOMAIN}.po"
    with path.open("rb") as file:
        messages = read_po(file, locale=code)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled, DOMAIN)


@lru_cache
def zone_of(name: str) -> ZoneInfo:
    """Give a time zone by name; the cooperative's own when there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(DEFAULT_ZONE)


@lru_cache
def zones() -> tuple[str, ...]:
    """Give the time zones a person may choose, Europe first."""
    places = [zone for zone in available_timezones() if "/" in zone and zone[:3] != "Etc"]
    return tuple(sorted(places, key=lambda zone: (not zone.startswith("Europe/"), zone)))


@dataclass(frozen=True)
class Language:
    """One language: its texts, its dates, its numbers."""

    code: str

    @property
    def locale(self) -> Locale:
        """Give what Babel knows of the language."""
        return _locale(self.code)

    @property
    def region(self) -> str:
        """Give the language with the country where most speak it: fr_FR, as Open Graph wants it."""
        likely = get_global("likely_subtags").get(self.code, self.code)
        return "_".join([self.code, *(part for part in likely.split("_")[1:] if len(part) == 2)])

    def gettext(self, text: str) -> str:
        """Translate a text."""
        return str(catalogue(self.code).gettext(text)) if text else ""

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Translate a text that has a singular and a plural; its ``num`` is written out already."""
        said = str(catalogue(self.code).ngettext(one, many, count))
        return _COUNT.sub(self.number(count), said)

    def number(self, value: int) -> str:
        """Write a number."""
        return str(format_decimal(value, locale=self.locale))

    def money(self, amount: str, currency: str) -> str:
        """Say a price: "5 €"; what is no number, or in no currency of ISO 4217, as written."""
        try:
            number = Decimal(amount.replace(",", "."))
        except InvalidOperation:
            number = Decimal("NaN")
        code = currency.upper()
        if not number.is_finite() or abs(number) > _DEAREST or not is_currency(code):
            return " ".join(each for each in (amount, currency) if each)
        pattern = self.locale.currency_formats["standard"].pattern
        if not number % 1:
            return str(
                format_currency(
                    number, code, pattern.replace(".00", ""), self.locale, currency_digits=False
                )
            )
        return str(format_currency(number, code, pattern, self.locale))

    def name_of(self, code: str) -> str:
        """Name a language in that language itself."""
        return (_locale(code).get_display_name() or code).capitalize()

    def at(self, moment: datetime, zone: str = DEFAULT_ZONE) -> str:
        """Say a moment in full: "samedi 5 décembre 2026 à 18 h 30"."""
        there = moment.astimezone(zone_of(zone))
        if self.code != "fr":
            return str(format_datetime(there, "EEEE d MMMM y, HH:mm", locale=self.locale))
        return f"{_french_day(there.date(), 'EEEE', 'MMMM y')} à {_french_hour(there)}"

    def day(self, moment: datetime, zone: str = DEFAULT_ZONE) -> str:
        """Say a day without its hour."""
        there = moment.astimezone(zone_of(zone))
        if self.code != "fr":
            return _formatted(there.date(), "d MMMM y", self.code)
        return _french_day(there.date(), "", "MMMM y")

    def date(self, moment: datetime, zone: str = DEFAULT_ZONE) -> str:
        """Say a day with its weekday: "samedi 5 décembre 2026"."""
        there = moment.astimezone(zone_of(zone))
        if self.code != "fr":
            return _formatted(there.date(), "EEEE d MMMM y", self.code)
        return _french_day(there.date(), "EEEE", "MMMM y")

    def month(self, moment: datetime, zone: str = DEFAULT_ZONE) -> str:
        """Say a month as the leaf of a calendar does: "déc."."""
        return _formatted(moment.astimezone(zone_of(zone)).date(), "MMM", self.code)

    def hour(self, moment: datetime, zone: str = DEFAULT_ZONE) -> str:
        """Say an hour: "18 h 30"."""
        there = moment.astimezone(zone_of(zone))
        if self.code == "fr":
            return _french_hour(there)
        return str(format_time(there, "HH:mm", locale=self.locale))

    def span(self, minutes: int) -> str:
        """Say how long something lasts: "2 minutes", "6 heures"."""
        return str(format_timedelta(timedelta(minutes=minutes), locale=self.locale))

    def ago(self, moment: datetime, now: datetime, zone: str = DEFAULT_ZONE) -> str:
        """Say a moment of the past as one would aloud: minutes ago, today, yesterday, the day."""
        passed = now - moment
        if 0 <= passed.total_seconds() < 60:
            return self.gettext(msg("just now"))
        if 60 <= passed.total_seconds() < 3600:
            return str(format_timedelta(-passed, add_direction=True, locale=self.locale))
        there, here = moment.astimezone(zone_of(zone)), now.astimezone(zone_of(zone))
        days = (here.date() - there.date()).days
        if days in {0, 1}:
            day = self.gettext(msg("today") if days == 0 else msg("yesterday"))
            return self.gettext("%(day)s at %(hour)s") % {
                "day": day,
                "hour": self.hour(moment, zone),
            }
        year = "" if there.year == here.year else " y"
        if self.code == "fr":
            return _french_day(there.date(), "", f"MMMM{year}")
        return _formatted(there.date(), f"d MMMM{year}", self.code)


@lru_cache
def _locale(code: str) -> Locale:
    try:
        return Locale.parse(code.replace("-", "_"))
    except (ValueError, LookupError):
        return Locale.parse(DEFAULT)


@lru_cache(maxsize=4096)
def _formatted(day: date, pattern: str, code: str) -> str:
    """Write a day; lists name the same days again and again, and Babel takes its time."""
    return str(format_date(day, pattern, locale=_locale(code)))


def _french_day(day: date, weekday: str, rest: str) -> str:
    """Write a French day; the first of a month is "1er"."""
    number = "1er" if day.day == 1 else str(day.day)
    before = f"{_formatted(day, weekday, 'fr')} " if weekday else ""
    return f"{before}{number}{NO_BREAK}{_formatted(day, rest, 'fr')}"


def _french_hour(there: datetime) -> str:
    minutes = f"{NO_BREAK}{there.minute:02d}" if there.minute else ""
    return f"{there.hour}{NO_BREAK}h{minutes}"

"""Repetition as people say it: each week, each two weeks, each month on the same weekday."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.errors import Invalid
from fedicoop.events import service as events
from fedicoop.web.i18n import msg
from fedicoop.web.pages.events.reading import day_of

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.web.forms import Form

RHYTHMS = ("", "week", "fortnight", "month")
_RULES = {"week": "FREQ=WEEKLY", "fortnight": "FREQ=WEEKLY;INTERVAL=2", "month": "FREQ=MONTHLY"}
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MOST = 60
_NO_END = msg("Say until when, or how often.")
_NOT_SO_OFTEN = msg("Between 2 and 60 dates.")
_ENDS_EARLY = msg("The repetition ends before it begins.")


def rule_of(form: Form, first: datetime) -> str:
    """Give the RRULE of a form's choices, "" for none; raises Invalid."""
    rhythm = form.choice("repeat", RHYTHMS)
    if not rhythm:
        return ""
    rule = _RULES[rhythm] + (f";BYDAY={_weekday(first)}" if rhythm == "month" else "")
    return f"{rule};{_end(form, first)}"


def _weekday(first: datetime) -> str:
    """Say "the first Thursday", or "the last" for a fifth that not every month has."""
    number = (first.day - 1) // 7 + 1
    return f"{number if number <= 4 else -1}{_DAYS[first.weekday()]}"


def _end(form: Form, first: datetime) -> str:
    count = form.line("repeat_count", 10)
    if count:
        if not count.isdecimal() or not 2 <= int(count) <= _MOST:
            raise Invalid({"repeat_count": _NOT_SO_OFTEN})
        return f"COUNT={int(count)}"
    until = day_of(form, "repeat_until")
    if until is None:
        raise Invalid({"repeat_until": _NO_END})
    if until < first.date():
        raise Invalid({"repeat_until": _ENDS_EARLY})
    return f"UNTIL={until:%Y%m%d}T235959"


def choices_of(rule: str) -> dict[str, str]:
    """Give the choices that made a rule, for showing the form again."""
    parts = dict(part.partition("=")[::2] for part in rule.split(";") if "=" in part)
    if not parts:
        return {}
    plain = f"FREQ={parts.get('FREQ', '')}"
    interval = f";INTERVAL={parts['INTERVAL']}" if parts.get("INTERVAL", "1") != "1" else ""
    rhythm = next((each for each, said in _RULES.items() if said == plain + interval), "")
    until = parts.get("UNTIL", "")
    return {
        "repeat": rhythm,
        "repeat_count": parts.get("COUNT", ""),
        "repeat_until": f"{until[:4]}-{until[4:6]}-{until[6:8]}" if until else "",
    }


def dates(rule: str, first: datetime) -> list[datetime]:
    """Give the days of a rule, for looking at them before they are announced."""
    return events.dates(rule, first) if rule else []

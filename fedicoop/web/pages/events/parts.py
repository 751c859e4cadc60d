"""What is rarely said of an event: parts of its form that open when they are asked for.

A part that is closed is carried in hidden fields, so that nothing that was typed is lost; one in
which something is wrong is open. Opening one sends the form and checks nothing: it works without
JavaScript, and a form stays short for most.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop.web.pages.events.fields import MOST_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fedicoop.web.forms import Form
    from fedicoop.web.visit import Visit

NAME, OPEN = "part", "open"
"""Which part a button opens, and which one is open already."""
_ROWS = range(1, MOST_ROWS + 1)
_FIELDS: dict[str, tuple[str, ...]] = {
    "days": ("ends_day", "repeat", "repeat_count", "repeat_until", "timezone"),
    "place": ("accessibility", "region", "country", "latitude", "longitude"),
    "reach": ("tags", "language", "tentative", "visibility"),
    "joining": (
        *("join_mode", "external_url", "capacity", "waiting_list", "closes", "closes_hour"),
        *("guests_per_person", "guests_by_mail", "participants_shown", "alert_over"),
    ),
    "asking": tuple(
        f"{name}-{n}"
        for n in _ROWS
        for name in ("question", "question-needed", "need", "need-count")
    ),
    "links": (
        *("online_url", "website", "tickets_url", "fee_amount", "fee_currency", "tools_shown"),
        *("comments", *(f"{name}-{n}" for n in _ROWS for name in ("tool", "tool-url"))),
    ),
    "later": ("publish_at", "publish_hour"),
}
_BLAMED = {"asking": ("needs",), "links": ("tools",)}
"""Under which names a whole list of fields is at fault."""
_GIVEN = {"timezone", "language", "visibility", "join_mode", "participants_shown"}
_GIVEN |= {"fee_currency", "tools_shown", "comments"}
"""What always says something, whether anybody chose it or not."""
_NONE = "0"
_TOLD = ("later", "days")
"""What is open by itself once it says something: nobody shall overlook when it is."""


@dataclass(frozen=True)
class Part:
    """One part: open or not, whether something was said there, and what is carried if closed."""

    name: str
    is_open: bool
    is_filled: bool
    carried: tuple[tuple[str, str], ...] = ()


def asked(form: Form) -> bool:
    """Tell whether a form was sent to open a part of it."""
    return form.line(NAME, 20) in _FIELDS


def parts(visit: Visit, form: Form, *, is_new: bool) -> list[Part]:
    """Give the parts of a form; an event that is announced already is not announced later."""
    said = (form.line(NAME, 20), form.line(OPEN, 20), visit.query(NAME, 20))
    told = (name for name in _TOLD if _is_filled(form, name))
    chosen = next(filter(None, (*said, *told)), "")
    names = [name for name in _FIELDS if is_new or name != "later"]
    return [_part(form, name, is_open=name == chosen) for name in names]


def _part(form: Form, name: str, *, is_open: bool) -> Part:
    at_fault = any(form.fault(each) for each in (*_FIELDS[name], *_BLAMED.get(name, ())))
    said = tuple(_said(form, name))
    opened = is_open or at_fault
    return Part(name, opened, _is_filled(form, name), () if opened else said)


def _is_filled(form: Form, name: str) -> bool:
    return any(field not in _GIVEN and value != _NONE for field, value in _said(form, name))


def _said(form: Form, name: str) -> Iterator[tuple[str, str]]:
    for field in _FIELDS[name]:
        value = form.text(field)
        if value:
            yield field, value

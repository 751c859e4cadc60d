"""The form of an event and the draft it makes: read field by field, nothing lost on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from fedicoop.errors import Invalid
from fedicoop.events import Comments, JoinMode, Shown, Status
from fedicoop.events.service import EventDraft, NeedDraft, PlaceDraft, QuestionDraft, ToolDraft
from fedicoop.web.i18n import msg
from fedicoop.web.pages.events import repeating
from fedicoop.web.pages.events.reading import day_of, degrees_of, hour_of, number_of, wall

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from fedicoop.posts import Visibility
    from fedicoop.web.forms import Form

    Values = dict[str, str | bool]

MOST_ROWS = 20
ROWS = 3
AS_THE_GROUP = ""
_LINES = ("online_url", "website", "external_url", "tickets_url", "fee_amount", "fee_currency")
_FLAGS = ("online", "waiting_list", "guests_by_mail")
_PLACE = {"place": "name", "street": "street", "postcode": "postcode", "town": "town"}
_PLACE |= {"region": "region", "country": "country"}
_MOVED = {"rrule": "repeat", "place": "latitude"}
_NO_DAY = msg("Say on which day.")
_NO_HOUR = msg("Say at what hour.")
Read = TypeVar("Read")


class Reading:
    """One look through a form that gathers every fault before it complains."""

    def __init__(self, form: Form) -> None:
        """Take the form that was sent."""
        self.form = form
        self.faults: dict[str, str] = {}

    def get(self, read: Callable[[Form, str], Read | None], name: str) -> Read | None:
        """Read a field; what is wrong with it is kept for later."""
        try:
            return read(self.form, name)
        except Invalid as error:
            self.faults |= error.fields
            return None

    def blame(self, name: str, fault: str) -> None:
        """Keep what is wrong with a field, unless something is known already."""
        self.faults.setdefault(name, fault)

    def moment(self, day: str, hour: str) -> datetime | None:
        """Read a day and its hour; midnight where no hour is said."""
        found = self.get(day_of, day)
        at = self.get(hour_of, hour)
        return wall(found, at or time(0)) if found else None


def draft_of(form: Form, base: EventDraft, *, repeats: bool = True) -> EventDraft:
    """Read the form of an event; ``base`` keeps what no field says. Raises Invalid."""
    reading = Reading(form)
    starts = _starts(reading)
    day = starts or base.starts
    draft = replace(
        base,
        title=form.text("title", 1000).strip(),
        starts=day,
        ends=_ends(reading, day),
        timezone=form.line("timezone", 64) or base.timezone,
        source=form.text("source"),
        kind=form.line("kind", 40),
        status=Status.TENTATIVE if form.flag("tentative") else Status.CONFIRMED,
        language=form.line("language", 10),
        tags=_tags(form),
        place=_place(reading, base.place),
        accessibility=form.text("accessibility"),
        rrule=_rule(reading, day) if repeats else "",
        **_plain(form),
        **_joining(reading),
        **_lists(reading),
    )
    if reading.faults:
        raise Invalid(reading.faults)
    return draft


def moved(error: Invalid) -> Invalid:
    """Put a fault beside the field that a person can mend."""
    return Invalid({_MOVED.get(name, name): said for name, said in error.fields.items()})


def _starts(reading: Reading) -> datetime | None:
    day, hour = reading.get(day_of, "starts"), reading.get(hour_of, "starts_hour")
    if day is None:
        reading.blame("starts", _NO_DAY)
    if hour is None:
        reading.blame("starts_hour", _NO_HOUR)
    return wall(day, hour) if day and hour else None


def _ends(reading: Reading, starts: datetime) -> datetime | None:
    """Read when it ends; an hour before the first one is of the next morning."""
    hour, day = reading.get(hour_of, "ends"), reading.get(day_of, "ends_day")
    if hour is None and day is None:
        return None
    if day is not None:
        return wall(day, hour or time(23, 59))
    end = wall(starts.date(), hour or time(0))
    return end if end >= starts else end + timedelta(days=1)


def _rule(reading: Reading, starts: datetime) -> str:
    try:
        return repeating.rule_of(reading.form, starts)
    except Invalid as error:
        reading.faults |= error.fields
        return ""


def _tags(form: Form) -> tuple[str, ...]:
    said = form.line("tags", 1000).replace("#", " ").replace(",", " ")
    return tuple(dict.fromkeys(said.split()))


def _place(reading: Reading, before: PlaceDraft | None) -> PlaceDraft:
    """Read where it is; another town takes the old one's coordinates away, if they stood there."""
    words = {name: reading.form.line(field, 500) for field, name in _PLACE.items()}
    found = PlaceDraft(
        **words,
        latitude=reading.get(degrees_of, "latitude"),
        longitude=reading.get(degrees_of, "longitude"),
    )
    if before is None or (found.postcode, found.town) == (before.postcode, before.town):
        return found
    if (found.latitude, found.longitude) != (before.latitude, before.longitude):
        return found
    return replace(found, latitude=None, longitude=None)


def _plain(form: Form) -> dict[str, Any]:
    lines = {name: form.line(name, 3000) for name in _LINES}
    flags = {name: form.flag(name) for name in _FLAGS}
    return lines | flags


def _joining(reading: Reading) -> dict[str, Any]:
    form = reading.form
    return {
        "join_mode": form.line("join_mode", 20) or JoinMode.FREE,
        "capacity": reading.get(number_of, "capacity"),
        "closes": reading.moment("closes", "closes_hour"),
        "guests_per_person": reading.get(number_of, "guests_per_person") or 0,
        "participants_shown": form.line("participants_shown", 20) or Shown.PARTICIPANTS,
        "tools_shown": form.line("tools_shown", 20) or Shown.PARTICIPANTS,
        "comments": form.line("comments", 20) or Comments.ALLOW_ALL,
        "alert_over": reading.get(number_of, "alert_over"),
    }


def _lists(reading: Reading) -> dict[str, Any]:
    form, numbers = reading.form, range(1, MOST_ROWS + 1)
    tools = [
        ToolDraft(form.line(f"tool-{n}", 200), form.line(f"tool-url-{n}", 3000)) for n in numbers
    ]
    asked = [
        QuestionDraft(form.line(f"question-{n}", 500), form.flag(f"question-needed-{n}"))
        for n in numbers
    ]
    needs = [
        NeedDraft(form.line(f"need-{n}", 100), _count(reading, f"need-count-{n}")) for n in numbers
    ]
    return {
        "tools": tuple(ToolDraft(each.name or each.url, each.url) for each in tools if each.url),
        "questions": tuple(each for each in asked if each.text),
        "needs": tuple(each for each in needs if each.role),
    }


def _count(reading: Reading, name: str) -> int:
    try:
        return number_of(reading.form, name) or 1
    except Invalid as error:
        reading.blame("needs", error.fields[name])
        return 1


def values_of(draft: EventDraft) -> Values:
    """Give what a draft is as its form holds it."""
    place = draft.place or PlaceDraft()
    values: Values = {
        "title": draft.title,
        "starts": f"{draft.starts:%Y-%m-%d}",
        "starts_hour": f"{draft.starts:%H:%M}",
        "timezone": draft.timezone,
        "source": draft.source,
        "kind": draft.kind,
        "tentative": draft.status == Status.TENTATIVE,
        "language": draft.language,
        "tags": " ".join(draft.tags),
        "accessibility": draft.accessibility,
        "join_mode": draft.join_mode,
        "participants_shown": draft.participants_shown,
        "tools_shown": draft.tools_shown,
        "comments": draft.comments,
        **{name: getattr(draft, name) for name in (*_LINES, *_FLAGS)},
        **{field: getattr(place, name) for field, name in _PLACE.items()},
        **repeating.choices_of(draft.rrule),
    }
    numbers = {
        "capacity": draft.capacity,
        "guests_per_person": draft.guests_per_person,
        "alert_over": draft.alert_over,
        "latitude": place.latitude,
        "longitude": place.longitude,
    }
    values |= {name: "" if said is None else str(said) for name, said in numbers.items()}
    return values | _end_values(draft) | _row_values(draft)


def _end_values(draft: EventDraft) -> Values:
    values: Values = {}
    if draft.ends is not None:
        values["ends"] = f"{draft.ends:%H:%M}"
        if draft.ends - draft.starts >= timedelta(days=1):
            values["ends_day"] = f"{draft.ends:%Y-%m-%d}"
    if draft.closes is not None:
        values |= {"closes": f"{draft.closes:%Y-%m-%d}", "closes_hour": f"{draft.closes:%H:%M}"}
    return values


def _row_values(draft: EventDraft) -> Values:
    values: Values = {}
    for n, tool in enumerate(draft.tools, 1):
        values |= {f"tool-{n}": tool.name, f"tool-url-{n}": tool.url}
    for n, question in enumerate(draft.questions, 1):
        values |= {f"question-{n}": question.text, f"question-needed-{n}": question.required}
    for n, need in enumerate(draft.needs, 1):
        values |= {f"need-{n}": need.role, f"need-count-{n}": str(need.count)}
    return values


def rows(form: Form, name: str) -> int:
    """Count the lines that a list of the form shows: what is filled, and room for more."""
    filled = [n for n in range(1, MOST_ROWS + 1) if form.line(f"{name}-{n}", 500)]
    return min(MOST_ROWS, max(ROWS, (filled[-1] if filled else 0) + 1))


def visibility_of(form: Form, allowed: tuple[Visibility, ...]) -> str:
    """Give who an event is for: what was chosen, or as many as see its group."""
    chosen = form.line("visibility", 20)
    return chosen if chosen != AS_THE_GROUP else str(allowed[0])

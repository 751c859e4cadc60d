"""Taking the register over from a file: look first, then say yes to exactly what was shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio.to_thread
from starlette.routing import Route

from fedicoop.accounts import service as accounts
from fedicoop.errors import Invalid
from fedicoop.register import MOST_BYTES, Sheet, keeping
from fedicoop.register import service as register
from fedicoop.register.reading import Unreadable
from fedicoop.register.service import Fate
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.visit import Visit, members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.register.service import Outcome, Report

_WHERE = "/admin/register/import"
_MOST_SHOWN = 200
_CHOOSE = msg("Choose a file.")
_GONE = msg("An hour has passed since you looked: choose the file again.")
_OTHER = msg("The register has changed since you looked: look again at what would be done.")
FATES = {
    Fate.NEW: msg("new member"),
    Fate.CHANGED: msg("changes"),
    Fate.SAME: msg("unchanged"),
    Fate.ERASED: msg("erased"),
    Fate.FAULT: msg("not taken over"),
}
FIELDS = {
    "number": msg("Member number"),
    "name": msg("Name"),
    "email": msg("E-mail address"),
    "category": msg("Category of members"),
    "college": msg("College"),
    "postcode": msg("Postcode"),
    "town": msg("Town"),
    "language": msg("Language"),
    "shares": msg("Shares"),
    "status": msg("Status"),
}
_VALUES = {"active": msg("active"), "left": msg("has left")}


@dataclass(frozen=True)
class Line:
    """A row of the file and what becomes of it, in the reader's language."""

    line: int
    number: str
    name: str
    fate: str
    changes: list[tuple[str, str, str]]
    wrong: list[str]
    noted: list[str]
    account: str


@members
async def ask(visit: Visit) -> Response:
    """Show the form, and what a file should look like."""
    visit.must_administer()
    return _ask(visit, Form())


def _ask(visit: Visit, form: Form, status: int = 200) -> Response:
    return visit.page(
        "register/import.html", status, form=form, most_mb=visit.instance.config.limits.upload_mb
    )


@members
async def take_over(visit: Visit) -> Response:
    """Show what would be done, or do it once that was seen."""
    visit.must_administer()
    form = await visit.form()
    try:
        data, key = await _file(visit, form)
        languages = visit.instance.config.languages
        sheet = await anyio.to_thread.run_sync(Sheet, data, languages)
        report = await register.look(visit.reading, sheet)
        if not form.flag("sure"):
            return _show(visit, report, key)
        if form.text("digest", 100) != report.digest:
            return _show(visit, report, key, fault=_OTHER)
        report = await register.take_over(visit.writing, sheet)
    except Unreadable as error:
        fault = visit.say(error.fault)
        said = Invalid({"file": fault % error.line if error.line else fault})
        return _ask(visit, form.blame(said), 422)
    except Invalid as error:
        return _ask(visit, form.blame(error), 422)
    asked = await _invite(visit) if form.flag("invite") else 0
    return _show(visit, report, "", asked=asked)


async def _file(visit: Visit, form: Form) -> tuple[bytes, str]:
    """Give the file that was just chosen, or shown before; raises Invalid under "file"."""
    config, now = visit.instance.config, visit.instance.clock()
    files = form.files("file")
    if files:
        data = await files[0].read(MOST_BYTES + 1)
        await anyio.to_thread.run_sync(keeping.forget, config, now)
        return data, await anyio.to_thread.run_sync(keeping.keep, config, data, now)
    key = form.line("kept", 100)
    if not key:
        raise Invalid({"file": _CHOOSE})
    kept = await anyio.to_thread.run_sync(keeping.kept, config, key, now)
    if kept is None:
        raise Invalid({"file": _GONE})
    return kept, key


async def _invite(visit: Visit) -> int:
    async with visit.writing() as work:
        asked = await accounts.ask_to_invite(work)
        await register.send_due(work)
    return asked


def _show(visit: Visit, report: Report, key: str, *, fault: str = "", asked: int = 0) -> Response:
    """Show what a file would do, with the way to yes; without a key, what it did."""
    return visit.page(
        "register/imported.html",
        409 if fault else 200,
        report=report,
        done=not key,
        kept=key,
        fault=fault,
        asked=asked,
        counts=[(visit.say(FATES[fate]), report.counts[fate]) for fate in Fate],
        lines=[_line(visit, each) for each in report.shown[:_MOST_SHOWN]],
        more=max(0, report.total - report.counts[Fate.SAME] - _MOST_SHOWN),
        gone=report.gone[:_MOST_SHOWN],
        faults=report.counts[Fate.FAULT],
    )


def _line(visit: Visit, outcome: Outcome) -> Line:
    def label(name: str, said: str) -> str:
        field = FIELDS.get(name)
        both = visit.say(msg("%(field)s: %(fault)s"))
        return both % {"field": visit.say(field), "fault": visit.say(said)} if field else said

    return Line(
        line=outcome.line,
        number=outcome.number,
        name=outcome.name,
        fate=visit.say(FATES[outcome.fate]),
        changes=[
            (visit.say(FIELDS[name]), _value(visit, name, old), _value(visit, name, new))
            for name, (old, new) in outcome.changes.items()
        ],
        wrong=[label(name, said) for name, said in outcome.faults.items()],
        noted=[label(name, said) for name, said in outcome.notes.items()],
        account=outcome.account,
    )


def _value(visit: Visit, name: str, value: str) -> str:
    known = _VALUES.get(value) if name == "status" else None
    return visit.say(known) if known else value


routes = [
    Route(_WHERE, ask),
    Route(_WHERE, take_over, methods=["POST"]),
]

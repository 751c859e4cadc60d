"""What lies on the desk while an event is written: its form, its images, what it will look like."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from fedicoop import text
from fedicoop.events import JoinMode, policy, times
from fedicoop.events import service as events
from fedicoop.events.service import EventDraft
from fedicoop.posts import Visibility
from fedicoop.web import zones
from fedicoop.web.pages import uploads
from fedicoop.web.pages.compose import LANGUAGES
from fedicoop.web.pages.events import fields, hosting, parts, repeating
from fedicoop.web.pages.events.cards import when_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.responses import Response

    from fedicoop.events import Event, Sketch
    from fedicoop.media import File
    from fedicoop.web.forms import Form
    from fedicoop.web.pages.events.hosting import Name
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

    Finish = Callable[[Visit, "Desk"], Awaitable[Response]]

_SHOWN_DATES = 60


@dataclass
class Desk:
    """The form of an event, what it changes, and the images that were sent with it."""

    form: Form
    event: Event | None = None
    sketch: Sketch | None = None
    files: list[File] = field(default_factory=list)

    @property
    def action(self) -> str:
        """Give where the form is sent."""
        if self.event is not None:
            return f"/events/{self.event.id}/edit"
        return f"/drafts/{self.sketch.id}" if self.sketch is not None else "/new/event"

    @property
    def away(self) -> str:
        """Give where one goes who gives up."""
        if self.event is not None:
            return f"/events/{self.event.id}"
        return "/drafts" if self.sketch is not None else "/home"

    def base(self, visit: Visit) -> EventDraft:
        """Give what no field of the form says."""
        if self.event is not None:
            return events.draft_of(self.event)
        if self.sketch is not None:
            return events.read(self.sketch)
        return blank(visit)

    def draft(self, visit: Visit) -> EventDraft:
        """Read the form; raises Invalid."""
        draft = fields.draft_of(self.form, self.base(visit), repeats=self.event is None)
        return replace(draft, files=tuple(file.id for file in self.files))


def blank(visit: Visit) -> EventDraft:
    """Give an event of which nothing is said, in the reader's own zone."""
    now = times.wall_at(visit.instance.clock(), visit.zone)
    return EventDraft(title="", starts=now, timezone=visit.zone, language=visit.me.language)


async def show(visit: Visit, desk: Desk, status: int = 200, *, looks: bool = False) -> Response:
    """Show the form, with what it makes when somebody wants a look first."""
    form = desk.form
    async with visit.reading() as work:
        found = await _names(visit, work, desk)
    draft = desk.draft(visit) if looks else None
    return visit.page(
        "events/form.html",
        status,
        form=form,
        desk=desk,
        parts=parts.parts(visit, form, is_new=desk.event is None),
        names=[(each.value, each.actor.name or each.actor.username) for each in found],
        visibilities=_visibilities(found),
        kinds=_kinds(visit, form),
        modes=_modes(),
        zones=zones.offered(visit.language, form.line("timezone", 64), visit.zone),
        languages=[(code, visit.language.name_of(code)) for code in _languages(visit)],
        files=desk.files,
        most=visit.instance.config.limits.images_per_post,
        limit=visit.instance.config.limits.note_characters,
        undescribed=looks and uploads.undescribed(form, desk.files),
        preview=_words(draft),
        dates=_dates(visit, draft),
        rows={name: fields.rows(form, name) for name in ("tool", "question", "need")},
    )


async def _names(visit: Visit, work: Work, desk: Desk) -> list[Name]:
    if desk.event is not None:
        return []
    return await hosting.names(visit, work, desk.form.line("host", 100))


def _visibilities(found: list[Name]) -> list[str]:
    """Give who an event can be for, in one name or another."""
    every = [each for name in found for each in events.visibilities(name.group)]
    known = [str(each) for each in Visibility if each in every]
    return [fields.AS_THE_GROUP, *known] if found else []


def _modes() -> list[str]:
    """Give the ways to register that one can choose."""
    offered = [JoinMode.FREE, JoinMode.RESTRICTED, JoinMode.INVITE, JoinMode.EXTERNAL]
    return [str(each) for each in offered]


def _kinds(visit: Visit, form: Form) -> list[str]:
    """Give the kinds that are offered here, and the one that an event already has."""
    settings = visit.instance.config.events
    return list(
        dict.fromkeys((*policy.kinds(settings.kinds, settings.without), form.line("kind", 40)))
    )


def _languages(visit: Visit) -> list[str]:
    return list(dict.fromkeys((*visit.site.languages, *LANGUAGES)))


def _words(draft: EventDraft | None) -> Markup | None:
    if draft is None:
        return None
    return Markup(text.markdown(draft.source))  # noqa: S704 - sanitised


def _dates(visit: Visit, draft: EventDraft | None) -> list[str]:
    """Say every date that the form makes."""
    if draft is None:
        return []
    walls = repeating.dates(draft.rrule, draft.starts) or [draft.starts]
    each = [draft.at(wall) for wall in walls[:_SHOWN_DATES]]
    return [when_of(visit, one.starts_at, one.ends_at, one.timezone).text for one in each]

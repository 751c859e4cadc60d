"""What can become an event: a member's form, or a checked reading of somebody else's document."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from fedicoop.events import times
from fedicoop.events.models import Comments, JoinMode, Shown, Status
from fedicoop.posts import Visibility


@dataclass(frozen=True)
class PlaceDraft:
    """Where something happens; coordinates in degrees."""

    name: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    region: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    uri: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is said."""
        words = (self.name, self.street, self.postcode, self.town, self.region)
        return not any(words) and self.latitude is None


@dataclass(frozen=True)
class NeedDraft:
    """A role that people are looked for for, and how many."""

    role: str
    count: int = 1


@dataclass(frozen=True)
class QuestionDraft:
    """What is asked of those who register."""

    text: str
    required: bool = False


@dataclass(frozen=True)
class ToolDraft:
    """A meeting room, a pad: its name and its address."""

    name: str
    url: str


@dataclass(frozen=True)
class EventDraft:
    """What a member writes in the form of an event.

    ``starts``, ``ends`` and ``closes`` are wall times of ``timezone``; ``source`` is Markdown;
    ``files`` are row ids of her uploads (None in an edit leaves them), the first is the poster;
    ``rrule`` makes it a series (RFC 5545).
    """

    title: str
    starts: datetime
    ends: datetime | None = None
    timezone: str = "Europe/Paris"
    source: str = ""
    kind: str = "rencontre"
    visibility: str = Visibility.PUBLIC
    status: str = Status.CONFIRMED
    language: str = ""
    files: tuple[str, ...] | None = ()
    tags: tuple[str, ...] = ()
    place: PlaceDraft | None = None
    online: bool = False
    online_url: str = ""
    tools: tuple[ToolDraft, ...] = ()
    tools_shown: str = Shown.PARTICIPANTS
    website: str = ""
    join_mode: str = JoinMode.FREE
    external_url: str = ""
    capacity: int | None = None
    waiting_list: bool = False
    closes: datetime | None = None
    questions: tuple[QuestionDraft, ...] = ()
    needs: tuple[NeedDraft, ...] = ()
    guests_per_person: int = 0
    guests_by_mail: bool = False
    participants_shown: str = Shown.PARTICIPANTS
    comments: str = Comments.ALLOW_ALL
    accessibility: str = ""
    alert_over: int | None = None
    tickets_url: str = ""
    fee_amount: str = ""
    fee_currency: str = ""
    rrule: str = ""
    source_url: str = ""
    source_uid: str = ""

    @property
    def starts_at(self) -> datetime:
        """Give the moment it starts, in UTC."""
        return times.moment_at(self.starts, self.timezone)

    @property
    def ends_at(self) -> datetime | None:
        """Give the moment it ends, in UTC."""
        return times.moment_at(self.ends, self.timezone) if self.ends else None

    def at(self, starts: datetime) -> EventDraft:
        """Give the same event at another wall time, as long as before."""
        ends = starts + (self.ends - self.starts) if self.ends else None
        closes = self.closes + (starts - self.starts) if self.closes else None
        return replace(self, starts=starts, ends=ends, closes=closes)


@dataclass(frozen=True)
class RemoteDraft:
    """What an event document of another server says beside what its post says."""

    uri: str
    host_uri: str
    organiser_uri: str
    starts_at: datetime
    ends_at: datetime | None = None
    timezone: str = "UTC"
    kind: str = ""
    status: str = Status.CONFIRMED
    place: PlaceDraft | None = None
    online: bool = False
    online_url: str = ""
    website: str = ""
    join_mode: str = JoinMode.FREE
    external_url: str = ""
    capacity: int | None = None
    seats_left: int | None = None
    seats_taken: int = 0
    guests_by_mail: bool = False
    comments: str = Comments.ALLOW_ALL
    accessibility: str = ""
    contacts: tuple[str, ...] = ()
    tickets_url: str = ""
    fee_amount: str = ""
    fee_currency: str = ""
    partners: tuple[str, ...] = ()
    tools: tuple[ToolDraft, ...] = ()


def to_data(draft: EventDraft) -> dict[str, Any]:
    """Give a draft as JSON can keep it."""
    data = asdict(draft)
    for name in ("starts", "ends", "closes"):
        data[name] = times.written(data[name]) if data[name] else None
    return data


def from_data(data: dict[str, Any]) -> EventDraft:
    """Give a draft back from its JSON, as ``to_data`` made it."""
    kept = dict(data)
    for name in ("starts", "ends", "closes"):
        kept[name] = datetime.fromisoformat(kept[name]) if kept[name] else None
    kept["place"] = PlaceDraft(**kept["place"]) if kept["place"] else None
    kept["files"] = tuple(kept["files"]) if kept["files"] is not None else None
    kept["tags"] = tuple(kept["tags"])
    for name, kind in (("tools", ToolDraft), ("questions", QuestionDraft), ("needs", NeedDraft)):
        kept[name] = tuple(kind(**each) for each in kept[name])
    return EventDraft(**kept)

"""What happens to events: announcing, changing, coming, leaving, repeating, sharing."""

from fedicoop.events.service.afterwards import message_participants, note_attendance, report
from fedicoop.events.service.announcing import announce, cancel, delete, move, revise
from fedicoop.events.service.departing import forget_departed
from fedicoop.events.service.drafts import (
    EventDraft,
    NeedDraft,
    PlaceDraft,
    QuestionDraft,
    RemoteDraft,
    ToolDraft,
)
from fedicoop.events.service.forms import draft_of
from fedicoop.events.service.guests import (
    confirm_guest,
    guest,
    guest_comes,
    guest_leaves,
    leave_guest,
    register_guest,
)
from fedicoop.events.service.hosts import check_may_announce, manages, visibilities
from fedicoop.events.service.joining import (
    Wish,
    accepted,
    answer,
    approve,
    decline,
    join,
    leave,
    take_need,
)
from fedicoop.events.service.keys import (
    answer_key,
    close_calendar,
    event_key,
    open_calendar,
    prune_keys,
)
from fedicoop.events.service.partners import (
    ask_partner,
    asked_to_organise,
    do_not_organise,
    organise_too,
    partner_answered,
)
from fedicoop.events.service.receiving import (
    forget,
    invited,
    receive,
    takes_no_answers,
    turn_away,
)
from fedicoop.events.service.series import begin, cancel_all, dates, revise_all
from fedicoop.events.service.sharing import backfill, share
from fedicoop.events.service.sketches import (
    draft,
    drop,
    publish,
    publish_due,
    read,
    redraft,
    schedule,
)

__all__ = [
    "EventDraft",
    "NeedDraft",
    "PlaceDraft",
    "QuestionDraft",
    "RemoteDraft",
    "ToolDraft",
    "Wish",
    "accepted",
    "announce",
    "answer",
    "answer_key",
    "approve",
    "ask_partner",
    "asked_to_organise",
    "backfill",
    "begin",
    "cancel",
    "cancel_all",
    "check_may_announce",
    "close_calendar",
    "confirm_guest",
    "dates",
    "decline",
    "delete",
    "do_not_organise",
    "draft",
    "draft_of",
    "drop",
    "event_key",
    "forget",
    "forget_departed",
    "guest",
    "guest_comes",
    "guest_leaves",
    "invited",
    "join",
    "leave",
    "leave_guest",
    "manages",
    "message_participants",
    "move",
    "note_attendance",
    "open_calendar",
    "organise_too",
    "partner_answered",
    "prune_keys",
    "publish",
    "publish_due",
    "read",
    "receive",
    "redraft",
    "register_guest",
    "report",
    "revise",
    "revise_all",
    "schedule",
    "share",
    "take_need",
    "takes_no_answers",
    "turn_away",
    "visibilities",
]

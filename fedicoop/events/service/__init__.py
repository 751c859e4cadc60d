"""What happens to events: announcing, changing, coming, leaving, repeating, sharing."""

from fedicoop.events.service.afterwards import message_participants, note_attendance, report
from fedicoop.events.service.announcing import announce, cancel, delete, move, revise
from fedicoop.events.service.commenting import keep_out, let_in
from fedicoop.events.service.departing import forget_departed, forget_guests
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
from fedicoop.events.service.importing import (
    MOST_AT_ONCE,
    Fate,
    Result,
    Source,
    close_feed,
    follow_feed,
    import_entries,
    lease_feeds,
    miss_feed,
    stop_feed,
)
from fedicoop.events.service.inviting import invite, invite_address, withdraw
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
from fedicoop.events.service.reminding import due as reminders_due
from fedicoop.events.service.reminding import remind
from fedicoop.events.service.reminding import skip as skip_reminder
from fedicoop.events.service.series import AHEAD, begin, cancel_all, dates, go_on, revise_all
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
    "AHEAD",
    "MOST_AT_ONCE",
    "EventDraft",
    "Fate",
    "NeedDraft",
    "PlaceDraft",
    "QuestionDraft",
    "RemoteDraft",
    "Result",
    "Source",
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
    "close_feed",
    "confirm_guest",
    "dates",
    "decline",
    "delete",
    "do_not_organise",
    "draft",
    "draft_of",
    "drop",
    "event_key",
    "follow_feed",
    "forget",
    "forget_departed",
    "forget_guests",
    "go_on",
    "guest",
    "guest_comes",
    "guest_leaves",
    "import_entries",
    "invite",
    "invite_address",
    "invited",
    "join",
    "keep_out",
    "lease_feeds",
    "leave",
    "leave_guest",
    "let_in",
    "manages",
    "message_participants",
    "miss_feed",
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
    "remind",
    "reminders_due",
    "report",
    "revise",
    "revise_all",
    "schedule",
    "share",
    "skip_reminder",
    "stop_feed",
    "take_need",
    "takes_no_answers",
    "turn_away",
    "visibilities",
    "withdraw",
]

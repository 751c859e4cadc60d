"""What happens to posts: publishing, editing, deleting, liking, passing on, pinning, quoting."""

from fedicoop.posts.service.admitting import claim
from fedicoop.posts.service.circling import is_for_circle, to_circle
from fedicoop.posts.service.drafts import AttachmentDraft, EditDraft, NoteDraft, PostDraft
from fedicoop.posts.service.grouping import (
    close,
    group_of,
    pass_on,
    reopen,
    summarise,
)
from fedicoop.posts.service.hearing import (
    choose_tag,
    choose_thread,
    forget_choices,
)
from fedicoop.posts.service.linking import unknown_handles
from fedicoop.posts.service.looking import backfill, look_again
from fedicoop.posts.service.pictures import let_go
from fedicoop.posts.service.pins import pin, pin_elsewhere, pin_in_group, unpin
from fedicoop.posts.service.quotes import answer_quote, revoke_quote
from fedicoop.posts.service.reactions import (
    bookmark,
    boost,
    like,
    unbookmark,
    unboost,
    unlike,
)
from fedicoop.posts.service.receiving import is_wanted, receive, revise
from fedicoop.posts.service.relaying import note_relay, relay, relayed, unrelay
from fedicoop.posts.service.removing import (
    delete,
    erase_author,
    erase_departed,
    remember_deleted,
    remove_from_group,
)
from fedicoop.posts.service.sketching import (
    LONGEST_WAIT,
    ArticleDraft,
    drop_sketch,
    forget_sketches,
    publish_article,
    publish_due,
    publish_sketch,
    read_sketch,
    redraw,
    schedule_sketch,
    sketch,
)
from fedicoop.posts.service.speaking import speaks_for
from fedicoop.posts.service.subjects import SubjectDraft, place, rewrite, touch, withdraw
from fedicoop.posts.service.waiting import approve, let_in
from fedicoop.posts.service.writing import edit, publish

__all__ = [
    "LONGEST_WAIT",
    "ArticleDraft",
    "AttachmentDraft",
    "EditDraft",
    "NoteDraft",
    "PostDraft",
    "SubjectDraft",
    "answer_quote",
    "approve",
    "backfill",
    "bookmark",
    "boost",
    "choose_tag",
    "choose_thread",
    "claim",
    "close",
    "delete",
    "drop_sketch",
    "edit",
    "erase_author",
    "erase_departed",
    "forget_choices",
    "forget_sketches",
    "group_of",
    "is_for_circle",
    "is_wanted",
    "let_go",
    "let_in",
    "like",
    "look_again",
    "note_relay",
    "pass_on",
    "pin",
    "pin_elsewhere",
    "pin_in_group",
    "place",
    "publish",
    "publish_article",
    "publish_due",
    "publish_sketch",
    "read_sketch",
    "receive",
    "redraw",
    "relay",
    "relayed",
    "remember_deleted",
    "remove_from_group",
    "reopen",
    "revise",
    "revoke_quote",
    "rewrite",
    "schedule_sketch",
    "sketch",
    "speaks_for",
    "summarise",
    "to_circle",
    "touch",
    "unbookmark",
    "unboost",
    "unknown_handles",
    "unlike",
    "unpin",
    "unrelay",
    "withdraw",
]

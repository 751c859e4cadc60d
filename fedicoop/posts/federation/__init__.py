"""How posts are said in ActivityPub, and what we do when others say it."""

from fedicoop.handlers import Handlers
from fedicoop.posts.documents import quote_stamp, to_ap, tombstone
from fedicoop.posts.federation import hearing, quoting, reacting, reading
from fedicoop.posts.federation.collections import handlers as _collections
from fedicoop.posts.federation.posted import edit_draft, note_draft
from fedicoop.posts.federation.reading import KINDS, READABLE, from_ap

handlers = Handlers.merged((hearing.handlers, reacting.handlers, quoting.handlers, _collections))

__all__ = [
    "KINDS",
    "READABLE",
    "edit_draft",
    "from_ap",
    "handlers",
    "note_draft",
    "quote_stamp",
    "reading",
    "to_ap",
    "tombstone",
]

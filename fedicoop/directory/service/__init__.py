"""What happens in the directory: members say what they can do; they are called on, and answer."""

from fedicoop.directory.letters import CallDraft
from fedicoop.directory.service.answering import answer, close, holder, prune
from fedicoop.directory.service.calling import Reach, call, check, reach
from fedicoop.directory.service.listing import ListingDraft, change

__all__ = [
    "CallDraft",
    "ListingDraft",
    "Reach",
    "answer",
    "call",
    "change",
    "check",
    "close",
    "holder",
    "prune",
    "reach",
]

"""Who may say what about which object: one function, on every way in; unknown means no.

A valid signature says who speaks, never that she may. The holes that other servers re-opened for
years (reference: Fedify CVE-2025-54888, Mastodon CVE-2024-23832, NodeBB, wanderer …) were all
places that forgot one of these lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.activitypub.activity import Document, embedded, id_of, ids_of, object_uri, type_of
from fedicoop.errors import Refused
from fedicoop.urls import fragmentless, same_host

if TYPE_CHECKING:
    from collections.abc import Callable

    from fedicoop.activitypub.signatures import Verified
    from fedicoop.handlers import Known

_OWNED = {"Update", "Delete", "Undo"}
_FREE = {
    "Follow",
    "Accept",
    "Reject",
    "TentativeAccept",
    "TentativeReject",
    "Ignore",
    "Like",
    "Dislike",
    "EmojiReact",
    "Announce",
    "Block",
    "Flag",
    "Join",
    "Leave",
    "Invite",
    "View",
    "Read",
    "QuoteRequest",
    "Add",
    "Remove",
}
"""What anybody may say in her own name: the rooms decide whether it has an effect."""


def authority(verified: Verified, activity: Document, known: Known | None = None) -> bool:
    """Decide whether this sender may say this about that object.

    ``known`` is what our rooms know of the object, when asked. Gives False for an activity type
    that nobody here understands (it is ignored); raises Refused with the reason for a no.
    """
    sender = verified.actor_uri
    if id_of(activity.get("actor")) != sender:
        raise Refused(f"signed by {sender}, said by {id_of(activity.get('actor'))}")
    ident = id_of(activity)
    if ident is not None and not same_host(ident, sender):
        raise Refused(f"the id {ident} is not on the host of {sender}")
    kind = type_of(activity)
    rule = _RULES.get(kind)
    if rule is not None:
        rule(sender, activity)
    elif kind not in _FREE:
        return False
    if kind in _OWNED and known is not None and sender not in (known.owner, *known.also):
        raise Refused(f"{object_uri(activity)} is not {sender}'s")
    return True


def _authored(sender: str, activity: Document) -> None:
    """Create and Update carry an object that lives with the sender and is by her.

    A Member lives with whoever said Join or Invite; its group changes it, which its room knows.
    """
    inner = embedded(activity)
    uri = object_uri(activity)
    if uri == sender or (type_of(activity) == "Update" and type_of(inner or {}) == "Member"):
        return
    if not same_host(uri, sender):
        raise Refused(f"{uri} is not on the host of {sender}")
    authors = {*ids_of((inner or {}).get("attributedTo")), *ids_of((inner or {}).get("actor"))}
    if authors and sender not in authors:
        raise Refused(f"{uri} says it is by somebody else than {sender}")


def _deleted(sender: str, activity: Document) -> None:
    uri = object_uri(activity)
    if not same_host(uri, sender):
        raise Refused(f"{uri} is not on the host of {sender}")


def _undone(sender: str, activity: Document) -> None:
    """Undo takes back what the sender herself did."""
    inner = embedded(activity)
    said_by = id_of((inner or {}).get("actor"))
    if inner is not None and said_by is not None and said_by != sender:
        raise Refused(f"{said_by}, not {sender}, did what is undone")
    if not same_host(object_uri(activity), sender) and said_by is None:
        raise Refused("what is undone is neither here nor there")


def _self(sender: str, activity: Document) -> None:
    if fragmentless(object_uri(activity)) != fragmentless(sender):
        raise Refused(f"{sender} moves somebody else")


_RULES: dict[str, Callable[[str, Document], None]] = {
    "Create": _authored,
    "Update": _authored,
    "Delete": _deleted,
    "Undo": _undone,
    "Move": _self,
}

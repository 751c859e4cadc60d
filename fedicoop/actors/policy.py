"""Who may be called what, and who may follow whom: pure rules."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fedicoop.actors.models import Actor

_NAME = re.compile(r"[a-z0-9_]{1,30}")
_RESERVED = frozenset(
    [
        "about",
        "abuse",
        "accounts",
        "activities",
        "actor",
        "admin",
        "administrator",
        "agenda",
        "api",
        "articles",
        "auth",
        "authorize_interaction",
        "contact",
        "cooperative",
        "directory",
        "embed",
        "documents",
        "events",
        "explore",
        "feed",
        "followers",
        "following",
        "groups",
        "help",
        "home",
        "hostmaster",
        "host_meta",
        "inbox",
        "info",
        "legal",
        "livez",
        "login",
        "logout",
        "mail",
        "media",
        "members",
        "messages",
        "mod",
        "moderation",
        "moderator",
        "network",
        "nodeinfo",
        "notes",
        "notifications",
        "null",
        "oauth",
        "outbox",
        "pages",
        "places",
        "policy",
        "polls",
        "postmaster",
        "privacy",
        "public",
        "readyz",
        "register",
        "relay",
        "root",
        "search",
        "security",
        "settings",
        "shared",
        "signin",
        "signout",
        "static",
        "stats",
        "support",
        "system",
        "tags",
        "terms",
        "undefined",
        "users",
        "webmaster",
        "well_known",
        "www",
    ]
)
MOVE_PAUSE = timedelta(days=7)


def name_fault(username: str, *, reserved_too: bool = True) -> str:
    """Say what is wrong with a new name on this server; "" when nothing is."""
    if not _NAME.fullmatch(username):
        return "Use 1 to 30 of the letters a to z, digits and _."
    if reserved_too and username in _RESERVED:
        return "This name is kept for the server."
    return ""


def may_follow(follower: Actor, followed: Actor, *, blocked: bool) -> bool:
    """Anybody may ask to follow anybody else who is there, unless one blocks the other."""
    return not (follower.id == followed.id or blocked or follower.is_gone or followed.is_gone)


def may_move(old: Actor, new: Actor, now: datetime) -> bool:
    """Tell whether followers may be taken along: the new account must name the old one.

    A week must pass between two moves, as on Mastodon, so that followers are not thrown about.
    """
    if old.id == new.id or new.is_gone or old.uri not in new.also_known_as:
        return False
    return old.moved_at is None or old.moved_to == new.uri or now - old.moved_at >= MOVE_PAUSE

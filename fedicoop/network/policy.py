"""Which servers hear what ours announces without waiting: a pure rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fedicoop.actors import Actor

SERVERS = ("Application", "Service", "Group", "Organization")
"""What speaks for a whole server elsewhere; Gancio and Mobilizon use an Application."""


def is_admitted(*, trusted: bool, approve_servers: bool) -> bool:
    """Tell whether who asks to follow our server's actor is accepted at once."""
    return trusted or not approve_servers


def may_be_asked(other: Actor) -> bool:
    """Tell whether our server may follow this actor: one elsewhere that speaks for a server."""
    return not other.is_local and not other.is_gone and other.type in SERVERS

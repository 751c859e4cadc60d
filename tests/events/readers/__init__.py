"""Readers that behave as other kinds of servers do: what one of them cannot take is Unreadable.

Written after how those servers read events (their sources and what their people report), not out
of their code. Each gives what it would show.
"""

from __future__ import annotations

from tests.events.readers.friendica import friendica
from tests.events.readers.gancio import gancio
from tests.events.readers.mastodon import mastodon
from tests.events.readers.mobilizon import mobilizon, mobilizon_group
from tests.events.readers.piefed import piefed
from tests.events.readers.seen import Seen, Unreadable
from tests.events.readers.wordpress import wordpress

READERS = {
    each.__name__: each for each in (friendica, gancio, mastodon, mobilizon, piefed, wordpress)
}

__all__ = ["READERS", "Seen", "Unreadable", "mobilizon_group"]

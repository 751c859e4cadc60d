"""The few words that stand in the line of when and where, in the language of an event."""

from __future__ import annotations

from fedicoop.languages import msg

ONLINE = msg("online")
NO_LONGER = msg("Cancelled")

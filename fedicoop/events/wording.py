"""The few words that stand in the line of when and where, in the languages of an event."""

from __future__ import annotations

LANGUAGES = ("fr", "en")
ONLINE = {"fr": "en ligne", "en": "online"}
NO_LONGER = {"fr": "Annulé", "en": "Cancelled"}


def language_of(said: str) -> str:
    """Give the language among ours in which something is said; French for any other."""
    found = said[:2].lower()
    return found if found in LANGUAGES else LANGUAGES[0]

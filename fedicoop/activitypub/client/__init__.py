"""The one door out: deadlines, byte caps, no private addresses, signed GET and POST."""

from fedicoop.activitypub.client.door import Client
from fedicoop.activitypub.client.settings import (
    Answer,
    ClientSettings,
    Deadlines,
    Page,
    Resolved,
    user_agent,
)

__all__ = ["Answer", "Client", "ClientSettings", "Deadlines", "Page", "Resolved", "user_agent"]

"""Events as calendar programs know them (RFC 5545): written out, and read in."""

from fedicoop.events.calendars.invitations import Guest, invitation
from fedicoop.events.calendars.writing import MIME, Heading, calendar

__all__ = ["MIME", "Guest", "Heading", "calendar", "invitation"]

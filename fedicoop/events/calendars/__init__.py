"""Events as calendar programs know them (RFC 5545): written out, and read in."""

from fedicoop.events.calendars.entries import MOST_BYTES, Entry, Reading, Spot
from fedicoop.events.calendars.invitations import Guest, invitation
from fedicoop.events.calendars.pages import read_page
from fedicoop.events.calendars.reading import read_calendar
from fedicoop.events.calendars.writing import MIME, Heading, calendar

__all__ = [
    "MIME",
    "MOST_BYTES",
    "Entry",
    "Guest",
    "Heading",
    "Reading",
    "Spot",
    "calendar",
    "invitation",
    "read_calendar",
    "read_page",
]

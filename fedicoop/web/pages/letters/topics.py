"""What the topics of notices and letters are called on pages, and what each of them is."""

from __future__ import annotations

from fedicoop.web.i18n import msg

NAMES = {
    "mentions": msg("Somebody writes to me or names me"),
    "replies": msg("Somebody answers me"),
    "threads": msg("Discussions that I follow"),
    "follows": msg("Somebody follows me, or asks to"),
    "reactions": msg("Somebody likes or passes on what I wrote"),
    "group_invitations": msg("I am invited to a group"),
    "group_life": msg("My place in a group changes"),
    "documents": msg("New documents of groups that I follow"),
    "group_tasks": msg("Somebody asks to join a group that I lead"),
    "event_invitations": msg("I am invited to an event"),
    "event_changes": msg("My registration, another date, a cancellation"),
    "event_reminders": msg("The day before an event to which I come"),
    "event_messages": msg("Messages to those who come to an event"),
    "event_tasks": msg("Something waits for me at an event that I organise"),
    "event_news": msg("News of the events that I organise"),
    "moderation": msg("Reports and requests for the moderation team"),
    "calls": msg("My cooperative looks for skills like mine"),
    "newsletter": msg("The cooperative's newsletter"),
    "other": msg("Everything else"),
}
DIGESTS = {
    "never": msg("Never"),
    "weekly": msg("Every week"),
    "monthly": msg("Every month"),
    "quarterly": msg("Every three months"),
}

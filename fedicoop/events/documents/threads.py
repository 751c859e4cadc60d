"""The same event for servers that read groups as forums: Lemmy, PieFed, Mbin (FEP-1b12).

They want a person for an author and the group in the audience, and take only what the group
announced to them, whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.groups import documents as groups

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.events.models import Event
    from fedicoop.groups import Group
    from fedicoop.work import Work

_READ = ("Document", "Image", "Link")


def announced(work: Work, event: Event, group: Group, activity: Document) -> Document:
    """Let a group pass on what it said of an event of its own, as if its organiser had said it."""
    inner = _for_forums(activity, event, group)
    said = inner["object"]
    if isinstance(said, dict) and said["type"] == "Event":
        entries = [each for each in said["attachment"] if each["type"] in _READ]
        said = _for_forums(said, event, group)
        said |= {"attributedTo": event.organiser.uri, "attachment": entries}
        inner["object"] = said
    return groups.pass_on(work, group, inner)


def _for_forums(document: Document, event: Event, group: Group) -> Document:
    """Let a document be by the organiser and for the group."""
    found = {key: value for key, value in document.items() if key != "attributedTo"}
    cc = dict.fromkeys([group.actor.uri, *document.get("cc", ())])
    return found | {"actor": event.organiser.uri, "cc": list(cc), "audience": group.actor.uri}

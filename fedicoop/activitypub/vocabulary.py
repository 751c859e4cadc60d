"""The words of ActivityStreams, and those that we add to them."""

from __future__ import annotations

AS = "https://www.w3.org/ns/activitystreams"
SECURITY = "https://w3id.org/security/v1"

ACTORS = frozenset({"Application", "Group", "Organization", "Person", "Service"})
ACTIVITIES = frozenset(
    {"Accept", "Add", "Announce", "Arrive", "Block", "Create", "Delete", "Dislike", "Flag"}
    | {"Follow", "Ignore", "Invite", "Join", "Leave", "Like", "Listen", "Move", "Offer"}
    | {"Question", "Read", "Reject", "Remove", "TentativeAccept", "TentativeReject", "Travel"}
    | {"Undo", "Update", "View"}
)
OBJECTS = frozenset(
    {"Article", "Audio", "Document", "Event", "Image", "Note", "Page", "Place", "Profile"}
    | {"Relationship", "Tombstone", "Video"}
)
COLLECTIONS = frozenset(
    {"Collection", "CollectionPage", "OrderedCollection", "OrderedCollectionPage"}
)
LINKS = frozenset({"Hashtag", "Link", "Mention"})
EXTENSIONS = frozenset({"EmojiReact", "QuoteAuthorization", "QuoteRequest"})

KNOWN_TYPES = ACTORS | ACTIVITIES | OBJECTS | COLLECTIONS | LINKS | EXTENSIONS
"""Of several types of a document, the first of these counts."""

"""Every activity × every object × every stranger: what is others' stays as it is.

One table instead of a test for each: a sender who is neither author nor owner says every activity
about everything, in every shape, and the rows that are not hers are compared before and after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest
from sqlalchemy import select

from fedicoop.actors import Actor, Block, Follow, Key, documents, service
from fedicoop.events import Event, Participation
from fedicoop.events import service as events
from fedicoop.groups import Group, Membership, Resource
from fedicoop.groups import service as groups
from fedicoop.ids import new_id
from fedicoop.inbox import Arrival, worker
from fedicoop.inbox.models import Outcome
from fedicoop.posts import Post
from fedicoop.posts import service as writing
from fedicoop.posts.models import Boost, Like, Mention, Pin
from fedicoop.posts.service import NoteDraft
from tests.events.given import a_draft
from tests.federation.telling import found
from tests.groups.given import given_bare_group, given_membership
from tests.hostile.conftest import GOOD
from tests.strangers import Person, Stranger

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.network import Internet

HOME, EVIL = "https://coop.example", "https://evil.example"
BOB, CIRCLE = f"{HOME}/users/bob", f"{HOME}/groups/cercle"
ANA, CLUB = f"{GOOD}/users/ana", f"{GOOD}/users/club"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
ACTIVITIES = [
    *("Create", "Update", "Delete", "Undo", "Move", "Accept", "Reject", "TentativeAccept"),
    *("TentativeReject", "Ignore", "Announce", "Add", "Remove", "Join", "Leave", "Invite"),
    *("Like", "EmojiReact", "Block", "Follow", "Flag", "QuoteRequest", "View", "Offer"),
]
OBJECTS: dict[str, str] = {
    f"{GOOD}/notes/1": "Note",
    f"{GOOD}/notes/2": "Note",
    f"{GOOD}/events/1": "Event",
    f"{GOOD}/resources/1": "Document",
    f"{ANA}#like": "Like",
    f"{ANA}#boost": "Announce",
    f"{ANA}#follow": "Follow",
    f"{ANA}#block": "Block",
    f"{ANA}#join": "Join",
    f"{ANA}#member": "Member",
    ANA: "Person",
    CLUB: "Group",
    BOB: "Person",
    CIRCLE: "Group",
    "NOTE": "Note",
    "LETTER": "Note",
    "EVENT": "Event",
    "FOLLOW": "Follow",
    "https://nowhere.example/1": "Note",
}
"""What there is, by its id; in capitals what of ours has an id that is made."""
FACTS: list[tuple[Any, ...]] = [
    (Actor.uri, Actor.name, Actor.type, Actor.moved_to, Actor.deleted_at, Actor.inbox),
    (Key.uri, Key.public_pem, Key.retired_at),
    (Post.uri, Post.author_id, Post.type, Post.visibility, Post.content, Post.deleted_at),
    (Post.id, Post.name, Post.summary, Post.group_id, Post.in_reply_to_uri, Post.closed_at),
    (Event.uri, Event.status, Event.starts_at, Event.host_id, Event.organiser_id, Event.join_mode),
    (Participation.event_id, Participation.actor_id, Participation.state),
    (Membership.group_id, Membership.actor_id, Membership.state, Membership.role),
    (Group.actor_id, Group.visibility, Group.openness, Group.members_uri),
    (Resource.uri, Resource.group_id, Resource.title, Resource.link, Resource.removed_at),
    (Follow.uri, Follow.follower_id, Follow.followed_id, Follow.accepted_at),
    (Block.uri, Block.blocker_id, Block.blocked_id),
    (Like.uri, Like.actor_id, Like.post_id),
    (Boost.uri, Boost.actor_id, Boost.post_id),
    (Pin.actor_id, Pin.post_id),
    (Mention.post_id, Mention.actor_id, Mention.silent),
]

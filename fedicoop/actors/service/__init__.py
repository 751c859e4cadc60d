"""What happens to actors: founding, remembering, following, blocking, changing, leaving."""

from fedicoop.actors.service.following import (
    accept,
    accepted,
    block,
    follow,
    reject,
    turn_away,
    unblock,
    unfollow,
)
from fedicoop.actors.service.muting import mute, unmute
from fedicoop.actors.service.people import confirm_handle, create, found, remember, revise
from fedicoop.actors.service.profile import (
    ProfileDraft,
    add_alias,
    delete,
    follow_move,
    move,
    remove_alias,
    rotate_key,
    suspend,
    unsuspend,
    update_profile,
)

__all__ = [
    "ProfileDraft",
    "accept",
    "accepted",
    "add_alias",
    "block",
    "confirm_handle",
    "create",
    "delete",
    "follow",
    "follow_move",
    "found",
    "move",
    "mute",
    "reject",
    "remember",
    "remove_alias",
    "revise",
    "rotate_key",
    "suspend",
    "turn_away",
    "unblock",
    "unfollow",
    "unmute",
    "unsuspend",
    "update_profile",
]

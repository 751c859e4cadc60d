"""Who may see, join, speak in and look after a group: pure rules, one place each.

What somebody is to a group is her ``Standing``; a person who is not signed in is ``STRANGER``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from fedicoop.accounts import policy as accounts
from fedicoop.accounts.policy import Role as AccountRole
from fedicoop.groups.models import Holds, Kind, Openness, Role, Sight, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from fedicoop.accounts import Member
    from fedicoop.groups.models import Group

RIGHTS = ("post", "invite", "create_events", "announce", "keep_links")
"""What each group says of who may: each is one of ALLOWED."""
ALLOWED = ("facilitators", "moderators", "members", "everyone")
DEFAULT_RIGHTS = {
    "post": "members",
    "invite": "members",
    "create_events": "members",
    "announce": "moderators",
    "keep_links": "members",
}
_RANKS = {Role.FACILITATOR: 3, Role.MODERATOR: 2, Role.MEMBER: 1}
_ASKED_OF = {"facilitators": 3, "moderators": 2, "members": 1, "everyone": 0}
_FOR_LOCAL_CONTACTS = {Kind.LOCAL}
_FOR_MODERATORS = {Kind.COLLEGE, Kind.BOARD}
LONGEST_NAME = 100
LONGEST_TEXT = 10_000
PAUSES = (0, 2, 10, 60, 360, 1440)
"""What slow mode offers, in minutes."""


class Door(StrEnum):
    """How somebody can come into a group."""

    AT_ONCE = "at_once"
    BY_ASKING = "by_asking"
    INVITED = "invited"
    NEVER = "never"


@dataclass(frozen=True)
class Standing:
    """What somebody is to a group.

    ``role`` counts only while ``state`` is active. ``inside`` says that she is of this
    cooperative, ``in_circle`` that she is of one of the circle, ``moderates`` that she moderates
    this one, ``blocked`` that the group blocks her.
    """

    role: str = ""
    state: str = ""
    inside: bool = False
    in_circle: bool = False
    moderates: bool = False
    blocked: bool = False

    @property
    def belongs(self) -> bool:
        """Tell whether she is a member now."""
        return self.state == State.ACTIVE

    @property
    def rank(self) -> int:
        """Give her rank in the group: 3 for facilitators, 0 for those outside."""
        return rank(self.role) if self.belongs else 0

    @property
    def is_out(self) -> bool:
        """Tell whether she was excluded."""
        return self.state == State.BANNED or self.blocked


STRANGER = Standing()


def rank(role: str) -> int:
    """Give the order of roles: who looks after the group comes first."""
    return _RANKS.get(Role(role), 0) if role in set(Role) else 0


def may_see_group(group: Group, standing: Standing) -> bool:
    """Tell whether a group exists for somebody: a secret one only for those in it or invited."""
    if group.actor.deleted_at is not None:
        return False
    if group.visibility != Sight.SECRET:
        return True
    return standing.state in {State.ACTIVE, State.INVITED, State.ASKED} or standing.moderates


def may_see_content(group: Group, standing: Standing) -> bool:
    """Tell whether what a group does is for somebody to read."""
    if group.actor.is_gone:
        return False
    if group.visibility == Sight.PUBLIC or standing.belongs:
        return True
    return is_meant(group, standing) and not standing.is_out


def is_meant(group: Group, standing: Standing) -> bool:
    """Tell whether a group is for somebody by where she is a member: here, or in the circle."""
    if group.visibility == Sight.NETWORK:
        return standing.inside or standing.in_circle
    return group.visibility == Sight.MEMBERS and standing.inside


def may_see_members(group: Group, standing: Standing) -> bool:
    """Tell whether somebody sees all who belong to a group; others see who agreed to be found."""
    if standing.belongs or standing.moderates:
        return may_see_group(group, standing)
    return standing.inside and may_see_content(group, standing)


def may_join(group: Group, standing: Standing) -> Door:
    """Say how somebody who is not a member comes in."""
    if group.is_archived or group.actor.is_gone or standing.is_out:
        return Door.NEVER
    secret = group.visibility == Sight.SECRET
    if secret and not standing.inside:
        return Door.NEVER
    if standing.state == State.INVITED:
        return Door.AT_ONCE
    if secret or group.openness == Openness.INVITATION:
        return Door.INVITED
    meant = standing.inside or is_meant(group, standing)
    reserved = group.visibility != Sight.PUBLIC and not meant
    if group.openness == Openness.REQUEST or reserved:
        return Door.BY_ASKING
    return Door.AT_ONCE


def _has_right(group: Group, standing: Standing, right: str) -> bool:
    if not may_answer(group, standing):
        return False
    asked = group.rights.get(right, DEFAULT_RIGHTS[right])
    if asked == "everyone" and group.visibility != Sight.PUBLIC:
        asked = "members"
    return standing.rank >= _ASKED_OF.get(asked, 3)


def may_post(group: Group, standing: Standing) -> bool:
    """Tell whether somebody may write in a group."""
    return _has_right(group, standing, "post")


def may_answer(group: Group, standing: Standing) -> bool:
    """Tell whether somebody may answer in the open what is said in a group: no need to belong."""
    return not (group.is_archived or group.actor.is_gone or standing.is_out)


def may_invite(group: Group, standing: Standing, *, guest_inside: bool = True) -> bool:
    """Tell whether somebody may invite; nobody from elsewhere comes into a secret group."""
    if group.visibility == Sight.SECRET and not guest_inside:
        return False
    return standing.belongs and _has_right(group, standing, "invite")


def may_create_event(group: Group, standing: Standing) -> bool:
    """Tell whether somebody may propose an event in the group's name."""
    return standing.belongs and _has_right(group, standing, "create_events")


def may_announce(group: Group, standing: Standing) -> bool:
    """Tell whether somebody may pass on, in the group's name, what others wrote."""
    return standing.belongs and _has_right(group, standing, "announce")


def may_see_links(group: Group, standing: Standing) -> bool:
    """Tell whether the links of a group are for somebody: its members, and who looks after it.

    Whoever has the address of a pad may write in it: so not everybody gets it.
    """
    return standing.belongs or (standing.moderates and may_see_content(group, standing))


def may_add_link(group: Group, standing: Standing) -> bool:
    """Tell whether somebody may keep a link in a group."""
    return standing.belongs and _has_right(group, standing, "keep_links")


def may_change_link(group: Group, standing: Standing, *, own: bool) -> bool:
    """Tell whether somebody may change or remove a link: who added it, and moderators."""
    if own and may_add_link(group, standing):
        return True
    return group.is_local and not group.is_archived and may_moderate(group, standing)


def may_moderate(group: Group, standing: Standing) -> bool:
    """Tell whether somebody may approve, remove and exclude: moderators, and the cooperative's."""
    if group.actor.deleted_at is not None:
        return False
    return standing.rank >= _RANKS[Role.MODERATOR] or standing.moderates


def may_manage(group: Group, standing: Standing) -> bool:
    """Tell whether somebody may change the group, its roles and its end."""
    if group.actor.deleted_at is not None:
        return False
    return standing.rank >= _RANKS[Role.FACILITATOR] or standing.moderates


def may_act_on(by: Standing, other: Standing) -> bool:
    """Tell whether a moderator may exclude somebody: nobody who ranks as high as she does."""
    return by.moderates or by.rank > other.rank


def needs_approval(group: Group, standing: Standing, *, newcomer: bool = False) -> bool:
    """Tell whether what somebody posts waits for a moderator.

    ``newcomer`` says that nothing of hers was let in before.
    """
    if may_moderate(group, standing):
        return False
    if group.holds == Holds.EVERYBODY or (group.holds == Holds.NEWCOMERS and newcomer):
        return True
    return group.moderated and not standing.inside


def must_wait_between(group: Group, standing: Standing) -> timedelta:
    """Give how long somebody waits between two posts in a group; moderators do not."""
    if may_moderate(group, standing):
        return timedelta(0)
    return timedelta(minutes=group.slow_minutes)


def may_create_group(member: Member | None, kind: str) -> bool:
    """Tell whether somebody may found a group of a kind.

    Local groups are founded by local contacts, colleges and boards by whoever moderates.
    """
    if member is None or not accounts.is_active(member) or kind not in set(Kind):
        return False
    if accounts.may_moderate(member):
        return True
    if kind in _FOR_MODERATORS:
        return False
    return kind not in _FOR_LOCAL_CONTACTS or AccountRole.LOCAL_CONTACT in member.roles


def may_be_parent(parent: Group) -> bool:
    """Tell whether a group may have groups below it: one of ours, itself below none."""
    return parent.is_local and parent.parent_id is None and not parent.is_archived


def takes_in(automatic: Mapping[str, list[str]], postcode: str, traits: Iterable[str]) -> bool:
    """Tell whether a group takes somebody in by itself: by postcode, or by college or role."""
    area = any(postcode.startswith(start) for start in automatic.get("postcodes", []) if start)
    named = {*automatic.get("colleges", []), *automatic.get("roles", [])}
    return (bool(postcode) and area) or bool(named & set(traits))


def is_over(group: Group, today: date) -> bool:
    """Tell whether the time that a working group was given has passed."""
    return group.ends_on is not None and group.ends_on < today

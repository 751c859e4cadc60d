"""How skills are written and compared, which towns are meant, who may call on whom: pure rules."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from fedicoop import gazetteer, text
from fedicoop.accounts import policy as accounts
from fedicoop.groups import policy as groups
from fedicoop.text.words import fold, means_little, words

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.accounts import Member
    from fedicoop.directory.models import Call, Listing
    from fedicoop.gazetteer import Town
    from fedicoop.groups import Group
    from fedicoop.groups.policy import Standing

MOST_SKILLS = 10
LONGEST_SKILL = 40
LONGEST_SUBJECT = 100
LONGEST_CALL = 3000
MOST_CALLED = 300
MOST_TOWNS = 12
LONGEST_WANTED = 300
SAME_CALL_AFTER = timedelta(hours=1)
MOST_CALLS = 5
"""How many calls one person sends within a day."""
CALLS_IN = timedelta(days=1)
OPEN_FOR = timedelta(days=60)
CALLS_KEPT = timedelta(days=365)


class Answer(StrEnum):
    """What somebody says to a call: she can, she cannot, she wants no call ever again."""

    YES = "yes"
    NO = "no"
    NEVER = "never"


def skill_of(said: str) -> str:
    """Give a skill as it is shown; "" when nothing was said that could be found again."""
    shown = " ".join(text.clean(said, LONGEST_SKILL + 1).split())
    return shown if stems_of(shown) else ""


def stems_of(said: str) -> tuple[str, ...]:
    """Give the words by which a skill is found, without accents, endings and little words."""
    found = list(words(said))
    telling = [each for each in found if not means_little(fold(said[each.start : each.end]))]
    return tuple(each.stem for each in (telling or found))


def key_of(skill: str) -> str:
    """Give what is the same for "Électricité" and "electricites"; every word follows a blank."""
    return "".join(f" {stem}" for stem in stems_of(skill))[:200]


def towns_of(said: str) -> list[Town]:
    """Give the towns that may be meant: none, the one, or those among which to choose."""
    found = gazetteer.find(said, MOST_TOWNS)
    name = gazetteer.plain("".join(each for each in said if not each.isdigit()))
    return [each for each in found if gazetteer.plain(each.name) == name] or found


def is_called(listing: Listing | None, *, has_skills: bool) -> bool:
    """Tell whether a member may be called on: as she chose, else when she shows skills."""
    if listing is None:
        return False
    if listing.called is None:
        return listing.shows_skills and has_skills
    return listing.called


def may_call(
    member: Member | None, group: Group | None = None, standing: Standing | None = None
) -> bool:
    """Tell whether somebody may call on those whom a search of the directory finds.

    On members of one group its own moderators may, on all members the cooperative's alone.
    """
    if member is None or member.disabled_at is not None:
        return False
    if group is None:
        return accounts.may_moderate(member)
    if standing is None or not group.is_local or group.is_archived:
        return False
    return groups.may_moderate(group, standing)


def may_see_answers(
    call: Call, member: Member | None, group: Group | None, standing: Standing | None
) -> bool:
    """Tell whether somebody may see who answered a call, and close it.

    Whoever called may, and whoever could have called in the same name; of a group's call nobody
    who does not look after the group, at rest or not.
    """
    if member is None or member.disabled_at is not None:
        return False
    if call.by_id == member.actor_id or accounts.may_moderate(member):
        return True
    if group is None or standing is None:
        return False
    return groups.may_moderate(group, standing)


def is_open(call: Call, now: datetime) -> bool:
    """Tell whether a call still takes answers: nobody closed it, and it is not too old."""
    return call.closed_at is None and now < call.created_at + OPEN_FOR

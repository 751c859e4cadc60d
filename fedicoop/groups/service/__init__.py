"""What happens to groups: founding, joining, leading, ending, passing on."""

from fedicoop.groups.service.automatic import add_automatic, take_in
from fedicoop.groups.service.departing import forget_departed
from fedicoop.groups.service.drafts import GroupDraft
from fedicoop.groups.service.founding import archive, create, revise, set_contacts, unarchive
from fedicoop.groups.service.hearing import accepted, remember, removed, role_changed
from fedicoop.groups.service.history import note
from fedicoop.groups.service.inviting import (
    accept_invitation,
    check_may_invite,
    decline_invitation,
    invite,
    invited,
)
from fedicoop.groups.service.joining import approve, decline, join, leave, turn_away
from fedicoop.groups.service.leading import exclude, let_back, set_role
from fedicoop.groups.service.resources import (
    ResourceDraft,
    add_link,
    change_link,
    hear_link,
    lose_link,
    remove_link,
    unclaimed,
)
from fedicoop.groups.service.sharing import feature, note_software, share, unshare

__all__ = [
    "GroupDraft",
    "ResourceDraft",
    "accept_invitation",
    "accepted",
    "add_automatic",
    "add_link",
    "approve",
    "archive",
    "change_link",
    "check_may_invite",
    "create",
    "decline",
    "decline_invitation",
    "exclude",
    "feature",
    "forget_departed",
    "hear_link",
    "invite",
    "invited",
    "join",
    "leave",
    "let_back",
    "lose_link",
    "note",
    "note_software",
    "remember",
    "remove_link",
    "removed",
    "revise",
    "role_changed",
    "set_contacts",
    "set_role",
    "share",
    "take_in",
    "turn_away",
    "unarchive",
    "unclaimed",
    "unshare",
]

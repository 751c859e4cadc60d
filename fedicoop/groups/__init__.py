"""Groups: who belongs to them, who may do what there, what they pass on to others."""

from fedicoop.groups.models import (
    Contact,
    Entry,
    Group,
    Holds,
    Kind,
    Membership,
    Openness,
    Resource,
    Role,
    Share,
    Sight,
    State,
)

__all__ = [
    "Contact",
    "Entry",
    "Group",
    "Holds",
    "Kind",
    "Membership",
    "Openness",
    "Resource",
    "Role",
    "Share",
    "Sight",
    "State",
]

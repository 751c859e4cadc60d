"""The members' directory: who wants to be found, what she can do, in which town she lives."""

from fedicoop.directory.models import Call, Called, Listing, Skill
from fedicoop.directory.queries import Wanted

__all__ = ["Call", "Called", "Listing", "Skill", "Wanted"]

"""The people of this cooperative: members, roles, passwords, sessions, links and tokens."""

from fedicoop.accounts.models import (
    ActivationLink,
    ApiToken,
    Member,
    RegisterEntry,
    Session,
    SignInLink,
)

__all__ = ["ActivationLink", "ApiToken", "Member", "RegisterEntry", "Session", "SignInLink"]

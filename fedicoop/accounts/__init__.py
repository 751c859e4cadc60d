"""The people of this cooperative: members, roles, passwords, sessions, links and tokens."""

from fedicoop.accounts.models import ApiToken, Member, Session, SignInLink

__all__ = ["ApiToken", "Member", "Session", "SignInLink"]

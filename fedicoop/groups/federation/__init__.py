"""How groups are said in ActivityPub, and what we do when others say it."""

from fedicoop.groups.federation.hearing import handlers

__all__ = ["handlers"]

"""How groups are said in ActivityPub, and what we do when others say it."""

from fedicoop.groups.federation import hearing, resources
from fedicoop.handlers import Handlers

handlers = Handlers.merged([hearing.handlers, resources.handlers])

__all__ = ["handlers"]

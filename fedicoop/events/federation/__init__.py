"""How events are said in ActivityPub, and what we do when others say it."""

from fedicoop.events.documents import to_ap
from fedicoop.events.federation import answering, hearing
from fedicoop.events.federation.reading import from_ap
from fedicoop.handlers import Handlers

handlers = Handlers.merged((hearing.handlers, answering.handlers))

__all__ = ["from_ap", "handlers", "to_ap"]

"""In whose name a member writes: her own or, for those who may, the cooperative's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.accounts import policy as roles
from fedicoop.accounts import queries as accounts
from fedicoop.actors.queries import COOPERATIVE_NAME
from fedicoop.errors import Refused
from fedicoop.posts import policy

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.work import Work


async def speaks_for(work: Work, writer: Actor, author: Actor) -> bool:
    """Tell whether a member may write in somebody's name."""
    is_cooperative = author.is_local and author.username == COOPERATIVE_NAME
    editor = is_cooperative and roles.may_speak(await accounts.by_actor(work, writer.id))
    return policy.may_write_as(writer, author, is_cooperative=is_cooperative, editor=editor)


async def check_speaks(work: Work, writer: Actor, author: Actor) -> None:
    """Raise Refused when a member may not write in somebody's name."""
    if not await speaks_for(work, writer, author):
        raise Refused(
            f"{writer.uri} may not write as {author.uri}",
            safe="You may not write in this name.",
        )

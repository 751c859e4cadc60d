"""What is for the members of every cooperative of the circle: sent there, taken from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.activitypub.activity import type_of
from fedicoop.errors import Invalid
from fedicoop.moderation import queries as rules
from fedicoop.moderation.policy import normal_host
from fedicoop.posts import policy
from fedicoop.posts.models import Visibility
from fedicoop.urls import is_circle_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.posts.models import Post
    from fedicoop.work import Work

_STRANGERS = {
    Visibility.MEMBERS: "What is for members only cannot mention people of other servers.",
    Visibility.NETWORK: "What is for the network cannot mention people outside its cooperatives.",
}


async def check_mentions(
    work: Work, visibility: str, mentioned: Iterable[Actor], parent: Post | None = None
) -> None:
    """Refuse to name people in what they may not read; raises Invalid.

    It would not reach them; and a private answer to them would say that there is something to
    answer.
    """
    above = parent.visibility if parent is not None else visibility
    scopes = [each for each in policy.INSIDE if each in {above, visibility}]
    if not scopes:
        return
    circle = set(await rules.circle(work))
    for scope in scopes:
        for actor in mentioned:
            if not policy.may_mention(scope, actor, in_circle=normal_host(actor.host) in circle):
                raise Invalid({"source": _STRANGERS[scope]})


async def to_circle(work: Work, activity: Document, about: str) -> None:
    """Send an activity to the cooperatives of the circle and to no one else.

    An end also goes to those that were in it once and got what ends.
    """
    doors = tuple(await rules.circle_doors(work))
    work.publish(activity, inboxes=doors, about=about, only=type_of(activity) != "Delete")


async def is_for_circle(work: Work, author: Actor, addressed: Iterable[str]) -> bool:
    """Tell whether something of another server is for the network: said so by one we trust."""
    if not any(is_circle_of(uri, author.uri) for uri in addressed):
        return False
    return await rules.is_trusted(work, author.host)

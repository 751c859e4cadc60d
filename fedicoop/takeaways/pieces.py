"""Which files there are, and which room fills each: the one list of what a member takes along.

Every table of every room is either TAKEN into one of these files or LEFT for a reason; a test
insists, so that a table that is added is thought of.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fedicoop.accounts import own as accounts
from fedicoop.actors import own as actors
from fedicoop.db.facts import facts
from fedicoop.digests import own as digests
from fedicoop.directory import own as directory
from fedicoop.events import documents as happening
from fedicoop.events import own as events
from fedicoop.events import queries as agenda
from fedicoop.groups import own as groups
from fedicoop.library import own as library
from fedicoop.media import own as media
from fedicoop.messages import own as messages
from fedicoop.moderation import own as moderation
from fedicoop.newsletter import own as newsletter
from fedicoop.notifications import own as notifications
from fedicoop.posts import documents as said
from fedicoop.posts import own as posts

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.work import Work

Ask = Callable[["Work", "Member"], AsyncIterator[Any]]

ROOMS = (
    *(accounts, actors, digests, directory, events, groups, library, media, messages, moderation),
    *(newsletter, notifications, posts),
)
LEFT = {
    "takeaways": "the file itself",
    "bringings": "lists that she brought herself; what came of them is in the other files",
    "search_entries": "copies for the search of what is in the other files",
    "search_waiting": "what the search has yet to read",
    "arrivals": "what other servers sent, as they sent it; it is theirs",
    "outgoing": "copies of what stands in the outbox, as it was sent",
    "deliveries": "which server got a copy of what, until it did",
    "host_troubles": "about servers, not about people",
    "reach": "which servers have to hear of a deletion",
}
"""The tables of the rooms above and beside, none of which is asked."""


@dataclass(frozen=True)
class Piece:
    """One file: JSON with many records or one, lines of a table, or a collection of activities.

    ``head`` are a table's headings, () for none, as Mastodon has it.
    """

    name: str
    ask: Ask
    form: str = "list"
    head: tuple[str, ...] = ()


def _of_actor(ask: Callable[[Work, Any], AsyncIterator[Any]]) -> Ask:
    """Make what asks for an actor's ask for a member's."""

    def asked(work: Work, member: Member) -> AsyncIterator[Any]:
        return ask(work, member.actor)

    return asked


async def _outbox(work: Work, member: Member) -> AsyncIterator[Any]:
    async for post in posts.written(work, member.actor):
        event = await agenda.by_id(work, post.id) if post.type == "Event" else None
        yield said.create(work, post) if event is None else happening.create(work, event)
    async for boost in posts.passed_on(work, member.actor):
        yield boost


async def _messages(work: Work, member: Member) -> AsyncIterator[Any]:
    async for each in messages.conversations(work, member.actor):
        letters = [one async for one in posts.letters(work, member.actor, each.parties)]
        names = ("people", "standing", "muted", "begun", "created_at", "seen_at", "put_away_at")
        yield {**facts(each, *names), "messages": letters}


async def _events(work: Work, member: Member) -> AsyncIterator[Any]:
    async for event in events.organised(work, member.actor):
        names = ("online_url", "tools", "questions", "report", "people_reached", "occurrence")
        rule = await events.rule_of(work, event)
        private = {**facts(event, *names), "repeats": rule}
        yield {**happening.to_ap(work, event), "forOrganisers": private}


async def _letters(work: Work, member: Member) -> AsyncIterator[Any]:
    async for letter in notifications.letters(work, member):
        yield letter
    async for digest in digests.digests(work, member.actor):
        yield digest


async def _media(work: Work, member: Member) -> AsyncIterator[Any]:
    names = ("name", "mime", "width", "height", "alt", "bytes", "created_at", "used_at")
    async for file in media.pictures(work, member.actor):
        yield facts(file, *names)


async def _documents(work: Work, member: Member) -> AsyncIterator[Any]:
    async for paper, version in library.versions(work, member.actor):
        about = facts(paper, "title", "summary", "tags", "dated", "audience", "archived_at")
        names = ("number", "note", "link", "name", "mime", "bytes", "at")
        yield {**about, "id": version.id, **facts(version, *names)}


_FOLLOWING = ("Account address", "Show boosts", "Notify on new posts", "Languages")
PIECES = (
    Piece("activitypub/actor.json", _of_actor(actors.profile), "one"),
    Piece("activitypub/outbox.json", _outbox, "collection"),
    Piece("activitypub/likes.json", _of_actor(posts.liked), "collection"),
    Piece("activitypub/featured.json", _of_actor(posts.pinned), "collection"),
    Piece("activitypub/following_accounts.csv", _of_actor(actors.followed), "table", _FOLLOWING),
    Piece("activitypub/followers.csv", _of_actor(actors.followers), "table", ("Account address",)),
    Piece(
        "activitypub/muted_accounts.csv",
        _of_actor(actors.muted),
        "table",
        ("Account address", "Hide notifications"),
    ),
    Piece("activitypub/blocked_accounts.csv", _of_actor(actors.blocked), "table"),
    Piece("activitypub/bookmarks.csv", _of_actor(posts.bookmarked), "table"),
    Piece("account/account.json", accounts.account, "one"),
    Piece("account/register.json", accounts.register, "one"),
    Piece("account/sign-ins.json", accounts.sign_ins),
    Piece("account/directory.json", directory.listing, "one"),
    Piece("account/calls.json", directory.calls),
    Piece("account/hearing.json", _of_actor(posts.hearing)),
    Piece("account/notifications.json", notifications.news),
    Piece("account/letters.json", _letters),
    Piece("account/reports.json", _of_actor(moderation.reports)),
    Piece("writing/messages.json", _messages),
    Piece("writing/drafts.json", _of_actor(posts.drafts)),
    Piece("writing/history.json", _of_actor(posts.history)),
    Piece("writing/quotes.json", _of_actor(posts.quotes)),
    Piece("writing/newsletters.json", _of_actor(newsletter.newsletters)),
    Piece("groups/groups.json", _of_actor(groups.memberships)),
    Piece("groups/deeds.json", _of_actor(groups.deeds)),
    Piece("groups/links.json", _of_actor(groups.links)),
    Piece("events/events.json", _events),
    Piece("events/answers.json", _of_actor(events.answers)),
    Piece("events/drafts.json", _of_actor(events.drafts)),
    Piece("events/calendars.json", _of_actor(events.calendars)),
    Piece("documents/documents.json", _documents),
    Piece("media/media.json", _media),
)

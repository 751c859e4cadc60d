"""What stories are told with: members who do things at home, and what others then see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.actors import queries as actors
from fedicoop.actors import service
from fedicoop.inbox import lookup
from fedicoop.messages import queries as messages
from fedicoop.messages.policy import parties
from fedicoop.posts import queries as posts
from fedicoop.posts import service as writing
from fedicoop.posts.service import EditDraft, NoteDraft

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.actors.queries import Relation
    from fedicoop.instance import Instance
    from fedicoop.posts import Post
    from fedicoop.work import Work
    from tests.network import Internet


async def found(work: Work, uri: str) -> Actor:
    """Give an actor that must be there."""
    actor = await actors.by_uri(work, uri)
    assert actor is not None, uri
    return actor


class Member:
    """Somebody who lives at one cooperative and does what members do there."""

    def __init__(self, home: Instance, name: str) -> None:
        """Name her; ``arrives`` lets her in."""
        self.home = home
        self.name = name
        self.uri = home.urls.user(name)

    @property
    def handle(self) -> str:
        """Give how she is addressed elsewhere."""
        return f"@{self.name}@{self.home.urls.host}"

    async def arrives(self) -> Member:
        """Become a member."""
        async with self.home.writing() as work:
            await service.create(work, self.name, name=self.name.capitalize())
        return self

    async def follows(self, other: Member) -> None:
        """Find somebody by her handle, and follow her."""
        await lookup.resolve(self.home, other.handle)
        async with self.home.writing() as work:
            await service.follow(work, await found(work, self.uri), await found(work, other.uri))

    async def stops_following(self, other: Member) -> None:
        """Follow somebody no longer."""
        async with self.home.writing() as work:
            await service.unfollow(work, await found(work, self.uri), await found(work, other.uri))

    async def blocks(self, other: Member) -> None:
        """Have nothing more to do with somebody."""
        async with self.home.writing() as work:
            await service.block(work, await found(work, self.uri), await found(work, other.uri))

    async def leaves(self) -> None:
        """Delete her account for good."""
        async with self.home.writing() as work:
            await service.delete(work, await found(work, self.uri))

    async def writes(
        self, text: str, visibility: str = "public", *, answering: str = "", quotable: bool = True
    ) -> str:
        """Publish; give the address of the note."""
        async with self.home.writing() as work:
            parent = await posts.by_uri(work, answering) if answering else None
            assert parent is not None or not answering
            draft = NoteDraft(text, visibility, in_reply_to=parent, quotable=quotable)
            return (await writing.publish(work, await found(work, self.uri), draft)).uri

    async def edits(self, uri: str, text: str) -> None:
        """Change what a note says."""
        async with self.home.writing() as work:
            post = await self._post(work, uri)
            await writing.edit(work, post, await found(work, self.uri), EditDraft(text))

    async def deletes(self, uri: str) -> None:
        """Delete a note."""
        async with self.home.writing() as work:
            await writing.delete(work, await self._post(work, uri), await found(work, self.uri))

    async def likes(self, uri: str) -> None:
        """Like a note."""
        async with self.home.writing() as work:
            await writing.like(work, await found(work, self.uri), await self._post(work, uri))

    async def likes_no_more(self, uri: str) -> None:
        """Take a like back."""
        async with self.home.writing() as work:
            await writing.unlike(work, await found(work, self.uri), await self._post(work, uri))

    async def passes_on(self, uri: str) -> None:
        """Boost a note."""
        async with self.home.writing() as work:
            await writing.boost(work, await found(work, self.uri), await self._post(work, uri))

    async def passes_on_no_more(self, uri: str) -> None:
        """Take a boost back."""
        async with self.home.writing() as work:
            await writing.unboost(work, await found(work, self.uri), await self._post(work, uri))

    async def _post(self, work: Work, uri: str) -> Post:
        post = await posts.by_uri(work, uri)
        assert post is not None, uri
        return post

    async def reads(self) -> list[str]:
        """Give what stands in her timeline, as plain words, newest first."""
        async with self.home.reading() as work:
            page = await posts.home(work, await found(work, self.uri))
            return [plain(item.post) for item in page.items]

    async def writes_to(self, text: str, *others: Member) -> str:
        """Write privately to some people; give the address of the message."""
        for other in others:
            await lookup.resolve(self.home, other.handle)
        async with self.home.writing() as work:
            to = tuple([await found(work, other.uri) for other in others])
            me = await found(work, self.uri)
            row = await messages.with_people(
                work, me, parties([self.uri, *(other.uri for other in others)])
            )
            last = await posts.letters(work, me, row.parties, limit=1) if row else None
            parent = last.items[0].post if last and last.items else None
            draft = NoteDraft(text, "direct", in_reply_to=parent, to=to)
            return (await writing.publish(work, me, draft)).uri

    async def conversations(self) -> list[list[str]]:
        """Give her private conversations, what strangers ask too, each oldest first."""
        async with self.home.reading() as work:
            me = await found(work, self.uri)
            rows = [*await messages.open_of(work, me), *await messages.asked_of(work, me)]
            pages = [await posts.letters(work, me, row.parties) for row in rows]
        return [[plain(each.post) for each in reversed(page.items)] for page in pages]

    async def reads_privately(self) -> list[str]:
        """Give all that others and she wrote privately."""
        return [line for talk in await self.conversations() for line in talk]

    async def relation(self, other: Member) -> Relation:
        """Give what stands between her and somebody, as her server knows it."""
        async with self.home.reading() as work:
            me, her = await found(work, self.uri), await found(work, other.uri)
            return await actors.relation(work, me, her)


def plain(post: Post) -> str:
    """Give the words of a post without its HTML."""
    return post.content.replace("<p>", "").replace("</p>", "").strip()


async def seen(instance: Instance, uri: str) -> Post | None:
    """Give an instance's copy of a post."""
    async with instance.reading() as work:
        return await posts.by_uri(work, uri)


def said_to_others(internet: Internet) -> bytes:
    """Give every byte that was sent over the network: addresses, heads and bodies."""
    parts = []
    for request in internet.requests:
        parts += [str(request.url).encode(), str(request.headers).encode(), request.content]
    return b"\n".join(parts)

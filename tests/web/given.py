"""What tests of the members' pages start from: browsers that are signed in, notes, strangers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from fedicoop.accounts import service as accounts
from fedicoop.actors import queries as actors
from fedicoop.posts import Post, Visibility
from fedicoop.posts import queries as posts
from fedicoop.posts import service as writing
from fedicoop.posts.service import NoteDraft, PostDraft
from fedicoop.web.site import Site
from fedicoop.web.visit import session_cookie

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.actors import Actor
    from fedicoop.instance import Instance
    from fedicoop.work import Work
    from tests.web.browser import Browser
    from tests.web.conftest import Opener


async def given_person(coop: Instance, username: str, **more: Any) -> Member:
    """Admit a member without a password: quick, for tests that are not about signing in."""
    email = f"{username}@mail.example"
    async with coop.writing() as work:
        return await accounts.admit(work, username, name=username.capitalize(), email=email, **more)


async def browser_of(
    opened: Opener, coop: Instance, member: Member, language: str = "fr"
) -> Browser:
    """Open a browser in which a member is signed in."""
    browser = opened(coop, language)
    async with coop.writing() as work:
        token = await accounts.open_session(work, member)
    browser.client.cookies.set(session_cookie(Site(coop)), token, domain=coop.urls.host)
    return browser


async def given_note(
    coop: Instance,
    author: Member,
    source: str = "Bonjour",
    visibility: str = Visibility.PUBLIC,
    **more: Any,
) -> Post:
    """Publish a note of a member."""
    async with coop.writing() as work:
        actor = await actors.by_id(work, author.actor_id)
        assert actor is not None
        return await writing.publish(work, actor, NoteDraft(source, visibility, **more))


async def note(coop: Instance, ident: str) -> Post:
    """Give a note as it is stored now."""
    async with coop.reading() as work:
        found = await posts.by_id(work, ident)
    assert found is not None
    return found


async def given_remote_note(work: Work, author: Actor, number: int = 1, **more: Any) -> Post:
    """Keep a public note of somebody elsewhere."""
    uri = f"{author.uri}/notes/{number}"
    draft = PostDraft(
        uri=uri,
        type=more.pop("type", "Note"),
        authors=(author.uri,),
        visibility=more.pop("visibility", "public"),
        content=more.pop("content", "<p>Bonjour d'ailleurs</p>"),
        url=f"https://{author.host}/@{author.username}/{number}",
        **more,
    )
    post = await writing.receive(work, author, draft, asked=True)
    assert post is not None
    return post


async def written(coop: Instance, author: Member) -> list[Post]:
    """Give what a member wrote, the newest first, whoever it is for."""
    async with coop.reading() as work:
        mine = select(Post.id).where(Post.author_id == author.actor_id, Post.deleted_at.is_(None))
        found = await posts.by_ids(work, await work.session.scalars(mine))
    return sorted(found, key=lambda post: post.id, reverse=True)


async def newest(coop: Instance, author: Member) -> Post:
    """Give what a member wrote last."""
    return (await written(coop, author))[0]


async def actor_named(coop: Instance, username: str) -> Actor:
    """Give an actor of ours."""
    async with coop.reading() as work:
        found = await actors.by_username(work, username)
    assert found is not None
    return found

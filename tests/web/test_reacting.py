"""The buttons under a message, and the list of what a member keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import service as actors
from fedicoop.posts import queries as posts
from tests.web.browser import EVERY_LANGUAGE, markup, words
from tests.web.given import browser_of, given_note, given_person

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from fedicoop.posts import Post
    from fedicoop.posts.queries import Marks
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

BUTTONS = ["like", "unlike", "boost", "unboost", "bookmark", "unbookmark", "pin", "unpin"]


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give a member who reads English."""
    return await given_person(coop, "ana", language="en")


@pytest.fixture
async def at_home(opened: Opener, coop: Instance, ana: Member) -> Browser:
    """Give her browser."""
    return await browser_of(opened, coop, ana, "en")


@pytest.fixture
async def bob(coop: Instance) -> Member:
    """Give somebody who writes."""
    return await given_person(coop, "bob")


async def marks(coop: Instance, post: Post, member: Member) -> Marks:
    """Give what a member did with a message."""
    async with coop.reading() as work:
        return (await posts.shown(work, post, member.actor)).marks


@pytest.mark.parametrize(
    ("deed", "undo", "done"),
    [
        ("like", "unlike", "liked"),
        ("boost", "unboost", "boosted"),
        ("bookmark", "unbookmark", "bookmarked"),
    ],
)
async def test_a_button_does_and_undoes(
    at_home: Browser, coop: Instance, ana: Member, bob: Member, deed: str, undo: str, done: str
) -> None:
    """Twice does no harm; she is led back to the message where it stood."""
    post = await given_note(coop, bob)
    for _ in range(2):
        answer = await at_home.send(f"/notes/{post.id}/{deed}", {"back": "/home?before=x#top"})
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/home?before=x#p-{post.id}"
        assert getattr(await marks(coop, post, ana), done)
    for _ in range(2):
        await at_home.send(f"/notes/{post.id}/{undo}")
        assert not getattr(await marks(coop, post, ana), done)


async def test_the_page_says_which_buttons_are_pressed(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """For screen readers too."""
    post = await given_note(coop, ana)
    await at_home.send(f"/notes/{post.id}/like")
    page = markup(await at_home.get("/home"))
    assert f'formaction="/notes/{post.id}/unlike" aria-pressed="true"' in page
    assert f'formaction="/notes/{post.id}/boost" aria-pressed="false"' in page


async def test_one_of_my_own_is_pinned_and_unpinned(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """At most five; the sixth is refused with its reason."""
    mine = [await given_note(coop, ana, f"Message {number}") for number in range(6)]
    for post in mine[:5]:
        await at_home.send(f"/notes/{post.id}/pin")
    assert (await marks(coop, mine[4], ana)).pinned
    answer = await at_home.send(f"/notes/{mine[5].id}/pin")
    assert answer.status_code == 403
    assert "At most 5 posts can be pinned." in answer.text
    await at_home.send(f"/notes/{mine[4].id}/unpin")
    assert not (await marks(coop, mine[4], ana)).pinned


async def test_nobody_pins_or_passes_on_what_is_not_for_that(
    at_home: Browser, coop: Instance, bob: Member
) -> None:
    """403, and a page that says that nothing was changed."""
    public, inside = await given_note(coop, bob), await given_note(coop, bob, "Nous", "members")
    assert (await at_home.send(f"/notes/{public.id}/pin")).status_code == 403
    answer = await at_home.send(f"/notes/{inside.id}/boost")
    assert answer.status_code == 403
    assert "Nothing was changed." in words(answer)


@pytest.mark.parametrize("deed", BUTTONS)
async def test_no_button_works_on_what_one_may_not_see(
    at_home: Browser, coop: Instance, bob: Member, deed: str
) -> None:
    """It is not found, like what is not there."""
    secret = await given_note(coop, bob, "Secret", "direct")
    for ident in (secret.id, "nothing"):
        assert (await at_home.send(f"/notes/{ident}/{deed}")).status_code == 404


@pytest.mark.parametrize("deed", BUTTONS)
async def test_no_button_works_for_visitors_or_without_its_token(
    at_home: Browser, opened: Opener, coop: Instance, ana: Member, deed: str
) -> None:
    """401, 403, and 405 for a link that only opens the address."""
    post = await given_note(coop, ana)
    before = await marks(coop, post, ana)
    path = f"/notes/{post.id}/{deed}"
    assert (await opened(coop).send(path, at="/login")).status_code == 401
    assert (await at_home.client.post(path)).status_code == 403
    assert (await at_home.get(path)).status_code == 405
    assert await marks(coop, post, ana) == before


async def test_a_button_never_leads_elsewhere(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """Whatever the form says."""
    post = await given_note(coop, ana)
    answer = await at_home.send(f"/notes/{post.id}/like", {"back": "//evil.example/"})
    assert answer.headers["location"] == f"/#p-{post.id}"


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
async def test_what_is_kept_is_found_again(
    opened: Opener, coop: Instance, bob: Member, language: str
) -> None:
    """The last kept first; before that, the page says how to keep something."""
    eve = await given_person(coop, "eve", language=language)
    browser = await browser_of(opened, coop, eve, language)
    empty = await browser.get("/bookmarks")
    assert 'class="empty"' in empty.text
    assert (await opened(coop).get("/bookmarks")).status_code == 303
    one, two = await given_note(coop, bob, "Premier"), await given_note(coop, bob, "Second")
    for post in (two, one):
        await browser.send(f"/notes/{post.id}/bookmark")
    page = (await browser.get("/bookmarks")).text
    assert page.index("Premier") < page.index("Second")


async def test_what_may_no_longer_be_seen_is_no_longer_kept(
    at_home: Browser, coop: Instance, ana: Member, bob: Member
) -> None:
    """A follower who stops following loses sight of what was for followers."""
    async with coop.writing() as work:
        await actors.follow(work, ana.actor, bob.actor)
    post = await given_note(coop, bob, "Pour les proches", "followers")
    await at_home.send(f"/notes/{post.id}/bookmark")
    assert "Pour les proches" in (await at_home.get("/bookmarks")).text
    await at_home.send("/@bob/unfollow")
    assert "Pour les proches" not in (await at_home.get("/bookmarks")).text

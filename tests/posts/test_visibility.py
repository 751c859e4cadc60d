"""Who sees what: the rule as a table, and the same rule in SQL beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from fedicoop.actors import Actor
from fedicoop.actors import service as actors
from fedicoop.groups import queries as groups
from fedicoop.posts import Post, Visibility, policy, queries, service
from fedicoop.posts.queries.visibility import Author, visible_to
from tests.givens import given_member
from tests.groups.given import given_membership
from tests.posts.given import READERS, given_note, given_readers

if TYPE_CHECKING:
    from fedicoop.work import Work

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SEES = {
    Visibility.PUBLIC: set(READERS) - {"blocked"},
    Visibility.UNLISTED: set(READERS) - {"blocked"},
    Visibility.FOLLOWERS: {"author", "follower", "mentioned"},
    Visibility.DIRECT: {"author", "mentioned"},
    Visibility.NETWORK: {"author", "member", "follower", "ally"},
    Visibility.MEMBERS: {"author", "member", "follower"},
    Visibility.GROUP: {"author", "member"},
}


def _actor(name: str, host: str = "") -> Actor:
    return Actor(id=name, uri=f"https://{host or 'coop.example'}/{name}", username=name, host=host)


def _post(visibility: str = Visibility.PUBLIC, **more: object) -> Post:
    author = _actor("author")
    return Post(author=author, author_id=author.id, visibility=visibility, **more)


@pytest.mark.parametrize("visibility", list(Visibility))
async def test_every_visibility_for_every_viewer_in_the_rule_and_in_sql(
    work: Work, visibility: Visibility
) -> None:
    author = await given_member(work, "author")
    people = await given_readers(work, author)
    text = "x" if visibility in policy.INSIDE else "@mentioned@peer.example"
    post = await given_note(work, author, text, visibility)
    member = people["member"]
    if post.group_id is not None and member is not None:
        group = await groups.by_id(work, post.group_id)
        assert group is not None
        await given_membership(work, group, member)

    for waits, viewer in product((False, True), READERS):
        post.waits = waits
        await work.session.flush()
        by_rule = await queries.can_see(work, post, people[viewer])
        seen = select(Post.id).join(Author, Author.id == Post.author_id)
        rows = await work.session.scalars(seen.where(visible_to(people[viewer])))

        sees = SEES[visibility] & {"author"} if waits else SEES[visibility]
        assert by_rule is (viewer in sees), (waits, viewer)
        assert list(rows) == ([post.id] if by_rule else []), (waits, viewer)


async def test_nothing_of_a_suspended_author_is_seen(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")
    post = await given_note(work, ana)
    await actors.suspend(work, ana)

    assert not await queries.can_see(work, post, eve)
    assert not await queries.can_see(work, post, ana)
    assert (await queries.local_timeline(work, eve)).items == []


def test_a_tombstone_is_seen_by_nobody() -> None:
    post = _post(deleted_at=NOW)

    assert not policy.may_see(post, post.author)
    assert not policy.may_edit(post, post.author)
    assert not policy.may_delete(post, post.author, moderates=True)


def test_what_waits_is_not_passed_on_pinned_or_quoted() -> None:
    post = _post(waits=True, quotable=True)

    assert not policy.may_boost(post, post.author, sees=True)
    assert not policy.may_pin(post, post.author)
    assert not policy.may_quote(post, post.author, sees=True)
    assert policy.may_edit(post, post.author)
    assert policy.may_delete(post, post.author)


@pytest.mark.parametrize(
    ("waits", "root", "author", "visibility", "moderates"),
    [
        (True, {}, "guest", "public", False),
        (True, {}, "guest", "unlisted", False),
        (False, {}, "author", "public", False),
        (False, {}, "guest", "direct", False),
        (False, {}, "guest", "followers", False),
        (False, {}, "guest", "public", True),
        (False, {"answers_wait": False}, "guest", "public", False),
        (False, {"local": False}, "guest", "public", False),
        (True, {"visibility": "members"}, "guest", "members", False),
        (True, {"visibility": "group"}, "guest", "group", False),
    ],
)
def test_who_waits(
    *, waits: bool, root: dict[str, object], author: str, visibility: str, moderates: bool
) -> None:
    known = {"visibility": "public", "local": True, "answers_wait": True} | root
    post = _post(str(known.pop("visibility")), **known)

    found = policy.must_wait(post, _actor(author), visibility, moderates=moderates)

    assert found is waits


@pytest.mark.parametrize(
    ("parent", "allowed"),
    [
        ("public", set(Visibility) - {"group"}),
        ("unlisted", set(Visibility) - {"group"}),
        ("followers", {"followers", "direct"}),
        ("direct", {"direct"}),
        ("network", {"network", "members", "direct"}),
        ("members", {"members", "direct"}),
        ("group", {"group"}),
    ],
)
def test_answers_are_never_wider(parent: str, allowed: set[str]) -> None:
    post = _post(parent)

    assert {each for each in Visibility if policy.may_reply(post, each, sees=True)} == allowed
    assert not any(policy.may_reply(post, each, sees=False) for each in Visibility)
    assert not any(policy.may_reply(post, each, sees=True, blocked=True) for each in Visibility)


@pytest.mark.parametrize(
    ("visibility", "by_author", "by_others"),
    [
        ("public", True, True),
        ("unlisted", True, True),
        ("followers", True, False),
        ("direct", False, False),
        ("members", False, False),
        ("network", False, False),
    ],
)
def test_who_passes_on_what(visibility: str, *, by_author: bool, by_others: bool) -> None:
    post, other = _post(visibility), _actor("other")

    assert policy.may_boost(post, post.author, sees=True) is by_author
    assert policy.may_boost(post, other, sees=True) is by_others
    assert not policy.may_boost(post, post.author, sees=False)
    assert not policy.may_boost(post, other, sees=True, blocked=True)


@pytest.mark.parametrize(
    ("visibility", "wanted", "given"),
    [
        ("public", "public", "public"),
        ("unlisted", "unlisted", "unlisted"),
        ("public", "followers", "followers"),
        ("followers", "public", "followers"),
    ],
)
def test_a_boost_is_not_wider_than_its_post(visibility: str, wanted: str, given: str) -> None:
    assert policy.boost_visibility(_post(visibility), wanted) == given


@pytest.mark.parametrize(
    ("visibility", "quotable", "by_others"),
    [
        ("public", True, True),
        ("unlisted", True, True),
        ("public", False, False),
        ("followers", True, False),
        ("members", True, False),
    ],
)
def test_who_quotes_what(visibility: str, *, quotable: bool, by_others: bool) -> None:
    post, other = _post(visibility, quotable=quotable), _actor("other", "peer.example")

    assert policy.may_quote(post, other, sees=True) is by_others
    assert policy.everyone_may_quote(post) is by_others
    assert policy.may_quote(post, post.author, sees=True)
    assert not policy.may_quote(post, other, sees=False)
    assert not policy.may_quote(post, other, sees=True, blocked=True)


def test_who_likes_what() -> None:
    assert policy.may_like(sees=True)
    assert not policy.may_like(sees=False)
    assert not policy.may_like(sees=True, blocked=True)


def test_who_edits_pins_and_deletes_what() -> None:
    post, other, remote = _post(), _actor("other"), _actor("remote", "peer.example")

    assert policy.may_edit(post, post.author)
    assert not policy.may_edit(post, other)
    assert policy.may_pin(post, post.author)
    assert not policy.may_pin(_post("followers"), post.author)
    assert policy.may_delete(post, post.author)
    assert not policy.may_delete(post, other)
    assert policy.may_delete(post, other, moderates=True)
    assert not policy.may_delete(post, remote, moderates=True)


def test_which_answers_are_counted() -> None:
    assert policy.counts_as_reply("public", "unlisted")
    assert policy.counts_as_reply("members", "members")
    assert not policy.counts_as_reply("public", "members")
    assert not policy.counts_as_reply("direct", "direct")


def test_who_is_named_in_what_is_for_members() -> None:
    assert policy.may_mention("public", _actor("bob", "peer.example"))
    assert policy.may_mention("members", _actor("eve"))
    assert not policy.may_mention("members", _actor("bob", "peer.example"))
    assert not policy.may_mention("members", _actor("bob", "peer.example"), in_circle=True)
    assert not policy.may_mention("network", _actor("bob", "peer.example"))
    assert policy.may_mention("network", _actor("bob", "peer.example"), in_circle=True)
    assert policy.may_mention("network", _actor("eve"))


@pytest.mark.parametrize(
    ("sight", "for_whom"),
    [
        ("public", {"public", "unlisted", "network", "group"}),
        ("network", {"network", "group"}),
        ("members", {"members", "group"}),
        ("private", {"group"}),
        ("secret", {"group"}),
    ],
)
def test_nothing_in_a_group_is_for_more_people_than_the_group(
    sight: str, for_whom: set[str]
) -> None:
    assert set(policy.group_visibilities(sight)) == for_whom


async def test_a_member_who_is_no_longer_there_sees_what_everybody_sees(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")
    open_note = await given_note(work, ana)
    await given_note(work, ana, visibility="members")
    await actors.suspend(work, eve)

    page = await queries.public_of(work, ana, eve)

    assert [item.post.id for item in page.items] == [open_note.id]
    await service.delete(work, open_note, ana)
    assert (await queries.public_of(work, ana, eve)).items == []

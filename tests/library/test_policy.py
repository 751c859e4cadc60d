"""Who may see, add, change, put away and delete a document: every rule, line by line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fedicoop.actors import Actor
from fedicoop.groups import Group
from fedicoop.groups.policy import STRANGER, Standing
from fedicoop.library import Paper, policy
from fedicoop.library.policy import VISITOR, Reader

NOW = datetime(2026, 12, 1, tzinfo=UTC)
MEMBER = Reader("bob", inside=True, college="usagers")
BOARD = replace(MEMBER, on_board=True)
EDITOR = Reader("eve", inside=True, publishes=True)
ADMIN = Reader("ada", inside=True, publishes=True, administers=True)
NEIGHBOUR = Reader("ben", in_circle=True)
OUTSIDER = Reader("zoe")
EVERYBODY = {
    "visitor": VISITOR,
    "outsider": OUTSIDER,
    "neighbour": NEIGHBOUR,
    "member": MEMBER,
    "board": BOARD,
    "editor": EDITOR,
    "admin": ADMIN,
}
INSIDE = Standing(inside=True)
JOINED = Standing("member", "active", inside=True)
LEADS = Standing("facilitator", "active", inside=True)
FROM_AFAR = Standing("member", "active")
BANNED = Standing("member", "banned", inside=True)
MODERATES = Standing(inside=True, moderates=True)


def a_group(visibility: str = "public", *, gone: bool = False, archived: bool = False) -> Group:
    """Give a group of ours."""
    return Group(
        visibility=visibility,
        rights={},
        actor=Actor(id="g", host="", deleted_at=NOW if gone else None, suspended_at=None),
        archived_at=NOW if archived else None,
    )


def a_paper(audience: str = "members", group: Group | None = None, **more: object) -> Paper:
    """Give a document that Ana added."""
    said = {"author_id": "ana", "college": "", "archived_at": None} | more
    return Paper(audience=audience, group=group, **said)


@pytest.mark.parametrize(
    ("audience", "who"),
    [
        ("public", "visitor outsider neighbour member board editor admin"),
        ("network", "neighbour member board editor admin"),
        ("members", "member board editor admin"),
        ("college", "member board admin"),
        ("board", "board admin"),
    ],
)
def test_whom_a_document_of_the_cooperative_is_for(audience: str, who: str) -> None:
    paper = a_paper(audience, college="usagers" if audience == "college" else "")
    found = [name for name, each in EVERYBODY.items() if policy.may_see(paper, each)]
    assert found == who.split()


def test_a_college_is_one_and_no_name_is_none() -> None:
    assert not policy.may_see(a_paper("college", college="salariés"), MEMBER)
    assert not policy.may_see(a_paper("college"), EDITOR)


def test_who_added_it_sees_it() -> None:
    ana = Reader("ana", inside=True)
    assert policy.may_see(a_paper("board"), ana)
    assert not policy.may_see(a_paper("board"), Reader("ana"))


@pytest.mark.parametrize(
    ("visibility", "audience", "who"),
    [
        ("public", "public", "stranger inside joined afar banned moderates"),
        ("public", "network", "inside joined moderates"),
        ("public", "members", "inside joined moderates"),
        ("public", "group", "joined afar moderates"),
        ("members", "public", "joined afar moderates"),
        ("members", "members", "inside joined moderates"),
        ("private", "members", "joined afar"),
        ("secret", "public", "joined afar"),
        ("secret", "group", "joined afar"),
        ("network", "network", "inside joined moderates"),
    ],
)
def test_a_groups_document_is_never_for_more_than_the_group(
    visibility: str, audience: str, who: str
) -> None:
    paper = a_paper(audience, a_group(visibility))
    people = {
        "stranger": (VISITOR, STRANGER),
        "inside": (MEMBER, INSIDE),
        "joined": (MEMBER, JOINED),
        "afar": (OUTSIDER, FROM_AFAR),
        "banned": (MEMBER, BANNED),
        "moderates": (ADMIN, MODERATES),
    }
    found = [name for name, each in people.items() if policy.may_see(paper, *each)]
    assert found == who.split()


def test_with_a_group_its_documents_go() -> None:
    paper = a_paper("public", a_group(gone=True))
    assert not policy.is_public(paper)
    assert not policy.may_see(paper, MEMBER, JOINED)
    assert policy.is_public(a_paper("public"))
    assert not policy.is_public(a_paper("public", archived_at=NOW))


def test_what_was_put_away_is_for_those_who_may_take_it_out_again() -> None:
    paper = a_paper("public", archived_at=NOW)
    assert [name for name, each in EVERYBODY.items() if policy.may_see(paper, each)] == [
        "editor",
        "admin",
    ]


def test_editors_and_those_above_publish_for_the_cooperative() -> None:
    assert [name for name, each in EVERYBODY.items() if policy.may_publish(each)] == [
        "editor",
        "admin",
    ]
    assert not policy.may_publish(Reader("x", publishes=True))


@pytest.mark.parametrize(
    ("standing", "may"),
    [(JOINED, True), (FROM_AFAR, False), (INSIDE, False), (STRANGER, False), (MODERATES, False)],
)
def test_members_of_a_group_add_to_it(standing: Standing, may: bool) -> None:
    assert policy.may_add_to(a_group(), standing) is may


def test_the_groups_own_rights_say_who_adds() -> None:
    group = a_group()
    group.rights = {"keep_links": "facilitators"}
    assert not policy.may_add_to(group, JOINED)
    assert policy.may_add_to(group, LEADS)
    assert not policy.may_add_to(a_group(archived=True), LEADS)
    elsewhere = a_group()
    elsewhere.actor.host = "peer.example"
    assert not policy.may_add_to(elsewhere, LEADS)


def test_who_changes_a_document_of_the_cooperative() -> None:
    assert policy.may_change(a_paper(), EDITOR)
    assert not policy.may_change(a_paper(), MEMBER)
    assert not policy.may_change(a_paper(author_id=""), VISITOR)
    assert not policy.may_change(a_paper("board"), EDITOR), "it is not for her"
    assert policy.may_change(a_paper("board", author_id="eve"), EDITOR)
    assert policy.may_change(a_paper("board"), ADMIN)


def test_who_changes_a_groups_document() -> None:
    paper, own = a_paper("group", a_group()), a_paper("group", a_group(), author_id="bob")
    assert not policy.may_change(paper, MEMBER, JOINED)
    assert policy.may_change(own, MEMBER, JOINED)
    assert policy.may_change(paper, MEMBER, LEADS)
    assert policy.may_change(paper, ADMIN, MODERATES)
    assert not policy.may_change(own, MEMBER, INSIDE), "she left"
    assert not policy.may_change(own, replace(OUTSIDER, actor_id="bob"), FROM_AFAR)
    ended = a_paper("group", a_group(archived=True), author_id="bob")
    assert not policy.may_change(ended, MEMBER, JOINED)


def test_only_who_runs_the_site_deletes_and_orders() -> None:
    away = a_paper(archived_at=NOW)
    assert policy.may_delete(away, ADMIN)
    assert not policy.may_delete(away, EDITOR)
    assert not policy.may_delete(a_paper(), ADMIN)
    assert policy.may_order(ADMIN)
    assert not policy.may_order(EDITOR)


@pytest.mark.parametrize(("words", "minutes"), [(0, 0), (1, 1), (200, 1), (500, 2), (3000, 15)])
def test_minutes_to_read(words: int, minutes: int) -> None:
    assert policy.minutes(words) == minutes

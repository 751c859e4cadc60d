"""Who may see, join, speak in and look after a group: every rule, case by case."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from fedicoop.accounts import Member
from fedicoop.actors import Actor
from fedicoop.groups import Group, policy
from fedicoop.groups.policy import STRANGER, Door, Standing

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
INSIDE = Standing(inside=True)
MEMBER = Standing("member", "active", inside=True)
MODERATOR = Standing("moderator", "active", inside=True)
FACILITATOR = Standing("facilitator", "active", inside=True)
AFAR = Standing("member", "active")
ADMIN = Standing(inside=True, moderates=True)
INVITED = Standing("member", "invited", inside=True)
ASKED = Standing("member", "asked", inside=True)
BANNED = Standing("member", "banned", inside=True)
BLOCKED = Standing(inside=True, blocked=True)
NEARBY = Standing(in_circle=True)
NEARBY_AND_OUT = Standing("member", "banned", in_circle=True)


def a_group(**more: Any) -> Group:
    """Make a public, open group of ours."""
    gone = more.pop("gone", None)
    suspended = more.pop("suspended", None)
    host = more.pop("host", "")
    actor = Actor(id="g", type="Group", host=host, deleted_at=gone, suspended_at=suspended)
    said: dict[str, Any] = {"visibility": "public", "openness": "open", "rights": {}}
    return Group(id="1", actor=actor, **(said | {"archived_at": None, "moderated": False} | more))


def a_member(*roles: str, disabled: datetime | None = None) -> Member:
    """Make a member of the cooperative."""
    return Member(id="m", roles=list(roles), disabled_at=disabled, actor=Actor(id="a", host=""))


@pytest.mark.parametrize(
    ("visibility", "standing", "expected"),
    [
        ("public", STRANGER, True),
        ("members", STRANGER, True),
        ("private", STRANGER, True),
        ("secret", STRANGER, False),
        ("secret", INSIDE, False),
        ("secret", BANNED, False),
        ("secret", MEMBER, True),
        ("secret", INVITED, True),
        ("secret", ASKED, True),
        ("secret", ADMIN, True),
    ],
)
def test_only_a_secret_group_hides_that_it_exists(
    visibility: str, standing: Standing, *, expected: bool
) -> None:
    assert policy.may_see_group(a_group(visibility=visibility), standing) is expected


def test_a_deleted_group_is_there_for_nobody() -> None:
    group = a_group(gone=NOW)

    assert not policy.may_see_group(group, FACILITATOR)
    assert not policy.may_see_content(group, FACILITATOR)
    assert not policy.may_moderate(group, FACILITATOR)
    assert not policy.may_manage(group, FACILITATOR)
    assert policy.may_join(group, INSIDE) is Door.NEVER


@pytest.mark.parametrize(
    ("visibility", "standing", "expected"),
    [
        ("network", STRANGER, False),
        ("network", INSIDE, True),
        ("network", Standing(in_circle=True), True),
        ("network", Standing(in_circle=True, blocked=True), False),
        ("members", Standing(in_circle=True), False),
        ("public", STRANGER, True),
        ("public", BANNED, True),
        ("members", STRANGER, False),
        ("members", INSIDE, True),
        ("members", AFAR, True),
        ("members", BANNED, False),
        ("members", BLOCKED, False),
        ("network", NEARBY, True),
        ("network", NEARBY_AND_OUT, False),
        ("network", AFAR, True),
        ("members", NEARBY, False),
        ("private", NEARBY, False),
        ("private", INSIDE, False),
        ("private", MEMBER, True),
        ("private", ADMIN, False),
        ("private", INVITED, False),
        ("secret", MEMBER, True),
        ("secret", ASKED, False),
    ],
)
def test_what_a_group_does_is_read_by_those_it_is_for(
    visibility: str, standing: Standing, *, expected: bool
) -> None:
    assert policy.may_see_content(a_group(visibility=visibility), standing) is expected


@pytest.mark.parametrize(
    ("visibility", "standing", "expected"),
    [
        ("public", STRANGER, False),
        ("public", INSIDE, True),
        ("public", AFAR, True),
        ("private", INSIDE, False),
        ("private", MEMBER, True),
        ("private", ADMIN, True),
        ("secret", INVITED, False),
    ],
)
def test_who_belongs_to_a_group_is_not_for_strangers(
    visibility: str, standing: Standing, *, expected: bool
) -> None:
    assert policy.may_see_members(a_group(visibility=visibility), standing) is expected


@pytest.mark.parametrize(
    ("openness", "visibility", "standing", "door"),
    [
        ("open", "public", STRANGER, Door.AT_ONCE),
        ("open", "public", INSIDE, Door.AT_ONCE),
        ("open", "members", INSIDE, Door.AT_ONCE),
        ("open", "members", STRANGER, Door.BY_ASKING),
        ("open", "network", INSIDE, Door.AT_ONCE),
        ("open", "network", NEARBY, Door.AT_ONCE),
        ("open", "network", STRANGER, Door.BY_ASKING),
        ("open", "members", NEARBY, Door.BY_ASKING),
        ("open", "private", INSIDE, Door.AT_ONCE),
        ("open", "private", STRANGER, Door.BY_ASKING),
        ("open", "secret", INSIDE, Door.INVITED),
        ("open", "secret", STRANGER, Door.NEVER),
        ("open", "secret", INVITED, Door.AT_ONCE),
        ("request", "public", INSIDE, Door.BY_ASKING),
        ("request", "public", INVITED, Door.AT_ONCE),
        ("invitation", "public", INSIDE, Door.INVITED),
        ("invitation", "public", INVITED, Door.AT_ONCE),
        ("open", "public", BANNED, Door.NEVER),
        ("open", "public", BLOCKED, Door.NEVER),
    ],
)
def test_each_group_has_its_door(
    openness: str, visibility: str, standing: Standing, door: Door
) -> None:
    assert policy.may_join(a_group(openness=openness, visibility=visibility), standing) is door


def test_nobody_comes_into_an_archived_group() -> None:
    assert policy.may_join(a_group(archived_at=NOW), INVITED) is Door.NEVER


@pytest.mark.parametrize(
    ("right", "standing", "expected"),
    [
        ("facilitators", FACILITATOR, True),
        ("facilitators", MODERATOR, False),
        ("moderators", MODERATOR, True),
        ("moderators", MEMBER, False),
        ("members", MEMBER, True),
        ("members", AFAR, True),
        ("members", ASKED, False),
        ("members", STRANGER, False),
        ("everyone", STRANGER, True),
        ("everyone", BANNED, False),
        ("nonsense", FACILITATOR, True),
        ("nonsense", MODERATOR, False),
    ],
)
def test_the_matrix_says_who_posts(right: str, standing: Standing, *, expected: bool) -> None:
    assert policy.may_post(a_group(rights={"post": right}), standing) is expected


def test_everyone_means_members_where_strangers_read_nothing() -> None:
    group = a_group(rights={"post": "everyone"}, visibility="private")

    assert policy.may_post(group, MEMBER)
    assert not policy.may_post(group, INSIDE)


def test_without_a_matrix_members_post_invite_and_propose_events() -> None:
    group = a_group()

    assert policy.may_post(group, MEMBER)
    assert policy.may_invite(group, MEMBER)
    assert policy.may_create_event(group, MEMBER)
    assert not policy.may_announce(group, MEMBER)
    assert policy.may_announce(group, MODERATOR)


def test_an_archived_group_is_only_read() -> None:
    group = a_group(archived_at=NOW)

    assert not policy.may_post(group, FACILITATOR)
    assert policy.may_see_content(group, STRANGER)


def test_nobody_from_elsewhere_is_invited_into_a_secret_group() -> None:
    secret, public = a_group(visibility="secret"), a_group()

    assert policy.may_invite(secret, MEMBER)
    assert not policy.may_invite(secret, MEMBER, guest_inside=False)
    assert policy.may_invite(public, MEMBER, guest_inside=False)
    assert not policy.may_invite(a_group(rights={"invite": "everyone"}), INSIDE)


def test_moderators_moderate_and_facilitators_lead() -> None:
    group = a_group()
    allowed = [
        (policy.may_moderate(group, each), policy.may_manage(group, each))
        for each in (MEMBER, MODERATOR, FACILITATOR, ADMIN, STRANGER)
    ]

    assert allowed == [(False, False), (True, False), (True, True), (True, True), (False, False)]


def test_a_moderator_acts_on_those_below_her() -> None:
    assert policy.may_act_on(MODERATOR, MEMBER)
    assert not policy.may_act_on(MODERATOR, MODERATOR)
    assert not policy.may_act_on(MODERATOR, FACILITATOR)
    assert policy.may_act_on(ADMIN, FACILITATOR)


@pytest.mark.parametrize(
    ("moderated", "standing", "expected"),
    [
        (True, AFAR, True),
        (True, STRANGER, True),
        (True, Standing("moderator", "active"), False),
        (True, MEMBER, False),
        (False, AFAR, False),
    ],
)
def test_what_strangers_post_may_have_to_wait(
    moderated: bool, standing: Standing, expected: bool
) -> None:
    assert policy.needs_approval(a_group(moderated=moderated), standing) is expected


@pytest.mark.parametrize(
    ("member", "kind", "expected"),
    [
        (None, "thematic", False),
        (a_member(disabled=NOW), "thematic", False),
        (a_member(), "thematic", True),
        (a_member(), "working", True),
        (a_member(), "project", True),
        (a_member(), "nonsense", False),
        (a_member(), "local", False),
        (a_member("relais"), "local", True),
        (a_member("relais"), "college", False),
        (a_member("moderation"), "college", True),
        (a_member("admin"), "board", True),
    ],
)
def test_who_founds_which_kind_of_group(
    member: Member | None, kind: str, *, expected: bool
) -> None:
    assert policy.may_create_group(member, kind) is expected


def test_groups_are_two_levels_deep() -> None:
    assert policy.may_be_parent(a_group(parent_id=None))
    assert not policy.may_be_parent(a_group(parent_id="2"))
    assert not policy.may_be_parent(a_group(parent_id=None, archived_at=NOW))
    assert not policy.may_be_parent(a_group(parent_id=None, host="peer.example"))


@pytest.mark.parametrize(
    ("automatic", "postcode", "traits", "expected"),
    [
        ({}, "76000", ["societaire"], False),
        ({"postcodes": ["76"]}, "76000", [], True),
        ({"postcodes": ["76"]}, "75011", [], False),
        ({"postcodes": ["76"]}, "", [], False),
        ({"postcodes": [""]}, "76000", [], False),
        ({"roles": ["societaire"]}, "", ["societaire"], True),
        ({"colleges": ["producteurs"]}, "", ["producteurs"], True),
        ({"colleges": ["producteurs"]}, "", [], False),
    ],
)
def test_whom_a_group_takes_in_by_itself(
    automatic: dict[str, list[str]], postcode: str, traits: list[str], *, expected: bool
) -> None:
    assert policy.takes_in(automatic, postcode, traits) is expected


def test_roles_have_an_order() -> None:
    ranks = [policy.rank(role) for role in ("facilitator", "moderator", "member", "king", "")]

    assert ranks == [3, 2, 1, 0, 0]
    assert ASKED.rank == 0
    assert MODERATOR.rank == 2


def test_a_mandate_ends_with_its_last_day() -> None:
    group = a_group(ends_on=date(2026, 12, 31))

    assert not policy.is_over(group, date(2026, 12, 31))
    assert policy.is_over(group, date(2027, 1, 1))
    assert not policy.is_over(a_group(ends_on=None), date(2027, 1, 1))


def test_content_of_a_suspended_group_is_for_nobody() -> None:
    assert not policy.may_see_content(a_group(suspended=NOW), MEMBER)
    assert not policy.may_post(a_group(suspended=NOW), MEMBER)


@pytest.mark.parametrize(
    ("visibility", "standing", "sees", "adds"),
    [
        ("public", STRANGER, False, False),
        ("public", INSIDE, False, False),
        ("public", MEMBER, True, True),
        ("public", AFAR, True, True),
        ("public", ADMIN, True, False),
        ("public", INVITED, False, False),
        ("public", BANNED, False, False),
        ("private", MEMBER, True, True),
        ("private", ADMIN, False, False),
        ("secret", FACILITATOR, True, True),
    ],
)
def test_links_are_for_members(
    *, visibility: str, standing: Standing, sees: bool, adds: bool
) -> None:
    group = a_group(visibility=visibility)
    assert policy.may_see_links(group, standing) is sees
    assert policy.may_add_link(group, standing) is adds


@pytest.mark.parametrize(
    ("columns", "standing", "own", "expected"),
    [
        ({}, MEMBER, True, True),
        ({}, MEMBER, False, False),
        ({}, MODERATOR, False, True),
        ({}, STRANGER, True, False),
        ({}, ADMIN, False, True),
        ({"archived_at": NOW}, MEMBER, True, False),
        ({"archived_at": NOW}, MODERATOR, False, False),
        ({"rights": {"keep_links": "moderators"}}, MEMBER, True, False),
        ({"rights": {"keep_links": "moderators"}}, MODERATOR, True, True),
        ({"host": "peer.example"}, MODERATOR, False, False),
        ({"host": "peer.example"}, MEMBER, True, True),
    ],
)
def test_who_changes_a_link(
    *, columns: dict[str, Any], standing: Standing, own: bool, expected: bool
) -> None:
    assert policy.may_change_link(a_group(**columns), standing, own=own) is expected


@pytest.mark.parametrize(
    ("holds", "standing", "newcomer", "expected"),
    [
        ("", MEMBER, True, False),
        ("newcomers", MEMBER, True, True),
        ("newcomers", MEMBER, False, False),
        ("newcomers", AFAR, True, True),
        ("everybody", MEMBER, False, True),
        ("everybody", INSIDE, True, True),
        ("everybody", MODERATOR, True, False),
        ("everybody", ADMIN, True, False),
    ],
)
def test_a_group_reads_first_what_it_says(
    holds: str, standing: Standing, newcomer: bool, expected: bool
) -> None:
    group = a_group(holds=holds)
    assert policy.needs_approval(group, standing, newcomer=newcomer) is expected


def test_everybody_waits_in_slow_mode_but_moderators() -> None:
    group = a_group(slow_minutes=10)

    assert policy.must_wait_between(group, MEMBER) == timedelta(minutes=10)
    assert policy.must_wait_between(group, MODERATOR) == timedelta(0)

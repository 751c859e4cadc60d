"""The invented network: whole, consistent, and fiction."""

from __future__ import annotations

import re

import pytest

from fedicoop.accounts.policy import Role
from fedicoop.actors.policy import name_fault
from fedicoop.demo.network import COOPERATIVE, Network, read
from fedicoop.groups import Kind, Openness, Sight
from tests.house.tree import ROOT

WHOLE = read(12, 8100)


def test_the_first_three_are_those_that_have_a_folder() -> None:
    """National first; each next one listens on the next port."""
    three = read(3, 8100).cooperatives
    assert [each.key for each in three] == ["national", "normandie", "aquitaine"]
    assert [each.url for each in three] == [
        "http://national.localhost:8100",
        "http://normandie.localhost:8101",
        "http://aquitaine.localhost:8102",
    ]
    assert all((ROOT / "instances" / each.key / "instance.toml").exists() for each in three)
    assert [each.key for each in WHOLE.cooperatives if each.hub] == ["national"]


def test_every_member_can_be_admitted() -> None:
    """Names that are allowed and not given twice, roles that exist, one administrator each."""
    for cooperative in WHOLE.cooperatives:
        names = [each.username for each in cooperative.members]
        assert len(set(names)) == len(names)
        assert all(name_fault(name) == "" for name in names)
        roles = [role for each in cooperative.members for role in each.roles]
        assert set(roles) <= set(Role)
        assert Role.ADMIN in roles


def test_the_names_are_those_of_nobody() -> None:
    """Display names say that they are examples, or stand alone."""
    invented = "Exemple|Essai|Specimen|Fictif|Démo|Quidam|Modèle|Lambda|Discret|Engagé|Producteur"
    for cooperative in WHOLE.cooperatives:
        assert cooperative.name.startswith("Énergies Communes")
        for member in cooperative.members:
            assert re.search(f"{invented}|Démocratique|Animation", member.name) or (
                " " not in member.name
            )


@pytest.mark.parametrize("count", [2, 3, 12])
def test_only_those_who_are_there_are_heard(count: int) -> None:
    """Whatever the number of cooperatives, nobody answers or likes what was never said."""
    network = read(count, 8100)
    people = {
        f"{each.key}:{name}"
        for each in network.cooperatives
        for name in (COOPERATIVE, *(one.username for one in each.members))
    }
    said: set[str] = set()
    for post in network.posts:
        assert {post.by, *post.likes, *post.boosts} <= people
        assert post.answers == "" or post.answers in said
        assert "{" not in post.text
        said.add(post.key)
    assert len(said) == len(network.posts) > 5


@pytest.mark.parametrize("count", [2, 3, 12])
def test_groups_are_of_people_who_are_there(count: int) -> None:
    """Founders, members and guests; a group below another comes after it."""
    network = read(count, 8100)
    homes = {each.key: {one.username for one in each.members} for each in network.cooperatives}
    people = {f"{key}:{name}" for key, names in homes.items() for name in names}
    for cooperative in network.cooperatives:
        names: set[str] = set()
        for group in network.groups_of(cooperative):
            inside = (group.by, *group.members, *group.moderators, *group.invited, *group.asks)
            assert set(inside) <= homes[cooperative.key]
            assert len(set(inside)) == len(inside), group.username
            assert {guest for guest in group.guests if guest not in people} == set()
            assert group.parent == "" or group.parent in names
            assert name_fault(group.username) == ""
            names.add(group.username)
        assert 8 <= len(names) <= 12
        assert not names & homes[cooperative.key]


def test_groups_are_of_every_sort() -> None:
    """So that the demo shows what there is."""
    assert {group.kind for group in WHOLE.groups} == set(Kind) - {Kind.COLLEGE}
    assert {group.openness for group in WHOLE.groups} == set(Openness)
    assert {group.visibility for group in WHOLE.groups} == set(Sight) - {Sight.SECRET}
    assert any(group.parent for group in WHOLE.groups)
    assert any(group.archived for group in WHOLE.groups)


@pytest.mark.parametrize("count", [2, 3, 12])
def test_what_is_said_in_groups_is_said_by_their_people(count: int) -> None:
    """In a group that is there, by somebody who belongs to it, under a title."""
    network = read(count, 8100)
    groups = {f"{each.home}:{each.username}": each for each in network.groups}
    for post in network.posts:
        if not post.group:
            assert post.article or (post.title, post.outcome) == ("", "")
            continue
        group = groups[post.group]
        home, _, name = post.by.partition(":")
        inside = {group.by, *group.members, *group.moderators}
        assert name in inside if home == group.home else post.by in group.guests
        assert post.title
        assert post.closed_hours_ago < post.hours_ago


def test_time_only_goes_forward() -> None:
    """The oldest first, all within the week in which a letter is still tried."""
    hours = [post.hours_ago for post in WHOLE.posts]
    assert hours == sorted(hours, reverse=True)
    assert 0 < hours[-1] <= hours[0] < 143


def _follows(network: Network, key: str, person: str) -> set[str]:
    cooperative = next(each for each in network.cooperatives if each.key == key)
    return set(network.follows(cooperative, person))


def test_the_national_one_hears_everybody() -> None:
    """So that whatever is published anywhere is seen there; nobody follows herself."""
    everybody = {
        each.uri(name)
        for each in WHOLE.cooperatives
        for name in (COOPERATIVE, *(one.username for one in each.members))
    }
    itself = "http://national.localhost:8100/users/amelie0"
    assert _follows(WHOLE, "national", "amelie0") == everybody - {itself}


def test_a_region_hears_the_national_one_and_its_neighbours() -> None:
    """And cooperatives hear each other's own posts."""
    heard = {uri.split("//")[1].split(".")[0] for uri in _follows(WHOLE, "normandie", "wassim3")}
    assert heard == {"national", "normandie", "aquitaine", "bretagne"}
    others = _follows(WHOLE, "normandie", COOPERATIVE)
    assert len(others) == 11
    assert all(uri.endswith("/cooperative") for uri in others)

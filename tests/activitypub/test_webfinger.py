"""Handles, JRD and host-meta documents, written and read."""

from __future__ import annotations

from typing import Any

import pytest

from fedicoop.activitypub import intents, webfinger
from fedicoop.activitypub.webfinger import Handle, parse_handle, self_link, subject_of
from fedicoop.errors import Malformed

BASE = "https://coop.example"
ACTOR = "https://coop.example/users/ana"
LD = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'


@pytest.mark.parametrize(
    "text",
    ["@ana@coop.example", "ana@coop.example", "acct:ana@coop.example", " @ana@Coop.Example "],
)
def test_a_handle_is_read_in_every_usual_spelling(text: str) -> None:
    assert parse_handle(text) == Handle("ana", "coop.example")


def test_a_group_handle_may_begin_with_an_exclamation_mark() -> None:
    assert str(parse_handle("!solaire@coop.example")) == "solaire@coop.example"


def test_a_handle_may_name_a_port_and_an_accented_host() -> None:
    assert parse_handle("@a.b-c@normandie.localhost:8101").host == "normandie.localhost:8101"
    assert parse_handle("@a@localhost").host == "localhost"
    assert parse_handle("@ana@énergie.example").host == "xn--nergie-9ua.example"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ana",
        "@ana",
        "@@coop.example",
        "@ana@",
        "@ana@coop.example@evil.test",
        "@ana@coop.example:port",
        "@ana@coop.example:123456",
        "@ana@coop.example/x",
        "@ana.@coop.example",
        "@a\u202ena@coop.example",
        "@" + "a" * 129 + "@coop.example",
        "@ana@" + "a." * 300 + "example",
        pytest.param("@x@127.0.0.1", id="ssrf-042"),
        pytest.param("@x@[::1]", id="ssrf-042-v6"),
        pytest.param("@\u0430na@coop.test", id="wf-006"),
    ],
)
def test_what_is_no_handle_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse_handle(text)


def test_case_does_not_tell_handles_apart() -> None:
    assert Handle("Ana", "coop.example").is_same(Handle("ana", "coop.example"))
    assert not Handle("ana", "coop.example").is_same(Handle("ana", "evil.test"))


def test_a_jrd_names_the_actor_the_page_and_where_to_interact() -> None:
    found = webfinger.jrd(
        Handle("ana", "coop.example"),
        ACTOR,
        page="https://coop.example/@ana",
        aliases=[ACTOR, "https://old.example/ana"],
        links=intents.links(BASE),
        avatar=("image/webp", "https://coop.example/media/a.webp"),
    )

    assert found["subject"] == "acct:ana@coop.example"
    assert found["aliases"] == ["https://coop.example/@ana", ACTOR, "https://old.example/ana"]
    links = {link["rel"]: link for link in found["links"]}
    assert links["self"] == {"rel": "self", "type": "application/activity+json", "href": ACTOR}
    assert links[webfinger.PROFILE_PAGE]["href"] == "https://coop.example/@ana"
    assert links[webfinger.SUBSCRIBE]["template"] == f"{BASE}/authorize_interaction?uri={{uri}}"
    assert links[webfinger.AVATAR]["type"] == "image/webp"


def test_a_jrd_can_be_bare() -> None:
    found = webfinger.jrd(
        Handle("relay", "coop.example"), f"{BASE}/actor", links=intents.links(BASE)
    )

    rels = [link["rel"].rpartition("/")[2] for link in found["links"]]
    assert rels[:4] == ["self", "subscribe", "Object", "Follow"]
    assert found["aliases"] == [f"{BASE}/actor"]


def test_what_we_write_we_can_read() -> None:
    found = webfinger.jrd(Handle("ana", "coop.example"), ACTOR)

    assert subject_of(found) == Handle("ana", "coop.example")
    assert self_link(found) == ACTOR


def test_the_bare_origin_stands_for_the_instance_actor() -> None:
    found = webfinger.instance_jrd(BASE, f"{BASE}/actor")

    assert found["subject"] == "https://coop.example/"
    assert self_link(found, webfinger.SERVICE) == f"{BASE}/actor"
    assert subject_of(found) is None


def test_a_self_link_with_the_long_type_is_as_good() -> None:
    assert self_link({"links": [{"rel": "self", "type": LD, "href": ACTOR}]}) == ACTOR


@pytest.mark.parametrize(
    "links",
    [
        None,
        {},
        [None],
        [{"rel": "me", "type": LD, "href": ACTOR}],
        [{"rel": "self", "type": "text/html", "href": ACTOR}],
        [{"rel": "self", "type": "application/ld+json", "href": ACTOR}],
        [{"rel": "self", "type": [LD], "href": ACTOR}],
        [{"rel": "self", "type": LD, "href": [ACTOR]}],
        [{"rel": "self", "href": ACTOR}],
        [{"rel": "other"}] * 50 + [{"rel": "self", "type": LD, "href": ACTOR}],
    ],
)
def test_a_link_that_is_not_exactly_an_actor_counts_for_nothing(links: Any) -> None:
    assert self_link({"links": links}) == ""


@pytest.mark.parametrize("subject", [None, 3, "https://coop.example/users/ana", "acct:nobody"])
def test_a_subject_that_is_no_handle_is_none(subject: Any) -> None:
    assert subject_of({"subject": subject}) is None


def test_our_host_meta_can_be_read_back() -> None:
    template = webfinger.lrdd_template(webfinger.host_meta(BASE))

    assert webfinger.expand(template, "acct:ana@coop.example") == (
        "https://coop.example/.well-known/webfinger?resource=acct%3Aana%40coop.example"
    )


def test_host_meta_is_read_with_prefixes_quotes_and_comments() -> None:
    xrd = """<?xml version='1.0'?><!-- old --><x:XRD xmlns:x="a">
      <x:Link rel='other' template='https://a.example/{uri}'/>
      <x:Link rel="lrdd" href="https://b.example"/>
      <x:Link template='https://c.example/?a=1&amp;r={uri}' rel='lrdd'></x:Link></x:XRD>"""

    assert webfinger.lrdd_template(xrd) == "https://c.example/?a=1&r={uri}"


@pytest.mark.parametrize(
    "xrd",
    [
        pytest.param('<!DOCTYPE x [<!ENTITY a "b">]><Link rel="lrdd" template="{uri}"/>', id="xxe"),
        pytest.param('<Link rel="lrdd" template="{uri}"/>' + " " * 70_000, id="long"),
        pytest.param("<XRD/>", id="empty"),
        pytest.param("<Link " + "rel='a' " * 8000, id="backtracking"),
    ],
)
def test_a_host_meta_that_is_odd_is_refused(xrd: str) -> None:
    with pytest.raises(Malformed):
        webfinger.lrdd_template(xrd)

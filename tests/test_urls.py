"""Which address is whose: the questions every check of authority stands on."""

from __future__ import annotations

import pytest

from fedicoop.urls import Urls, fragmentless, host_of, same_host

URLS = Urls("https://coop.example/")


@pytest.mark.parametrize(
    ("uri", "host"),
    [
        ("https://coop.example/users/ana", "coop.example"),
        ("HTTPS://Coop.Example/", "coop.example"),
        ("https://coop.example.:443/", "coop.example"),
        ("http://coop.example:80", "coop.example"),
        ("https://coop.example:80", "coop.example:80"),
        ("http://localhost:8000/x", "localhost:8000"),
        ("https://[::1]:8443/", "::1:8443"),
        ("https://coop.example?x#y", "coop.example"),
    ],
)
def test_an_address_has_a_host(uri: str, host: str) -> None:
    assert host_of(uri) == host


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "coop.example",
        "//coop.example/",
        "acct:ana@coop.example",
        "ftp://coop.example/",
        "https://",
        "https:///path",
        "https:coop.example",
        "https://coop.example@evil.example/",
        "https://:secret@evil.example/",
        "https://coop.example:99999/",
        "https://coop.example:port/",
        "https://[::1",
        "https://[zz]/",
        "javascript://coop.example/%0aalert(1)",
    ],
)
def test_what_cannot_be_fetched_has_no_host(uri: str) -> None:
    assert host_of(uri) == ""


def test_two_addresses_live_together_or_not() -> None:
    assert same_host("https://a.example/1", "https://A.example:443/2")
    assert not same_host("https://a.example/", "https://a.example.evil/")
    assert not same_host("https://a.example/", "http://a.example:8080/")
    assert not same_host("urn:x", "urn:x"), "nowhere is not a place they share"


def test_what_is_fetched_has_no_fragment() -> None:
    assert fragmentless("https://a.example/users/ana#main-key") == "https://a.example/users/ana"
    assert fragmentless("https://a.example/") == "https://a.example/"


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("https://coop.example", "/"),
        ("https://coop.example/", "/"),
        ("https://coop.example#x", "/"),
        ("https://coop.example/users/ana#main-key", "/users/ana"),
        ("https://coop.example/outbox?page=1#x", "/outbox"),
        ("https://coop.example.evil/users/ana", None),
        ("https://coop.example@evil.example/", None),
        ("http://coop.example/", None),
        ("https://coop.example:443/", None),
        ("", None),
    ],
)
def test_only_what_begins_with_our_address_is_ours(uri: str, path: str | None) -> None:
    assert URLS.local_path(uri) == path
    assert URLS.is_local(uri) == (path is not None)


def test_our_addresses_are_all_ours_and_all_different() -> None:
    made = [
        URLS.instance_actor,
        URLS.cooperative,
        URLS.shared_inbox,
        URLS.user("ana"),
        URLS.group("ana"),
        URLS.page("ana"),
        URLS.note("1"),
        URLS.activity("1"),
        URLS.media("1"),
        URLS.tag("1"),
    ]

    assert URLS.host == "coop.example"
    assert len(set(made)) == len(made)
    assert all(URLS.is_local(uri) and "//" not in uri[8:] for uri in made)

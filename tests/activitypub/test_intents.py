"""Where somebody's own site lets her follow, answer and join: said by us, read from others."""

from __future__ import annotations

from typing import Any

import pytest

from fedicoop.activitypub import intents
from fedicoop.activitypub.intents import Deed, Home, home_of
from fedicoop.activitypub.webfinger import SUBSCRIBE, Handle

BASE = "https://coop.example"
ZOE = Handle("zoe", "peer.example")
EVENT = "https://coop.example/events/1?a=b"
WRITTEN = "https%3A%2F%2Fcoop.example%2Fevents%2F1%3Fa%3Db"
FEP = "https://w3id.org/fep/3b86/"


def found(*links: object) -> dict[str, Any]:
    return {"subject": "acct:zoe@peer.example", "links": list(links)}


def test_we_name_a_page_for_each_deed_in_both_spellings() -> None:
    said = {link["rel"]: link for link in intents.links(BASE)}
    assert said[SUBSCRIBE] == {
        "rel": SUBSCRIBE,
        "template": f"{BASE}/authorize_interaction?uri={{uri}}",
    }
    for name, deed in (
        ("Follow", "follow"),
        ("Join", "join"),
        ("Like", "like"),
        ("Announce", "announce"),
    ):
        page = f"{BASE}/authorize_interaction?uri={{object}}&do={deed}"
        assert said[FEP + name] == {"rel": FEP + name, "href": page, "template": page}
    assert said[f"{FEP}Object"]["href"] == f"{BASE}/authorize_interaction?uri={{object}}"
    writing = f"{BASE}/authorize_interaction?uri={{inReplyTo}}&do=reply&text={{content}}"
    assert said[f"{FEP}Create"]["href"] == writing


def test_what_we_say_another_fedicoop_understands() -> None:
    home = home_of(Handle("ana", "coop.example"), found(*intents.links(BASE)))
    assert home.host == "coop.example"
    for deed in Deed:
        assert home.has_page_for(deed)
        url = home.address(deed, EVENT)
        assert url.startswith(f"{BASE}/authorize_interaction?uri={WRITTEN}&do={deed}"), url
    assert home.address(Deed.REPLY, EVENT).endswith("&text=")


def test_an_older_site_has_one_page_for_everything() -> None:
    home = home_of(
        ZOE, found({"rel": SUBSCRIBE, "template": "https://peer.example/interact?uri={uri}"})
    )
    assert not home.has_page_for(Deed.LIKE)
    for deed in Deed:
        assert home.address(deed, EVENT) == f"https://peer.example/interact?uri={WRITTEN}"


def test_the_page_for_a_deed_goes_before_the_one_for_everything() -> None:
    home = home_of(
        ZOE,
        found(
            {"rel": f"{FEP}Object", "template": "https://peer.example/open?u={object}"},
            {"rel": SUBSCRIBE, "template": "https://peer.example/sub?u={uri}"},
            {"rel": f"{FEP}Like", "href": "https://peer.example/like?u={object}&back={on-success}"},
            {"rel": f"{FEP}Like", "href": "https://peer.example/second?u={object}"},
        ),
    )
    assert home.address(Deed.LIKE, EVENT) == f"https://peer.example/like?u={WRITTEN}&back="
    assert home.address(Deed.JOIN, EVENT) == f"https://peer.example/sub?u={WRITTEN}"


def test_a_page_for_writing_serves_only_when_it_knows_what_is_answered() -> None:
    share = {"rel": f"{FEP}Create", "template": "https://peer.example/share?text={content}"}
    assert not home_of(ZOE, found(share)).has_page_for(Deed.REPLY)
    answer = {"rel": f"{FEP}Create", "href": "https://peer.example/new?t={content}&r={inReplyTo}"}
    home = home_of(ZOE, found(share, answer))
    assert home.address(Deed.REPLY, EVENT) == f"https://peer.example/new?t=&r={WRITTEN}"


@pytest.mark.parametrize(
    "template",
    [
        "https://peer.example/x?u={uri}",
        "https://www.peer.example/x?u={uri}",
        "https://social.peer.example:8443/x?u={uri}",
        "https://web.other.example/x?u={uri}",
    ],
)
def test_a_site_sends_to_itself_and_to_the_host_of_the_actor(template: str) -> None:
    myself = {
        "rel": "self",
        "type": "application/activity+json",
        "href": "https://web.other.example/users/zoe",
    }
    port = Handle("zoe", "social.peer.example:8443") if ":8443" in template else ZOE
    assert home_of(port, found(myself, {"rel": SUBSCRIBE, "template": template})).templates


@pytest.mark.parametrize(
    "template",
    [
        "https://evil.test/x?u={uri}",
        "https://peer.example.evil.test/x?u={uri}",
        "https://evilpeer.example/x?u={uri}",
        "https://{uri}/x",
        "https://peer.example{uri}",
        "https://peer.example@evil.test/x?u={uri}",
        "https://peer.example\\@evil.test/x?u={uri}",
        "http://peer.example/x?u={uri}",
        "javascript:alert(1)//{uri}",
        "//peer.example/x?u={uri}",
        "https://peer.example/nothing",
        "https://peer.example/\u202ex?u={uri}",
        "https://peer.example/" + "x" * 600 + "{uri}",
        7,
        None,
    ],
)
def test_nobody_is_sent_anywhere_else(template: object) -> None:
    home = home_of(ZOE, found({"rel": SUBSCRIBE, "template": template}))
    assert not home.templates
    assert [home.address(deed, EVENT) for deed in Deed] == [""] * len(Deed)


def test_development_may_do_without_https() -> None:
    link = {"rel": SUBSCRIBE, "template": "http://peer.example/x?u={uri}"}
    assert home_of(ZOE, found(link), insecure=True).templates


@pytest.mark.parametrize("links", [None, "links", {}, ["x", 3, {"rel": 7}, {"rel": "self"}]])
def test_a_document_that_is_none_names_no_pages(links: object) -> None:
    assert home_of(ZOE, {"links": links}) == Home("zoe@peer.example", {})


def test_an_address_has_an_end() -> None:
    home = Home("zoe@peer.example", {SUBSCRIBE: "https://peer.example/x?u={uri}"})
    assert home.address(Deed.FOLLOW, "https://coop.example/" + "x" * 2000) == ""

"""NodeInfo, written and read."""

from __future__ import annotations

from typing import Any

import pytest

from fedicoop.activitypub import nodeinfo
from fedicoop.activitypub.nodeinfo import Facts, NodeInfo
from fedicoop.errors import Malformed

BASE = "https://coop.example"
SCHEMA = "http://nodeinfo.diaspora.software/ns/schema/"


def facts(**changes: Any) -> Facts:
    """Give what a small cooperative says of itself."""
    return Facts(software_version="1.2.3", name="Énergies Communes", **changes)


def test_the_index_lists_documents_first_and_the_instance_actor_last() -> None:
    links = nodeinfo.well_known(BASE, f"{BASE}/actor")["links"]

    assert links == [
        {"rel": f"{SCHEMA}2.1", "href": "https://coop.example/nodeinfo/2.1"},
        {"rel": f"{SCHEMA}2.0", "href": "https://coop.example/nodeinfo/2.0"},
        {
            "rel": "https://www.w3.org/ns/activitystreams#Application",
            "href": "https://coop.example/actor",
        },
    ]


def test_a_document_has_every_required_part() -> None:
    found = nodeinfo.document(
        "2.1",
        facts(
            users=12,
            active_month=5,
            active_half_year=9,
            local_posts=0,
            local_comments=3,
            repository="https://code.example/fedicoop",
            metadata={"languages": ["fr"]},
        ),
    )

    assert found == {
        "version": "2.1",
        "software": {
            "name": "fedicoop",
            "version": "1.2.3",
            "repository": "https://code.example/fedicoop",
        },
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": ["atom1.0"]},
        "openRegistrations": False,
        "usage": {
            "users": {"total": 12, "activeMonth": 5, "activeHalfyear": 9},
            "localPosts": 0,
            "localComments": 3,
        },
        "metadata": {
            "nodeName": "Énergies Communes",
            "nodeDescription": "",
            "languages": ["fr"],
        },
    }


def test_the_older_document_has_no_repository() -> None:
    found = nodeinfo.document("2.0", facts(repository="https://code.example/fedicoop"))

    assert found["version"] == "2.0"
    assert found["software"] == {"name": "fedicoop", "version": "1.2.3"}


def test_counts_can_be_kept_to_oneself() -> None:
    assert nodeinfo.document("2.1", facts())["usage"] == {"users": {}}


def test_the_content_type_names_the_schema() -> None:
    assert nodeinfo.content_type("2.0") == (
        'application/json; profile="http://nodeinfo.diaspora.software/ns/schema/2.0#";'
        " charset=utf-8"
    )


def test_the_newest_document_is_read() -> None:
    index = nodeinfo.well_known(BASE, f"{BASE}/actor")

    assert nodeinfo.document_link(index, BASE) == "https://coop.example/nodeinfo/2.1"
    assert nodeinfo.application_link(index, BASE) == "https://coop.example/actor"


@pytest.mark.parametrize(
    "links",
    [
        None,
        [],
        ["x"],
        [{"rel": ["a"], "href": "https://coop.example/"}],
        [{"rel": f"{SCHEMA}2.0", "href": 3}],
        [{"rel": f"{SCHEMA}9.9", "href": "https://coop.example/"}],
        pytest.param([{"rel": f"{SCHEMA}2.0", "href": "http://127.0.0.1/"}], id="ssrf-044"),
        pytest.param([{"rel": f"{SCHEMA}2.0", "href": "data:,{}"}], id="ssrf-044-data"),
        pytest.param([{"rel": f"{SCHEMA}2.0", "href": "https://evil.test/"}], id="other-host"),
        [{"rel": "a", "href": "b"}] * 20 + [{"rel": f"{SCHEMA}2.0", "href": BASE}],
    ],
)
def test_an_index_without_a_document_of_its_own_is_refused(links: Any) -> None:
    with pytest.raises(Malformed):
        nodeinfo.document_link({"links": links}, BASE)


def test_an_instance_actor_elsewhere_is_none() -> None:
    link = {"rel": nodeinfo.APPLICATION, "href": "https://evil.test/actor"}

    assert nodeinfo.application_link({"links": [link, {"rel": nodeinfo.APPLICATION}]}, BASE) == ""


def test_the_software_is_read_short_and_in_lower_case() -> None:
    software = {"name": "Mastodon\x00" + "x" * 200, "version": " 4.6.5\n"}

    found = nodeinfo.read({"software": software})

    assert found == NodeInfo(("mastodon" + "x" * 200)[:100], "4.6.5")
    assert nodeinfo.read({"software": {"name": "lemmy", "version": 3}}) == NodeInfo("lemmy", "")


@pytest.mark.parametrize("software", [None, "mastodon", {"name": 1}, {}])
def test_a_document_without_software_is_refused(software: Any) -> None:
    with pytest.raises(Malformed):
        nodeinfo.read({"software": software})

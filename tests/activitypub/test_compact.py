"""Odd documents become plain ones, and none of them can pass for another (security cases ld-…)."""

from __future__ import annotations

import contextlib
import copy
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld

from fedicoop.activitypub.activity import Document, embedded, id_of, text_of, type_of
from fedicoop.activitypub.addressing import PUBLIC, visibility_of
from fedicoop.activitypub.compact import plain
from fedicoop.activitypub.contexts import LOADER, with_context
from fedicoop.errors import Malformed

AS = "https://www.w3.org/ns/activitystreams"
MALLORY = "https://evil.example/users/mallory"
VICTIM = "https://victim.example/users/bob"
CREATE: Document = {
    "id": "https://peer.example/activities/1",
    "type": "Create",
    "actor": "https://peer.example/users/alice",
    "to": [PUBLIC],
    "published": "2026-11-24T12:00:00Z",
    "object": {
        "id": "https://peer.example/notes/1",
        "type": "Note",
        "attributedTo": "https://peer.example/users/alice",
        "content": "<p>Salut</p>",
        "sensitive": True,
        "published": "2026-11-24T12:00:00Z",
        "tag": [{"type": "Hashtag", "name": "#coop", "href": "https://peer.example/tags/coop"}],
        "replies": {"type": "Collection", "totalItems": 3},
    },
}


def expanded(document: Document) -> Document:
    """Write a document in expanded form."""
    (found,) = jsonld.expand(with_context(document), {"documentLoader": LOADER})
    assert isinstance(found, dict)
    return found


def prefixed(value: Any, prefix: str) -> Any:
    """Write a document with a prefix on every word."""
    if isinstance(value, list):
        return [prefixed(each, prefix) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {"id": "@id", "type": "@type"}
    found = {
        kept.get(key, f"{prefix}:{key}"): prefixed(each, prefix) for key, each in value.items()
    }
    if "@type" in found:
        found["@type"] = f"{prefix}:{found['@type']}"
    return found


def words(count: int) -> Document:
    """Write an odd document with so many extra values."""
    more = {f"as:x{number}": {"@id": f"https://peer.example/{number}"} for number in range(count)}
    return {"@id": "https://peer.example/1", "@type": "as:Note", **more}


def test_a_plain_document_is_given_back_as_it_is() -> None:
    for document in (
        CREATE,
        with_context(CREATE),
        {},
        {"type": ["Note", 5], "tag": [[], 5, ["x"], {"type": None}]},
        {"type": "Person", "ical:status": "CONFIRMED", "diaspora:guid": "1"},
        {"@context": [AS, {"foo": 5, "bar": {"@id": None}}, 5], "type": "Note"},
    ):
        assert plain(document) is document


def assert_is_create(found: Document) -> None:
    """Hold a document against what it was before it was made odd."""
    note = embedded(found)
    assert note is not None
    assert (id_of(found), type_of(found)) == (CREATE["id"], "Create")
    assert (id_of(note), type_of(note)) == (CREATE["object"]["id"], "Note")
    assert id_of(found["actor"]) == CREATE["actor"]
    assert visibility_of(found, "") == "public"
    assert note["published"] == "2026-11-24T12:00:00Z"
    assert text_of(note, "content") == "<p>Salut</p>"
    assert note["replies"]["totalItems"] == 3


def test_ld_005_an_expanded_document_reads_like_a_plain_one() -> None:
    before = expanded(CREATE)
    kept = copy.deepcopy(before)

    found = plain(before)

    assert_is_create(found)
    assert found["object"]["sensitive"] is True
    assert type_of(found["object"]["tag"]) == "Hashtag"
    assert before == kept


@pytest.mark.parametrize("context", [AS, {"x": f"{AS}#"}, [{"x": {"@id": f"{AS}#"}}, AS]])
def test_a_document_with_prefixes_reads_like_a_plain_one(context: object) -> None:
    prefix = "as" if context == AS else "x"

    assert_is_create(plain({"@context": context, **prefixed(CREATE, prefix)}))


def test_prefixed_types_alone_make_a_document_odd() -> None:
    for kind in ("as:Note", ["as:Note"], f"{AS}#Note"):
        found = plain({"id": "https://peer.example/1", "type": kind, "name": "x"})
        assert found == {"id": "https://peer.example/1", "type": "Note", "name": "x"}


def test_words_that_nobody_defines_keep_their_names() -> None:
    found = plain(
        {
            "@context": [AS, "https://unknown.example/context", {"toot": "http://toot.example#"}],
            "@id": "https://peer.example/1",
            "@type": ["as:Event", "Party"],
            "joinMode": "free",
            "dresscode": "casual",
            "toot:blurhash": "x",
            "as:content": {"@value": "<p>Salut</p>", "@language": "fr"},
            "as:name": {"@value": "Fête"},
            "focalPoint": {"@list": [{"@value": 0.5}, 0.5]},
        }
    )

    assert found["type"] == ["Event", "Party"]
    assert found["joinMode"] == "free"
    assert found["dresscode"] == "casual"
    assert found["blurhash"] == "x"
    assert text_of(found, "content") == "<p>Salut</p>"
    assert found["name"] == "Fête"
    assert found["focalPoint"] == [0.5, 0.5]
    assert "@context" not in found


def test_a_value_that_is_no_date_or_address_keeps_its_word() -> None:
    found = plain({"@type": "as:Note", f"{AS}#published": "yesterday", "as:oddities": ["a", "b"]})

    assert found["published"] == "yesterday"
    assert found["oddities"] == ["a", "b"]


def test_lists_inside_lists_are_unwrapped() -> None:
    found = plain({"@type": "as:Note", "shape": {"@list": [{"@list": ["a"]}, {"@list": ["b"]}]}})

    assert found["shape"] == [["a"], ["b"]]


@pytest.mark.parametrize(
    "context",
    [
        "http://127.0.0.1:9/ctx",
        "https://evil.example/ctx",
        [AS, "https://evil.example/ctx"],
        {"@import": "https://evil.example/ctx"},
        {"x": {"@id": "as:x", "@context": "https://evil.example/ctx"}},
    ],
)
def test_ld_001_ld_002_no_context_is_ever_fetched(
    context: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("socket.getaddrinfo", lambda host, *_: asked.append(host))
    monkeypatch.setattr("socket.socket.connect", lambda _, address: asked.append(address))

    found = plain({"@context": context, **prefixed(CREATE, "as")})

    assert_is_create(found)
    assert asked == []


def test_ld_003_words_of_activitystreams_cannot_get_another_meaning() -> None:
    context = {
        "actor": "as:object",
        "object": "as:actor",
        "id": "https://evil.example/word",
        "type": {"@id": "as:name"},
        "victim": "@id",
    }
    document = {
        "@context": [AS, context],
        "id": "https://evil.example/1",
        "type": "as:Delete",
        "actor": MALLORY,
        "object": VICTIM,
        "victim": VICTIM,
    }

    found = plain(document)

    assert id_of(found) == "https://evil.example/1"
    assert type_of(found) == "Delete"
    assert id_of(found["actor"]) == MALLORY
    assert id_of(found["object"]) == VICTIM


@pytest.mark.parametrize(
    "document",
    [
        {"@id": VICTIM, "id": MALLORY, "type": "Person"},
        {"@id": VICTIM, "id": 5, "type": "Person"},
        {"id": "x:y", "@type": "as:Note", "@context": {"x": "https://victim.example/"}},
        {"id": "/notes/../1", "@type": "as:Note"},
        {"@id": ["https://peer.example/1"], "@type": "as:Note"},
        {"@type": 5},
        {"@context": {"a": "b:x", "b": "a:y"}, "@type": "as:Note", "a:c": 1},
        {"@type": "as:Note", "as:name": {"@value": {"a": "b"}}},
        {"@set": [{"as:name": "a"}, {"as:name": "b"}]},
    ],
)
def test_ld_004_a_document_that_is_about_two_things_is_refused(document: Document) -> None:
    with pytest.raises(Malformed):
        plain(document)


def test_a_value_without_an_object_says_nothing() -> None:
    assert plain({"@value": "x"}) == {}
    assert plain({"@list": ["x"]}) == {}


def test_two_actors_in_two_spellings_are_none() -> None:
    found = plain({"id": "https://evil.example/1", "actor": MALLORY, "as:actor": {"@id": VICTIM}})

    assert id_of(found["actor"]) is None


def test_a_word_with_and_without_prefix_keeps_its_plain_meaning() -> None:
    found = plain({"@type": "as:Note", "actor": MALLORY, "as:actor": {"@value": VICTIM}})

    assert found["actor"] == MALLORY


@pytest.mark.parametrize("keyword", ["@graph", "@reverse", "@included", "@nest"])
def test_ld_006_ld_011_graphs_and_things_said_backwards_are_refused(keyword: str) -> None:
    for document in (
        {"id": MALLORY, "type": "Person", keyword: [{"id": VICTIM}]},
        {"id": MALLORY, "type": "Create", "object": [{keyword: {"actor": VICTIM}}]},
    ):
        with pytest.raises(Malformed, match="graph"):
            plain(document)


def test_contexts_inside_a_document_do_not_count() -> None:
    note = {"@context": {"as": "https://evil.example/"}, "@type": "as:Note", "as:name": "x"}

    found = plain({"@id": MALLORY, "@type": "as:Create", "as:object": note})

    assert found["object"] == {"type": "Note", "name": "x"}


def test_an_odd_document_has_at_most_a_thousand_values() -> None:
    begun = time.perf_counter()

    assert plain(words(400))["x1"] == {"id": "https://peer.example/1"}
    with pytest.raises(Malformed, match="values"):
        plain(words(1000))
    assert time.perf_counter() - begun < 2


def test_of_a_context_only_the_first_words_are_read() -> None:
    context = {f"w{number}": f"{AS}#" for number in range(100_000)} | {"late": f"{AS}#"}

    assert plain({"@context": context, "w1:name": "x", "@id": MALLORY})["name"] == "x"
    assert "name" not in plain({"@context": context, "late:name": "x", "@id": MALLORY})


KEYWORDS = ("@id", "@type", "@value", "@language", "@list", "@set", "@context", "id", "type")
NAMES = st.sampled_from((*KEYWORDS, "as:actor", "as:object", "actor", "object", f"{AS}#to", "x:y"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(VICTIM) | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=15,
)


@settings(database=None, deadline=None, max_examples=300)
@given(st.dictionaries(NAMES, JSON, max_size=6))
def test_ld_007_ld_008_whatever_comes_is_plain_or_malformed(document: dict[str, Any]) -> None:
    said = {document[key] for key in ("id", "@id") if isinstance(document.get(key), str)}
    found = None
    with contextlib.suppress(Malformed):
        found = plain(document)
    if found is not None:
        assert found is document or {found[key] for key in ("id",) if key in found} == said

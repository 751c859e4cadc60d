"""Every word that leaves means what we think it does, to a reader that never asks the network."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pyld import jsonld

import fedicoop
from fedicoop.activitypub.activity import Document, parse
from fedicoop.activitypub.compact import plain
from fedicoop.activitypub.contexts import CONTEXT, LOADER, TERMS, with_context
from fedicoop.activitypub.vocabulary import KNOWN_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator

AS = "https://www.w3.org/ns/activitystreams#"
PROGRAM = Path(fedicoop.__file__).parent
WORDS = {
    "sensitive": f"{AS}sensitive",
    "manuallyApprovesFollowers": f"{AS}manuallyApprovesFollowers",
    "alsoKnownAs": f"{AS}alsoKnownAs",
    "movedTo": f"{AS}movedTo",
    "sharedInbox": f"{AS}sharedInbox",
    "attributedTo": f"{AS}attributedTo",
    "location": f"{AS}location",
    "featured": "http://joinmastodon.org/ns#featured",
    "discoverable": "http://joinmastodon.org/ns#discoverable",
    "indexable": "http://joinmastodon.org/ns#indexable",
    "blurhash": "http://joinmastodon.org/ns#blurhash",
    "focalPoint": "http://joinmastodon.org/ns#focalPoint",
    "votersCount": "http://joinmastodon.org/ns#votersCount",
    "conversation": "http://ostatus.org#conversation",
    "value": "http://schema.org#value",
    "publicKey": "https://w3id.org/security#publicKey",
    "publicKeyPem": "https://w3id.org/security#publicKeyPem",
    "owner": "https://w3id.org/security#owner",
    "interactionPolicy": "https://gotosocial.org/ns#interactionPolicy",
    "canQuote": "https://gotosocial.org/ns#canQuote",
    "automaticApproval": "https://gotosocial.org/ns#automaticApproval",
    "interactingObject": "https://gotosocial.org/ns#interactingObject",
    "interactionTarget": "https://gotosocial.org/ns#interactionTarget",
    "quote": "https://w3id.org/fep/044f#quote",
    "quoteAuthorization": "https://w3id.org/fep/044f#quoteAuthorization",
    "category": "http://schema.org#category",
    "streetAddress": "http://schema.org#streetAddress",
    "maximumAttendeeCapacity": "http://schema.org#maximumAttendeeCapacity",
    "status": "http://www.w3.org/2002/12/cal/ical#status",
    "ical:status": "http://www.w3.org/2002/12/cal/ical#status",
    "joinMode": "https://joinmobilizon.org/ns#joinMode",
    "timezone": "https://joinmobilizon.org/ns#timezone",
    "members": "https://joinmobilizon.org/ns#members",
    "commentsEnabled": "https://joinpeertube.org/ns#commentsEnabled",
    "moderators": "https://join-lemmy.org/ns#moderators",
    "attendees": "https://w3id.org/fep/8a8e/attendees",
}
TYPES = {
    "Person": f"{AS}Person",
    "Hashtag": f"{AS}Hashtag",
    "Tombstone": f"{AS}Tombstone",
    "Emoji": "http://joinmastodon.org/ns#Emoji",
    "PropertyValue": "http://schema.org#PropertyValue",
    "PostalAddress": "http://schema.org#PostalAddress",
    "QuoteRequest": "https://w3id.org/fep/044f#QuoteRequest",
    "QuoteAuthorization": "https://w3id.org/fep/044f#QuoteAuthorization",
    "EmojiReact": "http://litepub.social/ns#EmojiReact",
    "Member": "https://joinmobilizon.org/ns#Member",
}


def expand(document: Document) -> Document:
    """Read a document of ours as a strict reader does."""
    (found,) = jsonld.expand(with_context(document), {"documentLoader": LOADER})
    assert isinstance(found, dict)
    return found


def meaning_of(word: str) -> str:
    """Give the IRI of a word, "_:…" when nobody defines it."""
    value: object = {"fr": "x"} if word.endswith("Map") else "https://coop.example/x"
    keys = set(expand({"id": "https://coop.example/1", word: value})) - {"@id"}
    return str(next(iter(keys), ""))


def meaning_of_type(kind: str) -> str:
    """Give the IRI of a type."""
    return str(expand({"id": "https://coop.example/1", "type": kind})["@type"][0])


@pytest.mark.parametrize(("word", "meaning"), WORDS.items())
def test_every_word_means_what_other_servers_mean_by_it(word: str, meaning: str) -> None:
    assert meaning_of(word) == meaning


@pytest.mark.parametrize(("kind", "meaning"), TYPES.items())
def test_every_type_means_what_other_servers_mean_by_it(kind: str, meaning: str) -> None:
    assert meaning_of_type(kind) == meaning


def test_all_our_words_are_defined_and_none_of_activitystreams_is_changed() -> None:
    before = parse(json.dumps(LOADER(CONTEXT[0], {})["document"]).encode())["@context"]

    # Readers with an older copy of the context do not have these.
    assert all(TERMS[word] == before[word] for word in set(TERMS) & set(before))
    for word in TERMS:
        meaning = meaning_of_type(word) if word[0].isupper() else meaning_of(word)
        assert "://" in meaning, word


def test_every_type_that_we_know_is_defined() -> None:
    for kind in KNOWN_TYPES:
        assert meaning_of_type(kind).startswith(("http://", "https://")), kind


def _said_in(path: Path) -> Iterator[tuple[str, str]]:
    """Give ("word", …) and ("type", …) of every document that a file of a room writes."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Dict):
            continue
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield "word", key.value
                if key.value == "type" and isinstance(value, ast.Constant):
                    yield "type", str(value.value)


def test_every_word_in_the_rooms_documents_is_defined() -> None:
    paths = [*PROGRAM.glob("*/documents.py"), *PROGRAM.glob("*/documents/*.py")]
    said = {each for path in paths for each in _said_in(path)}

    assert {("word", "inbox"), ("word", "content"), ("type", "Flag")} <= said
    for what, word in sorted(said):
        if word in {"id", "type"} or word.startswith("@"):
            continue
        meaning = meaning_of(word) if what == "word" else meaning_of_type(word)
        assert "://" in meaning, f"{what} {word}"


ACTOR: Document = {
    "id": "https://coop.example/users/ana",
    "type": "Person",
    "preferredUsername": "ana",
    "name": "Ana",
    "inbox": "https://coop.example/users/ana/inbox",
    "outbox": "https://coop.example/users/ana/outbox",
    "followers": "https://coop.example/users/ana/followers",
    "featured": "https://coop.example/users/ana/featured",
    "endpoints": {"sharedInbox": "https://coop.example/inbox"},
    "manuallyApprovesFollowers": False,
    "alsoKnownAs": ["https://old.example/users/ana"],
    "published": "2026-11-24T12:00:00Z",
    "publicKey": {
        "id": "https://coop.example/users/ana#main-key",
        "owner": "https://coop.example/users/ana",
        "publicKeyPem": "-----BEGIN PUBLIC KEY-----",
    },
    "attachment": [{"type": "PropertyValue", "name": "Site", "value": "coop.example"}],
}
EVENT: Document = {
    "id": "https://coop.example/events/1",
    "type": "Event",
    "name": "AG",
    "startTime": "2026-12-03T18:30:00+01:00",
    "timezone": "Europe/Paris",
    "location": {
        "id": "https://coop.example/places/1",
        "type": "Place",
        "name": "Maison",
        "latitude": 50.63,
        "longitude": 3.06,
        "address": {"type": "PostalAddress", "streetAddress": "1 rue X", "postalCode": "59000"},
    },
    "joinMode": "free",
    "maximumAttendeeCapacity": 40,
    "status": "CONFIRMED",
    "ical:status": "CONFIRMED",
    "contacts": ["https://coop.example/users/ana"],
    "interactionPolicy": {"canQuote": {"automaticApproval": [f"{AS}Public"]}},
}


@pytest.mark.parametrize("document", [ACTOR, EVENT])
def test_nothing_is_lost_between_us_and_a_strict_reader(document: Document) -> None:
    def words(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for key, each in value.items():
                yield key
                yield from words(each)
        elif isinstance(value, list):
            for each in value:
                yield from words(each)

    found = plain(expand(document))
    # The same thing under two names: one of them remains.
    same = {"ical:status": "status"}

    assert {same.get(word, word) for word in words(document)} == set(words(found))
    assert found["id"] == document["id"]


def test_addresses_in_our_documents_are_addresses_for_a_strict_reader() -> None:
    found = expand(ACTOR)

    for word in ("alsoKnownAs", "movedTo", "inbox", "outbox"):
        assert all(set(each) == {"@id"} for each in found.get(f"{AS}{word}", [])), word
    assert found["http://joinmastodon.org/ns#featured"] == [{"@id": ACTOR["featured"]}]
    assert found[f"{AS}published"][0]["@type"] == "http://www.w3.org/2001/XMLSchema#dateTime"


def test_a_document_leaves_with_its_context_first_and_is_not_changed() -> None:
    note: Document = {"id": "https://coop.example/notes/1", "type": "Note"}

    found = with_context(note)

    assert list(found) == ["@context", "id", "type"]
    assert found["@context"][:2] == [
        "https://www.w3.org/ns/activitystreams",
        "https://w3id.org/security/v1",
    ]
    assert note == {"id": "https://coop.example/notes/1", "type": "Note"}


def test_a_document_that_has_a_context_keeps_it() -> None:
    stored: Document = {"@context": "https://www.w3.org/ns/activitystreams", "type": "Note"}

    assert with_context(stored) is stored
    assert with_context(with_context({"type": "Note"})) == with_context({"type": "Note"})


def test_the_context_is_small_and_flat_enough_for_pixelfed() -> None:
    text = json.dumps(with_context({}), separators=(",", ":"))

    assert len(text) < 6_000
    assert all(
        isinstance(each, str) or all(isinstance(part, str) for part in each.values())
        for each in TERMS.values()
    )


def test_an_unknown_context_is_an_error_and_never_a_fetch() -> None:
    with pytest.raises(jsonld.JsonLdError, match="Refusing"):
        LOADER("https://evil.example/context", {})

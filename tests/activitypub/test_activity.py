"""What a document is about, in every shape that peers send, without ever an exception."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fedicoop.activitypub.activity import (
    Document,
    Picture,
    bool_of,
    date_of,
    embedded,
    id_of,
    ids_of,
    images_of,
    int_of,
    language_of,
    list_of,
    object_uri,
    text_of,
    type_of,
    types_of,
    url_of,
)

URI = "https://peer.example/notes/1"
KEYS = (
    "id",
    "type",
    "object",
    "url",
    "href",
    "name",
    "content",
    "contentMap",
    "mediaType",
    "image",
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(URI),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(), inner, max_size=4)
    ),
    max_leaves=30,
)


@pytest.mark.parametrize(
    ("value", "uri"),
    [
        (URI, URI),
        ({"id": URI}, URI),
        ({"@id": URI}, URI),
        ({"id": URI, "@id": "https://victim.example/1"}, URI),
        ([URI], URI),
        ([{"id": URI, "type": "Note"}], URI),
        ("x" * 2048, "x" * 2048),
        ("x" * 2049, None),
        ("", None),
        (None, None),
        (5, None),
        (True, None),
        ([], None),
        ([URI, URI], None),
        ([[URI]], None),
        ({}, None),
        ({"id": None}, None),
        ({"id": 5}, None),
        ({"id": {"id": URI}}, None),
        ("https://victim\n.example/1", None),
        ("\thttps://victim.example/1", None),
        ("https://victim.example/\x00", None),
        ("https://victim.example/\u202e1", None),
    ],
)
def test_an_id_is_a_string_or_an_object_or_one_of_them_in_a_list(
    value: object, uri: str | None
) -> None:
    assert id_of(value) == uri
    assert object_uri({"object": value}) == (uri or "")


def test_several_ids_keep_their_order_and_leave_out_what_has_none() -> None:
    assert ids_of([URI, {"id": "https://b.example/"}, 5, None, {}, [URI]]) == [
        URI,
        "https://b.example/",
        URI,
    ]
    assert ids_of(URI) == [URI]
    assert ids_of(None) == []


def test_one_thing_may_stand_alone() -> None:
    assert list_of(None) == []
    assert list_of("x") == ["x"]
    assert list_of(["x", None]) == ["x", None]
    assert list_of({}) == [{}]
    assert list_of(0) == [0]


@pytest.mark.parametrize("value", [None, URI, [], 5, [URI], [{"id": "1"}, {"id": "2"}], [[{}]]])
def test_parse_012_an_activity_that_names_its_object_or_has_several_embeds_none(
    value: object,
) -> None:
    assert embedded({"object": value}) is None
    assert embedded({}) is None


def test_an_embedded_object_may_be_in_a_list_of_one() -> None:
    note = {"id": URI, "type": "Note"}

    assert embedded({"object": note}) is note
    assert embedded({"object": [note]}) is note


@pytest.mark.parametrize(
    ("said", "kinds", "kind"),
    [
        ("Note", ["Note"], "Note"),
        (["Note"], ["Note"], "Note"),
        (["Create", "Delete"], ["Create", "Delete"], "Create"),
        (["fc:TallyReport", "Note"], ["fc:TallyReport", "Note"], "Note"),
        (["Frobnicate", "Gargle"], ["Frobnicate", "Gargle"], "Frobnicate"),
        ([5, None, "Like", {}], ["Like"], "Like"),
        ([], [], ""),
        (None, [], ""),
        ({"id": "Note"}, [], ""),
        (["x"] * 1000 + ["Note"], ["x"] * 10, "x"),
    ],
)
def test_parse_011_of_several_types_one_counts(said: object, kinds: list[str], kind: str) -> None:
    assert types_of({"type": said}) == kinds
    assert type_of({"type": said}) == kind


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"name": "Ana"}, "Ana"),
        ({"name": ["Ana", "Bob"]}, "Ana"),
        ({"name": [5, "Bob"]}, "Bob"),
        ({"nameMap": {"fr": "Anne"}}, "Anne"),
        ({"nameMap": {"fr": None, "en": ["Ann"]}}, "Ann"),
        ({"name": "", "nameMap": {"fr": "Anne"}}, "Anne"),
        ({"name": None, "nameMap": "Anne"}, ""),
        ({"name": 5, "nameMap": {}}, ""),
        ({"name": {"fr": "Anne"}}, ""),
        ({}, ""),
    ],
)
def test_parse_017_a_text_is_a_string_whatever_stands_there(document: Document, said: str) -> None:
    assert text_of(document, "name") == said


def test_only_true_is_yes() -> None:
    assert bool_of({"sensitive": True}, "sensitive")
    no: tuple[object, ...] = (False, None, 1, "true", [True], {})
    for value in no:
        assert not bool_of({"sensitive": value}, "sensitive")
    assert not bool_of({}, "sensitive")


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (5, 5),
        (0, 0),
        (-1, -1),
        (48.0, 48),
        (48.5, None),
        (float("inf"), None),
        (float("nan"), None),
        (True, None),
        ("5", None),
        ([5], None),
        (None, None),
    ],
)
def test_a_whole_number_may_be_written_with_a_point(value: object, number: int | None) -> None:
    found = int_of({"width": value}, "width")

    assert found == number
    assert found is None or type(found) is int


NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "said",
    [
        "2026-11-24T12:00:00Z",
        "2026-11-24T12:00:00+00:00",
        "2026-11-24T12:00:00+00:00Z",
        "2026-11-24T12:00:00+0000Z",
        "2026-11-24T13:00:00+01:00",
        "2026-11-24T13:00:00+0100",
        "2026-11-24T07:00:00.000-05:00",
        "2026-11-24T12:00:00",
        "2026-11-24T12:00Z",
        "2026-11-24 12:00:00",
        "2026-11-24t12:00:00z",
        " 2026-11-24T12:00:00Z\n",
        "2026-11-24T12:00:00.000000000Z",
        "20261124T120000Z",
        ["2026-11-24T12:00:00Z"],
    ],
)
def test_a_moment_is_read_in_every_form_and_given_in_utc(said: object) -> None:
    found = date_of({"published": said}, "published")

    assert found == NOON
    assert found.tzinfo is UTC


def test_a_date_alone_is_its_midnight_and_a_leap_second_the_one_before() -> None:
    assert date_of({"startTime": "2026-11-24"}, "startTime") == datetime(2026, 11, 24, tzinfo=UTC)
    assert date_of({"startTime": "2016-12-31T23:59:60Z"}, "startTime") == datetime(
        2016, 12, 31, 23, 59, 59, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "said",
    [
        "99999-13-40",
        "0000-01-01T00:00:00Z",
        "0999-12-31T23:59:59Z",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "2026-11-24T12:00:00+99:99",
        "2026-13-24T12:00:00Z",
        "2026-02-30",
        "2026-11-24T25:00:00Z",
        "tomorrow",
        "",
        "Z",
        "2" * 1_000_000,
        "\N{ARABIC-INDIC DIGIT TWO}026-11-24",
        5,
        1764000000.5,
        None,
        True,
        [],
        {"date": "2026-11-24"},
    ],
)
def test_parse_015_a_bad_date_is_none(said: object) -> None:
    assert date_of({"startTime": said}, "startTime") is None
    assert date_of({}, "startTime") is None


@pytest.mark.parametrize(
    ("document", "language"),
    [
        ({"contentMap": {"fr": "Salut"}}, "fr"),
        ({"content": "Hi", "contentMap": {"fr": "Salut", "en": "Hi"}}, "en"),
        ({"content": "?", "contentMap": {"fr": "Salut", "en": "Hi"}}, "fr"),
        ({"contentMap": {"und": "Hi", "de": "Hallo"}}, "de"),
        ({"contentMap": {"und": "Hi"}, "inLanguage": "fr"}, "fr"),
        ({"contentMap": [], "nameMap": {"oc": "Adiu"}}, "oc"),
        ({"summaryMap": {"br": "Demat"}}, "br"),
        ({"language": {"identifier": "en", "name": "English"}}, "en"),
        ({"language": "en"}, "en"),
        ({"inLanguage": "und", "language": {"identifier": 5}}, ""),
        ({}, ""),
    ],
)
def test_a_language_is_where_mastodon_mobilizon_or_lemmy_say_it(
    document: Document, language: str
) -> None:
    assert language_of(document) == language


def link(href: object, mime: str = "") -> Document:
    """Write a Link."""
    return {"type": "Link", "href": href} | ({"mediaType": mime} if mime else {})


@pytest.mark.parametrize(
    ("value", "url"),
    [
        (URI, URI),
        (link(URI), URI),
        ([link("https://peer.example/1.mp4", "video/mp4"), link(URI, "text/html")], URI),
        ([URI, "https://peer.example/2"], URI),
        ([5, None, [], {}, link(5), link("javascript:alert(1)"), URI], URI),
        ("javascript:alert(1)", ""),
        ("/notes/1", ""),
        (5, ""),
        ([[]], ""),
        (None, ""),
        (link([URI]), ""),
    ],
)
def test_parse_016_a_page_is_an_http_address_in_a_string_or_link(value: object, url: str) -> None:
    assert url_of({"url": value}) == url


PNG = "https://peer.example/1.png"


@pytest.mark.parametrize(
    ("value", "picture"),
    [
        (PNG, Picture(PNG)),
        ({"type": "Image", "url": PNG, "mediaType": "image/png"}, Picture(PNG, "image/png")),
        ({"type": "Image", "url": [link(PNG, "image/png")]}, Picture(PNG, "image/png")),
        ({"type": "Image", "url": PNG, "summary": "A cat"}, Picture(PNG, alt="A cat")),
        ({"type": "Image", "url": PNG, "name": "Cat", "summary": "A"}, Picture(PNG, alt="Cat")),
        (link(PNG, "image/png"), Picture(PNG, "image/png")),
        ([{"type": "Image", "url": None}, {"type": "Image", "url": PNG}], Picture(PNG)),
    ],
)
def test_a_picture_is_an_address_a_link_or_an_image(value: object, picture: Picture) -> None:
    assert images_of({"image": value}) == [picture]


@pytest.mark.parametrize("value", [None, 5, [[]], {}, {"url": 5}, {"url": [[]]}, "data:image/png,"])
def test_what_is_no_picture_is_left_out(value: object) -> None:
    assert images_of({"image": value, "attachment": value}) == []


def test_images_come_before_images_that_are_attached_and_each_once() -> None:
    document: Document = {
        "image": {"type": "Image", "url": PNG},
        "attachment": [
            {"type": "Document", "mediaType": "image/png", "url": PNG, "name": "Banner"},
            {"type": "Document", "mediaType": "image/webp", "url": "https://peer.example/2.webp"},
            {"type": "Image", "url": "https://peer.example/3"},
            {"type": "Document", "mediaType": "video/mp4", "url": "https://peer.example/4.mp4"},
            {"type": "Link", "mediaType": "text/html", "href": "https://peer.example/"},
            "https://peer.example/5.png",
        ],
    }

    assert [each.url for each in images_of(document)] == [
        PNG,
        "https://peer.example/2.webp",
        "https://peer.example/3",
    ]


def test_no_list_is_read_to_its_end() -> None:
    many = [f"https://peer.example/{number}.png" for number in range(1000)]

    assert len(images_of({"image": many})) == 50
    assert url_of({"url": [5] * 1000 + [URI]}) == ""


@settings(database=None, deadline=None, max_examples=300)
@given(st.dictionaries(st.sampled_from(KEYS), JSON))
def test_no_accessor_ever_raises(document: dict[str, Any]) -> None:
    assert isinstance(types_of(document), list)
    assert isinstance(type_of(document), str)
    assert isinstance(object_uri(document), str)
    assert isinstance(url_of(document), str)
    assert isinstance(language_of(document), str)
    assert all(isinstance(each, Picture) for each in images_of(document))
    assert embedded(document) is None or isinstance(embedded(document), dict)
    for key in KEYS:
        assert isinstance(text_of(document, key), str)
        assert isinstance(bool_of(document, key), bool)
        assert isinstance(int_of(document, key), int | None)
        assert isinstance(date_of(document, key), datetime | None)
        assert all(isinstance(each, str) for each in ids_of(document.get(key)))

"""Bytes of strangers become a JSON object or a clear no (security cases parse-… and dos-…)."""

from __future__ import annotations

import contextlib
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fedicoop.activitypub.activity import parse
from fedicoop.activitypub.activity.parsing import MAX_BYTES, MAX_DEPTH, MAX_VALUES
from fedicoop.errors import Malformed

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def nested(levels: int) -> bytes:
    """Write an object of so many levels."""
    return b'{"a":' * (levels - 1) + b"{}" + b"}" * (levels - 1)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"{",
        b"{}{}",
        b'{"a":1,}',
        b"{'a':1}",
        b'{"a":1}\x00',
        b'{"a":"\x00"}',
        b'{"a":"\xff"}',
        '{"a":1}'.encode("utf-16"),
        '{"a":1}'.encode("utf-16-le"),
        '{"a":1}'.encode("utf-32"),
        '{"a":1}'.encode("utf-8-sig"),
    ],
)
def test_parse_001_what_is_no_json_in_utf_8_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed, match="not JSON"):
        parse(body)


@pytest.mark.parametrize("body", [b"[]", b'[{"id":"x"}]', b'"text"', b"5", b"null", b"true"])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed, match="not a JSON object"):
        parse(body)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "9" * 5000])
def test_parse_004_numbers_that_are_none_are_refused(number: str) -> None:
    with pytest.raises(Malformed, match="not JSON"):
        parse(f'{{"x":{number}}}'.encode())


@pytest.mark.parametrize(
    "number",
    [str(2**63), str(2**64), str(-(2**63) - 5000), "9" * 100, "1e30", "-1e30"],
)
def test_parse_005_numbers_beyond_64_bits_are_refused_wherever_they_stand(number: str) -> None:
    for body in (f'{{"x":{number}}}', f'{{"x":[[{number}]]}}', f'{{"a":{{"b":{number}}}}}'):
        with pytest.raises(Malformed, match="64 bits"):
            parse(body.encode())


def test_the_largest_numbers_are_read_as_they_are() -> None:
    body = f'{{"a":{2**63 - 1},"b":{-(2**63)},"c":1.5,"d":true,"e":null}}'

    found = parse(body.encode())

    assert found == {"a": 2**63 - 1, "b": -(2**63), "c": 1.5, "d": True, "e": None}


@pytest.mark.parametrize("text", [r"\ud800", r"\udc00", r"\udc00\ud800", r"x\ud83d"])
def test_half_a_character_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match="not JSON"):
        parse(f'{{"a":"{text}"}}'.encode())


def test_a_character_in_two_halves_is_read() -> None:
    assert parse(rb'{"a":"\ud83d\ude00"}') == {"a": "😀"}


@pytest.mark.parametrize(
    "body",
    [
        rb'{"name":"a\u0000b"}',
        rb'{"a\u0000b":1}',
        rb'{"a":[1,{"b":["\u0000"]}]}',
    ],
)
def test_parse_008_a_nul_character_is_refused_wherever_it_stands(body: bytes) -> None:
    with pytest.raises(Malformed, match="NUL"):
        parse(body)


def test_a_text_about_nul_characters_is_read() -> None:
    assert parse(rb'{"a":"in C, \\u0000 ends a text","b":[null,2]}') == {
        "a": r"in C, \u0000 ends a text",
        "b": [None, 2],
    }


@pytest.mark.parametrize(
    "body",
    [
        b'{"actor":"https://a.example/1","actor":"https://b.example/2"}',
        b'{"a":1,"a":1}',
        b'{"a" :1,"a":1}',
        b'{"a"\n:\n1,"b":2,"a":3}',
        b'{"x":{"id":"1","id":"2"}}',
        b'{"x":[{"y":[{"id":"1","id":"2"}]}]}',
        rb'{"a":1,"\u0061":2}',
        rb'{"a":1,"a":2,"b":"\u003a"}',
        rb'{"a":1,"a":2,"b":"\u003A"}',
        rb'{"a":1,"a":2,"b\u003a":1}',
        rb'{"a":1,"b":"\\u003a","a":2}',
        b'{"a:b":1,"a:b":2}',
        b'{"a":{"b:":":"},"a":{"b:":":"}}',
    ],
)
def test_a_key_that_is_said_twice_is_refused_however_it_is_disguised(body: bytes) -> None:
    with pytest.raises(Malformed, match="twice"):
        parse(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"a:b":"c:d","e":["f:g",{"h":":::"}],"i":"\\":"}',
        rb'{"a\u003a":"\u003a","b":"http://x"}',
        b'{\n "a" : "1:2" ,\n "b" : { } }',
        b'{"":{"":""}}',
    ],
)
def test_colons_in_texts_and_keys_are_no_keys_said_twice(body: bytes) -> None:
    assert parse(body) == json.loads(body)


def test_dos_020_a_document_is_at_most_32_levels_deep() -> None:
    assert parse(nested(MAX_DEPTH))
    for body in (
        nested(MAX_DEPTH + 1),
        nested(5000),
        nested(100_000),
        b"[" * 100_000,
        b'{"a":' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"}",
        nested(MAX_DEPTH).replace(b"{}", rb'{"\u003a":{}}'),
    ):
        begun = time.perf_counter()
        with pytest.raises(Malformed):
            parse(body)
        assert time.perf_counter() - begun < 0.5


def test_dos_021_a_document_has_at_most_50_000_values() -> None:
    many = b"[" + b",".join([b"0"] * (MAX_VALUES - 1)) + b"]"

    assert len(parse(b'{"a":' + many + b"}")["a"]) == MAX_VALUES - 1
    with pytest.raises(Malformed, match="values"):
        parse(b'{"a":' + many + b',"b":0}')


def test_a_document_has_at_most_one_mebibyte() -> None:
    body = b'{"a":"' + b"x" * (MAX_BYTES - 8) + b'"}'

    assert len(parse(body)["a"]) == MAX_BYTES - 8
    with pytest.raises(Malformed, match="bytes"):
        parse(body + b" ")


@settings(database=None, deadline=None, max_examples=300)
@given(st.dictionaries(st.text(), JSON, max_size=6), st.booleans(), st.booleans())
def test_every_json_object_without_tricks_is_read_as_it_is(
    document: dict[str, object], ascii_only: bool, spaced: bool
) -> None:
    separators = (" ,\n", " : ") if spaced else (",", ":")
    text = json.dumps(document, ensure_ascii=ascii_only, separators=separators)

    if "\\u0000" in text and "\x00" in json.dumps(document).replace("\\u0000", "\x00"):
        with contextlib.suppress(Malformed):
            assert parse(text.encode()) == document
    else:
        assert parse(text.encode()) == document


@settings(database=None, deadline=None, max_examples=500)
@given(st.binary(max_size=60) | st.text('{}[]":,\\u0123ae- ', max_size=40).map(str.encode))
def test_any_bytes_at_all_are_an_object_or_malformed(body: bytes) -> None:
    with contextlib.suppress(Malformed):
        assert isinstance(parse(body), dict)

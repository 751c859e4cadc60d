"""From the bytes of a stranger to a JSON object, or a clear no.

orjson is strict where Python's own parser is not: it refuses UTF-16, a byte order mark, bad UTF-8,
lone surrogates, NaN and Infinity. What it lets through is looked for here: keys said twice (two
programs would read two documents), numbers beyond 64 bits, NUL characters, which PostgreSQL cannot
store, and documents that are too large, too deep or too many-parted.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

import orjson

from fedicoop.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Iterable

Json: TypeAlias = Any
"""A value of a stranger's document: ask it through the accessors, never directly."""

Document: TypeAlias = dict[str, Json]
"""A stranger's JSON object, or one that we are about to say."""

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32
MAX_VALUES = 50_000
_MAX_NUMBER = 2**63
_DISGUISED = (b"\\u0000", b"\\u003a", b"\\u003A")


def parse(body: bytes) -> Document:
    """Read a JSON object of at most 1 MiB, 32 levels and 50,000 values; raise Malformed."""
    if len(body) > MAX_BYTES:
        raise Malformed(f"a document of {len(body)} bytes")
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed(f"not JSON: {error}") from None
    if not isinstance(document, dict):
        raise Malformed(f"not a JSON object but {type(document).__name__}")
    if any(each in body for each in _DISGUISED):
        # A colon or NUL may be written as an escape: count nothing, read slowly.
        _measure(document)
        _read_slowly(body)
    elif _measure(document) != body.count(b":"):
        raise Malformed("a key is said twice")
    return document


def _measure(document: Document) -> int:
    """Bound every part; give how many colons the text has if no key was said twice.

    Each key is followed by one colon, and every other colon stands inside a string. A key that is
    said twice leaves its first colon behind in the text but not in what was read.
    """
    keys = 0
    level: list[Json] = [document]
    said: list[str] = []
    values = 0
    for _ in range(MAX_DEPTH):
        below: list[Json] = []
        for part in level:
            values += len(part)
            if type(part) is dict:
                keys += len(part)
                said += part
                _sort(part.values(), said, below)
            else:
                _sort(part, said, below)
        if values > MAX_VALUES:
            raise Malformed(f"more than {MAX_VALUES} values")
        if not below:
            return keys + "".join(said).count(":")
        level = below
    raise Malformed(f"more than {MAX_DEPTH} levels")


def _sort(values: Iterable[Json], said: list[str], below: list[Json]) -> None:
    """Put strings here and what has parts there; refuse numbers beyond 64 bits."""
    for value in values:
        kind = type(value)
        if kind is str:
            said.append(value)
        elif kind is dict or kind is list:
            below.append(value)
        elif (kind is int or kind is float) and not -_MAX_NUMBER <= value < _MAX_NUMBER:
            raise Malformed("a number beyond 64 bits")


def _read_slowly(body: bytes) -> None:
    """Refuse keys said twice and NUL characters, object by object; the body is known to parse."""
    if "\x00" in _texts(json.loads(body, object_pairs_hook=_once)):
        raise Malformed("a NUL character")


def _once(pairs: list[tuple[str, Json]]) -> Document:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("a key is said twice")
    return found


def _texts(value: Json) -> str:
    """Write a value with its strings as they are, so that one search finds a character."""
    if isinstance(value, dict):
        return "".join(f"{key}{_texts(each)}" for key, each in value.items())
    if isinstance(value, list):
        return "".join(_texts(each) for each in value)
    return value if isinstance(value, str) else ""

"""Documents in an odd shape (expanded, or with prefixed words) brought into the plain one.

Nearly everything that arrives is plain already and is only looked at. The rest goes through PyLD
under rules that leave nothing to the sender: no context is ever fetched, only simple words and
prefixes of the document's own context count, and never against a word of ActivityStreams or ours.
What a document is about cannot change on the way (reference: Mastodon CVE-2022-24307).
"""

from __future__ import annotations

from typing import Any

from pyld import jsonld

from fedicoop.activitypub.activity import Document, Json, list_of, types_of
from fedicoop.activitypub.contexts import CONTEXT, LOADER
from fedicoop.activitypub.vocabulary import AS
from fedicoop.errors import Malformed

_AS = f"{AS}#"
_PARTS = (dict, list)
_MOST_WORDS = 300
_MOST_VALUES = 1000
_REFUSED = frozenset({"@graph", "@included", "@nest", "@reverse"})
# Words that nobody defines keep their names on the way through PyLD.
_OTHERS = "urn:fedicoop:word:"
_TARGET: list[Any] = [*CONTEXT, {"@vocab": _OTHERS}]
_FAILURES = (
    jsonld.JsonLdError,
    AttributeError,
    IndexError,
    KeyError,
    RecursionError,
    TypeError,
    ValueError,
)


def plain(document: Document) -> Document:
    """Give a document in the plain shape: itself, when it is; raise Malformed when it cannot be.

    An odd document may have at most 1000 values, since reading it is slow.
    """
    return _compacted(document) if _is_odd(document) else document


def _is_odd(document: Document) -> bool:
    """Look for keywords of JSON-LD and for prefixed words, anywhere outside the context."""
    prefixes = ("@", _AS, "as:", *_prefixes(document.get("@context")))
    left: list[Json] = [document]
    while left:
        part = left.pop()
        if isinstance(part, dict):
            if _says(part, prefixes):
                return True
            left += [part[key] for key in part if key != "@context" and type(part[key]) in _PARTS]
        else:
            left += [each for each in part if type(each) in _PARTS]
    return False


def _says(part: Document, prefixes: tuple[str, ...]) -> bool:
    """Tell whether a key or type of one object begins with any of these."""
    words = "".join(part)
    if ("@" in words or ":" in words) and any(
        key.startswith(prefixes) and key != "@context" for key in part
    ):
        return True
    kind = part.get("type")
    if isinstance(kind, str):
        return kind.startswith(prefixes)
    return any(each.startswith(prefixes) for each in types_of(part))


def _prefixes(context: Json) -> list[str]:
    """Give what else stands for ActivityStreams in this document."""
    words = _words(context)
    return [f"{word}:" for word, meaning in words.items() if meaning == _AS]


def _words(context: Json) -> dict[str, Json]:
    """Give the simple words and prefixes of an inline context; keywords cannot be renamed."""
    found: dict[str, Json] = {}
    for each in list_of(context):
        for word, meaning in each.items() if isinstance(each, dict) else ():
            if len(found) < _MOST_WORDS and not word.startswith("@") and ":" not in word:
                said = meaning.get("@id") if isinstance(meaning, dict) else meaning
                if isinstance(said, str) and not said.startswith("@"):
                    found[word] = said
    return found


def _compacted(document: Document) -> Document:
    words = _words(document.get("@context"))
    options = {"documentLoader": LOADER, "compactToRelative": False}
    try:
        odd = _bare(document, [_MOST_VALUES])
        expanded = jsonld.expand({"@context": [words, *_TARGET], **odd}, dict(options))
        found = jsonld.compact(expanded, _TARGET, options | {"skipExpansion": True})
    except _FAILURES as error:
        raise Malformed(f"not ActivityStreams: {type(error).__name__}: {error}") from error
    result: Document = _tidy({key: found[key] for key in found if key != "@context"})
    said = {document[key] for key in ("id", "@id") if isinstance(document.get(key), str)}
    if "@graph" in result or said != {result[key] for key in ("id",) if key in result}:
        raise Malformed("it is not clear what this document is about")
    return result


def _bare(value: Json, budget: list[int]) -> Json:
    """Copy a value without the contexts inside it; raise Malformed for what may not be there."""
    budget[0] -= 1
    if budget[0] < 0:
        raise Malformed(f"an odd document of more than {_MOST_VALUES} values")
    if isinstance(value, list):
        return [_bare(each, budget) for each in value]
    if not isinstance(value, dict):
        return value
    if not _REFUSED.isdisjoint(value):
        raise Malformed("a graph rather than a document")
    return {key: _bare(each, budget) for key, each in value.items() if key != "@context"}


def _tidy(value: Json) -> Json:
    """Write words of ActivityStreams without prefix and values without their wrapping."""
    if isinstance(value, list):
        return [_tidy(each) for each in value]
    if not isinstance(value, dict):
        return value
    for wrapping in ("@value", "@list"):
        if wrapping in value:
            return _tidy(value[wrapping])
    found = {key: _tidy(each) for key, each in value.items() if not key.startswith("as:")}
    for key, each in value.items():
        if key.startswith("as:"):
            found.setdefault(key.removeprefix("as:"), _tidy(each))
    return found

"""What our words mean: the one context of everything we say, and contexts that are never fetched.

``fedicoop.jsonld`` beside this file defines the words that ActivityStreams has not. It is written
into every document, because other servers should not have to fetch it from us.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyld.documentloader.frozen import BUNDLED_CONTEXTS, FrozenDocumentLoader

from fedicoop.activitypub.vocabulary import AS, SECURITY

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document


def _terms() -> dict[str, Any]:
    text = (Path(__file__).parent / "fedicoop.jsonld").read_text(encoding="utf-8")
    terms: dict[str, Any] = json.loads(text)["@context"]
    return terms


TERMS = _terms()
"""The words that ActivityStreams and the security vocabulary have not."""

CONTEXT: list[Any] = [AS, SECURITY, TERMS]
"""The context of every document that leaves; not to be changed."""

LOADER = FrozenDocumentLoader(dict(BUNDLED_CONTEXTS))
"""Gives PyLD the contexts that come with it; any other address is an error, never a fetch."""


def with_context(document: Document) -> Document:
    """Give a document as it leaves; one that has a context already is left as it is."""
    return document if "@context" in document else {"@context": CONTEXT, **document}

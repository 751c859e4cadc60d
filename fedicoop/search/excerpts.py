"""Where the words stand in a text: a short piece around them, in parts that fit or do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop.text.words import Word, words

if TYPE_CHECKING:
    from fedicoop.search.asking import Question

WIDTH = 240
_BEFORE = 60


@dataclass(frozen=True)
class Part:
    """A piece of plain text; ``hit`` says that it is one of the words looked for."""

    text: str
    hit: bool = False


def marked(said: str, question: Question) -> tuple[Part, ...]:
    """Cut a whole plain text into parts; what was not to be there is no hit."""
    return _parts(said, _hits(said, question), 0, len(said))


def excerpt(said: str, question: Question, width: int = WIDTH) -> tuple[Part, ...]:
    """Give the piece of a plain text around the first words that fit; its beginning if none do."""
    said = " ".join(said.split())
    hits = _hits(said, question)
    start = _start(said, hits[0].start) if hits else 0
    end = start + width
    if end < len(said):
        end = max(said.rfind(" ", start + width // 2, end), start + width // 2)
    parts = _parts(said, hits, start, min(end, len(said)))
    before = (Part("… "),) if start else ()
    after = (Part(" …"),) if end < len(said) else ()
    return (*before, *parts, *after)


def _start(said: str, hit: int) -> int:
    """Begin a little before the hit, at a word."""
    if hit <= _BEFORE:
        return 0
    space = said.find(" ", hit - _BEFORE, hit)
    return space + 1 if space >= 0 else hit


def _hits(said: str, question: Question) -> list[Word]:
    whole = {word for term in question.terms for word in term.words}
    begun = tuple(term.words[-1] for term in question.terms if term.prefix)
    return [
        word
        for word in words(said)
        if word.stem in whole or (begun and word.stem.startswith(begun))
    ]


def _parts(said: str, hits: list[Word], start: int, end: int) -> tuple[Part, ...]:
    found, here = [], start
    for word in hits:
        if word.start >= here and word.end <= end:
            found += [Part(said[here : word.start]), Part(said[word.start : word.end], hit=True)]
            here = word.end
    found.append(Part(said[here:end]))
    return tuple(part for part in found if part.text)

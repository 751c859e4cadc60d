"""What was typed into the search box, understood: words, "phrases", -without, begin*."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import dropwhile

from fedicoop import text
from fedicoop.db.fulltext import Term
from fedicoop.text.words import fold, means_little, words

LONGEST = 300
MOST_TERMS = 12
_MOST_IN_A_PHRASE = 8
_SHORTEST_BEGINNING = 2
_QUOTES = str.maketrans(dict.fromkeys("“”«»„‟", '"'))
_PART = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')


@dataclass(frozen=True)
class Question:
    """What is looked for. Nothing is, when only ``without`` is said."""

    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is anything to look for."""
        return bool(self.terms)

    def begun(self) -> Question:
        """Let every single word go on: names are found by how they begin."""
        found = tuple(
            Term(each.words, prefix=True) if _may_go_on(each) else each for each in self.terms
        )
        return Question(found, self.without)


def read(typed: str) -> Question:
    """Understand what was typed: any text is a question, or none; more than twelve terms are cut.

    Words that stand everywhere, such as "de", count in phrases only, or when there is no other.
    """
    found: list[tuple[bool, Term, bool]] = []
    for part in _PART.finditer(text.clean(typed, LONGEST).translate(_QUOTES)):
        term, weak = _phrase(part[2]) if part[2] is not None else _word(part[3])
        if term is not None:
            found.append((bool(part[1]), term, weak))
    found = found[:MOST_TERMS]
    wanted = [(term, weak) for minus, term, weak in found if not minus]
    strong = [term for term, weak in wanted if not weak]
    return Question(
        terms=_once(strong or [term for term, _ in wanted]),
        without=_once([term for minus, term, _ in found if minus]),
    )


def _once(terms: list[Term]) -> tuple[Term, ...]:
    return tuple(dict.fromkeys(terms))


def _phrase(said: str) -> tuple[Term | None, bool]:
    stems = tuple(word.stem for word in words(said))[:_MOST_IN_A_PHRASE]
    return (Term(stems) if stems else None), False


def _word(said: str) -> tuple[Term | None, bool]:
    """Read what stands between blanks: « l'énergie » is energy, « rendez-vous » a phrase."""
    parts = list(words(said))
    telling = list(dropwhile(lambda part: means_little(fold(said[part.start : part.end])), parts))
    stems = tuple(part.stem for part in (telling or parts))[:_MOST_IN_A_PHRASE]
    if not stems:
        return None, False
    goes_on = said.endswith("*") and len(stems[-1]) >= _SHORTEST_BEGINNING
    return Term(stems, prefix=goes_on), not telling


def _may_go_on(term: Term) -> bool:
    return len(term.words) == 1 and len(term.words[0]) >= _SHORTEST_BEGINNING


__all__ = ["LONGEST", "MOST_TERMS", "Question", "Term", "read"]

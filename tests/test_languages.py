"""What letters say, filled and set as print: French elides, and every language has its plurals."""

from __future__ import annotations

import pytest

from fedicoop import languages


@pytest.mark.parametrize(
    ("language", "name", "said"),
    [
        ("fr", "Ana", "Un message d\u2019Ana"),
        ("fr", "Énergies", "Un message d\u2019Énergies"),
        ("fr", "Ben", "Un message de Ben"),
        ("fr", "", "Un message de "),
        ("en", "Ana", "A message of Ana"),
        ("de", "Ana", "Un message d\u2019Ana"),
        ("fr_CA", "{name}", "Un message de {name}"),
    ],
)
def test_french_elides_before_a_vowel(language: str, name: str, said: str) -> None:
    assert languages.say("A message of {name}", language, name=name) == said


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 réponse"), (2, "2 réponses"), (1200, "1\u202f200 réponses")]
)
def test_a_letter_counts_as_a_page_does(count: int, said: str) -> None:
    assert languages.ngettext("%(num)s answer", "%(num)s answers", count, "fr") == said


def test_french_is_set_with_the_spaces_that_hold() -> None:
    said = languages.typeset("L'eau : \u00ab oui \u00bb ! Non ?", "fr")

    assert said == "L\u2019eau\u00a0: \u00ab\u00a0oui\u00a0\u00bb\u202f! Non\u202f?"

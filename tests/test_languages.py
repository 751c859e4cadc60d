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


@pytest.mark.parametrize(
    ("amount", "currency", "french", "english"),
    [
        ("5", "EUR", "5\xa0€", "€5"),
        ("5.50", "eur", "5,50\xa0€", "€5.50"),
        ("5,50", "EUR", "5,50\xa0€", "€5.50"),
        ("1250", "CHF", "1\u202f250\xa0CHF", "CHF1,250"),
        ("-3", "EUR", "-3\xa0€", "-€3"),
        ("prix libre", "EUR", "prix libre EUR", "prix libre EUR"),
        ("3", "MLC", "3 MLC", "3 MLC"),
        ("3", "", "3", "3"),
        ("", "EUR", "EUR", "EUR"),
        ("NaN", "EUR", "NaN EUR", "NaN EUR"),
        ("1e999999", "EUR", "1e999999 EUR", "1e999999 EUR"),
        ("1e-999999", "EUR", "0,00\xa0€", "€0.00"),
    ],
)
def test_a_price_is_said_as_one_does(amount: str, currency: str, french: str, english: str) -> None:
    assert languages.Language("fr").money(amount, currency) == french
    assert languages.Language("en").money(amount, currency) == english

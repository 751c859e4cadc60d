"""How columns are recognised, and what names are suggested: pure rules."""

from __future__ import annotations

import pytest

from fedicoop.accounts.policy import normal_number
from fedicoop.register import policy


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("N° de sociétaire", "number"),
        ("Numéro", "number"),
        ("member_no", "number"),
        ("NOM", "last"),
        ("Prénom", "first"),
        ("Nom complet", "name"),
        ("Adresse e-mail", "email"),
        ("Courriel", "email"),
        ("Catégorie de sociétaire", "category"),
        ("Collège de vote", "college"),
        ("C.P.", "postcode"),
        ("Zip code", "postcode"),
        ("Nombre de parts", "shares"),
        ("État", "status"),
        ("Téléphone", ""),
        ("", ""),
    ],
)
def test_a_heading_is_recognised(heading: str, column: str) -> None:
    """Whatever its accents, capitals and punctuation."""
    assert policy.column_of(heading) == column


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("", ""),
        ("Actif", "active"),
        ("sociétaire", "active"),
        ("Inactif", "left"),
        ("Démissionnaire", "left"),
        ("Ancien sociétaire", "left"),
        ("décédée", "left"),
    ],
)
def test_a_status_is_understood(said: str, status: str) -> None:
    """In the words that registers use."""
    draft, faults, _notes = policy.read_cells({"number": "1", "status": said}, ())
    assert (draft.status, faults) == (status, {})


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Béatrice Le Goff", ["beatrice", "beatrice_g", "beatrice_goff"]),
        ("Léo", ["leo"]),
        ("", ["membre"]),
        ("山田", ["membre"]),
        ("=cmd()", ["cmd"]),
        ("x" * 200, ["x" * 20]),
    ],
)
def test_names_are_suggested_the_plainest_first(name: str, first: list[str]) -> None:
    """Only of letters that a name here may have."""
    assert policy.suggestions(name) == first


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("", ""),
        (" a-12 ", "A-12"),
        ("N 7", "N 7"),
        ("0042", "0042"),
        ("-1", None),
        ("1" * 31, None),
    ],
)
def test_a_member_number_has_one_form(said: str, number: str | None) -> None:
    """Zeros in front are part of it."""
    assert normal_number(said) == number

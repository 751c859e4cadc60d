"""Whatever people read can be read in French."""

from __future__ import annotations

import ast

import pytest
from babel.messages.catalog import Catalog, Message

from tests.house import catalogues


def test_there_is_a_french_catalogue() -> None:
    """And an English one, which says what the code says."""
    assert {"fr", "en"} <= catalogues.catalogues().keys()


def test_every_text_is_translated_and_nothing_else_is() -> None:
    """./run fix adds what is missing; a person translates it."""
    assert catalogues.faults() == []


@pytest.mark.parametrize(
    ("english", "french", "fault"),
    [
        ("Copy", "Copier", None),
        ("Copy", "", "not translated"),
        (("One day", "%(n)d days"), ("Un jour", ""), "not translated"),
        (("One day", "%(n)d days"), ("Un jour", "%(n)d jours"), None),
        ("By %(who)s", "Par lui", "not the same places as in English"),
        ("By {who}", "Par {qui}", "not the same places as in English"),
        ("Sure?", "Sûr ?", "a space that may break before : ; ? ! or inside « »"),
        ("Sure?", "Sûr\u00a0?", None),
    ],
)
def test_a_bad_translation_is_found(
    english: str | tuple[str, str], french: str | tuple[str, str], fault: str | None
) -> None:
    """Before a member finds it."""
    found = list(catalogues.wrong("fr", Message(english, french)))
    assert found == ([fault] if fault else [])


def test_an_unsure_translation_is_none() -> None:
    """Babel marks a guess as fuzzy."""
    assert list(catalogues.wrong("fr", Message("Copy", "Copier", flags=["fuzzy"]))) == ["fuzzy"]


def test_texts_for_people_are_found_in_rooms_without_any_mark() -> None:
    """A whole sentence is for people; docstrings, the log and built texts are not."""
    source = '''
"""A module."""
TEXT = "This link was used."
def refuse(host):
    """Say no."""
    raise Refused(f"{host} is blocked", safe="Not accepted here.")
log.info("a delivery failed")
'''
    found = set(catalogues.sentences(ast.parse(source)))
    assert found == {"This link was used.", "Not accepted here."}


def test_marked_texts_are_found() -> None:
    """Singular and plural together."""
    source = '_("Copy"); x.ngettext("One", "%(n)d", n); msg("Read"); other("Not this"); _(name)'
    assert set(catalogues.marked(ast.parse(source))) == {"Copy", ("One", "%(n)d"), "Read"}


def test_every_plural_has_the_forms_of_its_language() -> None:
    """As Unicode counts them: the head of the catalogue says so, and each text has them all."""
    for code, catalogue in catalogues.catalogues().items():
        assert catalogue.num_plurals == Catalog(locale=code).num_plurals
        assert catalogue.plural_expr == Catalog(locale=code).plural_expr
        for message in catalogue:
            if message.pluralizable and message.id:
                assert isinstance(message.string, tuple)
                assert len(message.string) == catalogue.num_plurals, message.id


def test_dates_for_people_are_written_by_babel_alone() -> None:
    """Where English is right for everybody, in documents for programs, Python may write them."""
    found = [
        path.relative_to(catalogues.PROGRAM).as_posix()
        for path in sorted(catalogues.PROGRAM.rglob("*.*"))
        if path.suffix in {".py", ".html", ".xml", ".txt"}
        and "strftime(" in path.read_text("utf-8")
    ]
    assert [each for each in found if "documents" not in each] == []

"""What is typed, and what it finds: accents, endings, phrases, beginnings, what is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.search import Kind, Narrowed
from fedicoop.search.asking import MOST_TERMS, read
from tests.givens import given_member
from tests.posts.given import given_note
from tests.search.given import EVERYTHING, found, read_all, told

if TYPE_CHECKING:
    from fedicoop.work import Work

TEXT = "L'assemblée générale des coopératives élit l'œuvre d'art : rendez-vous à Saint-Étienne !"


@pytest.mark.parametrize(
    "typed",
    [
        "assemblée",
        "ASSEMBLEE",
        "assemblées generales",
        "coopérative",
        "d'oeuvres",
        "Œuvre",
        "rendez-vous",
        "saint étienne",
        '"assemblée générale"',
        "« assemblées générales »",
        "“Saint Etienne”",
        "assem*",
        "général* -budget",
        "générale de la coopérative",
        "l\u2019assemblée",
        "e\u0301lit",
        '"assemblée',
    ],
)
async def test_french_is_found_however_it_is_written(work: Work, typed: str) -> None:
    ana = await given_member(work, "ana")
    post = await given_note(work, ana, TEXT)
    await given_note(work, ana, "Tout autre chose")

    assert await found(work, ana, typed) == [post.id]


@pytest.mark.parametrize(
    "typed",
    [
        "assem",
        '"générale assemblée"',
        "assemblée budget",
        "assemblée -coopérative",
        '-"saint etienne" assemblée',
        "-budget",
        "",
        '""',
        "* - ! ?",
        "\x00\ufffe",
    ],
)
async def test_what_does_not_fit_is_not_found(work: Work, typed: str) -> None:
    ana = await given_member(work, "ana")
    await given_note(work, ana, TEXT)

    assert await found(work, ana, typed) == []


@pytest.mark.parametrize(
    "typed",
    [
        '" OR 1=1 --',
        "title:secret",
        "{title body}: x",
        "NEAR(a b, 5)",
        "a AND OR NOT b",
        "^a + b",
        "'); DROP TABLE posts; --",
        "a:* & !b | (c <-> d)",
        "\\'\\",
        "%_[]()<>$",
        '"' * 300,
        "- " * 200,
        "*" * 300,
        "a* " * 100,
        "\ud800",
        "\U0001d538\U0001d539 \ufb01n ½ ²",
        "日本語 العربية",
        "é" * 5000,
        "œ" * 300,
    ],
)
async def test_no_text_is_an_operator_of_the_database(work: Work, typed: str) -> None:
    """Whatever is typed is words, or nothing."""
    ana = await given_member(work, "ana")
    await given_note(work, ana, "Bonjour")

    for kind in Kind:
        assert await found(work, ana, typed, kind) == []


def test_a_question_has_an_end() -> None:
    question = read(" ".join(f"mot{number}" for number in range(1000)))

    assert len(question.terms) == MOST_TERMS
    assert len(read('"' + "a b " * 500 + '"').terms[0].words) == 8


async def test_little_words_count_when_there_is_no_other(work: Work) -> None:
    ana = await given_member(work, "ana")
    post = await given_note(work, ana, "Au-dessus de la Loire")

    assert await found(work, ana, "de la") == [post.id]
    assert await found(work, ana, "dans les Loire") == [post.id]
    assert await found(work, ana, '"dans la Loire"') == []


async def test_words_of_every_alphabet_are_found(work: Work) -> None:
    ana = await given_member(work, "ana")
    post = await given_note(work, ana, "Ελλάδα Привет 日本 ½ x²")

    for typed in ("ελλαδα", "привет", "日本", "12", "X2"):
        assert await found(work, ana, typed) == [post.id]


async def test_titles_weigh_more_and_the_newest_can_come_first(work: Work) -> None:
    ana = await given_member(work, "ana")
    one = await given_note(work, ana, "On parle de compost parmi bien d'autres choses ici")
    two = await given_note(work, ana, "Compost, compost, compost")
    three = await given_note(work, ana, "Le compost du quartier, un long texte qui en dit plus")

    assert (await found(work, ana, "compost"))[0] == two.id
    newest = Narrowed(newest=True)
    assert await found(work, ana, "compost", narrowed=newest) == [three.id, two.id, one.id]


async def test_a_list_comes_in_pages_without_holes(work: Work) -> None:
    ana = await given_member(work, "ana")
    for number in range(7):
        await given_note(work, ana, f"Jardin numéro {number}")

    pages = [
        await found(work, ana, "jardin", narrowed=Narrowed(page=page, size=3))
        for page in (1, 2, 3, 4)
    ]

    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert len({ident for page in pages for ident in page}) == 7
    for page in (0, -1, 51, 10**9):
        assert await found(work, ana, "jardin", narrowed=Narrowed(page=page)) == []


async def test_only_what_one_author_wrote(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_member(work, "bob")
    await given_note(work, ana, "Le jardin d'Ana")
    his = await given_note(work, bob, "Le jardin de Bob")

    assert await found(work, ana, "jardin", narrowed=Narrowed(author=bob)) == [his.id]
    assert await found(work, ana, "jardin", Kind.GROUPS, Narrowed(author=bob)) == []
    assert await found(work, ana, "bob", Kind.PEOPLE, Narrowed(author=bob)) == []


async def test_a_text_as_long_as_may_be_is_read_to_its_bound(work: Work) -> None:
    ana = await given_member(work, "ana")
    post = await given_note(work, ana, "début")
    post.content = f"<p>{' '.join(f'mot{number}𝔸é' * 3 for number in range(20_000))} fin</p>"

    assert await found(work, ana, "mot1aemot1aemot1ae") == [post.id]
    assert await found(work, ana, "fin") == []


async def test_nothing_waits_twice(work: Work) -> None:
    ana = await given_member(work, "ana")
    await read_all(work)
    post = await given_note(work, ana, "Bonjour")
    post.content = "<p>Bonsoir</p>"

    assert await read_all(work) == 1
    assert await read_all(work) == 0
    assert await told(work, ana, "bonsoir") == ["Bonjour"]
    assert await found(work, ana, "bonjour", narrowed=EVERYTHING) == []

"""Images in a text stand where its writer put them, and headings can be jumped to."""

from __future__ import annotations

import pytest

from fedicoop import text


def _placed(source: str, *figures: str) -> tuple[str, list[int]]:
    return text.placed(text.markdown(text.apart(source)), figures)


def test_a_mark_on_its_own_line_is_replaced() -> None:
    assert _placed("A\n[image 2]\nB", "<1>", "<2>") == ("<p>A</p>\n<2>\n<p>B</p>", [0])


@pytest.mark.parametrize(
    "source", ["A [image 1] B", "`[image 1]`", "- [image 1]", "[image 0]", "[image 100]", "[image]"]
)
def test_anything_else_is_text(source: str) -> None:
    html, left = _placed(source, "<1>")
    assert left == [0]
    assert "[image" in html


def test_a_figure_stands_once_and_a_mark_without_one_goes() -> None:
    html, left = _placed("[image 1]\n\n[Image 1]\n\n[IMAGE 7]", "<1>")
    assert (html.split(), left) == (["<1>"], [])


def test_a_hundred_thousand_marks_are_nothing() -> None:
    html, _ = _placed("[image 1]\n" * 9000, "<1>")
    assert html.count("<1>") == 1


def test_headings_get_ids_of_ours() -> None:
    html, found = text.sections("<h2>A &amp; <em>B</em></h2><h3></h3><p>x</p><h4>C</h4><h5>D</h5>")
    assert html == (
        '<h2 id="part-1">A &amp; <em>B</em></h2><h3></h3><p>x</p><h4 id="part-2">C</h4><h5>D</h5>'
    )
    assert [(each.ident, each.words) for each in found] == [("part-1", "A & B"), ("part-2", "C")]


def test_a_flood_of_headings_is_not_all_listed() -> None:
    _, found = text.sections("<h2>x</h2>" * 1000)
    assert len(found) == 40


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (1, 1), (220, 1), (221, 2), (2200, 10)])
def test_220_words_are_read_in_a_minute(words: int, minutes: int) -> None:
    assert text.minutes("<p>mot <em>un</em> </p>" * (words // 2) + "mot" * (words % 2)) == minutes

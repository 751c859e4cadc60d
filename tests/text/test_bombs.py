"""Texts made to be read without end: each is read in no time."""

from __future__ import annotations

from time import process_time

import pytest

from fedicoop import text
from tests.text.judging import assert_harmless

BOMBS = {
    "nested": "<blockquote>" * 50_000,
    "carried on": "<p>"
    + "".join(f"<b title={n}>" for n in range(3000))
    + "</p>"
    + "<p>x</p>" * 9000,
    "carried links": "<a href=https://a.example><b><p>" * 7000,
    "tags without end": "<a x='" * 40_000,
    "quotes across": "<a x=\"<a y='" * 20_000,
    "attributes": "<a " + "x " * 120_000,
    "comments": "<!--" * 60_000,
    "hidden": "<svg><style>" * 20_000,
    "signs": "<" * 250_000,
    "entities": "&#" * 120_000,
    "numbers": "&#" + "9" * 200_000 + ";",
    "hidden parts": '<span class="invisible">' * 10_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_dos_023_a_bomb_is_read_in_no_time(name: str) -> None:
    begun = process_time()
    shown = text.sanitize(BOMBS[name])
    words = text.plain(BOMBS[name], 500)
    spent = process_time() - begun

    assert spent < 1.5, "measured 0.02 to 0.25 s; a quadratic or exploding reader takes minutes"
    assert len(shown) < 1_500_000
    assert len(words) <= 500


@pytest.mark.parametrize(
    "scrap",
    [
        "[",
        "![",
        "[a](",
        "*a **a ",
        "<",
        ">",
        "- ",
        "*_",
        "https://",
        "@a",
        "@a.a",
        "#a",
        "&",
        "`` ` ",
        "a\n",
        "~~a ",
    ],
)
def test_endless_markdown_is_read_in_no_time(scrap: str) -> None:
    source = scrap * (30_000 // len(scrap))

    begun = process_time()
    html = text.markdown(source)
    text.find_mentions(source)
    text.find_hashtags(source)
    spent = process_time() - begun

    assert spent < 20, "measured 0.1 to 1 s; a quadratic reader takes minutes"
    assert_harmless(html[:20_000])

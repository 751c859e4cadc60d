"""Two colours per cooperative: whatever they are, everything can be read, in light and in dark."""

from __future__ import annotations

import re
from itertools import product

import pytest

from fedicoop.web import theme

_SET = re.compile(r"--([a-z-]+):(#[0-9a-f]{6})")
_STEPS = ("00", "66", "cc", "ff")
COLOURS = [f"#{red}{green}{blue}" for red, green, blue in product(_STEPS, repeat=3)]
GROUNDS = {"light": ("#fbfaf6", "#ffffff"), "dark": ("#1b1a18", "#242320")}
SOFT = {"light": "#5d584f", "dark": "#b5afa3"}


def css(primary: str, accent: str = "#9a4f12") -> str:
    """Write a theme.css."""
    return f":root {{\n  --coop-primary: {primary};\n  --coop-accent: {accent};\n}}\n"


def schemes(primary: str, accent: str) -> dict[str, dict[str, str]]:
    """Give the tokens of both schemes."""
    light, dark = theme.palette(css(primary, accent)).split("@media")
    return {"light": dict(_SET.findall(light)), "dark": dict(_SET.findall(dark))}


@pytest.mark.parametrize("primary", COLOURS)
def test_words_have_four_and_a_half_and_lines_three(primary: str) -> None:
    """On every ground on which they stand (WCAG 2.2, 1.4.3 and 1.4.11)."""
    for name, tokens in schemes(primary, COLOURS[-1 - COLOURS.index(primary)]).items():
        paper, sheet = GROUNDS[name]
        for ground in (paper, sheet, tokens["tint"]):
            assert theme.contrast(tokens["link"], ground) >= 4.5
            assert theme.contrast(SOFT[name], ground) >= 4.5
        assert theme.contrast(tokens["on-primary"], tokens["primary"]) >= 4.5
        assert theme.contrast(tokens["on-wash"], tokens["wash"]) >= 4.5
        assert theme.contrast(tokens["accent"], paper) >= 3


def test_colours_that_are_drawn_as_written_need_no_remark() -> None:
    """Nor does a cooperative that has none."""
    assert theme.remarks("") == []
    assert theme.remarks("/* Les nôtres. */\n" + css("#386641")) == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (css("green"), "--coop-primary is not a colour written as #386641, so #2f6b4f is used"),
        (css("#ffee00"), "white cannot be read on #ffee00: words on it are dark"),
        (css("#ffee00"), "#ffee00 has 1.2:1 on the page: links are drawn in"),
        (css("#386641", "#ffee00"), "lines and icons are drawn in"),
        (css("#386641") + "body { color: #eee }", "it sets more than the two colours"),
    ],
)
def test_the_operator_is_told_what_is_drawn_otherwise(written: str, said: str) -> None:
    """And in which colour instead."""
    assert any(said in each for each in theme.remarks(written)), theme.remarks(written)

"""A cooperative's two colours, turned into readable ones: contrast is computed, not hoped for.

theme.css names ``--coop-primary`` and ``--coop-accent``; everything else of the palette is mixed
from them here, for light and for dark, so that text on every page keeps a contrast of at least
4.5:1 (WCAG 2.2, 1.4.3) and lines and icons one of 3:1 (1.4.11), whatever was chosen.
"""

from __future__ import annotations

import re

PRIMARY, ACCENT = "#2f6b4f", "#c9722c"
_NAMED = re.compile(r"--coop-(primary|accent)\s*:\s*(#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?)\b")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
PAPER = "#fbfaf6"
_LIGHT = {"paper": PAPER, "ink": "#23211d"}
_DARK = {"paper": "#1b1a18", "ink": "#ece8e0"}
_WHITE, _BLACK = "#ffffff", "#000000"
_NEARLY_BLACK = "#16150f"
_STEPS = 40

Rgb = tuple[float, float, float]


def colours_of(css: str) -> tuple[str, str]:
    """Read the two colours out of a theme.css; ours where it names none."""
    found = dict(_NAMED.findall(css))
    return _long(found.get("primary", PRIMARY)), _long(found.get("accent", ACCENT))


def remarks(css: str) -> list[str]:
    """Say what of a theme.css is not drawn as it was written, and why; nothing when all is.

    A colour that would not be read is not refused but mixed until it is: the operator is told.
    """
    if not css.strip():
        return []
    named = dict(_NAMED.findall(css))
    found = [
        f"--coop-{name} is not a colour written as #386641, so {ours} is used"
        for name, ours in (("primary", PRIMARY), ("accent", ACCENT))
        if name not in named
    ]
    if not found:
        found += _mixed(*colours_of(css))
    rest = _COMMENT.sub("", _NAMED.sub("", css))
    if re.sub(r":root|[{};\s]", "", rest):
        found.append("it sets more than the two colours; whether that can be read is not checked")
    return found


def _mixed(primary: str, accent: str) -> list[str]:
    light = _tokens(primary, accent, **_LIGHT)
    found = []
    if light["on-primary"] != _WHITE:
        found.append(f"white cannot be read on {primary}: words on it are dark")
    for name, colour in (("link", primary), ("accent", accent)):
        if light[name] != colour:
            ratio = contrast(colour, PAPER)
            drawn = {"link": "links are", "accent": "lines and icons are"}[name]
            found.append(f"{colour} has {ratio:.1f}:1 on the page: {drawn} drawn in {light[name]}")
    return found


def palette(css: str) -> str:
    """Give the stylesheet that sets every colour of the pages from a theme.css."""
    primary, accent = colours_of(css)
    light = _tokens(primary, accent, **_LIGHT)
    dark = _tokens(readable(primary, _WHITE, 6.5), accent, **_DARK)
    return (
        f":root{{{_declared(light)}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{_declared(dark)}}}}}\n"
    )


def theme_colour(css: str) -> str:
    """Give the colour of the browser's own bar around the page."""
    return colours_of(css)[0]


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, 1 to 21, as WCAG defines it."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable(colour: str, ground: str, least: float) -> str:
    """Darken or lighten a colour until it stands out enough from its ground."""
    end = _BLACK if _luminance(ground) > 0.18 else _WHITE
    for step in range(_STEPS + 1):
        candidate = mixed(end, colour, step / _STEPS)
        if contrast(candidate, ground) >= least:
            return candidate
    return end


def mixed(one: str, other: str, share: float) -> str:
    """Mix two colours; ``share`` is how much of the first."""
    parts = zip(_rgb(one), _rgb(other), strict=True)
    return "#" + "".join(f"{round(255 * (a * share + b * (1 - share))):02x}" for a, b in parts)


def _tokens(primary: str, accent: str, *, paper: str, ink: str) -> dict[str, str]:
    inks = (_WHITE, _NEARLY_BLACK, _BLACK)
    on_primary = next(each for each in inks if contrast(each, primary) >= 4.5)
    tint = mixed(primary, paper, 0.09)
    return {
        "primary": primary,
        "on-primary": on_primary,
        "link": readable(primary, tint, 5.5),
        "tint": tint,
        "accent": readable(accent, paper, 3.2),
        "wash": mixed(accent, paper, 0.14),
        "on-wash": readable(mixed(accent, ink, 0.35), mixed(accent, paper, 0.14), 7),
    }


def _declared(tokens: dict[str, str]) -> str:
    return ";".join(f"--{name}:{value}" for name, value in tokens.items())


def _long(colour: str) -> str:
    digits = colour[1:]
    return "#" + (digits if len(digits) == 6 else "".join(each * 2 for each in digits)).lower()


def _rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in _rgb(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

"""An address as a pattern of squares: paper cannot be pressed, but a telephone can look at it."""

from __future__ import annotations

from functools import lru_cache

import segno
from markupsafe import Markup

_BORDER = 4
"""Squares of white around it; readers need them."""


@lru_cache(maxsize=512)
def code(address: str) -> Markup:
    """Draw an address as an SVG that fills its place; "" for one that no pattern can hold."""
    try:
        found = segno.make_qr(address, error="m")
    except segno.DataOverflowError:
        return Markup()
    drawn = found.svg_inline(
        border=_BORDER, omitsize=True, svgclass="qr", lineclass=None, dark="#000", light="#fff"
    )
    return Markup(drawn.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704 - segno's

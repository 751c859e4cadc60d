"""The signs beside words, drawn here once: into a page, or by the stylesheet before the words.

One path each, on 24 by 24, in the colour of the text beside it. ``icon(name)`` of parts/icons.html
draws one into the page; the classes ``sign s-NAME`` put one before the words of a link, a button or
a badge without an element of its own, so that a long list stays light.
"""

from __future__ import annotations

from urllib.parse import quote

# fmt: off
SHAPES = {
    "home": "M3 11 12 3l9 8M5 9.5V21h5v-6h4v6h5V9.5",
    "bell": "M6 9a6 6 0 0 1 12 0c0 6 2.5 7 2.5 7h-17S6 15 6 9M10 20a2.2 2.2 0 0 0 4 0",
    "quiet": "M6 9a6 6 0 0 1 12 0c0 6 2.5 7 2.5 7h-17S6 15 6 9M10 20a2.2 2.2 0 0 0 4 0M3 3l18 18",
    "keep": "M6 3h12v18l-6-4.5L6 21z",
    "write": "M4 20l1-4.5L16.5 4a2.1 2.1 0 0 1 3 3L8 18.7zM14.5 6l3.5 3.5",
    "menu": "M4 6h16M4 12h16M4 18h16",
    "heart": "M12 20.5 4.3 12.7a5 5 0 0 1 7.1-7.1l.6.7.6-.7a5 5 0 0 1 7.1 7.1z",
    "share": "M17 2l4 4-4 4M3 11V9a3 3 0 0 1 3-3h15M7 22l-4-4 4-4M21 13v2a3 3 0 0 1-3 3H3",
    "reply": "M9 17 4 12l5-5M4 12h11a5 5 0 0 1 5 5v2",
    "public": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18",
    "unlisted": (
        "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0"
        " 0 0 5.7 5.7L12 17"
    ),
    "followers": (
        "M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8M2 21v-1a6 6 0 0 1 6-6h2a6 6 0 0 1 6 6v1M16 3.3"
        "a4 4 0 0 1 0 7.4M22 21v-1a6 6 0 0 0-4-5.6"
    ),
    "group": (
        "M12 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M5.5 20v-.5a6.5 6.5 0 0 1 13 0v.5M4.6 "
        "12.5a2.7 2.7 0 1 1 1.9-4.6M19.4 12.5a2.7 2.7 0 1 0-1.9-4.6"
    ),
    "direct": "M3 6h18v12H3zM3 7l9 6 9-6",
    "network": (
        "M12 3v5M5 21l3.5-6M19 21l-3.5-6M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 1.5v.1M4 22v"
        ".1M20 22v.1"
    ),
    "members": "M3 10 12 4l9 6zM6 10v8M10 10v8M14 10v8M18 10v8M3 21h18",
    "pin": "M12 17v5M7 3h10l-1.5 6 3 4v2h-13v-2l3-4z",
    "lock": "M6 11h12v10H6zM8.5 11V7a3.5 3.5 0 0 1 7 0v4",
    "user": "M12 12a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9M4 21a8 8 0 0 1 16 0",
    "search": "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M16 16l5 5",
    "settings": "M4 7h8M18 7h2M4 17h2M12 17h8M15 4.5v5M9 14.5v5",
    "warning": "M12 3 2 20h20zM12 10v4M12 17v.1",
    "done": "M4 12.5 9.5 18 20 6.5",
    "picture": "M4 4h16v16H4zM4 16l5-5 4 4 3-3 4 4M15.5 8.5v.1",
    "info": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 11v6M12 7.5v.1",
    "away": "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
    "bin": "M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6",
    "flag": "M5 22V4h13l-3 4.5 3 4.5H5",
    "todo": "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16",
    "clock": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7v5l3.5 2",
    "place": (
        "M12 21s7-6.4 7-11.5A7 7 0 0 0 5 9.5C5 14.6 12 21 12 21M12 12a2.5 2.5 0 1 0 0-5 2"
        ".5 2.5 0 0 0 0 5"
    ),
    "calendar": (
        "M4 6h16v15H4zM4 10.5h16M8 3v5M16 3v5M8 14.5h.1M12 14.5h.1M16 14.5h.1M8 17.8h.1M1"
        "2 17.8h.1"
    ),
    "paper": "M6 3h9l4 4v14H6zM15 3v4h4M9 12h7M9 16h7",
    "leaf": "M5 20c0-9 5-15 15-16 0 11-5 15-11 15-2 0-4-1-4-3 0-4 5-6 9-7",
}
# fmt: on
_FILLED = ("heart", "keep", "pin")
"""What is drawn fuller once it is pressed."""
_SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='#000' "
    "stroke-width='1.8' stroke-linecap='round' stroke-linejoin='round'>"
    "<path fill-opacity='.3' d='{}'{}/></svg>"
)


def stylesheet() -> str:
    """Give a class for each sign; what it looks like is the ``sign`` of fedicoop.css."""
    lines = [_rule(f".s-{name}", name) for name in SHAPES]
    lines += [_rule(f'.s-{name}[aria-pressed="true"]', name, " fill='#000'") for name in _FILLED]
    return "\n".join(lines)


def _rule(selector: str, name: str, fill: str = "") -> str:
    drawing = quote(_SVG.format(SHAPES[name], fill), safe=" '=/:.,-")
    return f'{selector} {{ --sign: url("data:image/svg+xml,{drawing}"); }}'

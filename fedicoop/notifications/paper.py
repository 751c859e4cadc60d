"""The form of every letter: its parts, laid out as plain text and as HTML that says the same.

No picture, no tracker, no address of anybody else; readable in the dark, on an old telephone, and
by a mail program that knows nothing but text.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_WIDTH = 72
_FONT = "font:17px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif"
_BODY = f"margin:0;padding:0;background:#f4f2ec;color:#1c1c1c;{_FONT}"
_SHEET = "max-width:36em;margin:0 auto;padding:1.5em 1.2em;background:#ffffff;color:#1c1c1c"
_BUTTON = (
    "display:inline-block;padding:.7em 1.3em;border-radius:.4em;"
    "background:#1f5f3f;color:#ffffff;text-decoration:none;font-weight:600"
)
_CALM = (
    "display:inline-block;padding:.6em 1.2em;border-radius:.4em;"
    "border:2px solid #1f5f3f;color:#1f5f3f;text-decoration:none;font-weight:600"
)
_LINK = "color:#1f5f3f"
_HEADING = "font-size:1.2em;line-height:1.3;margin:1.8em 0 .6em"
_FIRST = "font-size:1.3em;line-height:1.3;margin:0 0 .6em"
_ENTRY = "margin:0 0 1.2em;padding:0 0 0 .8em;border-left:3px solid #1f5f3f"
_SOFT = "color:#555555"
_HEAD = f"margin:0 0 1.6em;font-size:.9em;font-weight:600;{_SOFT}"
_FOOT = f"margin:2.5em 0 0;padding:1em 0 0;border-top:1px solid #cccccc;font-size:.85em;{_SOFT}"
_HIDDEN = "display:none;max-height:0;overflow:hidden;mso-hide:all"
_DARK = (
    "@media (prefers-color-scheme:dark){"
    "body{background:#15181a!important;color:#ececec!important}"
    ".sheet{background:#1e2224!important;color:#ececec!important}"
    ".link{color:#8fd3ae!important}.soft{color:#b8b8b8!important}"
    ".button{background:#8fd3ae!important;color:#10241a!important}"
    ".calm{color:#8fd3ae!important;border-color:#8fd3ae!important}"
    ".entry{border-color:#8fd3ae!important}}"
)


@dataclass(frozen=True)
class Text:
    """A paragraph; its line ends are kept."""

    words: str


@dataclass(frozen=True)
class Heading:
    """What stands above a part of a letter."""

    words: str


@dataclass(frozen=True)
class Button:
    """What to do, and where; ``calm`` for what one may do, beside what the letter is for."""

    words: str
    url: str
    calm: bool = False


@dataclass(frozen=True)
class Entry:
    """One thing in a list: its title, a line about it, some words of it, and what can be done."""

    title: str
    url: str = ""
    about: str = ""
    words: str = ""
    links: tuple[Button, ...] = ()


@dataclass(frozen=True)
class Rich:
    """HTML that went through text.sanitize, and the same in plain words."""

    html: str
    words: str


Part = Text | Heading | Button | Entry | Rich


@dataclass(frozen=True)
class Letter:
    """What a letter says, before it has its form.

    ``url`` is where the same stands on the site: the digest leads there when the letter did not
    fit into what its reader gets a month. ``preheader`` is the line that mail programs show beside
    the subject; ``calendar`` is an invitation (iTIP) that goes with it. What a letter says can be
    over at a moment, ``until``: it does not leave after it, and stands in no digest. ``about`` is
    what can make it wrong before that.
    """

    kind: str
    language: str
    subject: str
    parts: tuple[Part, ...]
    url: str = ""
    preheader: str = ""
    calendar: str = ""
    about: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class Foot:
    """What stands below a letter: who wrote it, and how to get no more of its kind."""

    coop: str
    why: str = ""
    links: tuple[Button, ...] = ()


def in_text(letter: Letter, foot: Foot) -> str:
    """Lay a letter out as plain text."""
    parts = [_plain(part, letter.language) for part in letter.parts]
    below = [foot.coop]
    if foot.why:
        below.append(foot.why)
    below += [_action(link, letter.language) for link in foot.links]
    return "\n\n".join([*(part for part in parts if part), "-- \n" + "\n".join(below)]) + "\n"


def _plain(part: Part, language: str) -> str:
    match part:
        case Heading():
            return f"{part.words}\n{'-' * min(len(part.words), _WIDTH)}"
        case Button():
            return _action(part, language)
        case Entry():
            return _plain_entry(part, language)
        case _:
            return part.words.strip()


def _action(link: Button, language: str) -> str:
    """Write an address under what it is for; mail programs make a link of it."""
    colon = "\u00a0:" if language == "fr" else ":"
    return f"{link.words}{colon}\n{link.url}"


def _plain_entry(part: Entry, language: str) -> str:
    url = "" if part.url in {link.url for link in part.links} else part.url
    lines = [part.about, part.words, url]
    lines += [_action(link, language) for link in part.links]
    said = "\n".join(line for line in lines if line)
    return f"* {part.title}\n{textwrap.indent(said, '  ')}".rstrip()


def in_html(letter: Letter, foot: Foot) -> str:
    """Lay a letter out as HTML: inline styles, for mail programs that take no others."""
    return (
        f'<!doctype html>\n<html lang="{letter.language}" dir="ltr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(letter.subject)}</title><style>{_DARK}</style></head>\n"
        f'<body style="{_BODY}">\n{_preheader(letter)}'
        f'<div class="sheet" style="{_SHEET}">\n'
        f'<p class="soft" style="{_HEAD}">{escape(foot.coop)}</p>\n'
        + "\n".join(_marked(part, first=not number) for number, part in enumerate(letter.parts))
        + f'\n<div class="soft" style="{_FOOT}">\n{_below(foot)}\n</div>\n</div>\n</body></html>\n'
    )


def _preheader(letter: Letter) -> str:
    if not letter.preheader:
        return ""
    return f'<div style="{_HIDDEN}">{escape(letter.preheader)}</div>\n'


def _marked(part: Part, *, first: bool) -> str:
    match part:
        case Heading():
            return f'<h2 style="{_FIRST if first else _HEADING}">{escape(part.words)}</h2>'
        case Button():
            return f'<p style="margin:1.4em 0">{_button(part)}</p>'
        case Entry():
            return _marked_entry(part)
        case Rich():
            return part.html
        case Text():
            return f"<p>{_lines(part.words)}</p>"


def _button(link: Button) -> str:
    url = escape(link.url)
    name, style = ("calm", _CALM) if link.calm else ("button", _BUTTON)
    return f'<a class="{name}" href="{url}" style="{style}">{escape(link.words)}</a>'


def _link(words: str, url: str) -> str:
    return f'<a class="link" href="{escape(url)}" style="{_LINK}">{escape(words)}</a>'


def _lines(words: str) -> str:
    return escape(words.strip()).replace("\n", "<br>")


def _marked_entry(part: Entry) -> str:
    title = _link(part.title, part.url) if part.url else escape(part.title)
    said = [f"<strong>{title}</strong>"]
    if part.about:
        said.append(f'<span class="soft" style="{_SOFT}">{_lines(part.about)}</span>')
    if part.words:
        said.append(_lines(part.words))
    if part.links:
        said.append(" · ".join(_link(link.words, link.url) for link in part.links))
    return f'<p class="entry" style="{_ENTRY}">' + "<br>".join(said) + "</p>"


def _below(foot: Foot) -> str:
    said = [escape(foot.coop)]
    if foot.why:
        said.append(escape(foot.why))
    said += [_link(link.words, link.url) for link in foot.links]
    return "<br>\n".join(said)

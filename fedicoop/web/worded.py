"""The words of a post as a page shows them: an article's images stand in their places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from fedicoop import text
from fedicoop.posts import longform

if TYPE_CHECKING:
    from fedicoop.posts import Post


@dataclass(frozen=True)
class Picture:
    """An image of a post; ``src`` is "" for one that stays on the server it came from."""

    href: str
    src: str
    alt: str
    width: int | None
    height: int | None
    host: str = ""


def worded(post: Post, pictures: tuple[Picture, ...]) -> tuple[Markup, tuple[Picture, ...]]:
    """Give what a post says, and its images that are not in the text."""
    if post.type != "Article" or not post.local:
        return Markup(longform.under_its_title(post)), pictures  # noqa: S704 - sanitised on the way in
    html, rest = illustrated(post.content, pictures)
    return html, rest


def illustrated(content: str, pictures: tuple[Picture, ...]) -> tuple[Markup, tuple[Picture, ...]]:
    """Put images into sanitised HTML of ours where its writer marked them; give the others."""
    html, left = text.placed(content, [_figure(each) for each in pictures])
    return Markup(html), tuple(pictures[number] for number in left)  # noqa: S704 - sanitised


def _figure(picture: Picture) -> str:
    """Show an image in a text; pressed, it is shown whole, if there are words for the link."""
    size = f' width="{picture.width}" height="{picture.height}"' if picture.width else ""
    alt = escape(picture.alt)
    image = f'<img src="{escape(picture.src)}" alt="{alt}" loading="lazy"{size}>'
    if alt:
        image = f'<a href="{escape(picture.href)}">{image}</a>'
    return f"<figure>{image}</figure>"

"""Words: plain ones freed of what cannot be seen, HTML that is safe to show, Markdown from members.

HTML of others passes ``sanitize`` once, on the way in; nothing cleans it again later.
"""

from fedicoop.text.addresses import address
from fedicoop.text.characters import clean
from fedicoop.text.figures import apart, placed, sections
from fedicoop.text.markup import find_hashtags, find_mentions, markdown, markdown_line
from fedicoop.text.reading import minutes, plain
from fedicoop.text.sanitizing import sanitize
from fedicoop.text.tables import cell, uncell

__all__ = [
    "address",
    "apart",
    "cell",
    "clean",
    "find_hashtags",
    "find_mentions",
    "markdown",
    "markdown_line",
    "minutes",
    "placed",
    "plain",
    "sanitize",
    "sections",
    "uncell",
]

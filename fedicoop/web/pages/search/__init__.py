"""One box for everything: words in all that the reader may see, names, addresses, hashtags."""

from fedicoop.web.pages.search.showing import routes

__all__ = ["routes"]

"""Articles: the list of them, the feed, and where they are written."""

from fedicoop.web.pages.articles import editing, listing, sketches

routes = [*listing.routes, *editing.routes, *sketches.routes]

"""The pages of the library: its lists, one document, its downloads, adding and ordering."""

from fedicoop.web.pages.library import editing, elsewhere, feed, listing, shelving, tending

routes = [
    *listing.routes,
    *elsewhere.routes,
    *feed.routes,
    *editing.routes,
    *tending.routes,
    *shelving.routes,
]

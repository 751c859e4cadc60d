"""The pages of groups: finding one, its own page, coming in, looking after it."""

from fedicoop.web.pages.groups import discussing, editing, joining, lasting, listing, managing

routes = [
    *listing.routes,
    *editing.routes,
    *joining.routes,
    *managing.routes,
    *lasting.routes,
    *discussing.routes,
]

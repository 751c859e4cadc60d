"""The pages of groups: finding one, its own page, coming in, looking after it."""

from fedicoop.web.pages.groups import (
    discussing,
    editing,
    joining,
    lasting,
    linking,
    listing,
    managing,
)

routes = [
    *listing.routes,
    *editing.routes,
    *joining.routes,
    *managing.routes,
    *lasting.routes,
    *linking.routes,
    *discussing.routes,
]

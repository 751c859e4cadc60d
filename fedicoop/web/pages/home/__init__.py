"""A member's own page: what is asked of her, what comes next, what is new, what others write."""

from fedicoop.web.pages.home import showing, since

routes = [*showing.routes, *since.routes]

__all__ = ["routes"]

"""Taking part from one's own site: "where do you come from?", and coming here from there."""

from fedicoop.web.pages.elsewhere import arriving, asking, mailing

routes = [*asking.routes, *arriving.routes, *mailing.routes]

__all__ = ["routes"]

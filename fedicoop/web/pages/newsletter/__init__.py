"""The newsletter: its archive for its readers, its desk for those who write it."""

from fedicoop.web.pages.newsletter import archive, desk, exporting, sending

routes = [*exporting.routes, *desk.routes, *sending.routes, *archive.routes]

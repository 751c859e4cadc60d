"""Every page there is to look at, by its route: a page that is added is looked at, or says why not.

A route without a parameter is opened by somebody who may; for one with parameters an address is
written here. ``test_pages`` insists that nothing is forgotten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.web.federation import routes as protocol_routes
from fedicoop.web.routes import page_routes
from tests.browser.cast import AUTHOR, GROUP, MEMBER, STAFF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.scene import Scene

VISITOR = ""
PARTS = ("days", "place", "reach", "joining", "asking", "links", "later")
"""What opens in the form of an event."""
NO_PAGES = {
    "/static/{name}",
    "/manifest.webmanifest",
    "/worker.js",
    "/share",
    "/agenda.atom",
    "/documents.atom",
    "/articles.atom",
    "/newsletter/subscribers.csv",
    "/newsletter/{ident}/letter.html",
    "/newsletter/{ident}/letter.md",
    "/media/{name}",
    "/media/letter/{key}",
    "/messages/files/{ident}",
    "/messages/files/{ident}/small",
    "/moderation/reports/{report}/files/{ident}",
    "/livez",
    "/readyz",
    "/robots.txt",
    "/sitemap.xml",
    "/sitemaps/{kind}.xml",
    "/network/counts.csv",
    "/network/documents/{ident}/file",
    "/agenda.json",
    "/agenda.ics",
    "/calendar/{token}.ics",
    "/events/{ident}/participants.csv",
    "/admin/register.csv",
    "/settings/data/{ident}.zip",
}
"""What answers a GET with something else than a page, or only sends on to one."""

ON_THE_WAY = {
    "/sign-in/link/{token}",
    "/settings/address/{token}",
    "/events/{ident}/guest",
}
"""What can only be opened in the course of a journey; the journeys look at it."""

FOR_ALL = {
    "/": ["/"],
    "/about": ["/about"],
    "/contact": ["/contact"],
    "/pages/{slug}": ["/pages/contact", "/pages/mentions-legales", "/pages/glossaire"],
    "/login": ["/login"],
    "/code": ["/code", "/code?number=1042&code=7KQ2-M9XD-4RTA"],
    "/offline": ["/offline"],
    "/answer/{token}": ["/answer/KEY"],
    "/calls/answer/{token}": ["/calls/answer/WORD", "/calls/answer/WORD?say=never"],
    "/unsubscribe/{token}": ["/unsubscribe/SELDOM", "/unsubscribe/NOMORE"],
    "/unsubscribe/{token}/choice": ["/unsubscribe/NOMORE/choice"],
    "/letter/{token}/{ident}": ["/letter/INSIDE"],
    "/activate/{token}": ["/activate/INVITATION"],
    "/activate/{token}/leave": ["/activate/INVITATION/leave"],
    "/tags/{name}": ["/tags/solaire", "/tags/jamais"],
    "/@{name}": [f"/@{AUTHOR}", "/@cooperative", f"/@{GROUP}"],
    "/groups": ["/groups", "/groups?near=Marseille"],
    "/network": ["/network", "/network?groups=all"],
    "/network/counts": ["/network/counts"],
    "/embed/agenda": ["/embed/agenda"],
    "/agenda": [
        "/agenda",
        "/agenda?town=saint-denis&km=50&kind=atelier",
        "/agenda?choose=1",
        "/agenda?view=month",
        "/agenda?view=month&month=2027-02",
        "/agenda?view=map&town=Rouen&km=100",
    ],
    "/@{name}/qr": [f"/@{AUTHOR}/qr", f"/@{GROUP}/qr"],
    "/events/{ident}/qr": ["/events/PARTY/qr"],
    "/documents": ["/documents", "/documents?q=jamais"],
    "/documents/{ident}": ["/documents/PAPER"],
    "/@{name}/elsewhere": [f"/@{AUTHOR}/elsewhere"],
    "/notes/{ident}": ["/notes/PICTURE", "/notes/EDITED"],
    "/notes/{ident}/elsewhere": ["/notes/PICTURE/elsewhere"],
    "/notes/{ident}/history": ["/notes/EDITED/history"],
    "/articles": ["/articles", "/articles?subject=jamais"],
    "/newsletters": ["/newsletters"],
    "/newsletters/{ident}": ["/newsletters/ISSUE"],
    "/articles/{ident}": ["/articles/ARTICLE"],
    "/events/{ident}": ["/events/PARTY", "/events/LOST"],
    "/events/{ident}/elsewhere": ["/events/PARTY/elsewhere"],
}
FOR_MEMBERS = {
    "/contact": ["/contact"],
    "/documents": ["/documents", "/documents?category=category-accounts"],
    "/agenda": ["/agenda", "/agenda?view=map"],
    "/network": ["/network"],
    "/@{name}": [f"/@{AUTHOR}", f"/@{MEMBER}", f"/@{GROUP}"],
    "/groups": ["/groups"],
    "/@{handle}/discussions": [f"/@{GROUP}/discussions"],
    "/@{handle}/followers": [f"/@{AUTHOR}/followers", f"/@{MEMBER}/followers"],
    "/@{handle}/following": [f"/@{AUTHOR}/following"],
    "/notes/{ident}": ["/notes/PICTURE", "/notes/EDITED", "/notes/TALK"],
    "/compose": ["/compose", "/compose?reply=PICTURE"],
    "/messages/new": ["/messages/new", "/messages/new?about=PICTURE"],
    "/messages/{ident}": ["/messages/LETTERS"],
    "/search": ["/search", "/search?q=la", "/search?q=personne-de-ce-nom"],
    "/authorize_interaction": [
        f"/authorize_interaction?uri=HERE/users/{AUTHOR}",
        f"/authorize_interaction?uri=HERE/groups/{GROUP}",
        "/authorize_interaction?uri=HERE/notes/PICTURE&do=like",
    ],
    "/directory": ["/directory", "/directory?q=personne-de-ce-nom&town=Saint-Denis"],
    "/report": [
        "/report?post=PICTURE",
        "/report?person=PERSON",
        "/report?document=PAPER",
        "/report?call=CALLED",
    ],
    "/calls": ["/calls"],
    "/calls/{ident}": ["/calls/CALLED"],
    "/settings": ["/settings", "/settings?first=1"],
    "/articles": ["/articles"],
    "/articles/{ident}": ["/articles/ARTICLE"],
    "/events/{ident}": ["/events/PARTY"],
    "/new/event": [
        "/new/event",
        "/new/event?copy=PARTY",
        *(f"/new/event?part={part}" for part in PARTS),
    ],
}
FOR_AUTHORS = {
    "/settings/contact": ["/settings/contact"],
    "/documents/{ident}": ["/documents/PAPER"],
    "/documents/{ident}/edit": ["/documents/PAPER/edit"],
    "/documents/{ident}/version": ["/documents/PAPER/version"],
    "/new/document": [f"/new/document?group={GROUP}"],
    "/@{name}": [f"/@{GROUP}"],
    "/new/group": ["/new/group"],
    "/@{handle}/members": [f"/@{GROUP}/members"],
    "/@{handle}/edit": [f"/@{GROUP}/edit"],
    "/@{handle}/archive": [f"/@{GROUP}/archive"],
    "/@{handle}/journal": [f"/@{GROUP}/journal"],
    "/@{handle}/discuss": [f"/@{GROUP}/discuss"],
    "/@{handle}/waiting": [f"/@{GROUP}/waiting"],
    "/@{handle}/links": [f"/@{GROUP}/links"],
    "/@{handle}/links/{ident}": [f"/@{GROUP}/links/LINK"],
    "/notes/{ident}/edit": ["/notes/PICTURE/edit"],
    "/notes/{ident}/delete": ["/notes/PICTURE/delete"],
    "/events/{ident}": ["/events/PARTY"],
    "/new/event": [f"/new/event?group={GROUP}"],
    "/drafts": ["/drafts"],
    "/drafts/{ident}": ["/drafts/DRAFT"],
    "/drafts/article/{ident}": ["/drafts/article/SKETCH"],
    "/new/article": [f"/new/article?group={GROUP}"],
    "/articles/{ident}/edit": ["/articles/ARTICLE/edit"],
    "/events/{ident}/edit": ["/events/PARTY/edit"],
    "/events/{ident}/cancel": ["/events/PARTY/cancel"],
    "/events/{ident}/delete": ["/events/PARTY/delete"],
    "/events/{ident}/report": ["/events/PARTY/report"],
    "/events/{ident}/participants": ["/events/PARTY/participants"],
    "/events/{ident}/partners": ["/events/PARTY/partners"],
    "/events/{ident}/comments": ["/events/PARTY/comments"],
    "/events/{ident}/invitations": ["/events/PARTY/invitations"],
}
FOR_STAFF = {
    "/new/document": ["/new/document"],
    "/moderation/reports/{ident}": ["/moderation/reports/REPORT"],
    "/newsletter": ["/newsletter"],
    "/newsletter/new": ["/newsletter/new"],
    "/newsletter/{ident}": ["/newsletter/PLAN"],
    "/newsletter/{ident}/send": ["/newsletter/PLAN/send", "/newsletter/ISSUE/send"],
    "/directory": ["/directory?skill=menuiserie"],
    "/directory/call": [
        "/directory/call",
        "/directory/call?skill=menuiserie",
        "/directory/call?town=Gap&km=5",
    ],
    "/calls": ["/calls"],
    "/calls/{ident}": ["/calls/CALLED"],
    "/admin/register": ["/admin/register", "/admin/register?standing=ready&q=personne"],
    "/admin/register/entry/{ident}": ["/admin/register/entry/ENTRY"],
    "/admin/members/{name}": [f"/admin/members/{AUTHOR}"],
}
_TABLES = ((VISITOR, FOR_ALL), (MEMBER, FOR_MEMBERS), (AUTHOR, FOR_AUTHORS), (STAFF, FOR_STAFF))
_OF_STAFF = ("/moderation", "/admin")
_PAGES_OF_THE_PROTOCOL = {
    "/@{name}",
    "/notes/{ident}",
    "/events/{ident}",
    "/documents/{ident}",
    "/articles/{ident}",
}


def routes() -> set[str]:
    """Give the path of every route that a browser can open as a page."""
    theirs = {each.path for each in protocol_routes if isinstance(each, Route)}
    ours = {
        each.path
        for each in page_routes
        if isinstance(each, Route) and "GET" in (each.methods or ())
    }
    return (ours | theirs & _PAGES_OF_THE_PROTOCOL) - NO_PAGES - ON_THE_WAY


def looked_at(path: str) -> Iterator[tuple[str, str]]:
    """Give who opens which addresses of a route; nothing when nobody said so."""
    for who, table in _TABLES:
        yield from ((who, written) for written in table.get(path, ()))
    if "{" not in path and not any(path in table for _who, table in _TABLES):
        yield STAFF if path.startswith(_OF_STAFF) else MEMBER, path


PAGES = sorted({found for path in routes() for found in looked_at(path)})


def address(written: str, scene: Scene) -> str:
    """Put what the scene made where an address only names it."""
    made = {
        "PERSON": scene.person,
        "PICTURE": scene.picture,
        "EDITED": scene.edited,
        "TALK": scene.talk,
        "REPORT": scene.report,
        "PARTY": scene.party,
        "LOST": scene.lost,
        "DRAFT": scene.draft,
        "KEY": scene.key,
        "LINK": scene.link,
        "PAPER": scene.paper,
        "LETTERS": scene.letters,
        "ARTICLE": scene.article,
        "SKETCH": scene.sketch,
        "ISSUE": scene.issue,
        "PLAN": scene.plan,
        "INVITATION": scene.invitation,
        "ENTRY": scene.entry,
        "CALLED": scene.call,
        "WORD": scene.answer,
        "SELDOM": scene.seldom,
        "NOMORE": scene.no_more,
        "INSIDE": scene.inside,
    }
    for name, value in made.items():
        written = written.replace(name, value)
    return written

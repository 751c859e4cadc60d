"""Where somebody follows, answers or joins from her own site: what WebFinger says of its pages.

FEP-3b86 (activity intents) names one page for each deed. Older servers have one page for all of
them, OStatus's subscribe link. Both are written and read here; nothing is asked of anybody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fedicoop.activitypub.webfinger import SUBSCRIBE, Handle, self_link
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_INTENT = "https://w3id.org/fep/3b86/"
_MAX_LINKS = 50
_LONGEST_TEMPLATE = 500
_LONGEST_ADDRESS = 2000
_PLACE = re.compile(r"\{([A-Za-z-]{1,40})\}")
_THINGS = ("uri", "object")
_ANSWERED = ("inReplyTo",)


class Deed(StrEnum):
    """What somebody may want to do with what she found on another site."""

    FOLLOW = "follow"
    JOIN = "join"
    REPLY = "reply"
    LIKE = "like"
    ANNOUNCE = "announce"


_OWN = {
    Deed.FOLLOW: "Follow",
    Deed.JOIN: "Join",
    Deed.REPLY: "Create",
    Deed.LIKE: "Like",
    Deed.ANNOUNCE: "Announce",
}
_ANY = (SUBSCRIBE, "Object")
_NAMES = (*_OWN.values(), *_ANY)


@dataclass(frozen=True)
class Home:
    """A site where somebody has an account, and its pages: templates by the name of the intent."""

    handle: str
    templates: Mapping[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """Give the host that people know the site by."""
        return self.handle.rpartition("@")[2]

    def has_page_for(self, deed: Deed) -> bool:
        """Tell whether the site has a page for just this deed."""
        return _OWN[deed] in self.templates

    def address(self, deed: Deed, uri: str) -> str:
        """Give where a deed is done to something; "" when the site has no page for it."""
        for name in (_OWN[deed], *_ANY):
            template = self.templates.get(name, "")
            url = _filled(template, uri) if template else ""
            if url and len(url) <= _LONGEST_ADDRESS:
                return url
        return ""


def home_of(handle: Handle, found: Mapping[str, Any], *, insecure: bool = False) -> Home:
    """Read the pages of somebody's site out of its WebFinger document.

    A page counts only over https, on the host of the handle, a part of it, or the host of the
    actor herself: so nobody is sent anywhere else. ``insecure`` lets http pass, for development.
    """
    hosts = (handle.host, host_of(self_link(found)))
    templates: dict[str, str] = {}
    links = found.get("links")
    for link in links[:_MAX_LINKS] if isinstance(links, list) else []:
        name = _name(link.get("rel")) if isinstance(link, dict) else ""
        if name and name not in templates:
            template = next(
                (one for one in (link.get("template"), link.get("href")) if _is_usable(name, one)),
                "",
            )
            if template and _is_theirs(template, hosts, insecure=insecure):
                templates[name] = template
    return Home(str(handle), templates)


def _name(rel: object) -> str:
    """Give the name under which a link is kept; "" for links about something else."""
    name = rel.removeprefix(_INTENT) if isinstance(rel, str) else ""
    return name if name in _NAMES else ""


def _is_usable(name: str, template: object) -> bool:
    """Tell whether a link has a place for what is wanted, after a host that cannot change.

    A page for writing is only of use to us when it can be told what is answered.
    """
    if not isinstance(template, str) or len(template) > _LONGEST_TEMPLATE:
        return False
    before = template.partition("{")[0].partition("://")[2]
    places = _PLACE.findall(template)
    things = _ANSWERED if name == _OWN[Deed.REPLY] else _THINGS
    return "/" in before and template.isprintable() and any(each in places for each in things)


def _is_theirs(template: str, hosts: tuple[str, str], *, insecure: bool) -> bool:
    host = host_of(template)
    near = any(host == each or host.endswith(f".{each}") for each in hosts if each)
    return bool(host) and near and (insecure or template.startswith("https://"))


def _filled(template: str, uri: str) -> str:
    """Put what is wanted into a template; other places stay empty, as the FEP asks."""
    said = quote(uri, safe="")
    known = (*_THINGS, *_ANSWERED)
    return _PLACE.sub(lambda place: said if place[1] in known else "", template)


def links(base: str) -> list[dict[str, str]]:
    """Tell where our people follow, answer, like, pass on, join and write.

    The FEP has templates in ``href``, most servers have them in ``template``: both are given.
    """
    here = f"{base}/authorize_interaction?uri="
    said = [(name, f"{here}{{object}}&do={deed}") for deed, name in _OWN.items()]
    pages = {
        "Object": f"{here}{{object}}",
        **dict(said),
        "Create": f"{here}{{inReplyTo}}&do={Deed.REPLY}&text={{content}}",
    }
    intents = [
        {"rel": f"{_INTENT}{name}", "href": page, "template": page} for name, page in pages.items()
    ]
    return [{"rel": SUBSCRIBE, "template": f"{here}{{uri}}"}, *intents]

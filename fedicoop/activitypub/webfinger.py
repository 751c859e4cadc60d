"""WebFinger and host-meta: from a handle such as @ana@coop.example to an actor, and back."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from typing_extensions import override

from fedicoop.activitypub.guard import Blocked, ascii_host
from fedicoop.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

JRD_TYPE = "application/jrd+json"
XRD_TYPE = "application/xrd+xml"
ACTIVITY_TYPE = "application/activity+json"
_LD_TYPE = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
_SELF_TYPES = frozenset({ACTIVITY_TYPE, _LD_TYPE})

PROFILE_PAGE = "http://webfinger.net/rel/profile-page"
AVATAR = "http://webfinger.net/rel/avatar"
SUBSCRIBE = "http://ostatus.org/schema/1.0/subscribe"
SERVICE = "https://www.w3.org/ns/activitystreams#Service"

_MAX_HANDLE = 400
_MAX_NAME = 128
_MAX_LINKS = 50
# Mastodon's rule for names of other servers; a homoglyph is no ASCII letter.
_NAME = re.compile(r"[A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*")
_LINK = re.compile(r"<(?:[A-Za-z]{1,20}:)?Link\s([^<>]{0,2000})>")
_ATTRIBUTE = re.compile(r"""([A-Za-z]{1,20})\s{0,5}=\s{0,5}(?:"([^"]{0,1500})"|'([^']{0,1500})')""")
_MAX_XRD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Handle:
    """A name at a host, both in ASCII; the host in lower case, with its port if it has one."""

    name: str
    host: str

    @override
    def __str__(self) -> str:
        """Write it as name@host."""
        return f"{self.name}@{self.host}"

    @property
    def acct(self) -> str:
        """Write it as an acct: URI."""
        return f"acct:{self}"

    def is_same(self, other: Handle) -> bool:
        """Tell whether two handles are one; case does not count."""
        return str(self).lower() == str(other).lower()


def parse_handle(text: str) -> Handle:
    """Read @name@host, name@host or acct:name@host; raise Malformed.

    The host is only read here; whether it may be asked is the guard's business.
    """
    rest = text.strip() if len(text) <= _MAX_HANDLE else ""
    rest = rest.removeprefix("acct:")
    name, at, host = rest[1:].partition("@") if rest[:1] in {"@", "!"} else rest.partition("@")
    if not at or len(name) > _MAX_NAME or not _NAME.fullmatch(name):
        raise Malformed("not a handle of the form @name@host")
    bare, colon, port = host.partition(":")
    if colon and not (port.isascii() and port.isdigit() and len(port) <= 5):
        raise Malformed("the handle's host is not a name")
    return Handle(name, f"{_host(bare)}{colon}{port}")


def _host(host: str) -> str:
    lowered = host.lower()
    if lowered == "localhost" or lowered.endswith(".localhost"):
        # Only names here; the guard refuses them unless development allows loopback.
        return lowered
    try:
        return ascii_host(lowered)
    except Blocked as error:
        raise Malformed("the handle's host is not a name") from error


def jrd(
    handle: Handle,
    actor_uri: str,
    *,
    page: str = "",
    aliases: Sequence[str] = (),
    links: Sequence[Mapping[str, str]] = (),
    avatar: tuple[str, str] | None = None,
) -> dict[str, Any]:
    """Build the document about one actor.

    ``links`` are usually ``intents.links(base)``; ``avatar`` is (media type, address).
    """
    said: list[Mapping[str, str]] = []
    if page:
        said.append({"rel": PROFILE_PAGE, "type": "text/html", "href": page})
    said += [{"rel": "self", "type": ACTIVITY_TYPE, "href": actor_uri}, *links]
    if avatar is not None:
        said.append({"rel": AVATAR, "type": avatar[0], "href": avatar[1]})
    names = [each for each in (page, actor_uri, *aliases) if each]
    return {"subject": handle.acct, "aliases": list(dict.fromkeys(names)), "links": said}


def instance_jrd(base: str, actor_uri: str) -> dict[str, Any]:
    """Build the document about the bare origin: the instance actor (FEP-d556)."""
    link = {"type": ACTIVITY_TYPE, "href": actor_uri}
    return {
        "subject": f"{base}/",
        "aliases": [actor_uri],
        "links": [{"rel": SERVICE, **link}, {"rel": "self", **link}],
    }


def host_meta(base: str) -> str:
    """Build /.well-known/host-meta, for those who ask it when WebFinger says 404."""
    template = quoteattr(f"{base}/.well-known/webfinger?resource={{uri}}")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">\n'
        f'  <Link rel="lrdd" type="{JRD_TYPE}" template={template}/>\n'
        "</XRD>\n"
    )


def subject_of(found: Mapping[str, Any]) -> Handle | None:
    """Read the subject of a document as a handle; None when it is none."""
    subject = found.get("subject")
    if not isinstance(subject, str) or not subject.startswith("acct:"):
        return None
    try:
        return parse_handle(subject)
    except Malformed:
        return None


def self_link(found: Mapping[str, Any], rel: str = "self") -> str:
    """Give the actor a document points at, "" when there is none.

    The type is compared letter by letter, as Mastodon does: other types are other things.
    """
    links = found.get("links")
    for link in links[:_MAX_LINKS] if isinstance(links, list) else []:
        if not isinstance(link, dict) or link.get("rel") != rel:
            continue
        href, kind = link.get("href"), link.get("type")
        if isinstance(href, str) and isinstance(kind, str) and kind in _SELF_TYPES:
            return href
    return ""


def lrdd_template(xrd: str) -> str:
    """Give the WebFinger template of a host-meta document; raise Malformed when it has none.

    No XML parser looks at it: entities that grow cannot grow, and there is nothing to configure.
    """
    if len(xrd) > _MAX_XRD or "<!" in xrd.replace("<!--", ""):
        raise Malformed("host-meta is too long or declares entities")
    for link in _LINK.finditer(xrd):
        found = {name: one or two for name, one, two in _ATTRIBUTE.findall(link[1])}
        template = html.unescape(found.get("template", ""))
        if found.get("rel") == "lrdd" and "{uri}" in template:
            return template
    raise Malformed("host-meta names no WebFinger address")


def expand(template: str, resource: str) -> str:
    """Put a resource into a template."""
    return template.replace("{uri}", quote(resource, safe=""))

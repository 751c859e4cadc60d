"""NodeInfo: what software a server runs and how many people use it, written and read."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from fedicoop.errors import Malformed
from fedicoop.urls import same_host

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

APPLICATION = "https://www.w3.org/ns/activitystreams#Application"
VERSIONS = ("2.1", "2.0")
_SCHEMA = "http://nodeinfo.diaspora.software/ns/schema/"
_READABLE = ("2.2", "2.1", "2.0", "1.1", "1.0")
_MAX_LINKS = 20
_MAX_TEXT = 100


@dataclass(frozen=True, slots=True)
class NodeInfo:
    """What another server says it runs, in lower case and short."""

    software: str
    version: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What we say of ourselves; a count that is None is not told."""

    software_version: str
    name: str
    description: str = ""
    open_registrations: bool = False
    users: int | None = None
    active_month: int | None = None
    active_half_year: int | None = None
    local_posts: int | None = None
    local_comments: int | None = None
    repository: str = ""
    homepage: str = ""
    metadata: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


def content_type(version: str) -> str:
    """Give the Content-Type of a document."""
    return f'application/json; profile="{_SCHEMA}{version}#"; charset=utf-8'


def well_known(base: str, application: str) -> dict[str, Any]:
    """Build /.well-known/nodeinfo; the FEP-2677 link to the instance actor comes last."""
    links = [{"rel": f"{_SCHEMA}{each}", "href": f"{base}/nodeinfo/{each}"} for each in VERSIONS]
    return {"links": [*links, {"rel": APPLICATION, "href": application}]}


def document(version: str, facts: Facts) -> dict[str, Any]:
    """Build /nodeinfo/2.0 or /nodeinfo/2.1."""
    software = {"name": "fedicoop", "version": facts.software_version}
    if version != "2.0":  # 2.0 knows no other key here, and its schema forbids them
        where = {"repository": facts.repository, "homepage": facts.homepage}
        software |= {name: url for name, url in where.items() if url}
    users = {
        "total": facts.users,
        "activeMonth": facts.active_month,
        "activeHalfyear": facts.active_half_year,
    }
    usage = {"localPosts": facts.local_posts, "localComments": facts.local_comments}
    return {
        "version": version,
        "software": software,
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": ["atom1.0"]},
        "openRegistrations": facts.open_registrations,
        "usage": {"users": _told(users), **_told(usage)},
        "metadata": {
            "nodeName": facts.name,
            "nodeDescription": facts.description,
            **facts.metadata,
        },
    }


def _told(counts: Mapping[str, int | None]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count is not None}


def _links(index: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    links = index.get("links")
    if not isinstance(links, list):
        return []
    return [each for each in links[:_MAX_LINKS] if isinstance(each, dict)]


def document_link(index: Mapping[str, Any], origin: str) -> str:
    """Give the newest readable document named by a well-known index; raise Malformed.

    The document must be on the host that was asked: a link elsewhere would make us ask whomever
    the server likes (CVE-2026-62857).
    """
    found = {each.get("rel"): each.get("href") for each in _links(index) if _is_text(each)}
    for version in _READABLE:
        href = found.get(f"{_SCHEMA}{version}")
        if isinstance(href, str):
            if not same_host(href, origin):
                raise Malformed("NodeInfo is said to be on another host")
            return href
    raise Malformed("no NodeInfo document is named")


def application_link(index: Mapping[str, Any], origin: str) -> str:
    """Give the instance actor named by a well-known index (FEP-2677), "" when there is none."""
    for each in _links(index):
        href = each.get("href")
        if each.get("rel") == APPLICATION and isinstance(href, str) and same_host(href, origin):
            return href
    return ""


def _is_text(link: Mapping[str, Any]) -> bool:
    return isinstance(link.get("rel"), str)


def read(found: Mapping[str, Any]) -> NodeInfo:
    """Read a document of any version; raise Malformed when no software is named."""
    software = found.get("software")
    if not isinstance(software, dict) or not isinstance(software.get("name"), str):
        raise Malformed("NodeInfo names no software")
    version = software.get("version")
    return NodeInfo(
        _short(software["name"]).lower(), _short(version) if isinstance(version, str) else ""
    )


def _short(text: str) -> str:
    return "".join(each for each in text if each.isprintable()).strip()[:_MAX_TEXT]

"""Our addresses, and what can be said of other people's without opening them."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

_SHORT = 500
_CIRCLE, _CIRCLE_DEPTH = "/cooperative/circle", 4
_DEFAULT_PORTS = {"http": 80, "https": 443}


def host_of(uri: str) -> str:
    """Give the lower-case authority of an http(s) URI, with its port unless default; else ""."""
    return _short_host_of(uri) if len(uri) <= _SHORT else _host_of(uri)


def _host_of(uri: str) -> str:
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or parts.username is not None:
        return ""
    host = parts.hostname.lower().rstrip(".")
    return host if port in {None, _DEFAULT_PORTS[parts.scheme]} else f"{host}:{port}"


_short_host_of = lru_cache(maxsize=4096)(_host_of)


def same_host(one: str, other: str) -> bool:
    """Tell whether two URIs live on the same authority (and on any at all)."""
    host = host_of(one)
    return bool(host) and host == host_of(other)


def fragmentless(uri: str) -> str:
    """Give the URI without its fragment: what is really fetched."""
    return uri.partition("#")[0]


def is_circle_of(uri: str, actor_uri: str) -> bool:
    """Tell whether an address is the circle of the fedicoop server on which an actor lives."""
    return same_host(uri, actor_uri) and uri.endswith(_CIRCLE) and uri.count("/") == _CIRCLE_DEPTH


class Urls:
    """The addresses of one instance, built from its public URL, never from a request."""

    def __init__(self, base: str) -> None:
        """Take the public URL, such as https://coop.example."""
        self.base = base.rstrip("/")
        self.host = host_of(self.base)

    def is_local(self, uri: str) -> bool:
        """Tell whether a URI is one of ours."""
        return uri == self.base or uri.startswith((f"{self.base}/", f"{self.base}#"))

    def local_path(self, uri: str) -> str | None:
        """Give the path of one of our URIs, without query or fragment; None for other hosts."""
        if not self.is_local(uri):
            return None
        return fragmentless(uri[len(self.base) :]).partition("?")[0] or "/"

    @property
    def instance_actor(self) -> str:
        """The Application that signs our fetches."""
        return f"{self.base}/actor"

    @property
    def cooperative(self) -> str:
        """The Organization: the cooperative itself."""
        return f"{self.base}/cooperative"

    @property
    def circle(self) -> str:
        """The cooperatives that we trust: whom what is for the network is addressed to."""
        return f"{self.base}{_CIRCLE}"

    @property
    def library(self) -> str:
        """The documents of the cooperative, as much as who asks may read."""
        return f"{self.cooperative}/documents"

    @property
    def shared_inbox(self) -> str:
        """Where other servers post once for all of us."""
        return f"{self.base}/inbox"

    def user(self, name: str) -> str:
        """Name a member."""
        return f"{self.base}/users/{name}"

    def group(self, name: str) -> str:
        """Name a group."""
        return f"{self.base}/groups/{name}"

    def page(self, name: str) -> str:
        """Point at the page for people of a member or group."""
        return f"{self.base}/@{name}"

    def note(self, ident: str) -> str:
        """Name a note."""
        return f"{self.base}/notes/{ident}"

    def article(self, ident: str) -> str:
        """Point at the page of an article; its name is that of a note."""
        return f"{self.base}/articles/{ident}"

    def event(self, ident: str) -> str:
        """Name an event."""
        return f"{self.base}/events/{ident}"

    def resource(self, ident: str) -> str:
        """Give the URI of a link that a group keeps."""
        return f"{self.base}/resources/{ident}"

    def paper(self, ident: str) -> str:
        """Name a document of the library."""
        return f"{self.base}/documents/{ident}"

    def place(self, ident: str) -> str:
        """Name the place of an event."""
        return f"{self.base}/places/{ident}"

    def activity(self, ident: str) -> str:
        """Name an activity."""
        return f"{self.base}/activities/{ident}"

    def media(self, name: str) -> str:
        """Point at a stored file."""
        return f"{self.base}/media/{name}"

    def private_file(self, ident: str) -> str:
        """Name a picture of a private message, for its readers here."""
        return f"{self.base}/messages/files/{ident}"

    def open_file(self, key: str) -> str:
        """Name a picture of a private message for servers elsewhere: an address nobody guesses."""
        return f"{self.base}/media/letter/{key}"

    def tag(self, name: str) -> str:
        """Point at the page of a hashtag."""
        return f"{self.base}/tags/{name}"

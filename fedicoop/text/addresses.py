"""Which addresses a text may link to, and which host a reader would believe in."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

SCHEMES = frozenset({"http", "https", "mailto", "tel", "xmpp"})

_LONGEST = 2048
_UNSAFE = re.compile(r"""[\s"'<>^`{|}]""")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")


def address(href: str) -> str:
    """Give an absolute address as it may be linked; "" for one that may not.

    What could end an attribute or a tag is percent-encoded. Addresses that name a user before
    the host (https://bank.example@evil.example/) are not linked.
    """
    href = href.strip()
    scheme = href.partition(":")[0].lower()
    if len(href) > _LONGEST or scheme not in SCHEMES or _CONTROL.search(href):
        return ""
    if scheme in {"http", "https"} and not host(href):
        return ""
    return _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}" if found[0] < "\x80" else "", href)


def host(href: str) -> str:
    """Give the host of an http(s) address, in ASCII and without www.; else ""."""
    try:
        parts = urlsplit(href)
        name = (parts.hostname or "").encode("idna").decode()
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or parts.username is not None:
        return ""
    return name.lower().removeprefix("www.")


def claimed_host(words: str) -> str:
    """Give the host that the words of a link seem to lead to; "" when they show no address."""
    words = words.strip().lower()
    return host(f"https://{words}" if words.startswith("www.") else words)

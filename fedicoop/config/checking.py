"""What a value must be beyond its type, said in the words that stand behind the setting's name."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from fedicoop.config.settings import EVERY, Config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

LOCALES = Path(__file__).parents[1] / "web" / "locale"
"""A folder for each language of the pages; one more is a language more."""
_LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_NAME = re.compile(rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*")
_TILES = re.compile(
    rf"https?://{_LABEL}(?:\.{_LABEL})*(?::[0-9]{{1,5}})?/"
    r"(?=.*\{z\})(?=.*\{x\})(?=.*\{y\})[A-Za-z0-9/._~{}?&=@-]{1,300}"
)
_RESERVED = ("localhost", "test", "example", "invalid")
_LIST = ", .".join(_RESERVED)
_LONGEST_NAME = 200
_KIND = re.compile(r"[a-z0-9][a-z0-9-]{0,38}")
_PHONE = re.compile(r"\+?[0-9][0-9 .()/-]{2,38}")
_MOST_KINDS, _MOST_LINES, _MOST_LINKS, _LONGEST_URL = 40, 6, 20, 500


def faults(config: Config) -> Iterator[tuple[str, str]]:
    """Give each setting that does not hold and what is wrong with it, the host first."""
    for name in ("host", *_CHECKS):
        fault = _CHECKS[name](_value(config, name))
        if fault:
            yield name, fault
    yield from _numbers(config)
    yield from _together(config)


def _value(config: Config, name: str) -> Any:
    section, _, key = name.rpartition(".")
    return getattr(getattr(config, section) if section else config, key)


def _host(host: str) -> str:
    if not host:
        return "is missing: it is the name in every address, such as coop.example"
    name, colon, port = host.partition(":")
    if not _is_name(name) or (colon and not _is_port(port)):
        return f"should be a name such as coop.example (xn--… for é and the like), not {host!r}"
    if "." not in name and not is_play(host):
        return f"should be a full name such as {name}.example"
    if colon and not is_play(host):
        return f"has a port, {port}: other servers only find {name} on the usual one"
    return ""


def _is_name(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and not name.rpartition(".")[2].isdigit()


def _is_port(port: str) -> bool:
    return bool(re.fullmatch(r"[1-9][0-9]{0,4}", port)) and int(port) < 65536


def is_play(host: str) -> bool:
    """Tell whether a host can only exist on somebody's own machine or network (RFC 6761)."""
    return host.partition(":")[0].rpartition(".")[2] in _RESERVED


def _title(name: str) -> str:
    if not name.strip():
        return "is missing: it is what the cooperative is called"
    if len(name) > _LONGEST_NAME or not name.isprintable():
        return f"should be one line of at most {_LONGEST_NAME} characters"
    return ""


def _languages(codes: tuple[str, ...]) -> str:
    known = sorted((each.name for each in LOCALES.iterdir() if each.is_dir()), reverse=True)
    if not codes or set(codes) - set(known) or len(set(codes)) < len(codes):
        return f"should be one or more of {', '.join(known)}, not {list(codes)}"
    return ""


def _bind(address: str) -> str:
    return "" if address == "localhost" or _is_address(address) else "should be an IP address"


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _networks(networks: tuple[str, ...]) -> str:
    for network in networks:
        try:
            ipaddress.ip_network(network)
        except ValueError as error:
            return f"has {network!r}: {error}"
    return ""


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    return parts if port is None or port else None


def _public_url(url: str) -> str:
    parts = _split(url)
    if not url:
        return ""
    if parts is None or parts.scheme not in {"http", "https"} or "@" in url:
        return 'should be "https://" and a host'
    if not _is_name(parts.hostname or "") or parts.path.strip("/") or parts.query or parts.fragment:
        return 'should be "https://" and a host, in lower case, with nothing behind it'
    return ""


def _database(url: str) -> str:
    parts = _split(url)
    if url == "sqlite" or (parts is not None and parts.scheme == "postgresql"):
        return ""
    return 'should be "sqlite" or "postgresql://user@host/database"'


def _mail(url: str) -> str:
    parts = _split(url)
    if parts is not None and parts.scheme == "file" and url.removeprefix("file:").strip("/"):
        return ""
    if parts is not None and parts.scheme in {"smtp", "smtps"} and parts.hostname:
        return ""
    return 'should be "smtp://user@host:587", "smtps://user@host" or "file:FOLDER"'


def _sender(address: str) -> str:
    if not address or re.fullmatch(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+", address):
        return ""
    return "should be a bare address such as bonjour@coop.example"


def _mode(mode: str) -> str:
    return "" if mode in {"open", "allowlist"} else 'should be "open" or "allowlist"'


def _allow(hosts: tuple[str, ...]) -> str:
    for host in hosts:
        name, colon, port = host.partition(":")
        if not _is_name(name) or (colon and not _is_port(port)):
            return f"has {host!r}, which is not a host name such as coop.example"
    return ""


def _ca_file(path: str) -> str:
    return "" if not path or Path(path).is_file() else f"names {path}, which is not there"


def _tiles(url: str) -> str:
    parts = _split(url)
    if not url:
        return ""
    safe = parts is not None and (parts.scheme == "https" or is_play(parts.netloc))
    if not safe or not _TILES.fullmatch(url):
        return 'should be an address such as "https://tiles.example/{z}/{x}/{y}.png"'
    return ""


def _scan(command: tuple[str, ...]) -> str:
    if not command:
        return ""
    if not command[0].strip() or not any("{file}" in part for part in command[1:]):
        return 'should be a program and its arguments, one of them with "{file}"'
    return ""


def _kinds(kinds: Mapping[str, str]) -> str:
    if len(kinds) > _MOST_KINDS:
        return f"has more than {_MOST_KINDS} kinds"
    for name, label in kinds.items():
        if not _KIND.fullmatch(name):
            return f"has {name!r}: a kind is called by small letters, digits and dashes"
        if not label.strip(" |") or len(label) > _LONGEST_NAME or not label.isprintable():
            return f"should say in a few words what {name!r} is"
    return ""


def _without(names: tuple[str, ...]) -> str:
    wrong = [name for name in names if not _KIND.fullmatch(name)]
    return f"has {wrong[0]!r}, which is not the name of a kind" if wrong else ""


def _hosts(hosts: Mapping[str, str]) -> str:
    for name, address in hosts.items():
        if not _is_name(name) or not _is_address(address):
            return f"has {name!r} = {address!r}; a host name and an IP address are wanted"
    return ""


def _line(said: str) -> str:
    if len(said) > _LONGEST_NAME or (said and not said.isprintable()):
        return f"should be one line of at most {_LONGEST_NAME} characters"
    return ""


def _phone(number: str) -> str:
    if number and not _PHONE.fullmatch(number):
        return 'should be a number as people read it, such as "02 61 91 00 10"'
    return ""


def _postal(lines: tuple[str, ...]) -> str:
    if len(lines) > _MOST_LINES or any(not each.strip() or _line(each) for each in lines):
        return f"should be at most {_MOST_LINES} lines of an address"
    return ""


def _page(url: str) -> str:
    parts = _split(url)
    if not url:
        return ""
    named = parts is not None and bool(parts.hostname) and "@" not in (parts.netloc or "")
    safe = named and parts is not None and (parts.scheme == "https" or is_play(parts.netloc))
    if not safe or not url.isprintable() or len(url) > _LONGEST_URL or re.search(r"[\s<>\"]", url):
        return f'has {url[:60]!r}: an address such as "https://outil.example/" is wanted'
    return ""


def _links(links: Mapping[str, str]) -> str:
    if len(links) > _MOST_LINKS:
        return f"has more than {_MOST_LINKS} links"
    for label, url in links.items():
        if not label.strip(" |") or _line(label):
            return f"should say in a few words what {url[:60]!r} is"
        if not url or _page(url):
            return _page(url) or f"has no address for {label!r}"
    return ""


_CHECKS: Mapping[str, Callable[[Any], str]] = {
    "host": _host,
    "name": _title,
    "languages": _languages,
    "server.bind": _bind,
    "server.trusted_proxies": _networks,
    "server.public_url": _public_url,
    "database.url": _database,
    "federation.mode": _mode,
    "federation.allow": _allow,
    "federation.ca_file": _ca_file,
    "mail.url": _mail,
    "mail.sender": _sender,
    "uploads.scan": _scan,
    "events.kinds": _kinds,
    "events.without": _without,
    "map.tiles": _tiles,
    "contact.email": _sender,
    "contact.phone": _phone,
    "contact.hours": _line,
    "contact.address": _postal,
    "contact.donate": _page,
    "tools.public": _links,
    "tools.members": _links,
    "development.allow_networks": _networks,
    "development.hosts": _hosts,
}


def _numbers(config: Config) -> Iterator[tuple[str, str]]:
    for name, item in EVERY.items():
        value = _value(config, name)
        if type(value) is not int:
            continue
        least, most = item.metadata["least"], item.metadata["most"]
        if value < least:
            yield name, f"should be at least {least}, not {value}"
        if most and value > most:
            yield name, f"should be at most {most}, not {value}"


def _together(config: Config) -> Iterator[tuple[str, str]]:
    """Check what only shows when settings are seen beside each other."""
    parts = urlsplit(config.public_url)
    if parts.hostname != config.host.partition(":")[0]:
        yield "server.public_url", f"names {parts.hostname}, but host is {config.host}"
    if is_play(config.host):
        return
    if parts.scheme == "http":
        yield "server.public_url", "should start with https://; http is for hosts under .localhost"
    for name in EVERY:
        if name.startswith("development.") and _value(config, name):
            yield name, f"is refused on {config.host}; it is for hosts under .{_LIST}"

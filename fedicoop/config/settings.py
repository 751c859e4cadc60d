"""Every setting there is, its default, and the sentence that docs/settings.md says about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_NOTHING: Mapping[str, str] = MappingProxyType({})


class ConfigError(Exception):
    """A setting that does not hold; the text names the file, the key and what would be right."""


def _set(
    default: Any, says: str, *, least: int = 0, most: int = 0, may_hide_a_password: bool = False
) -> Any:
    """Describe a setting; one that may hide a password is never shown by ``repr``."""
    about = {"says": says, "least": least, "most": most, "secret": may_hide_a_password}
    if isinstance(default, Mapping):
        return field(default_factory=lambda: default, metadata=about)
    return field(default=default, metadata=about, repr=not may_hide_a_password)


@dataclass(frozen=True)
class Server:
    """Where the server listens, and the address the world knows it by."""

    bind: str = _set("127.0.0.1", "Address to listen on; a reverse proxy stands in front.")
    port: int = _set(8080, "Port to listen on; 0 for any free one.", most=65535)
    trusted_proxies: tuple[str, ...] = _set(
        ("127.0.0.1",), "Addresses or networks whose X-Forwarded-For is believed."
    )
    public_url: str = _set("", "The address the world uses; empty for https:// and the host.")


@dataclass(frozen=True)
class DatabaseSettings:
    """Where the data is kept."""

    url: str = _set(
        "sqlite",
        '"sqlite" for data/fedicoop.sqlite3, or "postgresql://user@host/database".',
        may_hide_a_password=True,
    )


@dataclass(frozen=True)
class Federation:
    """Whom this cooperative talks to."""

    mode: str = _set("open", '"open" to everybody but blocked servers, or "allowlist".')
    allow: tuple[str, ...] = _set((), "Servers that are always allowed, by host name.")
    secure_fetch: bool = _set(default=False, says="Answer only signed requests of other servers.")
    approve_servers: bool = _set(
        default=True,
        says="Whether servers outside the circle wait for approval before they hear of ours.",
    )
    ca_file: str = _set(
        "", "One more certificate authority, in PEM; checking cannot be switched off."
    )


@dataclass(frozen=True)
class Mail:
    """How mail leaves."""

    url: str = _set(
        "file:data/mail",
        '"smtp://user@host:587", "smtps://user@host", or "file:FOLDER" for .eml files.',
        may_hide_a_password=True,
    )
    sender: str = _set("", "The From address; empty for ne-pas-repondre@ and the host.")


@dataclass(frozen=True)
class Limits:
    """How much of everything is too much."""

    upload_mb: int = _set(10, "Largest file that a member may send, in MB.", least=1, most=1000)
    documents_mb: int = _set(
        10_000, "Room for all documents with all their versions, in MB.", least=1, most=10_000_000
    )
    documents_mb_per_group: int = _set(
        1000, "Room for the documents of one group, in MB.", least=1, most=10_000_000
    )
    documents_mb_per_member: int = _set(
        500, "Room for what one member adds to groups, in MB.", least=1, most=10_000_000
    )
    inbox_kb: int = _set(
        1024, "Largest activity taken from another server, in KB.", least=64, most=16384
    )
    posts_per_hour: int = _set(60, "Posts that one member may publish in an hour.", least=1)
    mails_per_member_per_month: int = _set(8, "Mails that one member gets in a month.")
    invitations_per_hour: int = _set(
        400, "Letters in an hour that invite who is in the register to open an account.", least=1
    )
    sign_in_per_hour: int = _set(25, "Wrong passwords from one address in an hour.", least=1)
    takeaway_mb: int = _set(
        500, "Pictures and documents in the file of a member's data, in MB.", least=1, most=100_000
    )
    takeaway_days: int = _set(
        7, "Days for which the file of a member's data is kept.", least=1, most=90
    )
    printed_code_days: int = _set(
        90,
        "Days for which a code on paper opens an account, for members without an e-mail address.",
        least=1,
        most=366,
    )
    note_characters: int = _set(5000, "Longest post, in characters.", least=100, most=100_000)
    images_per_post: int = _set(4, "Images in one post; Mastodon shows four.", most=16)
    article_characters: int = _set(
        40_000, "Longest article, in characters.", least=1000, most=100_000
    )
    images_per_article: int = _set(8, "Images in one article.", most=16)


@dataclass(frozen=True)
class Uploads:
    """Who looks at documents before they are kept."""

    scan: tuple[str, ...] = _set(
        (),
        "Command that looks for viruses in each document, run without a shell, as "
        '["clamdscan", "--fdpass", "--no-summary", "{file}"]: exit 0 lets it in, 1 keeps it out, '
        "anything else means that it could not be checked, and keeps it out.",
    )
    scan_seconds: int = _set(60, "Seconds that the command may take.", least=1, most=600)


@dataclass(frozen=True)
class Events:
    """What kinds of event there are here, and how long is kept what guests wrote."""

    kinds: Mapping[str, str] = _set(
        _NOTHING,
        "Kinds of event of this cooperative beside the common ones, as "
        '{ "cafe-reparation" = "Café réparation | Repair café" }: a short name, and what people '
        "read, in each of the languages.",
    )
    without: tuple[str, ...] = _set(
        (), 'Common kinds that are not offered, as ["apero", "randonnee"].'
    )
    forget_guests_days: int = _set(
        30,
        "Days after an event until the names and addresses of guests without an account are "
        "forgotten; their number stays.",
        least=1,
        most=3650,
    )


@dataclass(frozen=True)
class Map:
    """What lies under the dots of the agenda's map; without tiles it is a plain outline."""

    tiles: str = _set(
        "",
        "Tile server whose pictures readers' browsers ask for, "
        'as "https://tiles.example/{z}/{x}/{y}.png"; it learns what they look at.',
    )
    credit: str = _set("© OpenStreetMap", "Whose map that is, as its licence wants it said.")


@dataclass(frozen=True)
class Contact:
    """How the cooperative is reached; the page /contact and the foot of every page show it."""

    email: str = _set("", "Address that gets what is written on /contact, and is shown there.")
    phone: str = _set("", 'Telephone as people read it, such as "02 61 91 00 10".')
    hours: str = _set("", 'When somebody answers, in each language: "le mardi | on Tuesdays".')
    address: tuple[str, ...] = _set(
        (), 'Postal address line by line, as ["3 quai des Moulins", "76000 Rouen"].'
    )
    donate: str = _set("", "Page of another site where one can give money, https://….")


@dataclass(frozen=True)
class Tools:
    """Links to what the cooperative uses elsewhere: pads, meeting rooms, shared files."""

    public: Mapping[str, str] = _set(
        _NOTHING, 'Links for everybody, as { "Nos cartes | Our maps" = "https://cartes.example" }.'
    )
    members: Mapping[str, str] = _set(
        _NOTHING, 'Links for members alone, as { "Visio" = "https://visio.example" }.'
    )


@dataclass(frozen=True)
class Development:
    """Switches for a machine of one's own; refused on a real host."""

    insecure_http: bool = _set(default=False, says="Speak http to other servers.")
    allow_networks: tuple[str, ...] = _set((), 'Private networks to reach, as ["127.0.0.0/8"].')
    hosts: Mapping[str, str] = _set(
        _NOTHING, 'Names and their addresses, as { "gts.test" = "127.0.0.2" }.'
    )

    @property
    def is_on(self) -> bool:
        """Tell whether any switch is set."""
        return bool(self.insecure_http or self.allow_networks or self.hosts)


@dataclass(frozen=True)
class Config:
    """Everything an operator can set; see docs/settings.md."""

    folder: Path
    host: str = _set("", "The name in every address; it cannot change after the first start.")
    name: str = _set("", "What the cooperative is called.")
    languages: tuple[str, ...] = _set(("fr", "en"), "Languages of the pages, the first by default.")
    national_hub: bool = _set(
        default=False, says="This instance shows the events of the whole network."
    )
    server: Server = field(default_factory=Server)
    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    federation: Federation = field(default_factory=Federation)
    mail: Mail = field(default_factory=Mail)
    limits: Limits = field(default_factory=Limits)
    uploads: Uploads = field(default_factory=Uploads)
    events: Events = field(default_factory=Events)
    map: Map = field(default_factory=Map)
    contact: Contact = field(default_factory=Contact)
    tools: Tools = field(default_factory=Tools)
    development: Development = field(default_factory=Development)
    sources: Mapping[str, str] = field(default_factory=lambda: _NOTHING, compare=False, repr=False)

    @property
    def public_url(self) -> str:
        """Give the address the world uses, from the settings and never from a request."""
        return self.server.public_url.rstrip("/") or f"https://{self.host}"


SECTIONS: Mapping[str, type] = MappingProxyType(
    {
        "server": Server,
        "database": DatabaseSettings,
        "federation": Federation,
        "mail": Mail,
        "limits": Limits,
        "uploads": Uploads,
        "events": Events,
        "map": Map,
        "contact": Contact,
        "tools": Tools,
        "development": Development,
    }
)


def _every() -> dict[str, Field[Any]]:
    every = {item.name: item for item in fields(Config) if "says" in item.metadata}
    for section, kind in SECTIONS.items():
        every |= {f"{section}.{item.name}": item for item in fields(kind)}
    return every


EVERY: Mapping[str, Field[Any]] = MappingProxyType(_every())
"""Each setting by its full name, such as ``server.port``."""


def default_of(name: str) -> Any:
    """Give what a setting is when nobody sets it."""
    item = EVERY[name]
    return item.default if item.default_factory is MISSING else item.default_factory()

"""The ways a letter can leave: into a folder, as .eml files, or to a mail server."""

from __future__ import annotations

import ipaddress
import os
import re
import ssl
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address, AddressHeader
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

import aiosmtplib
import anyio.to_thread
from typing_extensions import override

from fedicoop.config import ConfigError
from fedicoop.notifications import policy

if TYPE_CHECKING:
    from pathlib import Path

    from fedicoop.config import Config
    from fedicoop.notifications.models import Mail

_DEADLINE = 60.0
_METHOD = re.compile(r"^METHOD:([A-Z]{1,20})\r?$", re.MULTILINE)
_PORTS = {"smtp": 587, "smtps": 465}


class MailFailed(Exception):
    """A letter did not leave; ``permanent`` when its recipient will never take it.

    ``dead`` when it is the address that takes nothing, and not this letter, or anything of ours.
    """

    def __init__(self, reason: str, *, permanent: bool = False, dead: bool = False) -> None:
        """Keep the reason for the operator."""
        super().__init__(reason)
        self.permanent, self.dead = permanent, dead


class Transport(Protocol):
    """Anything that can take a letter; raises MailFailed."""

    async def send(self, message: EmailMessage, name: str) -> None:
        """Hand the letter over; ``name`` is unique and safe as a file name."""


class _Folding(EmailPolicy):
    """Folds headers as Python does, but for what has accents, which is encoded as one whole.

    Python encodes word by word, and the blank between two encoded words does not count (RFC 2047,
    6.2): where a line ends there, "générale Énergies" would be read as "généraleÉnergies".
    """

    @override
    def fold(self, name: str, value: Any) -> str:
        if str(value).isascii():
            plain: str = super().fold(name, value)
            return plain
        said = _encoded(str(value), name)
        if isinstance(value, AddressHeader):
            said = ", ".join(_encoded_address(each, name) for each in value.addresses)
        return f"{name}: {said}{self.linesep}"

    @override
    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii", "surrogateescape")


def _encoded(words: str, name: str) -> str:
    return Header(words, "utf-8", header_name=name).encode(linesep="\r\n")


def _encoded_address(address: Address, name: str) -> str:
    if address.display_name.isascii():
        return str(address)
    return f"{_encoded(address.display_name, name)}\r\n <{address.addr_spec}>"


def compose(mail: Mail, config: Config) -> EmailMessage:
    """Write a queued letter as a message: plain text first, HTML beside it.

    The headers go through EmailMessage, which knows no way to write two where one was meant.
    """
    host = config.host.partition(":")[0]
    message = EmailMessage(policy=_Folding(linesep="\r\n"))
    message["From"] = Address(display_name=config.name, addr_spec=sender(config))
    message["To"] = Address(addr_spec=mail.to)
    message["Subject"] = mail.subject
    message["Date"] = mail.created_at
    message["Message-ID"] = f"<{mail.id}@{host}>"
    if not policy.is_by_hand(mail.kind):
        message["Auto-Submitted"] = "auto-generated"
    for name, value in mail.headers.items():
        message[name] = value
    message.set_content(mail.text, cte="quoted-printable")
    if mail.html:
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    if mail.calendar:
        _add_calendar(message, mail.calendar)
    return message


def sender(config: Config) -> str:
    """Give the address our letters come from."""
    host = config.host.partition(":")[0]
    return config.mail.sender or f"ne-pas-repondre@{host}"


def _add_calendar(message: EmailMessage, calendar: str) -> None:
    """Put an invitation beside the words: mail programs show buttons for it (RFC 6047).

    The parameter ``method`` must say what the calendar itself says. The same lies beside it as a
    file, for webmails that know no invitations.
    """
    found = _METHOD.search(calendar)
    method = found[1] if found else "PUBLISH"
    message.add_alternative(
        calendar.encode(),
        maintype="text",
        subtype="calendar",
        cte="base64",
        params={"charset": "utf-8", "method": method},
    )
    message.add_attachment(
        calendar.encode(), maintype="application", subtype="ics", filename="invitation.ics"
    )


def transport(config: Config) -> Transport:
    """Give the way that the settings name; raises ConfigError for one we do not know."""
    url = urlsplit(config.mail.url)
    if url.scheme == "file":
        return Folder(config.folder / unquote(config.mail.url.removeprefix("file:")))
    try:
        port = url.port
    except ValueError:
        port = -1
    if url.scheme not in _PORTS or not url.hostname or port == -1:
        raise ConfigError('mail.url: write "smtp://user@host:587", "smtps://…" or "file:FOLDER"')
    return _server(url, port or _PORTS[url.scheme])


def _server(url: SplitResult, port: int) -> Server:
    return Server(
        host=url.hostname or "",
        port=port,
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        wrapped=url.scheme == "smtps",
    )


@dataclass(frozen=True)
class Folder:
    """Writes each letter as a file that mail programs open; nobody but the server's user may."""

    folder: Path

    async def send(self, message: EmailMessage, name: str) -> None:
        """Put the letter there whole or not at all."""
        try:
            await anyio.to_thread.run_sync(self._write, message.as_bytes(), name)
        except OSError as error:
            raise MailFailed(f"{self.folder}: {error}") from error

    def _write(self, data: bytes, name: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        half = self.folder / f"{name}.part"
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        half.replace(self.folder / f"{name}.eml")


@dataclass(frozen=True)
class Server:
    """A mail server: always over TLS, except on this very machine."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    wrapped: bool = False
    context: ssl.SSLContext | None = None

    @override
    def __repr__(self) -> str:
        """Show where, never the password."""
        return f"Server({self.host}:{self.port})"

    async def send(self, message: EmailMessage, name: str) -> None:  # noqa: ARG002 - Transport
        """Hand the letter over, within a minute."""
        try:
            await aiosmtplib.send(
                message,
                hostname=self.host,
                port=self.port,
                username=self.user or None,
                password=self.password or None,
                timeout=_DEADLINE,
                use_tls=self.wrapped,
                start_tls=not (self.wrapped or _is_here(self.host)),
                tls_context=self.context or ssl.create_default_context(),
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _refused(error) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailFailed(f"{self.host}:{self.port}: {type(error).__name__}: {error}") from error


def _refused(error: aiosmtplib.SMTPRecipientsRefused) -> MailFailed:
    """Say of a refused recipient whether it is for good, and whether its address is dead."""
    codes = [refusal.code for refusal in error.recipients]
    said = " ".join(str(refusal.message) for refusal in error.recipients)
    return MailFailed(
        f"refused the recipient: {codes} {said}".rstrip(),
        permanent=all(500 <= code < 600 for code in codes),
        dead=all(policy.is_dead(each.code, str(each.message)) for each in error.recipients),
    )


def _is_here(host: str) -> bool:
    """Tell whether a relay is on this machine, where nobody listens in between.

    Its certificate, if it has one, is for another name.
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

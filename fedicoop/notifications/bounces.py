"""Letters that came back: reading what mail servers say of them (RFC 3464), and believing little.

Anybody may write to the mailbox into which they come. A report counts only when it carries the
Message-ID of a letter of ours, which its recipient alone, and the servers on the way, have seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import compat32
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST = 512 * 1024
MOST_FILES = 2000
_MOST_PARTS = 40
_LONGEST_LINE = 500
_REPORT, _RETURNED = "message/delivery-status", ("message/rfc822", "text/rfc822-headers")
_DEAD = re.compile(r"5\.(?!7\.)\d{1,3}\.\d{1,3}")


@dataclass(frozen=True)
class Bounce:
    """What a report says: which letter of ours, and why it will never arrive."""

    mail_id: str
    reason: str


def read(data: bytes, host: str) -> Bounce | None:
    """Read a report; None for what is none, tells of a delay, or names no letter of ``host``."""
    if len(data) > LARGEST:
        return None
    try:
        parts = list(_parts(message_from_bytes(data, policy=compat32)))
        reasons = [reason for part in parts if (reason := _reason(part))]
        named = [ident for part in parts if (ident := _named(part, host))]
    except (MessageError, ValueError, LookupError, RecursionError):
        return None
    return Bounce(named[0], reasons[0]) if reasons and named else None


def _parts(message: Message) -> Iterator[tuple[str, Message]]:
    """Give the parts of a report that count, each with its type; what lies deeper does not."""
    for number, part in enumerate(message.walk()):
        if number >= _MOST_PARTS:
            return
        kind = part.get_content_type()
        if kind in {_REPORT, *_RETURNED}:
            yield kind, part


def _reason(found: tuple[str, Message]) -> str:
    """Say why a letter failed for good; "" for a delay, a success, and what is about us."""
    kind, part = found
    if kind != _REPORT or not part.is_multipart():
        return ""
    for each in islice(part.walk(), 1, _MOST_PARTS):
        action = _line(each, "Action").casefold()
        status = _line(each, "Status")
        if action == "failed" and _DEAD.match(status):
            return f"{status} {_line(each, 'Diagnostic-Code')}".strip()
    return ""


def _named(found: tuple[str, Message], host: str) -> str:
    """Give the id of the letter of ours that was returned; "" when it is none of ours."""
    kind, part = found
    if kind not in _RETURNED:
        return ""
    content = part.get_payload()
    if kind == "message/rfc822":
        inner = content[0] if isinstance(content, list) and content else None
    else:
        inner = message_from_bytes(str(content).encode(errors="replace"), policy=compat32)
    said = _line(inner, "Message-ID") if isinstance(inner, Message) else ""
    ours = re.fullmatch(r"<([0-9a-f-]{36})@" + re.escape(host) + r">", said)
    return ours[1] if ours else ""


def _line(part: Message, name: str) -> str:
    return " ".join(str(part.get(name, "")).split())[:_LONGEST_LINE]


def waiting(folder: Path) -> list[Path]:
    """Give the reports in a folder (or a Maildir), at most 2,000, in the order of their names."""
    found: list[Path] = []
    for each in (folder, folder / "new", folder / "cur"):
        if each.is_dir():
            found += [file for file in each.iterdir() if file.is_file() and not file.is_symlink()]
    return sorted(found)[:MOST_FILES]


def read_file(file: Path, host: str) -> Bounce | None:
    """Read a report from a file; what is too large is none."""
    with file.open("rb") as opened:
        return read(opened.read(LARGEST + 1), host)

"""What a file is, by its bytes and never by its name; what is not on the list is not taken in.

Nothing is unpacked: of a zip only its list of contents is read, after its size was looked at.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from dataclasses import dataclass

from fedicoop.media import images

_ODF = "application/vnd.oasis.opendocument."
_OOXML = "application/vnd.openxmlformats-officedocument."
_END = struct.Struct("<4s4H2LH")
"""The end of a zip (APPNOTE 4.3.16): mark, disks, entries, size and place of the list, comment."""

_LONGEST_LIST = 1_000_000
_MOST_ENTRIES = 5000
_MOST_UNPACKED = 500_000_000
_PROGRAMS = re.compile(
    r"\.(apk|app|bat|cmd|com|cpl|dll|exe|hta|jar|jse?|lnk|msi|pif|ps1|reg|scr|sh|vb[es]?|wsf"
    r"|x?html?|svg)\s*$"
)
_MACROS = ("vbaproject.bin", "vbadata.xml")
_MACROS_OF_ODF = ("basic/", "scripts/")
_CONTROLS = bytes(sorted(set(range(32)) - {9, 10, 12, 13}))
_MARKUP = ("<", "#!", "%!", "mz", "{\\rtf")


@dataclass(frozen=True)
class Kind:
    """A kind of file that the library takes; ``name`` is what pages call it by."""

    name: str
    mime: str
    extension: str


PDF = Kind("pdf", "application/pdf", ".pdf")
TEXT = Kind("text", "text/plain", ".txt")
TABLE = Kind("table", "text/csv", ".csv")
ZIP = Kind("zip", "application/zip", ".zip")
_OF_PICTURES = {
    "PNG": Kind("picture", "image/png", ".png"),
    "JPEG": Kind("picture", "image/jpeg", ".jpg"),
    "WEBP": Kind("picture", "image/webp", ".webp"),
}
_OF_ODF = {
    f"{_ODF}text": Kind("writing", f"{_ODF}text", ".odt"),
    f"{_ODF}spreadsheet": Kind("table", f"{_ODF}spreadsheet", ".ods"),
    f"{_ODF}presentation": Kind("slides", f"{_ODF}presentation", ".odp"),
}
_OF_OOXML = {
    "word/document.xml": Kind("writing", f"{_OOXML}wordprocessingml.document", ".docx"),
    "xl/workbook.xml": Kind("table", f"{_OOXML}spreadsheetml.sheet", ".xlsx"),
    "ppt/presentation.xml": Kind("slides", f"{_OOXML}presentationml.presentation", ".pptx"),
}
ALL = (PDF, TEXT, TABLE, ZIP, *_OF_PICTURES.values(), *_OF_ODF.values(), *_OF_OOXML.values())
BY_MIME = {kind.mime: kind for kind in ALL}
EXTENSIONS = tuple(kind.extension for kind in ALL)


def sniff(data: bytes, name: str) -> Kind | None:
    """Say what a file is; None for what is not taken in. ``name`` only tells a table from a text.

    A file that begins like one kind and goes on like another is what it begins like, and is
    served as that alone; one that begins like nothing we know is not taken.
    """
    if data.startswith(b"%PDF-"):
        return PDF if b"%%EOF" in data[-2048:] else None
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or data[8:12] == b"WEBP":
        return _OF_PICTURES.get(images.format_of(data))
    if not is_plain(data):
        return None
    return TABLE if name.lower().endswith(".csv") else TEXT


def is_plain(data: bytes) -> bool:
    """Tell whether bytes are a text of people: no controls, and nothing a machine would run."""
    if not data or len(data.translate(None, _CONTROLS)) < len(data):
        return False
    start = decoded(data[:200]).lstrip("\ufeff \t\r\n\f").lower()
    return not start.startswith(_MARKUP)


def decoded(data: bytes) -> str:
    """Read a text in UTF-8, or as old spreadsheets write it (windows-1252)."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def contents(data: bytes) -> zipfile.ZipFile | None:
    """Open the list of a zip, from its first byte to its last; None for one that is not simple.

    Nothing before it, behind it or between, no second disk, no zip64, no long list.
    """
    found = data.rfind(b"PK\x05\x06", max(0, len(data) - 65557))
    if found < 0 or len(data) < found + _END.size:
        return None
    _, disk, first, here, entries, size, start, comment = _END.unpack_from(data, found)
    whole = found + _END.size + comment == len(data) and start + size == found
    if not whole or disk or first or here != entries:
        return None
    if size > _LONGEST_LIST or entries > _MOST_ENTRIES:
        return None
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
        return None


def _zipped(data: bytes) -> Kind | None:
    archive = contents(data)
    if archive is None:
        return None
    with archive:
        entries = archive.infolist()
    if sum(each.file_size for each in entries) > _MOST_UNPACKED:
        return None
    names = [each.filename for each in entries]
    lower = [name.lower() for name in names]
    if any(name.endswith(_MACROS) for name in lower):
        return None
    return _odf(data, names, lower) or _ooxml(names) or _plain_zip(entries, lower)


def _odf(data: bytes, names: list[str], lower: list[str]) -> Kind | None:
    """Read the kind that stands first and unpacked in an OpenDocument (part 2, 3.3)."""
    if not names or names[0] != "mimetype" or any(n.startswith(_MACROS_OF_ODF) for n in lower):
        return None
    start = 38 + int.from_bytes(data[28:30], "little")
    size = int.from_bytes(data[22:26], "little")
    return _OF_ODF.get(data[start : start + min(size, 100)].decode("ascii", errors="replace"))


def _ooxml(names: list[str]) -> Kind | None:
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for name, kind in _OF_OOXML.items() if name in names), None)


def _plain_zip(entries: list[zipfile.ZipInfo], lower: list[str]) -> Kind | None:
    """Take a zip of files that we would take, more or less: no programs, no way out of a folder."""
    if not entries or "mimetype" in lower or "[content_types].xml" in lower:
        return None
    for entry, name in zip(entries, lower, strict=True):
        parts = name.replace("\\", "/").split("/")
        if ".." in parts or name.startswith(("/", "\\")) or ":" in name or entry.flag_bits & 1:
            return None
        if _PROGRAMS.search(name):
            return None
    return ZIP

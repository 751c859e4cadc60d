"""Files that people bring to the library: small good ones, and ones that are up to no good."""

from __future__ import annotations

import io
import struct
import zipfile

from PIL import Image

from fedicoop.demo.paper import pdf

PDF = pdf("Statuts", ["Article premier."])
SCRIPT = b"<script>alert(document.cookie)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PROGRAM = b"MZ\x90\x00" + b"\x00" * 200
_ODF = "application/vnd.oasis.opendocument.text"


def zipped(files: dict[str, bytes], *, pack: bool = True) -> bytes:
    """Write a zip of some files."""
    out = io.BytesIO()
    how = zipfile.ZIP_DEFLATED if pack else zipfile.ZIP_STORED
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, how)
    return out.getvalue()


def docx(**more: bytes) -> bytes:
    """Write a text document of an office program that counted its pages."""
    told = b"<Properties><Pages>3</Pages><Words>900</Words></Properties>"
    inside = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
    return zipped({**inside, "docProps/app.xml": told, **more})


def office(place: str) -> bytes:
    """Write an office document of the kind whose main part stands at a place."""
    return zipped({"[Content_Types].xml": b"<Types/>", place: b"<x/>"})


def odt(kind: str = _ODF, more: dict[str, bytes] | None = None) -> bytes:
    """Write an OpenDocument: its kind first and unpacked."""
    told = b'<meta:document-statistic meta:page-count="2" meta:word-count="450"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), kind.encode(), zipfile.ZIP_STORED)
        for name, data in {"content.xml": b"<x/>", "meta.xml": told, **(more or {})}.items():
            archive.writestr(name, data)
    return out.getvalue()


def picture(kind: str = "PNG") -> bytes:
    """Draw a small picture."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "#386641").save(out, kind)
    return out.getvalue()


def bomb() -> bytes:
    """Write a zip of which one entry says that it becomes four gigabytes."""
    data = bytearray(zipped({"zeros.txt": b"0" * 1000}))
    place = data.rfind(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<L", 4_000_000_000)
    return bytes(data)

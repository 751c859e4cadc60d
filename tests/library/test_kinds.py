"""What a file is, by its bytes: the list of what is taken, and everything else."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from fedicoop.library import kinds, measuring
from fedicoop.library.service.taking_in import file_name
from tests.library import files

_WRITING = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_OOXML = ("word/document.xml", "xl/workbook.xml", "ppt/presentation.xml")


@pytest.mark.parametrize(
    ("data", "name", "extension"),
    [
        (files.PDF, "x", ".pdf"),
        (files.docx(), "x.zip", ".docx"),
        (files.office(_OOXML[1]), "", ".xlsx"),
        (files.office(_OOXML[2]), "", ".pptx"),
        (files.odt(), "", ".odt"),
        (files.odt("application/vnd.oasis.opendocument.spreadsheet"), "", ".ods"),
        (files.odt("application/vnd.oasis.opendocument.presentation"), "", ".odp"),
        (files.picture("PNG"), "", ".png"),
        (files.picture("JPEG"), "", ".jpg"),
        (files.picture("WEBP"), "", ".webp"),
        ("Bonjour à toutes".encode(), "mot.txt", ".txt"),
        ("nom;âge\nAna;3".encode("cp1252"), "LISTE.CSV", ".csv"),
        (files.zipped({"plans/nord.pdf": files.PDF, "plans/": b""}), "", ".zip"),
    ],
)
def test_each_kind_is_known_by_its_bytes(data: bytes, name: str, extension: str) -> None:
    found = kinds.sniff(data, name)
    assert found is not None
    assert found.extension == extension


@pytest.mark.parametrize(
    "data",
    [
        files.PROGRAM,
        b"\x7fELF\x02\x01\x01",
        b"#!/bin/sh\nrm -rf /",
        b"MZ but in letters",
        files.SCRIPT,
        b"\xef\xbb\xbf  \n<!DOCTYPE html><p>%PDF-1.4 %%EOF",
        files.SVG,
        b'<?xml version="1.0"?>' + files.SVG,
        b"<html>" + files.PDF,
        b"%PDF-1.4 and nothing more",
        b"GIF89a\x01\x00",
        b"\x89PNG\r\n\x1a\nnothing",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        b"\xff\xd8\xff" + files.SCRIPT,
        "UTF-16".encode("utf-16"),
        b"text with a \x00 in it",
        b"{\\rtf1 \\objdata}",
        b"",
    ],
)
def test_everything_else_is_nothing(data: bytes) -> None:
    assert kinds.sniff(data, "statuts.pdf") is None


@pytest.mark.parametrize(
    "data",
    [
        files.bomb(),
        files.zipped({"setup.exe": b"x"}),
        files.zipped({"page.html": b"x"}),
        files.zipped({"facture.pdf.js ": b"x"}),
        files.zipped({"../../etc/passwd": b"x"}),
        files.zipped({"..\\up.txt": b"x"}),
        files.zipped({"/etc/passwd": b"x"}),
        files.zipped({"c:up.txt": b"x"}),
        files.zipped({"mimetype": b"text/html"}),
        files.zipped({"[Content_Types].xml": b"x"}),
        files.docx(**{"word/vbaProject.bin": b"x"}),
        files.odt(more={"Basic/Standard/Module1.xml": b"x"}),
        files.odt("application/vnd.oasis.opendocument.text-master"),
        files.zipped({"a.txt": b"x"}) + files.SCRIPT,
        files.zipped({}),
        b"PK\x03\x04" + files.zipped({"a.txt": b"x"}),
        b"PK\x03\x04 no list",
        b"PK\x03\x04" + b"PK\x05\x06",
        b"PK\x03\x04" + b"x" * 30 + b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 1, 1, 30, 4, 0),
    ],
)
def test_a_zip_that_is_not_simple_is_not_taken(data: bytes) -> None:
    assert kinds.sniff(data, "x.zip") is None


def test_a_locked_zip_is_not_taken() -> None:
    data = bytearray(files.zipped({"a.txt": b"x"}))
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    assert kinds.sniff(bytes(data), "") is None


@pytest.mark.parametrize("count", [5000, 5001])
def test_a_zip_with_a_long_list_is_not_read(count: int) -> None:
    found = kinds.sniff(files.zipped({f"{n}.txt": b"" for n in range(count)}, pack=False), "")
    assert (found is None) is (count > 5000)


def test_no_zip_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("something was unpacked")

    bombs = files.bomb(), files.zipped({"a.txt": b"x"})
    monkeypatch.setattr(zipfile.ZipFile, "open", refuse)
    monkeypatch.setattr(zipfile.ZipFile, "read", refuse)
    for data in bombs:
        kind = kinds.sniff(data, "")
        assert kind is None or measuring.measure(data, kind) == (0, 0)


def test_a_file_that_goes_on_as_another_kind_is_what_it_begins_like() -> None:
    both = files.PDF + files.SCRIPT + b"%%EOF"
    assert kinds.sniff(both, "x.html") == kinds.PDF


@pytest.mark.parametrize(
    ("data", "measured"),
    [
        (files.PDF, (1, 0)),
        (b"%PDF-1.5 /Type /Pages /Kids [] /Count 12 %%EOF", (12, 0)),
        (b"un deux trois", (0, 3)),
        (files.docx(), (3, 900)),
        (files.odt(), (2, 450)),
        (files.office(_OOXML[0]), (0, 0)),
        (files.picture(), (0, 0)),
    ],
)
def test_pages_and_words_are_counted_where_they_show(
    data: bytes, measured: tuple[int, int]
) -> None:
    kind = kinds.sniff(data, "x")
    assert kind is not None
    assert measuring.measure(data, kind) == measured


def test_only_the_beginning_of_what_an_office_file_says_is_read() -> None:
    far = b" " * 20_000_000 + b"<Pages>3</Pages>"
    data = files.zipped(
        {"[Content_Types].xml": b"", "word/document.xml": b"", "docProps/app.xml": far}
    )
    kind = kinds.sniff(data, "")
    assert kind is not None
    assert measuring.measure(data, kind) == (0, 0)
    broken = bytearray(files.docx())
    broken[broken.find(b"docProps/app.xml") + 16] ^= 0xFF
    assert measuring.measure(bytes(broken), kind) == (0, 0)
    assert measuring.measure(b"not a zip", kind) == (0, 0)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Statuts 2026.pdf", "Statuts 2026.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\ana\\bilan.docx", "bilan.pdf"),
        ("facture.pdf.exe", "facture.pdf"),
        ("a\x00b\r\nc.pdf", "ab c.pdf"),
        ("facture\u202efdp.exe", "facturefdp.pdf"),
        ("\uff0fetc\uff0fpasswd", "passwd.pdf"),
        ("..", "document.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("", "document.pdf"),
        ('<b>"gras"|?*.pdf', "bgras.pdf"),
        ("é" * 300 + ".pdf", "é" * 100 + ".pdf"),
        ("compte rendu du 5.12.2026", "compte rendu du 5.12.2026.pdf"),
    ],
)
def test_the_name_of_a_download_is_ours_to_make(given: str, kept: str) -> None:
    assert file_name(given, kinds.PDF) == kept


def test_a_list_that_python_cannot_read_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    data = files.zipped({"a.txt": b"x"})
    monkeypatch.setattr(io, "BytesIO", lambda _: (_ for _ in ()).throw(ValueError))
    assert kinds.contents(data) is None


@pytest.mark.parametrize("how", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED])
def test_an_office_file_that_is_damaged_has_no_length(how: int) -> None:
    """Whatever its unpacking ends with: each way of packing raises errors of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        archive.writestr("docProps/app.xml", "<Pages>3</Pages>" * 50)
    data, writing = out.getvalue(), kinds.BY_MIME[_WRITING]

    for place in range(30, len(data) - 22):
        for wrong in (0, 7, 255):
            damaged = data[:place] + bytes([wrong]) + data[place + 1 :]
            assert measuring.measure(damaged, writing) in {(0, 0), (3, 0)}

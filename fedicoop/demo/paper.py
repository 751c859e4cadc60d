"""Making small files for the demo's libraries: a PDF of a few lines, written by hand."""

from __future__ import annotations

_HEAD = b"%PDF-1.4\n"
_PER_PAGE = 40


def pdf(title: str, lines: list[str]) -> bytes:
    """Write a PDF of A4 pages with a title and some lines of text (ISO 32000-1, 7.5)."""
    pages = [lines[start : start + _PER_PAGE] for start in range(0, max(len(lines), 1), _PER_PAGE)]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, some in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            b"/Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (5 + 2 * number)
        )
        text = _text(title if number == 0 else "", some)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text))
    return _whole(objects)


def _text(title: str, lines: list[str]) -> bytes:
    said = [b"BT /F1 20 Tf 60 770 Td 18 TL (%s) Tj T* /F1 11 Tf" % _escaped(title)]
    return b"\n".join([*said, *(b"T* (%s) Tj" % _escaped(line) for line in lines), b"ET"])


def _escaped(words: str) -> bytes:
    plain = words.encode("cp1252", errors="replace")
    for sign in (b"\\", b"(", b")"):
        plain = plain.replace(sign, b"\\" + sign)
    return plain


def _whole(objects: list[bytes]) -> bytes:
    body, places = _HEAD, []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n" % (count, table)
    return (
        body + end + (b"<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(body)))
    )

"""The documents of the demo: whole files, on shelves that there are."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import fedicoop.demo
from fedicoop.demo.paper import pdf
from fedicoop.library import Audience, kinds, measuring, policy

_FILE = Path(fedicoop.demo.__file__).parent / "documents.json"
_SHELVES = {"statutes", "accounts", "reports", "minutes", "communication", "templates", ""}


def documents() -> list[dict[str, Any]]:
    """Give every document of the demo."""
    data = json.loads(_FILE.read_text("utf-8"))
    return [*data["documents"], *data["in_groups"]]


def test_every_document_may_be_kept() -> None:
    for each in documents():
        assert each["audience"] in set(Audience)
        assert each["category"] in _SHELVES
        assert 0 < len(each["summary"]) <= policy.LONGEST_SUMMARY
        assert len({"lines", "text", "csv"} & each.keys()) == 1


def test_a_pdf_of_ours_is_whole() -> None:
    data = pdf("Comptes (2025) \\ été", [f"Ligne {number}" for number in range(90)])
    assert kinds.sniff(data, "x") == kinds.PDF
    assert measuring.measure(data, kinds.PDF) == (3, 0)
    start = int(data.rpartition(b"startxref\n")[2].split()[0])
    assert data[start:].startswith(b"xref\n")
    for number, place in enumerate(re.findall(rb"(\d{10}) 00000 n", data[start:]), 1):
        assert data[int(place) :].startswith(b"%d 0 obj" % number)
    assert b"(Comptes \\(2025\\) \\\\ \xe9t\xe9)" in data

"""Every case of the catalogue that must never fail has a test that bears its id."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT

HERE = Path(__file__).parent
CASES = HERE.joinpath("catalogue.txt").read_text("utf-8").split()
AREAS = {"sig", "key", "auth", "parse", "ssrf", "wf", "ld"}
SHARED = ROOT.parent / "shared" / "reference" / "security-cases.jsonl"
_ID = re.compile(r"(?<![a-z])(sig|key|auth|parse|ssrf|wf|ld)[-_](\d{3})(?!\d)", re.I)


def _tested() -> set[str]:
    found = set()
    for path in (ROOT / "tests").glob("*/test_*.py"):
        for area, number in _ID.findall(path.read_text("utf-8")):
            found.add(f"{area.lower()}-{number}")
    return found


def test_every_case_has_its_test() -> None:
    tested = _tested()
    assert [case for case in CASES if case not in tested] == []


@pytest.mark.skipif(not SHARED.exists(), reason="the catalogue itself is not here")
def test_the_list_is_that_of_the_catalogue() -> None:
    cases = [json.loads(line) for line in SHARED.read_text("utf-8").splitlines()]
    first = [case["id"] for case in cases if case["tier"] == "P0" and case["area"] in AREAS]
    assert sorted(first) == CASES

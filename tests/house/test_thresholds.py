"""The judge of the coverage judges."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.house import thresholds

if TYPE_CHECKING:
    from pathlib import Path


def covered(lines: list[int], branches: list[list[int]]) -> dict[str, Any]:
    """Give a file's entry as coverage.py writes it."""
    summary = {"percent_covered": 98.7654}
    return {"missing_lines": lines, "missing_branches": branches, "summary": summary}


@pytest.mark.parametrize(
    "name",
    [
        "fedicoop/activitypub/activity.py",
        "fedicoop/activitypub/client/door.py",
        "fedicoop/inbox/receive.py",
        "fedicoop/outbox/worker/lease.py",
        "fedicoop/posts/policy.py",
        "fedicoop/events/policy/seats.py",
    ],
)
def test_a_gap_is_named_where_everything_must_be_covered(name: str) -> None:
    """With its lines and branches."""
    found = list(thresholds.gaps({name: covered([3], [[4, 9]])}))
    assert found == [f"{name}: 98.8 %, without 3, 4→9"]


@pytest.mark.parametrize("name", ["fedicoop/posts/service.py", "tests/inbox/test_receiving.py"])
def test_elsewhere_the_overall_threshold_is_enough(name: str) -> None:
    """That is pyproject.toml's business."""
    assert list(thresholds.gaps({name: covered([3], [])})) == []


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"fedicoop/inbox/receive.py": covered([], [])}, 0),
        ({"fedicoop/inbox/receive.py": covered([1], [])}, 1),
        ({}, 1),
    ],
)
def test_the_exit_code_says_whether_all_is_well(
    tmp_path: Path, files: dict[str, Any], code: int
) -> None:
    """A report about nothing is not well."""
    report = tmp_path / "coverage.json"
    report.write_text(json.dumps({"files": files}), encoding="utf-8")
    assert thresholds.main(str(report)) == code

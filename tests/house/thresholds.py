"""Which parts of the program must be covered whole: the protocol, both corridors, every policy.

``python -m tests.house.thresholds REPORT`` reads the JSON that coverage.py writes and names every
line and branch that is missing there. The 90 % of everything is asked for in pyproject.toml.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WHOLE = re.compile(r"fedicoop/(?:(?:activitypub|inbox|outbox)/.+|.+/policy(?:/.+)?)\.py")


def gaps(files: Mapping[str, Any]) -> Iterator[str]:
    """Name what is not covered in the files that must be covered whole."""
    for name, file in sorted(files.items()):
        if not WHOLE.fullmatch(name):
            continue
        lines = file["missing_lines"]
        branches = [f"{start}→{end}" for start, end in file.get("missing_branches", [])]
        if lines or branches:
            missing = ", ".join([*map(str, lines), *branches])
            yield f"{name}: {file['summary']['percent_covered']:.1f} %, without {missing}"


def main(report: str) -> int:
    """Judge a report; give the exit code."""
    files = json.loads(Path(report).read_text(encoding="utf-8"))["files"]
    judged = sum(1 for name in files if WHOLE.fullmatch(name))
    found = list(gaps(files))
    for gap in found:
        print(gap)
    print(f"{judged - len(found)} of {judged} files that must be covered whole are")
    return 1 if found or not judged else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

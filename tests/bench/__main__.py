"""``./run bench``: how fast the server is, each figure beside what this machine can do at best.

Everything runs on loopback: the server in a process of its own, the other servers in another,
this process is whoever asks. The figures of two runs compare only on the same machine; their
ratios to the floors compare anywhere.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import agenda, fanout, figures, floors, ingest, reads, search

if TYPE_CHECKING:
    from tests.bench.figures import Figure

PARTS = ("reads", "agenda", "search", "ingest", "fanout")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--quick", action="store_true", help="a tenth of the work, rough figures")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure only this part")
    return parser.parse_args()


async def _measure(folder: Path, chosen: list[str], size: int) -> list[Figure]:
    """Run the chosen parts one after the other; ``size`` is 1 to 10."""
    _tell("floors")
    least = await floors.measure(folder, size / 10)
    found = least.figures()
    for name, part in (
        ("reads", reads.measure(folder / "reads", least, 300 * size)),
        ("agenda", agenda.measure(folder / "agenda", 10 * size)),
        ("search", search.measure(folder / "search", 10 * size)),
        ("ingest", ingest.measure(folder / "ingest", least, 500 * size)),
        ("fanout", fanout.measure(folder / "fanout", least, max(1, size // 2))),
    ):
        if name in chosen:
            _tell(name)
            found += await part
        else:
            part.close()
    return found


def _tell(what: str) -> None:
    print(f"measuring {what} …", file=sys.stderr, flush=True)


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="fedicoop-bench-") as scratch:
        chosen = asked.only or list(PARTS)
        found = asyncio.run(_measure(Path(scratch), chosen, 1 if asked.quick else 10))
    if asked.json:
        print(figures.as_json(found))
    else:
        figures.show(found)


if __name__ == "__main__":
    main()

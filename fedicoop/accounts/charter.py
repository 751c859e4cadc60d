"""The cooperative's charter, a page of its own that members accept before they first write."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SLUGS = ("charte", "charter")
"""Under which names pages/ may hold it, in one language or several (charte.en.md)."""
_PLACE = re.compile(r"^[0-9]{1,3}-")
"""What only says where a page stands in the menu, as in 20-charte.md."""


def digest_of(folder: Path) -> str:
    """Give what is different when a word of the charter is; "" when there is none.

    ``folder`` is the instance's.
    """
    found = [path for path in sorted((folder / "pages").glob("*.md")) if _is_one(path.name)]
    known = tuple((path, path.stat().st_mtime_ns) for path in found)
    return _digest(known) if known else ""


def _is_one(name: str) -> bool:
    return _PLACE.sub("", name, count=1).split(".")[0] in SLUGS


@lru_cache(maxsize=64)
def _digest(known: tuple[tuple[Path, int], ...]) -> str:
    """Read the files once for each of their versions."""
    return sha256(b"\n".join(path.read_bytes() for path, _ in known)).hexdigest()

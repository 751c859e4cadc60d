"""The cooperative's charter, a page of its own that members accept before they first write."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SLUGS = ("charte", "charter")
"""Under which names pages/ may hold it, in one language or several (charte.en.md)."""


def digest_of(folder: Path) -> str:
    """Give what is different when a word of the charter is; "" when there is none.

    ``folder`` is the instance's.
    """
    found = [path for slug in SLUGS for path in (folder / "pages").glob(f"{slug}*.md")]
    known = tuple((path, path.stat().st_mtime_ns) for path in sorted(found) if _is_one(path.name))
    return _digest(known) if known else ""


def _is_one(name: str) -> bool:
    return name.split(".")[0] in SLUGS


@lru_cache(maxsize=64)
def _digest(known: tuple[tuple[Path, int], ...]) -> str:
    """Read the files once for each of their versions."""
    return sha256(b"\n".join(path.read_bytes() for path, _ in known)).hexdigest()

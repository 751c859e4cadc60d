"""What an invented cooperative without a folder in instances/ looks like: colours, logo, pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fedicoop.demo.network import Cooperative

_THEME = """/* The two colours of {name}; light, dark and their contrasts are mixed from them. */
:root {{
  --coop-primary: {primary};
  --coop-accent: {accent};
}}
"""
_LOGO = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" role="img"
  aria-label="{name}">
  <circle cx="24" cy="24" r="22" fill="{primary}"/>
{drawing}  <circle cx="24" cy="24" r="5" fill="{accent}" stroke="#fff" stroke-width="1.5"/>
</svg>
"""
_RAY = """  <path d="M22.5 24 24 {top}l1.5 {down}z" fill="#fff" transform="rotate({angle} 24 24)"/>
"""
_PAGES = sorted((Path(__file__).parent / "pages").glob("*.md"))


def draw(folder: Path, cooperative: Cooperative) -> None:
    """Write theme.css, logo.svg and pages/ of a cooperative into a new folder."""
    pages = folder / "pages"
    pages.mkdir(parents=True)
    said = {
        "key": cooperative.key,
        "name": cooperative.name,
        "town": cooperative.town,
        "region": cooperative.region,
        "primary": cooperative.primary,
        "accent": cooperative.accent,
    }
    _write(folder / "theme.css", _THEME.format(**said))
    _write(folder / "logo.svg", _LOGO.format(**said, drawing=_rays(cooperative.key)))
    for page in _PAGES:
        _write(pages / page.name, page.read_text(encoding="utf-8").format(**said))


def _rays(key: str) -> str:
    """Draw rays that are not the same for any two names of the network."""
    seed = sum(ord(letter) * (place + 1) for place, letter in enumerate(key))
    count, top = 3 + seed % 7, 4 + seed % 5
    return "".join(
        _RAY.format(top=top, down=24 - top, angle=round(360 * number / count, 1))
        for number in range(count)
    )


def _write(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")

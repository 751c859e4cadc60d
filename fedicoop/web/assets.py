"""Stylesheet, script and logo of one instance, named by what is in them and kept for ever.

The cooperative's theme is mixed into the one stylesheet, so that a page asks for one file.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import Response

from fedicoop.errors import NotFound
from fedicoop.web import signs, theme

if TYPE_CHECKING:
    from starlette.requests import Request

STATIC = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Asset:
    """One file in memory, as it is and compressed."""

    name: str
    body: bytes
    packed: bytes
    media_type: str


class Assets:
    """What /static/NAME serves, and under which names."""

    def __init__(self, folder: Path) -> None:
        """Read everything once; ``folder`` is the instance's, with theme.css and logo.svg."""
        self._by_name: dict[str, Asset] = {}
        self.theme = _read(folder / "theme.css").decode("utf-8", "replace")
        base = f"{_read(STATIC / 'fedicoop.css').decode()}\n{signs.stylesheet()}"
        self.style = self._keep("style.css", f"{base}\n{theme.palette(self.theme)}{self.theme}")
        self.script = self._keep("fedicoop.js", _read(STATIC / "fedicoop.js").decode())
        logo = _read(folder / "logo.svg") or _read(STATIC / "logo.svg")
        self.logo = self._keep("logo.svg", logo.decode("utf-8", "replace"))
        self.map: tuple[str, str, str] | None = None
        self.worker = _read(STATIC / "worker.js").decode()
        self.colour = theme.theme_colour(self.theme)

    def keep_map(self) -> None:
        """Serve Leaflet's stylesheet, its script and ours too, for maps with tiles."""
        files = ("leaflet/leaflet.css", "leaflet/leaflet.js", "map.js")
        kept = [self._keep(Path(name).name, _read(STATIC / name).decode()) for name in files]
        self.map = (kept[0], kept[1], kept[2])

    def _keep(self, name: str, text: str) -> str:
        body = text.encode()
        path = Path(name)
        hashed = f"{path.stem}.{hashlib.sha256(body).hexdigest()[:12]}{path.suffix}"
        packed = gzip.compress(body, 9, mtime=0)
        self._by_name[hashed] = Asset(hashed, body, packed, _TYPES[path.suffix])
        return f"/static/{hashed}"

    def get(self, name: str) -> Asset:
        """Give a file by its hashed name; NotFound for any other name, paths included."""
        if name not in self._by_name:
            raise NotFound(f"no asset {name}")
        return self._by_name[name]


def _read(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


async def show_asset(request: Request) -> Response:
    """Serve a file that never changes under its name."""
    assets: Assets = request.state.site.assets
    asset = assets.get(request.path_params["name"])
    headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
    if asset.media_type == "image/svg+xml":
        headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        )
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(asset.packed, 200, headers, asset.media_type)
    return Response(asset.body, 200, headers, asset.media_type)

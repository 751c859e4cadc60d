"""The demo's folders: one instance folder each, and the note that says who made them and how."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fedicoop.config import ConfigError
from fedicoop.demo import look

if TYPE_CHECKING:
    from fedicoop.demo.network import Cooperative, Network

_SHIPPED = Path(__file__).parent.parent.parent / "instances"
_NOTE = "made.json"
_REPORT = "demo.json"
_NOT_COPIED = ("data", "instance.toml")
_SETTINGS = """# Made by fedicoop demo: a server that only this machine can reach.
host = "{host}"
name = "{name}"
languages = ["fr", "en"]
national_hub = {hub}

[server]
port = {port}
public_url = "{url}"

[contact]
email = "bonjour@{key}.example"
donate = "https://dons.example/{key}"

[tools.members]
"Bloc-notes partagés | Shared notes" = "https://pads.example/{key}"
"Visioconférence | Video meetings" = "https://visio.example/{key}"

[events]
kinds = {{ "cafe-reparation" = "Café réparation | Repair café" }}

[development]
insecure_http = true
allow_networks = ["127.0.0.0/8"]
hosts = {{ {hosts} }}
"""


@dataclass(frozen=True)
class Ground:
    """Where a demo is kept; ``is_seeded`` once everything in it was said."""

    folder: Path
    network: Network
    is_seeded: bool

    def of(self, cooperative: Cooperative) -> Path:
        """Give the instance folder of a cooperative."""
        return self.folder / cooperative.key

    def log_of(self, cooperative: Cooperative) -> Path:
        """Give the file into which a cooperative's server writes what happens."""
        return self.folder / f"{cooperative.key}.log"

    def letters_of(self, cooperative: Cooperative) -> Path:
        """Give the folder of the pages that show which letters a cooperative's server sent."""
        return self.folder / f"{cooperative.key}-letters"

    def note_seeded(self) -> None:
        """Remember that the next start has nothing left to do."""
        _note(self.folder, self.network, seeded=True)

    def report(self) -> None:
        """Write demo.json: what runs, where, and who its members are."""
        rows = [
            {
                "name": each.key,
                "url": each.url,
                "folder": str(self.of(each)),
                "members": [
                    {"username": one.username, "roles": list(one.roles)} for one in each.members
                ],
            }
            for each in self.network.cooperatives
        ]
        _write(self.folder / _REPORT, {"instances": rows})


def prepare(target: str, network: Network, *, reset: bool) -> Ground:
    """Find the folders of an earlier demo, or make them; raises ConfigError.

    What this demo did not make is never deleted; what was begun and not finished is made anew.
    """
    folder = Path(target).resolve()
    made = _made(folder)
    if made is None and folder.exists() and any(folder.iterdir()):
        raise ConfigError(f"{folder} holds something else; name an empty folder with --dir")
    (folder / _REPORT).unlink(missing_ok=True)
    if made is not None and made["seeded"] and not reset:
        _check_same(folder, made, network)
        return Ground(folder, network, is_seeded=True)
    if made is not None:
        _clear(folder, made)
    folder.mkdir(parents=True, exist_ok=True)
    _note(folder, network, seeded=False)
    for cooperative in network.cooperatives:
        _make(folder / cooperative.key, cooperative, network)
    return Ground(folder, network, is_seeded=False)


def _made(folder: Path) -> dict[str, Any] | None:
    try:
        found = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        raise ConfigError(f"{folder} is not a folder") from None
    except ValueError as error:
        raise ConfigError(f"{folder / _NOTE} cannot be read: {error}") from error
    if not isinstance(found, dict) or not {"seeded", "port", "cooperatives"} <= found.keys():
        raise ConfigError(f"{folder / _NOTE} is not a note of the demo")
    return found


def _note(folder: Path, network: Network, *, seeded: bool) -> None:
    keys = [each.key for each in network.cooperatives]
    port = network.cooperatives[0].port
    _write(folder / _NOTE, {"port": port, "cooperatives": keys, "seeded": seeded})


def _write(path: Path, data: object) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    part.replace(path)


def _check_same(folder: Path, made: dict[str, Any], network: Network) -> None:
    """Refuse to bring founded servers up under other addresses: they would not be themselves."""
    if made["port"] != network.cooperatives[0].port:
        raise ConfigError(
            f"the servers in {folder} were founded on port {made['port']}: "
            f"use --port {made['port']}, or --reset to start afresh"
        )
    if made["cooperatives"] != [each.key for each in network.cooperatives]:
        count = len(made["cooperatives"])
        raise ConfigError(
            f"{folder} holds {count} cooperatives: "
            f"use --cooperatives {count}, or --reset to start afresh"
        )


def _clear(folder: Path, made: dict[str, Any]) -> None:
    for key in made["cooperatives"]:
        if Path(key).name == key:
            shutil.rmtree(folder / key, ignore_errors=True)
            shutil.rmtree(folder / f"{key}-letters", ignore_errors=True)
            (folder / f"{key}.log").unlink(missing_ok=True)


def _make(folder: Path, cooperative: Cooperative, network: Network) -> None:
    """Make an instance folder: copied from the shipped one where there is one, else drawn."""
    shipped = _SHIPPED / cooperative.key
    if shipped.is_dir():
        shutil.copytree(shipped, folder, ignore=lambda _folder, _names: _NOT_COPIED)
    else:
        look.draw(folder, cooperative)
    hosts = [f'"{each.hostname}" = "127.0.0.1"' for each in network.cooperatives]
    settings = _SETTINGS.format(
        host=cooperative.host,
        key=cooperative.key,
        name=cooperative.name,
        hub=str(cooperative.hub).lower(),
        port=cooperative.port,
        url=cooperative.url,
        hosts=", ".join(hosts),
    )
    (folder / "instance.toml").write_text(settings, encoding="utf-8")

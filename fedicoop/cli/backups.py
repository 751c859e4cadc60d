"""One file with everything of an instance, and back."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import anyio.to_thread

from fedicoop import __version__
from fedicoop.config import ConfigError
from fedicoop.takeaways import storage as takeaways

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fedicoop.instance import Instance

_MANIFEST = "manifest.json"
_DATABASE = "data/fedicoop.sqlite3"
_LEFT_OUT = (".sqlite3", ".sqlite3-wal", ".sqlite3-shm", ".part", takeaways.SUFFIX)


async def write(instance: Instance, file: str) -> int:
    """Write a backup of a running instance; give the number of files.

    The database is copied in one snapshot first; files are never changed once written, so that
    every file the snapshot names is there. Raises ConfigError for PostgreSQL, which has pg_dump.
    """
    if not instance.database.is_sqlite:
        raise ConfigError("for PostgreSQL, back up the database with pg_dump and the folder beside")
    with tempfile.TemporaryDirectory(dir=instance.config.folder) as scratch:
        copy = Path(scratch) / "copy"
        await instance.database.copy_to(copy)
        return await anyio.to_thread.run_sync(_pack, instance.config.folder, copy, file)


def _pack(folder: Path, copy: Path, file: str) -> int:
    entries = [(_DATABASE, copy), *_files(folder, copy.parent)]
    manifest = {
        "fedicoop": __version__,
        "files": {name: _digest(path.read_bytes()) for name, path in entries},
    }
    target = Path(file)
    part = target.with_name(target.name + ".part")
    with tarfile.open(part, "w:gz") as archive:
        _add(archive, _MANIFEST, json.dumps(manifest, indent=1).encode())
        for name, path in entries:
            archive.add(path, name, recursive=False)
    part.chmod(0o600)
    part.replace(target)
    return len(entries)


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    archive.addfile(info, io.BytesIO(data))


def _files(folder: Path, scratch: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if scratch in path.parents or not path.is_file() or path.is_symlink():
            continue
        if not path.name.endswith(_LEFT_OUT):
            yield path.relative_to(folder).as_posix(), path


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def check(file: str) -> int:
    """See that a backup is whole; give the number of files. Raises ConfigError for what is not."""
    with tarfile.open(file, "r:gz") as archive:
        return len(list(_checked(archive, file)))


def restore(file: str, folder: Path) -> int:
    """Unpack a whole backup into an empty folder; raises ConfigError, before writing, otherwise."""
    if folder.exists() and any(folder.iterdir()):
        raise ConfigError(f"{folder} is not empty; restore into a new folder and move it after")
    check(file)
    count = 0
    with tarfile.open(file, "r:gz") as archive:
        for name, data in _checked(archive, file):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            path.chmod(0o600 if name.startswith("data/") else 0o644)
            count += 1
    return count


def _checked(archive: tarfile.TarFile, file: str) -> Iterator[tuple[str, bytes]]:
    wanted: dict[str, str] = _manifest(archive, file)["files"]
    for member in archive:
        if member.name == _MANIFEST:
            continue
        stream = archive.extractfile(member)
        path = PurePosixPath(member.name)
        if stream is None or path.is_absolute() or ".." in path.parts:
            raise ConfigError(f"{file}: {member.name} has no place in a backup")
        data = stream.read()
        if wanted.pop(member.name, None) != _digest(data):
            raise ConfigError(f"{file}: {member.name} is damaged")
        yield member.name, data
    if wanted:
        raise ConfigError(f"{file}: {min(wanted)} is missing")


def _manifest(archive: tarfile.TarFile, file: str) -> dict[str, Any]:
    first = archive.next()
    stream = archive.extractfile(first) if first is not None and first.name == _MANIFEST else None
    try:
        found = json.loads(stream.read()) if stream is not None else None
    except ValueError:
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("files"), dict):
        raise ConfigError(f"{file} is not a backup of fedicoop")
    return found

"""fedicoop backup and restore: everything in one file, and back, or nothing at all."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done


@pytest.fixture
def backup(run: Callable[..., Done], coop: Path, tmp_path: Path) -> Path:
    """Give a backup of coop.example with a picture in it."""
    picture = coop / "data" / "media" / "ab" / "picture.webp"
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_bytes(b"a picture")
    (coop / "elsewhere").symlink_to("/etc")
    file = tmp_path / "coop.tar.gz"
    done = run("backup", coop, file)
    assert done.code == 0
    assert "keep it as safe as the keys" in done.out
    return file


def test_what_was_backed_up_comes_back(
    run: Callable[..., Done], backup: Path, coop: Path, tmp_path: Path
) -> None:
    """Members, keys, pictures; readable by their owner alone."""
    there = tmp_path / "restored"
    assert "restored" in run("restore", backup, there).out
    assert run("member", "list", there, "--json").json == run("member", "list", coop, "--json").json
    assert (there / "data" / "media" / "ab" / "picture.webp").read_bytes() == b"a picture"
    secret = "data/secrets/secret"
    assert (there / secret).read_bytes() == (coop / secret).read_bytes()
    assert (there / secret).stat().st_mode & 0o777 == 0o600
    assert run("doctor", there).code == 0
    assert backup.stat().st_mode & 0o777 == 0o600


def test_links_out_of_the_folder_are_not_followed(backup: Path) -> None:
    """Nor is there a second copy of the database, or one half written."""
    with tarfile.open(backup) as archive:
        names = archive.getnames()
    assert not [name for name in names if name.startswith("elsewhere")]
    assert len(names) == len(set(names))
    assert [name for name in names if "sqlite3" in name] == ["data/fedicoop.sqlite3"]


def test_a_backup_can_be_looked_at_first(
    run: Callable[..., Done], backup: Path, tmp_path: Path
) -> None:
    """Nothing is written."""
    done = run("restore", backup, tmp_path / "there", "--check")
    assert done.code == 0
    assert done.out.endswith("files, whole\n")
    assert not (tmp_path / "there").exists()


def test_a_folder_with_something_in_it_is_left_alone(
    run: Callable[..., Done], backup: Path, coop: Path
) -> None:
    """It may be the only copy of a cooperative."""
    done = run("restore", backup, coop)
    assert done.code == 1
    assert "is not empty" in done.err


def _rewritten(backup: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> Path:
    """Write a backup anew, with some of its files changed or left out."""
    target = backup.with_name("changed.tar.gz")
    with tarfile.open(backup) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            stream = old.extractfile(member)
            kept = change(member.name, stream.read() if stream else b"")
            if kept is not None:
                info = tarfile.TarInfo(kept[0])
                info.size = len(kept[1])
                new.addfile(info, io.BytesIO(kept[1]))
    return target


DATABASE = "data/fedicoop.sqlite3"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda name, data: (name, data[:-1] if name == DATABASE else data), "is damaged"),
        (lambda name, data: None if name == DATABASE else (name, data), "is missing"),
        (lambda name, data: (f"../{name}" if name == DATABASE else name, data), "no place"),
        (lambda name, data: (f"/{name}" if name == DATABASE else name, data), "no place"),
        (lambda name, data: None if name == "manifest.json" else (name, data), "not a backup"),
    ],
    ids=["changed", "missing", "climbing", "absolute", "no manifest"],
)
def test_a_backup_that_is_not_whole_is_refused_before_anything_is_written(
    run: Callable[..., Done],
    backup: Path,
    tmp_path: Path,
    change: Callable[[str, bytes], tuple[str, bytes] | None],
    says: str,
) -> None:
    """Whoever changed it, a disk or a person."""
    done = run("restore", _rewritten(backup, change), tmp_path / "there")
    assert (done.code, done.out) == (1, "")
    assert done.err.count("\n") == 1
    assert says in done.err
    assert not (tmp_path / "there").exists()


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", gzip.compress(b"hello"), gzip.compress(b"x" * 10_000)[:-9]],
    ids=["empty", "no archive", "another archive", "cut off"],
)
def test_what_is_no_backup_is_refused(
    run: Callable[..., Done], tmp_path: Path, data: bytes
) -> None:
    """In one line."""
    file = tmp_path / "file.tar.gz"
    file.write_bytes(data)
    done = run("restore", file, tmp_path / "there", "--check")
    assert (done.code, done.out) == (1, "")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("manifest", [b"{", b"[]", b"{}", json.dumps({"files": []}).encode()])
def test_a_damaged_manifest_is_refused(
    run: Callable[..., Done], backup: Path, tmp_path: Path, manifest: bytes
) -> None:
    """It is what everything else is compared with."""
    changed = _rewritten(
        backup, lambda name, data: (name, manifest if name == "manifest.json" else data)
    )
    done = run("restore", changed, tmp_path / "there")
    assert (done.code, done.out) == (1, "")
    assert "not a backup" in done.err

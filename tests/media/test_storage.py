"""Pictures on disk: under names we gave, whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections import namedtuple
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from fedicoop.errors import Unavailable
from fedicoop.media import storage

if TYPE_CHECKING:
    from pathlib import Path

    from fedicoop.config import Config

NAME = "ab12" + "0" * 28 + ".webp"
Usage = namedtuple("Usage", "total used free")


def files_of(config: Config) -> list[Path]:
    """Give every file below the folder of pictures."""
    return [path for path in storage.folder(config).rglob("*") if path.is_file()]


def test_a_picture_lies_where_its_name_says(config: Config) -> None:
    storage.write(config, NAME, b"pixels")

    path = config.folder / "data" / "media" / "ab" / "12" / NAME
    assert storage.path_of(config, NAME) == path
    assert path.read_bytes() == b"pixels"
    assert files_of(config) == [path]


def test_new_names_are_usable_and_never_the_same(config: Config) -> None:
    names = [name for _ in range(50) for name in storage.new_names()]

    assert len(set(names)) == 100
    assert all(storage.path_of(config, name) for name in names)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../../secrets/secret",
        "/etc/passwd",
        f"../{NAME}",
        f"{NAME}/..",
        f"x/{NAME}",
        f"{NAME}\n",
        f"{NAME}\0",
        f"{NAME}.part",
        NAME.upper(),
        NAME.replace("0", "\u0660"),
        NAME.replace(".webp", ".html"),
        NAME.replace(".webp", "-large.webp"),
        f"..%2f{NAME}",
        "0" * 10_000 + ".webp",
    ],
)
def test_a_name_we_never_gave_leads_nowhere(config: Config, name: str) -> None:
    assert storage.path_of(config, name) is None
    storage.remove(config, name)
    with pytest.raises(ValueError, match="not a name of ours"):
        storage.write(config, name, b"x")
    assert files_of(config) == []


def test_removing_twice_does_no_harm(config: Config) -> None:
    storage.write(config, NAME, b"pixels")

    storage.remove(config, NAME)
    storage.remove(config, NAME)

    assert files_of(config) == []


def test_a_nearly_full_disk_is_left_to_the_database(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, 200 * 1024 * 1024))

    with pytest.raises(Unavailable, match="full"):
        storage.write(config, NAME, b"pixels")

    assert files_of(config) == []


def test_a_disk_that_fails_leaves_no_half_of_a_file(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)

    with pytest.raises(Unavailable) as refusal:
        storage.write(config, NAME, b"pixels")

    assert refusal.value.retry_after == 3600
    assert "No space" not in refusal.value.safe
    assert files_of(config) == []


def test_old_files_are_found(config: Config) -> None:
    storage.write(config, NAME, b"old")
    storage.write(config, NAME.replace("ab", "cd"), b"new")
    path = storage.path_of(config, NAME)
    assert path is not None
    os.utime(path, (1_000_000, 1_000_000))

    assert list(storage.older_than(config, datetime(2000, 1, 1, tzinfo=UTC))) == [NAME]
    assert len(list(storage.older_than(config, datetime(2200, 1, 1, tzinfo=UTC)))) == 2

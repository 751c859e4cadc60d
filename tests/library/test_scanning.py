"""The cooperative's own scanner: it lets in, keeps out, fails, or takes too long."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fedicoop.config import ConfigError, load
from fedicoop.config.settings import Uploads
from fedicoop.errors import Invalid, Unavailable
from fedicoop.library import service, storage
from tests.library import files

if TYPE_CHECKING:
    from pathlib import Path

    from fedicoop.config import Config

_SCRIPT = """
import os, sys
data = open(sys.argv[1], "rb").read()
assert data.startswith(b"%PDF-"), "it gets the file itself"
assert "FEDICOOP_SECRET" not in os.environ, "and nothing of ours"
assert sys.argv[2] == "; touch pwned", "and no shell reads what stands around it"
sys.exit(int(sys.argv[3]))
"""


@pytest.fixture
def scanner(config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """Give settings with a scanner that ends as {exit} says, once that is filled in."""
    script = tmp_path / "scanner.py"
    script.write_text(_SCRIPT, "utf-8")
    monkeypatch.setenv("FEDICOOP_SECRET", "x")
    command = (sys.executable, str(script), "{file}", "; touch pwned", "{exit}")
    return replace(config, uploads=Uploads(scan=command))


def ending(config: Config, code: str, **more: int) -> Config:
    """Let the scanner end with a code."""
    command = tuple(part.replace("{exit}", code) for part in config.uploads.scan)
    return replace(config, uploads=Uploads(command, **more))


def left(config: Config) -> list[Path]:
    """Give what the scanner left behind."""
    return [path for path in storage.folder(config).rglob("*") if path.is_file()]


async def test_what_it_lets_in_comes_in(scanner: Config) -> None:
    found = await service.prepare(files.PDF, "statuts.pdf", ending(scanner, "0"))
    assert found.data == files.PDF
    assert left(scanner) == []


async def test_what_it_finds_is_refused_with_a_word(scanner: Config) -> None:
    with pytest.raises(Invalid) as error:
        await service.prepare(files.PDF, "statuts.pdf", ending(scanner, "1"))
    assert error.value.fields == {"file": "The virus scanner refuses this file."}
    assert left(scanner) == []


async def test_what_it_could_not_look_at_is_refused_and_logged(
    scanner: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Unavailable) as error:
        await service.prepare(files.PDF, "statuts.pdf", ending(scanner, "2"))
    assert "could not be checked" in error.value.safe
    said = capsys.readouterr()
    assert "could not be checked" in said.out + said.err
    assert left(scanner) == []


async def test_one_that_is_not_there_lets_nothing_in(config: Config) -> None:
    nowhere = replace(config, uploads=Uploads(scan=("/nowhere/scanner", "{file}")))
    with pytest.raises(Unavailable):
        await service.prepare(files.PDF, "statuts.pdf", nowhere)


async def test_one_that_does_not_end_is_ended(config: Config) -> None:
    command = (sys.executable, "-c", "import time; time.sleep(60)", "{file}")
    slow = replace(config, uploads=Uploads(scan=command, scan_seconds=1))
    with pytest.raises(Unavailable):
        await service.prepare(files.PDF, "statuts.pdf", slow)
    assert left(config) == []


@pytest.mark.parametrize("command", ['["clamscan"]', '["{file}"]', '[" ", "{file}"]'])
def test_a_command_without_the_file_is_no_scanner(tmp_path: Path, command: str) -> None:
    settings = f'host = "coop.example"\nname = "Coop"\n[uploads]\nscan = {command}\n'
    (tmp_path / "instance.toml").write_text(settings, "utf-8")
    with pytest.raises(ConfigError, match=r"uploads\.scan"):
        load(tmp_path, {})
    whole = settings.replace(command, '["clamdscan", "--file={file}"]')
    (tmp_path / "instance.toml").write_text(whole, "utf-8")
    assert load(tmp_path, {}).uploads.scan == ("clamdscan", "--file={file}")

"""Where a demo is kept: made once, found again, never at the cost of anything else."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from typing import TYPE_CHECKING

import pytest

from fedicoop.config import ConfigError, load
from fedicoop.demo import folders
from fedicoop.demo.network import read
from fedicoop.web.theme import colours_of
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

THREE = read(3, 8100)


def test_each_cooperative_has_a_folder_that_loads(tmp_path: Path) -> None:
    """Three addresses of this machine, which all know each other, and nobody else can reach."""
    ground = folders.prepare(str(tmp_path / "demo"), THREE, reset=False)
    assert not ground.is_seeded
    for cooperative in THREE.cooperatives:
        config = load(ground.of(cooperative), {})
        assert config.public_url == cooperative.url
        assert (config.host, config.server.port) == (cooperative.host, cooperative.port)
        assert config.development.hosts == {
            each.hostname: "127.0.0.1" for each in THREE.cooperatives
        }
        assert config.national_hub is cooperative.hub


def test_the_looks_come_from_the_folders_that_are_shipped(tmp_path: Path) -> None:
    """Never with the data of somebody who tried them."""
    ground = folders.prepare(str(tmp_path), THREE, reset=False)
    for cooperative in THREE.cooperatives:
        shipped = ROOT / "instances" / cooperative.key
        for name in ("theme.css", "logo.svg", "pages/about.md"):
            assert (ground.of(cooperative) / name).read_bytes() == (shipped / name).read_bytes()
        assert not (ground.of(cooperative) / "data").exists()


def test_a_cooperative_without_a_folder_gets_a_look_of_its_own(tmp_path: Path) -> None:
    """Colours, a logo that no other has, pages with its name."""
    twelve = read(12, 8100)
    ground = folders.prepare(str(tmp_path), twelve, reset=False)
    logos = set()
    for cooperative in twelve.cooperatives[3:]:
        folder = ground.of(cooperative)
        css = (folder / "theme.css").read_text("utf-8")
        assert colours_of(css) == (cooperative.primary, cooperative.accent)
        logo = (folder / "logo.svg").read_text("utf-8")
        assert ElementTree.fromstring(logo).tag.endswith("svg")  # noqa: S314 - our own file
        logos.add(logo.partition("<path")[2])
        assert cooperative.name in (folder / "pages" / "about.md").read_text("utf-8")
    assert len(logos) == 9


def test_a_second_start_finds_what_is_there(tmp_path: Path) -> None:
    """Nothing is made anew."""
    folders.prepare(str(tmp_path), THREE, reset=False).note_seeded()
    kept = tmp_path / "normandie" / "data" / "kept"
    kept.parent.mkdir()
    kept.touch()
    assert folders.prepare(str(tmp_path), THREE, reset=False).is_seeded
    assert kept.exists()


@pytest.mark.parametrize("seeded", [True, False], ids=["reset", "left half done"])
def test_a_demo_is_made_anew_when_asked_or_left_half_done(tmp_path: Path, *, seeded: bool) -> None:
    """What else lies in the folder stays."""
    ground = folders.prepare(str(tmp_path), THREE, reset=False)
    if seeded:
        ground.note_seeded()
    (tmp_path / "normandie" / "old").touch()
    (tmp_path / "mine.txt").touch()
    assert not folders.prepare(str(tmp_path), THREE, reset=seeded).is_seeded
    assert not (tmp_path / "normandie" / "old").exists()
    assert (tmp_path / "mine.txt").exists()


@pytest.mark.parametrize("reset", [True, False])
def test_a_folder_with_something_else_is_left_alone(tmp_path: Path, *, reset: bool) -> None:
    """Whatever was asked for."""
    (tmp_path / "photos").mkdir()
    with pytest.raises(ConfigError, match="holds something else"):
        folders.prepare(str(tmp_path), THREE, reset=reset)
    assert [path.name for path in tmp_path.iterdir()] == ["photos"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """And is left alone, too."""
    (tmp_path / "demo").touch()
    with pytest.raises(ConfigError, match="is not a folder"):
        folders.prepare(str(tmp_path / "demo"), THREE, reset=True)


@pytest.mark.parametrize(
    ("count", "port", "advice"),
    [(3, 9000, "use --port 8100, or --reset"), (12, 8100, "use --cooperatives 3, or --reset")],
)
def test_founded_servers_keep_their_addresses(
    tmp_path: Path, count: int, port: int, advice: str
) -> None:
    """Under another port they would be strangers to each other."""
    folders.prepare(str(tmp_path), THREE, reset=False).note_seeded()
    with pytest.raises(ConfigError, match=advice):
        folders.prepare(str(tmp_path), read(count, port), reset=False)


@pytest.mark.parametrize(
    ("note", "fault"), [("{", "cannot be read"), ("[]", "not a note"), ("{}", "not a note")]
)
def test_a_damaged_note_is_named(tmp_path: Path, note: str, fault: str) -> None:
    """And nothing is deleted for it."""
    (tmp_path / "made.json").write_text(note, encoding="utf-8")
    with pytest.raises(ConfigError, match=fault):
        folders.prepare(str(tmp_path), THREE, reset=True)


def test_a_note_cannot_point_outside_its_folder(tmp_path: Path) -> None:
    """Only folders beside it were made by it."""
    inside, outside = tmp_path / "demo", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    note = {"port": 8100, "cooperatives": ["../outside", "."], "seeded": True}
    (inside / "made.json").write_text(json.dumps(note), encoding="utf-8")
    folders.prepare(str(inside), THREE, reset=True)
    assert outside.exists()


def test_the_report_says_what_runs_where(tmp_path: Path) -> None:
    """The shape that scripts rely on."""
    ground = folders.prepare(str(tmp_path), THREE, reset=False)
    ground.report()
    found = json.loads((tmp_path / "demo.json").read_text("utf-8"))["instances"]
    assert [each["name"] for each in found] == ["national", "normandie", "aquitaine"]
    assert found[1]["url"] == "http://normandie.localhost:8101"
    assert found[1]["folder"] == str(tmp_path / "normandie")
    assert found[1]["members"][0] == {"username": "tiphaine0", "roles": ["admin"]}

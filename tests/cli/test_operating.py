"""init, serve, work, doctor, and looking after an instance."""

from __future__ import annotations

import email
import os
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from fedicoop.accounts import queries
from fedicoop.cli import operate
from fedicoop.config import settings_markdown
from fedicoop.demo import run as demo_run
from tests.cli.test_members import asked, token_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fedicoop.instance import Instance
    from tests.cli.conftest import Done

NAMED = ("--host", "coop.example", "--name", 'La "Coop"')


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Note how the web server would be run."""
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(uvicorn, "run", lambda _app, **options: found.append(options))
    monkeypatch.setenv("FEDICOOP_INSTANCE", "")
    monkeypatch.setenv("FEDICOOP_NO_WORKERS", "")
    return found


def test_init_makes_everything_and_says_how_to_go_on(
    run: Callable[..., Done], tmp_path: Path
) -> None:
    """Folder, keys, database, and a link that signs the first administrator in."""
    done = run("init", tmp_path / "new", *NAMED)
    assert done.code == 0
    assert f"fedicoop serve {tmp_path / 'new'}" in done.out
    token = token_of(done.out)
    assert asked(tmp_path / "new", lambda work: queries.is_live_link(work, token))
    assert run("member", "list", tmp_path / "new", "--json").json[0]["roles"] == "admin"
    assert run("doctor", tmp_path / "new").code == 0


def test_init_never_touches_an_instance_that_is_there(run: Callable[..., Done], coop: Path) -> None:
    """Its keys are its name."""
    before = (coop / "instance.toml").read_bytes()
    done = run("init", coop, *NAMED)
    assert (done.code, done.out) == (1, "")
    assert "is already there" in done.err
    assert (coop / "instance.toml").read_bytes() == before


def test_init_leaves_nothing_of_a_host_that_cannot_be(
    run: Callable[..., Done], tmp_path: Path
) -> None:
    """So that the right one can be typed next."""
    done = run("init", tmp_path / "new", "--host", "not a host", "--name", "Coop")
    assert done.code == 1
    assert "host" in done.err
    assert not (tmp_path / "new" / "instance.toml").exists()


def test_serve_takes_its_settings_from_the_folder(
    run: Callable[..., Done], coop: Path, served: list[dict[str, Any]]
) -> None:
    """Behind a proxy that is named; the database is brought up to date first."""
    assert run("serve", coop).code == 0
    assert served[0]["host"] == "127.0.0.1"
    assert served[0]["port"] == 8080
    assert served[0]["workers"] is None
    assert served[0]["forwarded_allow_ips"] == ["127.0.0.1"]
    assert os.environ["FEDICOOP_INSTANCE"] == str(coop)
    assert os.environ["FEDICOOP_NO_WORKERS"] == ""


def test_serve_can_be_told_otherwise(
    run: Callable[..., Done], coop: Path, served: list[dict[str, Any]]
) -> None:
    """On the command line, for this once."""
    options = ("--bind", "::1", "--port", "9000", "--processes", "3", "--no-workers")
    assert run("serve", coop, *options).code == 0
    assert (served[0]["host"], served[0]["port"], served[0]["workers"]) == ("::1", 9000, 3)
    assert os.environ["FEDICOOP_NO_WORKERS"] == "1"


def test_serve_is_loud_about_development(
    run: Callable[..., Done], tried: Path, served: list[dict[str, Any]]
) -> None:
    """Nobody runs a real server with it by mistake."""
    assert "DEVELOPMENT switches are on" in run("serve", tried).err
    assert len(served) == 1


@pytest.mark.parametrize("command", ["serve", "work"])
def test_an_instance_cannot_change_its_name(
    run: Callable[..., Done], coop: Path, served: list[dict[str, Any]], command: str
) -> None:
    """It refuses to start, and doctor says why."""
    _rename(coop)
    done = run(command, coop)
    assert done.code == 1
    assert "was founded as https://coop.example" in done.err
    assert served == []
    done = run("doctor", coop)
    assert done.code == 1
    assert "fails founded as https://coop.example/actor" in done.out
    assert any(row["state"] == "fails" for row in run("doctor", coop, "--json").json)


def _rename(folder: Path) -> None:
    path = folder / "instance.toml"
    text = path.read_text("utf-8").replace("coop.example", "other.example")
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("stopped", [False, True])
def test_work_runs_the_workers_alone(
    run: Callable[..., Done], coop: Path, monkeypatch: pytest.MonkeyPatch, *, stopped: bool
) -> None:
    """Until Ctrl-C, which is no failure."""
    ran = []

    async def workers(instance: Instance) -> None:
        ran.append(instance.config.host)
        if stopped:
            raise KeyboardInterrupt

    monkeypatch.setattr(operate, "run_workers", workers)
    done = run("work", coop)
    assert done.code == 0
    assert done.out == ("stopped\n" if stopped else "")
    assert ran == ["coop.example"]


def test_doctor_finds_a_new_instance_well(run: Callable[..., Done], coop: Path) -> None:
    """One line for each thing that was looked at."""
    done = run("doctor", coop)
    assert done.code == 0
    for words in ("founded as", "database whole", "signatures hold", "deliveries are on time"):
        assert f"ok    {words}" in done.out
    assert "note  mail is only written to data/mail" in done.out


def test_doctor_tells_an_empty_database_from_a_founded_one(
    run: Callable[..., Done], tmp_path: Path
) -> None:
    """What was never founded has no keys to sign with."""
    (tmp_path / "instance.toml").write_text('host = "coop.example"\nname = "Coop"\n', "utf-8")
    done = run("doctor", tmp_path)
    assert done.code == 1
    assert done.out.count("fails") == 2


def test_doctor_knows_play_from_earnest(
    run: Callable[..., Done], tried: Path, coop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Switches of development, http, and mail that leaves."""
    assert "note  [development] switches are on" in run("doctor", tried).out
    monkeypatch.setenv("FEDICOOP_SERVER__PUBLIC_URL", "http://coop.example")
    monkeypatch.setenv("FEDICOOP_MAIL__URL", "smtps://mail.coop.example")
    done = run("doctor", coop)
    assert "fails server.public_url is not https" in done.out
    assert "ok    mail leaves by SMTP" in done.out


def test_the_database_is_brought_up_to_date_once(run: Callable[..., Done], tmp_path: Path) -> None:
    """A second time there is nothing to do."""
    (tmp_path / "instance.toml").write_text('host = "coop.example"\nname = "Coop"\n', "utf-8")
    assert "steps taken" in run("db", "upgrade", tmp_path).out
    assert run("db", "upgrade", tmp_path).out == "nothing to do\n"


def test_settings_are_shown_without_passwords(
    run: Callable[..., Done], coop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each with where it comes from."""
    monkeypatch.setenv("FEDICOOP_MAIL__URL", "smtps://bob:hunter22@mail.example")
    done = run("config", "show", coop)
    assert f"host = 'coop.example'  # {coop / 'instance.toml'}" in done.out
    assert "server.port = 8080  # default" in done.out
    assert "mail.url = 'smtps://bob:…@mail.example'  # FEDICOOP_MAIL__URL" in done.out
    as_json = run("config", "show", coop, "--json")
    assert {"name": "development.hosts", "value": {}, "source": "default"} in as_json.json
    assert "hunter22" not in done.out + as_json.out


def test_the_settings_page_is_printed(run: Callable[..., Done]) -> None:
    """For docs/settings.md."""
    assert run("config", "markdown").out == settings_markdown()


def test_what_nobody_uses_is_deleted(run: Callable[..., Done], coop: Path) -> None:
    """A new instance has nothing to delete; a stray file of long ago goes."""
    assert run("media", "prune", coop).out == "0 files deleted\n"
    stray = coop / "data" / "media" / "00" / ("0" * 32 + ".webp")
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.touch()
    os.utime(stray, (0, 0))
    done = run("media", "prune", coop)
    assert done.code == 0
    assert stray.exists() is (done.out == "0 files deleted\n")


def test_a_trial_letter_leaves(run: Callable[..., Done], coop: Path) -> None:
    """To whom it is said, else to the first administrator."""
    assert "sent to bea@coop.example" in run("mail", "test", coop, "bea@coop.example").out
    assert "sent to ana@coop.example" in run("mail", "test", coop).out
    letters = [email.message_from_bytes(one.read_bytes()) for one in coop.glob("data/mail/*.eml")]
    assert {letter["To"] for letter in letters} == {"bea@coop.example", "ana@coop.example"}


def test_a_trial_letter_that_does_not_leave_is_a_failure(
    run: Callable[..., Done], coop: Path
) -> None:
    """With the reason."""
    (coop / "data" / "mail").touch()
    done = run("mail", "test", coop)
    assert (done.code, done.out) == (1, "")
    assert "the letter did not leave" in done.err
    done = run("mail", "test", coop, "no address")
    assert done.code == 1


def test_without_an_address_a_trial_letter_needs_one(
    run: Callable[..., Done], coop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An administrator need not have an address."""

    async def nobody(*_args: object) -> list[object]:
        return []

    monkeypatch.setattr(queries, "with_role", nobody)
    done = run("mail", "test", coop)
    assert done.code == 1
    assert "no administrator has an e-mail address" in done.err


def test_the_demo_is_run_with_what_was_asked(
    run: Callable[..., Done], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And with three cooperatives from port 8100 on when nothing was."""
    asked_for: list[tuple[object, ...]] = []
    monkeypatch.setattr(demo_run, "run", lambda *given, reset: asked_for.append((*given, reset)))
    assert run("demo").code == 0
    assert run("demo", "--cooperatives", 12, "--port", 9000, "--dir", "d", "--reset").code == 0
    assert asked_for == [(3, 8100, "demo-data", False), (12, 9000, "d", True)]


def test_the_search_is_read_anew(coop: Path, run: Callable[..., Done]) -> None:
    """Twice gives the same: everything that can be searched."""
    first = run("search", "rebuild", coop)
    assert first.code == 0
    assert first.out.endswith(" read into the index\n")
    assert int(first.out.split()[0]) > 0
    assert run("search", "rebuild", coop).out == first.out

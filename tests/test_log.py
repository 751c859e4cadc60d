"""The log: one form for everything, and nothing in it that should not be."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

import pytest
import structlog

from fedicoop import log

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave logging as it was: it belongs to the whole process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_file_gets_one_line_of_logfmt(capsys: pytest.CaptureFixture[str]) -> None:
    """What happened, where, and the values."""
    log.set_up()
    log.logger("fedicoop.inbox").info("an activity came", count=3, new=True)
    line = capsys.readouterr().err
    assert line.startswith("timestamp=2")
    assert 'level=info event="an activity came" where=fedicoop.inbox count=3 new=true\n' in line


def test_a_terminal_gets_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """For the person who looks."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    log.set_up()
    log.logger("here").warning("something odd")
    line = capsys.readouterr().err
    assert "something odd" in line
    assert "event=" not in line


def test_what_is_below_the_level_is_not_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Commands only warn."""
    log.set_up("warning")
    log.logger("here").info("nothing new")
    assert capsys.readouterr().err == ""


def test_everything_said_for_a_request_carries_its_id(capsys: pytest.CaptureFixture[str]) -> None:
    """And nothing said after it does."""
    log.set_up()
    with log.tagged(request="r-1"):
        log.logger("here").info("inside")
    log.logger("here").info("outside")
    inside, outside = capsys.readouterr().err.splitlines()
    assert "request=r-1" in inside
    assert "request=" not in outside


@pytest.mark.parametrize(
    "key",
    ["password", "bearer_token", "api_secret", "private_pem", "Authorization", "cookie", "csrf"],
)
def test_a_secret_is_not_logged_under_its_name(
    capsys: pytest.CaptureFixture[str], key: str
) -> None:
    """Whatever it is."""
    log.set_up()
    log.logger("here").info("signed in", **{key: "hunter2"})
    line = capsys.readouterr().err
    assert f"{key}=…" in line
    assert "hunter2" not in line


@pytest.mark.parametrize(
    "text",
    [
        "smtp://user:hunter2@mail.example said no",
        "the header was Bearer hunter2",
        "-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY----- hunter2",
    ],
)
def test_a_secret_inside_a_text_is_not_logged(
    capsys: pytest.CaptureFixture[str], text: str
) -> None:
    """Not in a value, not in the sentence, not in a traceback."""
    log.set_up()
    log.logger("here").info("failed", reason=text)
    log.logger("here").info(text)
    try:
        int(text)
    except ValueError:
        log.logger("here").exception("stumbled")
    said = capsys.readouterr().err
    assert said.count("\n") == 3
    assert "hunter2" not in said
    assert "ValueError" in said


@pytest.mark.parametrize("key", ["ip", "client_ip", "client", "remote_addr", "forwarded_for"])
def test_a_visitor_is_not_logged(capsys: pytest.CaptureFixture[str], key: str) -> None:
    """Her address is hers."""
    log.set_up()
    log.logger("here").info("a visit", **{key: "192.0.2.7"})
    assert "192.0.2.7" not in capsys.readouterr().err


def test_hosts_of_other_servers_are_logged(capsys: pytest.CaptureFixture[str]) -> None:
    """An operator has to know which one does not answer."""
    log.set_up()
    log.logger("here").info("a delivery failed", host="peer.example", inbox="https://peer.example/")
    assert "host=peer.example inbox=https://peer.example/" in capsys.readouterr().err


def test_libraries_warn_in_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    """Their small talk is left out."""
    log.set_up()
    logging.getLogger("uvicorn.error").info("small talk")
    logging.getLogger("uvicorn.error").warning("odd request with Bearer %s", "hunter2")
    line = capsys.readouterr().err
    assert 'level=warning event="odd request with Bearer …"' in line
    assert "logger=uvicorn.error" in line
    assert line.count("\n") == 1


def test_the_log_follows_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    """A logger made before is not bound to a stream that was closed since."""
    early = log.logger("here")
    log.set_up()
    early.info("first")
    assert "first" in capsys.readouterr().err
    early.info("second")
    assert "second" in capsys.readouterr().err

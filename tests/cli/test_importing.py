"""fedicoop event …: dates of other calendars, taken over by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Done

DATE = "BEGIN:VEVENT\nUID:{n}\nSUMMARY:Date {n}\nDTSTART:{day:%Y%m%d}T183000\nEND:VEVENT\n"


def write(folder: Path, count: int = 2) -> Path:
    """Write a calendar of some dates of next month."""
    day = datetime.now(UTC) + timedelta(days=30)
    dates = "".join(DATE.format(n=n, day=day) for n in range(count))
    path = folder / "dates.ics"
    path.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\n{dates}END:VCALENDAR\n", encoding="utf-8")
    return path


def test_a_file_is_looked_at_and_then_taken_over_once(
    run: Callable[..., Done], coop: Path, tmp_path: Path
) -> None:
    command = ("event", "import", coop, write(tmp_path), "--member", "ana", "--json")

    assert [row["fate"] for row in run(*command, "--dry-run").json] == ["new", "new"]
    assert [row["fate"] for row in run(*command).json] == ["new", "new"]
    assert [row["fate"] for row in run(*command).json] == ["same", "same"]


def test_an_empty_calendar_has_nothing_to_take_over(
    run: Callable[..., Done], coop: Path, tmp_path: Path
) -> None:
    done = run("event", "import", coop, write(tmp_path, 0), "--member", "ana")

    assert (done.code, done.out) == (0, "There is no event to come.\n")


def test_wrong_use_is_said_on_one_line(
    run: Callable[..., Done], coop: Path, tmp_path: Path
) -> None:
    path = write(tmp_path)

    assert run("event", "import", coop, path, "--member", "nobody").code == 1
    assert run("event", "import", coop, path, "--member", "ana", "--group", "nobody").code == 1
    assert run("event", "import", coop, path, "--member", "ana", "--follow").code == 2
    assert run("event", "import", coop, tmp_path / "none.ics", "--member", "ana").code == 1
    assert run("event", "import", coop, "http://127.0.0.1/x.ics", "--member", "ana").code == 1


def test_the_calendar_of_a_neighbour_is_followed(
    run: Callable[..., Done], tried: Path, neighbour: str
) -> None:
    run("member", "create", tried, "ana", "--email", "ana@tried.example")
    url = f"http://{neighbour}/agenda.ics"

    done = run("event", "import", tried, url, "--member", "ana", "--follow")

    assert (done.code, done.out) == (1, "")
    assert run("event", "feeds", tried).out == "No calendar is followed.\n"

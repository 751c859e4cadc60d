"""fedicoop member import, invite, export: the register from the command line."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from fedicoop.accounts import queries
from fedicoop.notifications import Mail
from tests.cli.test_members import asked
from tests.register.given import BEA, HEAD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fedicoop.work import Work
    from tests.cli.conftest import Done


async def count_mails(work: Work) -> int:
    """Count what was written."""
    return await work.session.scalar(select(func.count()).select_from(Mail)) or 0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a file of two members, and one in fault."""
    path = tmp_path / "societaires.csv"
    rows = [f"{HEAD};téléphone", BEA, "1;Essai;Ana;ana@coop.example", "2;Faux;;nonsense"]
    path.write_text("\n".join(rows), "cp1252")
    return path


def test_a_dry_run_says_what_would_be_done_and_does_nothing(
    run: Callable[..., Done], coop: Path, file: Path
) -> None:
    """With the line of what is wrong, and the accounts that are linked."""
    done = run("member", "import", coop, file, "--dry-run")
    assert done.code == 0
    for words in ("Béa Essai", "linked with @ana", "email: This is not an e-mail address."):
        assert words in done.out
    assert "columns left out: téléphone" in done.out
    assert "3 rows would be taken over: 2 new, 1 fault; 0 gone" in done.out
    assert asked(coop, lambda work: queries.entry_by_number(work, "1042")) is None


def test_a_file_is_taken_over_and_people_are_invited(
    run: Callable[..., Done], coop: Path, file: Path
) -> None:
    """A second time nothing changes, and nobody gets a second letter."""
    first = run("member", "import", coop, file, "--invite", "--json")
    assert first.json["counts"] == {"new": 2, "changed": 0, "same": 0, "erased": 0, "fault": 1}
    assert first.json["to_be_invited"] == 1
    assert first.json["rows"][2]["line"] == 4
    assert asked(coop, count_mails) == 1
    again = run("member", "import", coop, file, "--invite", "--json")
    assert again.json["counts"]["same"] == 2
    assert again.json["to_be_invited"] == 0
    assert asked(coop, count_mails) == 1
    ana = run("member", "list", coop, "--json").json[0]
    assert (ana["number"], ana["roles"]) == ("1", "admin, societaire")


def test_who_is_gone_from_the_file_is_named(
    run: Callable[..., Done], coop: Path, file: Path
) -> None:
    """And kept."""
    run("member", "import", coop, file)
    file.write_text(f"{HEAD}\n{BEA.replace('usagers', 'producteurs')}\n", "utf-8")
    done = run("member", "import", coop, file, "--invite")
    assert "no longer in the file, and kept: 1 Ana Essai" in done.out
    assert "college: usagers → producteurs" in done.out
    assert "1 will be invited" in done.out


def test_a_file_that_is_none_ends_with_one_line(
    run: Callable[..., Done], coop: Path, file: Path
) -> None:
    """Exit code 1."""
    file.write_bytes(b"numero\n\0")
    done = run("member", "import", coop, file)
    assert (done.code, done.out) == (1, "")
    assert "This is no table" in done.err
    assert done.err.count("\n") == 1


def test_people_are_invited_by_number_or_all_of_them(
    run: Callable[..., Done], coop: Path, file: Path
) -> None:
    """A number that is not there is said, and nobody is invited then."""
    file.write_text(f"{HEAD}\n{BEA}\n7;Bob;;bob@mail.example\n", "utf-8")
    run("member", "import", coop, file)
    missing = run("member", "invite", coop, "1042", "99")
    assert missing.code == 1
    assert "not in the register: 99" in missing.err
    assert asked(coop, count_mails) == 0
    assert run("member", "invite", coop, "1042").code == 0
    assert asked(coop, count_mails) == 1
    assert run("member", "invite", coop, "--all").out.startswith("1 are invited")
    assert asked(coop, count_mails) == 2
    assert run("member", "invite", coop, "--stop").out.startswith("0 are not invited")
    for wrong in ((), ("--all", "1042"), ("--all", "--stop")):
        assert run("member", "invite", coop, *wrong).code == 2


def test_the_register_is_written_and_read_again(
    run: Callable[..., Done], coop: Path, file: Path
) -> None:
    """As CSV without formulas, and as JSON."""
    file.write_text(f'{HEAD}\n{BEA}\n7;"=cmd()";;\n', "utf-8")
    run("member", "import", coop, file)
    written = run("member", "export", coop).out
    rows = list(csv.DictReader(io.StringIO(written), delimiter=";"))
    assert [row["name"] for row in rows] == ["Béa Essai", "'=cmd()"]
    assert [row["standing"] for row in rows] == ["ready", "without-email"]
    file.write_text(written, "utf-8")
    assert run("member", "import", coop, file, "--json").json["counts"]["same"] == 2
    told = run("member", "export", coop, "--format", "json").json
    assert [row["shares"] for row in told] == [3, None]


def test_an_erased_members_entry_keeps_nothing_but_the_number(
    run: Callable[..., Done], coop: Path, file: Path
) -> None:
    """And no file brings her back."""
    run("member", "create", coop, "bea", "--email", "bea@mail.example")
    run("member", "import", coop, file)
    assert run("member", "erase", coop, "bea", "--yes").code == 0
    done = run("member", "import", coop, file, "--invite", "--json")
    assert done.json["counts"]["erased"] == 1
    assert done.json["to_be_invited"] == 0
    assert "Béa" not in run("member", "export", coop).out
    assert "bea@mail.example" not in run("member", "export", coop).out


def test_number_and_category_of_a_member_are_set(run: Callable[..., Done], coop: Path) -> None:
    """A number that somebody else has is refused."""
    run("member", "create", coop, "bea", "--email", "bea@mail.example")
    assert run("member", "set", coop, "ana", "--number", "a-1", "--category", "salarié").code == 0
    ana = run("member", "list", coop, "--json").json[-1]
    assert (ana["number"], ana["category"]) == ("A-1", "salarié")
    taken = run("member", "set", coop, "bea", "--number", "A-1")
    assert taken.code == 1
    assert "belongs to another member" in taken.err


def test_somebody_without_an_account_is_forgotten_by_number(
    run: Callable[..., Done], coop: Path, file: Path
) -> None:
    """Who has an account is erased as a member."""
    run("member", "import", coop, file)
    assert run("member", "forget", coop, "1042", stdin="n\n").code == 1
    assert "Béa" in run("member", "export", coop).out
    assert run("member", "forget", coop, "1042", "--yes").code == 0
    assert "Béa" not in run("member", "export", coop).out
    assert run("member", "import", coop, file, "--json").json["counts"]["erased"] == 1
    refused = run("member", "forget", coop, "1", "--yes")
    assert refused.code == 1
    assert "has an account" in refused.err


def test_codes_on_paper_are_written_for_a_mail_merge(
    run: Callable[..., Done], coop: Path, file: Path
) -> None:
    """For whom no e-mail reaches, each once with --all, and anew by number."""
    file.write_text(f"{HEAD}\n{BEA}\n7;=Bob;;\n", "utf-8")
    run("member", "import", coop, file)
    (first,) = csv.DictReader(io.StringIO(run("member", "codes", coop, "--all").out), delimiter=";")
    assert (first["number"], first["name"]) == ("7", "'=Bob")
    assert len(first["code"]) == 14
    assert first["code"] in first["url"]
    assert len(run("member", "codes", coop, "--all").out.splitlines()) == 1
    (again,) = csv.DictReader(
        io.StringIO(run("member", "codes", coop, "7", "1042").out), delimiter=";"
    )
    assert again["code"] != first["code"]
    assert run("member", "codes", coop, "99").code == 1
    for wrong in ((), ("--all", "7")):
        assert run("member", "codes", coop, *wrong).code == 2

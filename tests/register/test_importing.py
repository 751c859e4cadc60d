"""A file is looked at, taken over, and taken over again: nothing comes twice, nobody is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fedicoop.accounts import queries
from fedicoop.accounts import service as accounts
from fedicoop.groups import queries as groups
from fedicoop.register import service as register
from fedicoop.register.service import Fate, planning
from tests.groups.given import given_account, given_group
from tests.register.given import BEA, look, same, sheet, take_over

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from fedicoop.accounts import RegisterEntry
    from fedicoop.register.service import Outcome, Report
    from fedicoop.work import Work
    from tests.clocks import StoppedClock


async def entry(work: Work, number: str) -> RegisterEntry:
    """Give an entry that is there."""
    found = await queries.entry_by_number(work, number)
    assert found is not None
    return found


def outcome(report: Report, line: int) -> Outcome:
    """Give what a report says of a line."""
    (found,) = [each for each in report.shown if each.line == line]
    return found


async def test_a_member_of_the_register_has_no_account_and_no_name_that_anybody_sees(
    work: Work,
) -> None:
    """It takes her own word."""
    report = await take_over(work, BEA)
    assert report.counts == {Fate.NEW: 1}
    bea = await entry(work, "1042")
    assert (bea.name, bea.email, bea.college) == ("Béa Essai", "bea@mail.example", "usagers")
    assert await queries.all_members(work) == []


async def test_a_look_changes_nothing_and_says_what_the_deed_does(work: Work) -> None:
    """To the last row, by the digest."""
    await take_over(work, BEA, "7;Reste")
    rows = (
        BEA.replace("usagers", "producteurs"),
        "7;Reste",
        "8;Neuf;;neuf@mail.example",
        "9;Double;;NEUF@mail.example",
        "9;Encore",
        "x=;Faux",
    )
    looked = await look(work, *rows)
    assert (await entry(work, "1042")).college == "usagers"
    assert await queries.entry_by_number(work, "8") is None
    done = await take_over(work, *rows)
    assert looked == done
    assert done.counts == {Fate.CHANGED: 1, Fate.SAME: 1, Fate.NEW: 2, Fate.FAULT: 2}
    assert outcome(done, 2).changes == {"college": ("usagers", "producteurs")}
    assert (await entry(work, "1042")).college == "producteurs"


async def test_the_same_file_again_changes_nothing(work: Work) -> None:
    """However often it is taken over."""
    rows = [BEA, *(f"{number};Membre {number}" for number in range(1, 700))]
    assert (await take_over(work, *rows)).counts == {Fate.NEW: 700}
    assert (await take_over(work, *rows)).counts == {Fate.SAME: 700}


async def test_what_was_interrupted_goes_on_where_it_was(work: Work) -> None:
    """What was done is in; the rest follows."""
    pieces = 0

    def opening() -> AbstractAsyncContextManager[Work]:
        nonlocal pieces
        pieces += 1
        if pieces == 2:
            raise KeyboardInterrupt
        return same(work)

    file = sheet(*(f"{number};Membre" for number in range(1200)))
    with pytest.raises(KeyboardInterrupt):
        await register.take_over(opening, file)
    assert len(await queries.numbers_after(work)) == register.PIECE
    told: list[tuple[int, int]] = []
    pieces = 2
    report = await register.take_over(opening, file, lambda done, rows: told.append((done, rows)))
    assert report.counts == {Fate.SAME: 500, Fate.NEW: 700}
    assert told == [(500, 1200), (1000, 1200), (1200, 1200)]


async def test_empty_cells_leave_what_is_there(work: Work) -> None:
    """A file of numbers and colleges alone spoils nothing."""
    await take_over(work, BEA)
    report = await take_over(work, "1042;producteurs", head="numero;college")
    assert outcome(report, 2).changes == {"college": ("usagers", "producteurs")}
    bea = await entry(work, "1042")
    assert (bea.name, bea.email, bea.shares) == ("Béa Essai", "bea@mail.example", 3)


async def test_who_is_no_longer_in_the_file_is_listed_and_kept(
    work: Work, clock: StoppedClock
) -> None:
    """When each was last seen tells how long it is."""
    await take_over(work, BEA, "7;Parti")
    before = work.now()
    clock.move(timedelta(days=1))
    report = await take_over(work, BEA)
    assert report.gone == [("7", "Parti")]
    assert report.gone_count == 1
    assert (await entry(work, "7")).last_seen_at == before
    assert (await entry(work, "1042")).last_seen_at == work.now()


async def test_one_address_is_one_persons(work: Work) -> None:
    """Capitals make no other; the second is taken over without it, and keeps what it had."""
    report = await take_over(work, "1;A;;Foyer@mail.example", "2;B;;foyer@MAIL.example")
    assert outcome(report, 3).notes == {"email": planning.SHARED}
    assert (await entry(work, "1")).email == "foyer@mail.example"
    assert (await entry(work, "2")).email == ""
    again = await take_over(work, "2;B;;foyer@mail.example", "1;A;;foyer@mail.example")
    assert again.counts == {Fate.SAME: 2}


async def test_an_address_that_is_given_up_can_be_taken_in_the_same_file(work: Work) -> None:
    """Whatever the order of the rows."""
    await take_over(work, "1;A;;a@mail.example", "2;B;;b@mail.example")
    report = await take_over(work, "2;B;;a@mail.example", "1;A;;new@mail.example")
    assert report.counts == {Fate.CHANGED: 2}
    assert (await entry(work, "2")).email == "a@mail.example"


async def test_a_number_twice_in_a_file_is_a_fault_of_the_second(work: Work) -> None:
    """The first is taken over."""
    report = await take_over(work, "1;Première", "1;Seconde")
    assert outcome(report, 3).faults == {"number": planning.TWICE}
    assert (await entry(work, "1")).name == "Première"


async def test_an_account_with_the_same_address_is_linked_and_told_what_the_register_says(
    work: Work,
) -> None:
    """Her name stays her own, and so does what she said of her postcode."""
    bea = await accounts.admit(work, "bea", name="Béa", email="bea@mail.example")
    await accounts.register(work, bea, postcode="59000")
    report = await take_over(work, BEA)
    assert outcome(report, 2).account == "bea"
    assert (bea.number, bea.college, bea.category) == ("1042", "usagers", "particulier")
    assert (bea.postcode, bea.actor.name, bea.roles) == ("59000", "Béa", ["societaire"])
    assert (await take_over(work, BEA)).counts == {Fate.SAME: 1}


async def test_an_account_with_the_number_is_linked_without_any_address(work: Work) -> None:
    """The operator had written the number down."""
    bea = await accounts.admit(work, "bea")
    await accounts.register(work, bea, number="1042")
    assert outcome(await take_over(work, BEA), 2).account == "bea"
    assert bea.college == "usagers"


async def test_an_account_with_another_number_is_left_alone(work: Work) -> None:
    """Somebody has to look."""
    bea = await accounts.admit(work, "bea", email="bea@mail.example")
    await accounts.register(work, bea, number="7")
    report = await take_over(work, BEA)
    assert outcome(report, 2).notes == {"email": planning.ANOTHER}
    assert (bea.number, bea.college) == ("7", "")


async def test_a_change_of_college_or_postcode_reaches_the_account_and_its_groups(
    work: Work,
) -> None:
    """As when the operator writes it down; what did not change is not touched."""
    bea = await accounts.admit(work, "bea", email="bea@mail.example")
    await take_over(work, BEA)
    ana = await given_account(work, "ana", "admin")
    traits = {"colleges": ["producteurs"]}
    group = await given_group(work, ana.actor, "producteurs", kind="college", automatic=traits)
    await accounts.register(work, bea, postcode="59000")
    await take_over(work, BEA.replace("usagers", "producteurs"))
    assert (bea.college, bea.postcode) == ("producteurs", "59000")
    membership = await groups.membership(work, group, bea.actor)
    assert membership is not None
    assert membership.is_active


async def test_who_has_left_loses_the_role_and_keeps_the_account(work: Work) -> None:
    """Shutting out is the operator's own decision; who comes back has the role again."""
    bea = await accounts.admit(work, "bea", email="bea@mail.example", roles=["redaction"])
    await take_over(work, BEA)
    report = await take_over(work, BEA.replace("actif", "démission"))
    assert outcome(report, 2).notes == {"status": planning.LEAVES}
    assert (bea.roles, bea.disabled_at) == (["redaction"], None)
    await take_over(work, BEA)
    assert bea.roles == ["redaction", "societaire"]


async def test_who_was_erased_leaves_a_number_and_does_not_come_back(work: Work) -> None:
    """Neither her name nor her address, whatever the file says."""
    bea = await accounts.admit(work, "bea", email="bea@mail.example")
    await take_over(work, BEA)
    await accounts.erase(work, bea)
    left = await entry(work, "1042")
    assert (left.name, left.email, left.postcode, left.shares) == ("", "", "", None)
    report = await take_over(work, BEA)
    assert report.counts == {Fate.ERASED: 1}
    assert outcome(report, 2).notes == {"": planning.ERASED}
    assert (left.name, left.email) == ("", "")
    assert await accounts.ask_to_invite(work) == 0


async def test_only_so_many_rows_are_shown_and_all_are_counted(work: Work) -> None:
    """A report of a hundred thousand rows fits into a page."""
    report = await look(work, *(f"{number};Membre" for number in range(1000)))
    assert report.counts == {Fate.NEW: 1000}
    assert len(report.shown) == register.MOST_SHOWN
    assert report.to_do == report.total == 1000

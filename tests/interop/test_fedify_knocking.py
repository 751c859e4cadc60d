"""Signatures between Fedify and us: theirs are taken at the first knock, ours at the second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.interop.processes import eventually

if TYPE_CHECKING:
    from tests.interop.coop import Coop, Member
    from tests.interop.fedify import Fay
    from tests.interop.processes import Json


def _letters(fay: Fay) -> list[Json]:
    """Give the letters that came to her server, to its shared inbox or to her own."""
    return [*fay.asked("POST", "/users/fay/inbox"), *fay.asked("POST", "/inbox")]


def test_every_letter_is_accepted_at_the_first_knock(
    coop: Coop, stranger: Fay, ana: Member
) -> None:
    """Theirs by our server, by the scheme they prefer; ours by theirs."""
    follow = stranger.sends("Follow", ana.uri, to=ana.uri)
    [letter] = stranger.sent("POST", f"{ana.uri}/inbox")
    assert (letter["scheme"], letter["status"]) == (stranger.signs_by, 202)

    stranger.hears("Accept", follow["id"])
    [ours] = eventually(lambda: _letters(stranger), "our letter is answered", stranger.program)
    assert ours["scheme"] == "cavage"
    assert ours["status"] in {200, 202}, ours["reason"]
    eventually(lambda: coop.waiting() == [], "nothing waits to be sent again", coop.program)


def test_their_signed_get_is_accepted_by_the_scheme_they_prefer(stranger: Fay, ana: Member) -> None:
    """It opens what is for followers, without a second knock."""
    follow = stranger.sends("Follow", ana.uri, to=ana.uri)
    stranger.hears("Accept", follow["id"])
    note = ana.writes("entre nous", to=f"{ana.uri}/followers")
    assert "entre nous" in stranger.looks(note)["content"]
    [get] = stranger.sent("GET", note)
    assert (get["scheme"], get["status"]) == (stranger.signs_by, 200)


def _knocks(fay: Fay, ana: Member) -> list[tuple[str, bool]]:
    """Follow, and give how each knock was signed and whether it was taken."""
    before = len(_letters(fay))
    follow = ana.does({"type": "Follow", "object": fay.uri})
    fay.hears("Follow", follow)

    def knocks() -> list[tuple[str, bool]]:
        later = _letters(fay)[before:]
        return [(each["scheme"], each["status"] in {200, 202}) for each in later]

    eventually(lambda: any(taken for _, taken in knocks()), "a knock is answered", fay.program)
    found = knocks()
    ana.does({"type": "Undo", "object": follow})
    fay.hears("Undo", follow)
    eventually(lambda: len(knocks()) > len(found), "the Undo is answered", fay.program)
    return found


def test_a_server_that_takes_one_scheme_only_hears_us_all_the_same(
    modern_stranger: Fay, ana: Member
) -> None:
    """We knock twice; the scheme that a server took last comes first the next time."""
    with modern_stranger.insisting_on("rfc9421"):
        assert _knocks(modern_stranger, ana) == [("cavage", False), ("rfc9421", True)]
        assert _knocks(modern_stranger, ana) == [("rfc9421", True)]
    with modern_stranger.insisting_on("cavage"):
        assert _knocks(modern_stranger, ana) == [("rfc9421", False), ("cavage", True)]

"""fediverse-pasture tries our server out with six actors; bovine speaks for one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

from tests.interop.processes import eventually

if TYPE_CHECKING:
    from tests.interop.coop import Coop, Member
    from tests.interop.pasture import Pasture
    from tests.interop.processes import Json

OPEN = {"get_actor": True, "post_inbox": True}
UNSIGNED = {"get_actor": True, "post_inbox": False}
EXPECTED = {
    "alice": UNSIGNED,  # posts without a signature, which must fail
    "bob": OPEN,
    "claire": OPEN,  # her actor answers signed requests only: our key fetches are signed
    "dean": UNSIGNED,
    "emily": OPEN,  # the last three have no preferredUsername
    "frank": OPEN,
    "webfinger": True,
}


@pytest.mark.parametrize("who", ["a member", "the cooperative", "the server"])
def test_all_six_actors_find_what_they_should(
    coop: Coop, meadow: Pasture, ana: Member, who: str
) -> None:
    """Whoever signs may post, whoever does not may not, and WebFinger leads back."""
    actors = {
        "a member": ana.uri,
        "the cooperative": f"{coop.url}/cooperative",
        "the server": f"{coop.url}/actor",
    }
    found = meadow.tries(actors[who])
    assert found["result"] == EXPECTED, f"{found['messages']}\n{coop.program.words()}"


def _bob(meadow: Pasture, kind: str, inner: str | Json, number: str) -> Json:
    return {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": f"{meadow.uri('bob')}/deeds/{number}",
        "type": kind,
        "actor": meadow.uri("bob"),
        "object": inner,
    }


def test_bovine_posts_and_reads_signed(coop: Coop, meadow: Pasture, ana: Member) -> None:
    """Bob follows, and then his signed GET opens what is for followers; he lets go again."""
    follow = _bob(meadow, "Follow", ana.uri, f"follow-{ana.name}")
    assert meadow.bovine("bob", "POST", f"{ana.uri}/inbox", follow)["status"] == 202
    eventually(lambda: ana.followers == 1, "bob follows", coop.program, meadow.program)
    eventually(lambda: coop.waiting() == [], "our Accept is taken", coop.program, meadow.program)

    note = ana.writes("entre nous", to=f"{ana.uri}/followers")
    assert coop.ask(note).status_code == 404
    read = meadow.bovine("bob", "GET", note)
    assert (read["status"], read["type"]) == (200, "application/activity+json; charset=utf-8")
    assert "entre nous" in orjson.loads(read["text"])["content"]
    assert meadow.bovine("emily", "GET", note)["status"] == 404

    undo = _bob(meadow, "Undo", follow, f"undo-{ana.name}")
    assert meadow.bovine("bob", "POST", f"{coop.url}/inbox", undo)["status"] == 202
    eventually(lambda: ana.followers == 0, "bob lets go", coop.program, meadow.program)
    assert meadow.bovine("bob", "GET", note)["status"] == 404

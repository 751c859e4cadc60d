"""Two-way conversations with Fedify: what one side does has its effect on the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.interop.processes import eventually

if TYPE_CHECKING:
    from tests.interop.coop import Coop, Member
    from tests.interop.fedify import Fay
    from tests.interop.processes import Json


def given_fay_follows(fay: Fay, ana: Member) -> Json:
    """Have Fay follow a member of ours, and be accepted."""
    follow = fay.sends("Follow", ana.uri, to=ana.uri)
    fay.hears("Accept", follow["id"])
    return follow


def given_follows_fay(ana: Member, fay: Fay) -> str:
    """Have a member of ours follow Fay, and be accepted."""
    follow = ana.does({"type": "Follow", "object": fay.uri})
    eventually(lambda: ana.following == 1, "the follow is accepted", ana.coop.program, fay.program)
    return follow


def given_received(fay: Fay, ana: Member, content: str = "<p>Bonjour</p>") -> Json:
    """Have Fay publish a note that reaches a member of ours."""
    note = fay.note(content)
    fay.sends("Create", note)
    eventually(lambda: ana.received(note["id"]), "her note arrives", ana.coop.program, fay.program)
    return note


# --- reading ----------------------------------------------------------------------------------


def test_fedify_reads_our_actors(coop: Coop, fay: Fay, ana: Member) -> None:
    """As a strict reader of JSON-LD, which expands every context it is given."""
    person = fay.looks(ana.uri)
    assert (person["type"], person["username"]) == ("Person", ana.name)
    assert person["inbox"] == f"{ana.uri}/inbox"
    assert fay.looks(f"{coop.url}/actor")["type"] == "Application"
    assert fay.looks(f"{coop.url}/cooperative")["type"] == "Organization"


def test_fedify_reads_our_outbox_to_its_end(fay: Fay, ana: Member) -> None:
    """Over several pages."""
    notes = [ana.writes(f"numéro {number}") for number in range(25)]
    items = fay.walks(f"{ana.uri}/outbox")
    assert [item["object"]["id"] for item in items] == notes[::-1]
    assert {item["type"] for item in items} == {"Create"}
    assert {item["object"]["author"] for item in items} == {ana.uri}


# --- following --------------------------------------------------------------------------------


def test_they_follow_one_of_ours_and_let_go(fay: Fay, ana: Member) -> None:
    """The Accept embeds the Follow that it answers."""
    follow = given_fay_follows(fay, ana)
    heard = fay.hears("Accept", follow["id"])
    assert (heard["actor"], heard["embeds"]) == (ana.uri, "Follow")
    assert ana.followers == 1

    fay.sends("Undo", follow, to=ana.uri)
    eventually(lambda: ana.followers == 0, "the follow ends", ana.coop.program, fay.program)


def test_we_follow_one_of_theirs_and_let_go(fay: Fay, ana: Member) -> None:
    """Their Accept makes it a follow."""
    follow = given_follows_fay(ana, fay)
    heard = fay.hears("Follow", follow)
    assert (heard["actor"], heard["object"]["id"]) == (ana.uri, fay.uri)

    ana.does({"type": "Undo", "object": follow})
    undone = fay.hears("Undo", follow)
    assert (undone["actor"], undone["embeds"]) == (ana.uri, "Follow")
    assert ana.following == 0


def test_our_follow_waits_for_their_answer_and_ends_with_their_refusal(
    fay: Fay, ana: Member
) -> None:
    """Nothing is followed before they agree, nor after they changed their mind."""
    with fay.silent():
        uri = ana.does({"type": "Follow", "object": fay.uri})
        fay.hears("Follow", uri)
        assert ana.following == 0
    follow = {"id": uri, "type": "Follow", "actor": ana.uri, "object": fay.uri}
    fay.sends("Accept", follow, to=ana.uri)
    eventually(lambda: ana.following == 1, "the Accept counts", ana.coop.program, fay.program)
    fay.sends("Reject", follow, to=ana.uri)
    eventually(lambda: ana.following == 0, "the Reject counts", ana.coop.program, fay.program)


# --- what we write ----------------------------------------------------------------------------


def test_what_we_write_edit_and_delete_reaches_their_follower(
    coop: Coop, fay: Fay, ana: Member
) -> None:
    """Create, Update and Delete, each understood by a strict reader."""
    given_fay_follows(fay, ana)
    note = ana.writes("Bonjour **à tous**")
    heard = fay.hears("Create", note)
    assert heard["actor"] == heard["object"]["author"] == ana.uri
    assert "<strong>à tous</strong>" in heard["object"]["content"]
    assert fay.looks(note)["content"] == heard["object"]["content"]

    ana.does({"type": "Update", "object": {"id": note, "type": "Note", "content": "Bonsoir"}})
    assert "Bonsoir" in fay.hears("Update", note)["object"]["content"]
    assert "Bonsoir" in fay.looks(note)["content"]

    ana.does({"type": "Delete", "object": note})
    assert fay.hears("Delete", note)["object"]["type"] == "Tombstone"
    gone = coop.ask(note)
    assert (gone.status_code, gone.json()["type"]) == (410, "Tombstone")


def test_a_note_for_followers_is_read_by_a_follower_only(coop: Coop, fay: Fay, ana: Member) -> None:
    """Her signed GET opens it; without it, and once she let go, it does not exist."""
    follow = given_fay_follows(fay, ana)
    note = ana.writes("entre nous", to=f"{ana.uri}/followers")
    assert fay.hears("Create", note)["to"] == [f"{ana.uri}/followers"]
    assert "entre nous" in fay.looks(note)["content"]
    assert coop.ask(note).status_code == 404

    fay.sends("Undo", follow, to=ana.uri)
    eventually(lambda: ana.followers == 0, "the follow ends", coop.program, fay.program)
    assert fay.order("look", uri=note)["gave"] is None


def test_a_member_who_is_erased_is_gone_for_them_too(coop: Coop, fay: Fay, ana: Member) -> None:
    """They hear of it, and find nobody at her address any more."""
    given_fay_follows(fay, ana)
    fay.hears("Create", ana.writes("adieu"))
    coop.erase(ana.name)
    heard = fay.hears("Delete", ana.uri)
    assert (heard["actor"], coop.ask(ana.uri).status_code) == (ana.uri, 410)


# --- what they write --------------------------------------------------------------------------


def test_what_they_write_edit_and_delete_reaches_our_follower(fay: Fay, ana: Member) -> None:
    """And nothing in their HTML does harm here."""
    given_follows_fay(ana, fay)
    note = given_received(fay, ana, "<p>Une <b>annonce</b><script>alert(1)</script></p>")
    received = ana.received(note["id"])
    assert received is not None
    assert "annonce" in received["content"]
    assert "script" not in received["content"]

    edited = {**note, "content": "<p>Corrigée</p>", "updated": "2026-11-01T13:00:00Z"}
    fay.sends("Update", edited)
    eventually(
        lambda: "Corrigée" in (ana.received(note["id"]) or {})["content"], "the edit arrives"
    )

    fay.order("drop", uri=note["id"])
    fay.sends("Delete", {"id": note["id"], "type": "Tombstone"})
    eventually(lambda: ana.received(note["id"]) is None, "the deletion arrives", ana.coop.program)


def test_their_reply_stands_below_our_note_and_ours_below_theirs(fay: Fay, ana: Member) -> None:
    """Each side knows what is answered."""
    ours = ana.writes("Qui vient samedi ?")
    mention = {"type": "Mention", "href": ana.uri, "name": f"@{ana.name}@{ana.coop.authority}"}
    reply = fay.note("<p>Moi !</p>", inReplyTo=ours, tag=[mention], to=ana.uri)
    fay.sends("Create", reply, to=ana.uri)
    assert eventually(lambda: ana.received(reply["id"]), "the reply arrives", ana.coop.program)

    answer = ana.writes("Merci", to=fay.uri, reply_to=reply["id"])
    heard = fay.hears("Create", answer)
    assert heard["object"]["replyTo"] == reply["id"]
    assert fay.uri in heard["to"] + heard["cc"]


def test_a_public_reply_of_theirs_is_listed(coop: Coop, fay: Fay, ana: Member) -> None:
    """Whoever reads our note finds it."""
    given_follows_fay(ana, fay)
    ours = ana.writes("Qui vient dimanche ?")
    reply = fay.note("<p>Pas moi</p>", inReplyTo=ours)
    fay.sends("Create", reply)
    eventually(lambda: coop.count(f"{ours}/replies") == 1, "it is counted", coop.program)
    assert coop.document(f"{ours}/replies?page=1")["orderedItems"] == [reply["id"]]


# --- likes and boosts -------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "counter"), [("Like", "likes"), ("Announce", "shares")])
def test_they_like_and_boost_our_note_and_take_it_back(
    coop: Coop, fay: Fay, ana: Member, kind: str, counter: str
) -> None:
    """Each counts once, until it is undone."""
    note = ana.writes("À faire suivre")
    deed = fay.sends(kind, note, to=ana.uri, aloud=True)
    eventually(lambda: coop.count(f"{note}/{counter}") == 1, "it counts", coop.program)
    fay.sends("Undo", deed, to=ana.uri)
    eventually(lambda: coop.count(f"{note}/{counter}") == 0, "no more", coop.program)


@pytest.mark.parametrize("kind", ["Like", "Announce"])
def test_we_like_and_boost_their_note_and_take_it_back(fay: Fay, ana: Member, kind: str) -> None:
    """They hear each of it, with the deed embedded in what undoes it."""
    given_follows_fay(ana, fay)
    note = given_received(fay, ana)
    deed = ana.does({"type": kind, "object": note["id"]})
    assert fay.hears(kind, note["id"])["actor"] == ana.uri
    ana.does({"type": "Undo", "object": deed})
    undone = fay.hears("Undo", deed)
    assert (undone["actor"], undone["embeds"]) == (ana.uri, kind)


def test_what_they_boost_is_fetched_from_where_it_is(fay: Fay, ana: Member) -> None:
    """An Announce names its note by address only."""
    given_follows_fay(ana, fay)
    note = fay.note("<p>Relayé</p>")
    fay.sends("Announce", note["id"])

    def boosted() -> bool:
        return any(
            activity["type"] == "Announce" and activity["object"] == note["id"]
            for activity in ana.arrived()
        )

    eventually(boosted, "the boost arrives", ana.coop.program, fay.program)
    [fetch] = fay.asked("GET", note["id"].removeprefix(fay.origin))
    assert (fetch["scheme"], fetch["status"]) == ("cavage", 200)

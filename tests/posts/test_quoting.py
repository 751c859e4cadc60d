"""Who asks to quote us gets an answer at once (FEP-044f)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.errors import NotFound, Refused
from fedicoop.posts import federation, queries, service
from tests.givens import given_member, given_stranger
from tests.posts.given import given_note, hear, says, sent

if TYPE_CHECKING:
    from fedicoop.work import Work


async def test_a_public_note_may_be_quoted_and_its_stamp_is_served(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    post = await given_note(work, ana)
    quoting = f"{bob.uri}/notes/5"
    request = says("QuoteRequest", bob, post.uri, instrument=quoting)

    await hear(work, request, bob)
    await hear(work, request, bob)

    first, again = sent(work)
    assert first["type"] == again["type"] == "Accept"
    assert first["result"] == again["result"]
    assert first["to"] == [bob.uri]
    assert first["object"]["id"] == request["id"]
    row = await queries.stamp_by_id(work, first["result"].rpartition("/")[2])
    assert row is not None
    assert federation.quote_stamp(row) == {
        "id": first["result"],
        "type": "QuoteAuthorization",
        "attributedTo": ana.uri,
        "interactingObject": quoting,
        "interactionTarget": post.uri,
    }


async def test_nobody_collects_stamps_without_end(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fedicoop.posts.policy.MOST_QUOTES", 2)
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    post = await given_note(work, ana)

    for number in (1, 2, 3, 1):
        quoting = f"{bob.uri}/notes/{number}"
        await hear(work, says("QuoteRequest", bob, post.uri, instrument=quoting), bob)

    assert [each["type"] for each in sent(work)] == ["Accept", "Accept", "Reject", "Accept"]


async def test_the_author_may_say_no_beforehand(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    post = await given_note(work, ana, quotable=False)
    request = says("QuoteRequest", bob, post.uri, instrument={"id": f"{bob.uri}/notes/5"})

    await hear(work, request, bob)

    (reject,) = sent(work)
    assert reject["type"] == "Reject"
    assert "result" not in reject
    policy = federation.to_ap(work.urls, post)["interactionPolicy"]
    assert policy == {"canQuote": {"automaticApproval": [ana.uri]}}


async def test_what_may_be_quoted_says_so(work: Work) -> None:
    ana = await given_member(work, "ana")

    policy = federation.to_ap(work.urls, await given_note(work, ana))["interactionPolicy"]

    assert policy == {"canQuote": {"automaticApproval": [PUBLIC]}}


async def test_a_quote_of_what_one_does_not_see_gets_no_answer(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    post = await given_note(work, ana, visibility="direct")

    with pytest.raises(NotFound):
        await hear(work, says("QuoteRequest", bob, post.uri, instrument=f"{bob.uri}/5"), bob)

    assert sent(work) == []


async def test_nobody_asks_for_somebody_elses_quote(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    post = await given_note(work, ana)

    with pytest.raises(Refused):
        await hear(
            work, says("QuoteRequest", bob, post.uri, instrument="https://else.example/5"), bob
        )
    await hear(work, says("QuoteRequest", bob, "https://coop.example/notes/x"), bob)

    assert sent(work) == []


async def test_a_stamp_taken_back_is_not_given_again(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    post = await given_note(work, ana)
    row = await service.answer_quote(work, bob, post, f"{bob.uri}/notes/5", f"{bob.uri}#q")
    assert row is not None
    work.outgoing.clear()

    with pytest.raises(Refused):
        await service.revoke_quote(work, bob, row)
    await service.revoke_quote(work, ana, row)
    await service.revoke_quote(work, ana, row)
    again = await service.answer_quote(work, bob, post, f"{bob.uri}/notes/5", f"{bob.uri}#q2")

    delete, reject = sent(work)
    assert (delete["type"], delete["object"], delete["to"]) == ("Delete", row.uri, [bob.uri])
    assert reject["type"] == "Reject"
    assert again is None
    assert await queries.stamp_by_id(work, row.id) is None

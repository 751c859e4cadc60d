"""What a member switched on and off is kept to, wherever something is told or written."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from fedicoop.accounts import service as accounts
from fedicoop.errors import Invalid
from fedicoop.notifications import paper, queries, service
from fedicoop.notifications.models import HeldLetter, Mail, MailKey, NoticeChoice
from fedicoop.notifications.paper import Button, Entry, Foot, Heading, Letter, Rich, Text
from tests.givens import given_member

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.work import Work
    from tests.clocks import StoppedClock

SUBJECT = "https://coop.example/@toits"


async def given_ana(work: Work, **more: str) -> Member:
    """Admit Ana."""
    return await accounts.admit(work, "ana", name="Ana", email="ana@mail.example", **more)


async def mails(work: Work) -> list[Mail]:
    """Give every letter in the queue."""
    return list(await work.session.scalars(select(Mail).order_by(Mail.id)))


async def test_what_is_asked_of_her_is_written_once_without_what_was_said(work: Work) -> None:
    ana, lea = await given_ana(work), await given_member(work, "lea")
    lea.name = "Léa <b>\nBcc: x"

    for _ in range(2):
        await service.tell(work, ana.actor, "group_invited", lea, SUBJECT)
    await service.tell(work, ana.actor, "mention", lea, "https://coop.example/notes/1")

    (letter,) = await mails(work)
    assert letter.kind == "told_group_invited"
    assert letter.subject == "Léa <b> Bcc: x vous invite dans un groupe"
    assert SUBJECT in letter.text
    assert "<b>" not in letter.html
    assert "/unsubscribe/" in letter.text
    assert len(await queries.of(work, ana.actor)) == 2


async def test_who_wants_it_by_mail_gets_it_by_mail_and_not_on_the_site(work: Work) -> None:
    ana, lea = await given_ana(work, language="en"), await given_member(work, "lea")
    await service.choose(work, ana, {"mentions.mail": True, "mentions.app": False})
    await service.choose(work, ana, {"reactions.app": False})

    await service.tell(work, ana.actor, "mention", lea, "https://peer.example/notes/1")
    await service.tell(work, ana.actor, "like", lea, "https://coop.example/notes/2")

    (letter,) = await mails(work)
    assert letter.subject == "Lea wrote to you or named you"
    assert "https://coop.example/notifications" in letter.text
    assert await queries.of(work, ana.actor) == []


async def test_somebody_without_an_account_or_shut_out_is_not_written_to(work: Work) -> None:
    lea, eve, ana = await given_member(work, "lea"), await given_member(work, "eve"), None
    await service.tell(work, eve, "group_invited", lea, SUBJECT)
    ana = await given_ana(work)
    ana.disabled_at = work.now()
    await service.tell(work, ana.actor, "group_invited", lea, SUBJECT)

    assert await mails(work) == []


async def test_what_is_new_to_the_program_has_a_letter_too(work: Work) -> None:
    ana, lea = await given_ana(work), await given_member(work, "lea")
    await service.choose(work, ana, {"other.mail": True})

    await service.tell(work, ana.actor, "invented", lea)

    assert [each.subject for each in await mails(work)] == [
        "Lea a fait quelque chose qui vous concerne"
    ]


async def test_a_topic_that_is_off_is_neither_sent_nor_held(work: Work) -> None:
    ana = await given_ana(work)
    await service.choose(work, ana, {"newsletter.mail": False})

    assert await service.send_letter(work, ana, a_letter()) is None

    assert await queries.held_for(work, ana.actor_id) == []
    assert await service.send_sign_in_link(work, ana, SUBJECT) is not None


def a_letter(kind: str = "newsletter") -> Letter:
    """Write a letter with everything in it."""
    parts = (
        Heading("Été"),
        Text("Deux\nlignes"),
        Entry("Toit", SUBJECT, "Samedi", "Venez", (Button("Dire oui", SUBJECT),)),
        Entry("Sans lien"),
        Rich("<p><em>Riche</em></p>", "Riche"),
        Button("Voir", SUBJECT, calm=True),
    )
    return Letter(kind, "fr", "Lettre d\u2019été", parts, SUBJECT, preheader="Ce qui vient")


def test_a_letter_says_the_same_as_text_and_as_html() -> None:
    foot = Foot("Coop", "Vous êtes membre.", (Button("Sortir", "https://coop.example/u"),))
    text, html = paper.in_text(a_letter(), foot), paper.in_html(a_letter(), foot)

    assert text == (
        "Été\n---\n\nDeux\nlignes\n\n"
        f"* Toit\n  Samedi\n  Venez\n  Dire oui\u00a0:\n  {SUBJECT}\n\n"
        f"* Sans lien\n\nRiche\n\nVoir\u00a0:\n{SUBJECT}\n\n"
        "-- \nCoop\nVous êtes membre.\nSortir\u00a0:\nhttps://coop.example/u\n"
    )
    assert html.index(">Coop</p>") < html.index("Été</h2>")
    for said in ("Été</h2>", "Deux<br>lignes", "Ce qui vient</div>", "<em>Riche</em>", "Sortir"):
        assert said in html
    assert 'name="color-scheme" content="light dark"' in html
    assert 'class="calm"' in html
    assert "<img" not in html


async def test_keys_are_stored_as_hashes_and_forgotten_with_what_was_held(
    work: Work, clock: StoppedClock
) -> None:
    ana = await given_ana(work)
    key = await service.open_key(work, ana, "newsletter")
    row = await queries.mail_key(work, key)
    assert row is not None
    assert key not in row.token_hash
    assert await service.key_holder(work, None) is None
    with pytest.raises(Invalid):
        await service.answer_key(work, row, ana, "monthly")
    work.session.add(
        HeldLetter(id="1", actor_id=ana.actor_id, kind="x", subject="x", created_at=work.now())
    )
    await service.choose(work, ana, {"mentions.mail": True})

    clock.move(timedelta(days=121))
    await service.prune(work)
    assert await _rows(work) == (1, 0, 1)
    clock.move(timedelta(days=300))
    assert await queries.mail_key(work, key) is None
    await accounts.erase(work, ana)
    await service.prune(work)
    assert await _rows(work) == (0, 0, 0)


async def _rows(work: Work) -> tuple[int, ...]:
    counts = [select(func.count()).select_from(t) for t in (MailKey, HeldLetter, NoticeChoice)]
    return tuple([await work.session.scalar(count) or 0 for count in counts])

"""What stands in a digest: what is relevant, and of what is not for everybody only that it is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import service as actors
from fedicoop.digests import queries, service
from fedicoop.digests.service import Pen
from fedicoop.events import State
from fedicoop.events import service as events
from fedicoop.groups import service as groups
from fedicoop.notifications import service as notifications
from fedicoop.notifications.paper import Entry, Foot, in_text
from fedicoop.posts import Visibility
from fedicoop.posts import service as posts
from tests.digests.given import ANSWER, READ, digests_to, given_reader
from tests.events.given import given_event, heard
from tests.givens import given_member, given_stranger
from tests.groups.given import given_group, given_person
from tests.posts.given import given_follow, given_note

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.work import Work
    from tests.clocks import StoppedClock


async def digest_of(work: Work, member: Member) -> str:
    """Write a member's digest and give its text."""
    await service.send_now(work, member)
    return (await digests_to(work, member.actor.username))[-1].text


async def opened(work: Work, path: str) -> str | None:
    """Give what a link of a digest opens."""
    _, _, token, ident = path.split("/")
    found = await queries.opened(work, token, ident)
    return found[1].content if found else None


async def test_events_of_her_groups_and_subjects_are_named_wherever_they_are(work: Work) -> None:
    evelyne, lea = await given_reader(work, postcode=""), await given_person(work, "lea")
    group = await given_group(work, lea)
    await groups.join(work, group, evelyne.actor)
    await given_event(work, lea, group.actor, title="Chantier du groupe")
    await posts.choose_tag(work, evelyne.actor, "cooperation", hears=True)
    await given_event(work, lea, title="Ailleurs")

    text = await digest_of(work, evelyne)

    assert "Chantier du groupe" in text
    assert "Ailleurs" in text
    assert "Près de chez vous" not in text
    assert "Voici ce qui se prépare et ce qui" in text


@pytest.mark.parametrize(
    ("km", "named", "near"), [(10, 0, 0), (30, 0, 0), (60, 1, 1), (100, 1, 1), (0, 1, 0)]
)
async def test_near_is_as_far_as_she_says(work: Work, km: int, named: int, near: int) -> None:
    """However far: then what other cooperatives announce is named too, and nothing is near."""
    evelyne, mob = await given_reader(work), await given_stranger(work, "mob", kind="Group")
    evelyne.near_km = km
    location = {"type": "Place", "name": "Halle", "latitude": 50.29, "longitude": 2.78}
    await heard(work, mob, location=location)

    content = await service.gather(work, evelyne)

    assert len(content.dates) == named
    assert sum(date.is_near for date in content.dates) == near


async def test_what_she_answered_is_said_and_what_she_declined_is_not_named(work: Work) -> None:
    evelyne, lea = await given_reader(work), await given_member(work, "lea")
    going = await given_event(work, lea, title="Pique-nique")
    declined = await given_event(work, lea, title="Randonnée")
    await given_event(work, lea, title="Sur invitation", join_mode="invite")
    await events.join(work, going, evelyne.actor)
    await events.answer(work, declined, evelyne.actor, State.DECLINED)

    text = await digest_of(work, evelyne)

    assert "Pique-nique" in text
    assert "Vous venez" in text
    assert "Randonnée" not in text
    assert "Sur invitation" in text
    assert len(ANSWER.findall(text)) == 1


async def test_public_words_are_quoted_and_read_on_their_page(work: Work) -> None:
    evelyne, lea = await given_reader(work), await given_member(work, "lea")
    await given_follow(work, evelyne.actor, lea)
    note = await given_note(work, lea, "Le toit est **posé**, venez voir.")
    await given_note(work, lea, "Une réponse", in_reply_to=note)
    warned = await given_note(work, lea, "Un film triste", summary="La fin du film")

    text = await digest_of(work, evelyne)

    assert f"Le toit est posé, venez voir.\n  {note.uri}" in text
    assert "Une réponse" not in text
    assert f"La fin du film\n  {warned.uri}" in text
    assert "triste" not in text
    assert READ.findall(text) == []


async def test_members_words_are_not_in_the_letter_and_open_by_its_key_alone(
    work: Work, clock: StoppedClock
) -> None:
    evelyne, lea = await given_reader(work), await given_person(work, "lea")
    note = await given_note(work, lea, "Notre marge est de 3 %.", Visibility.MEMBERS)
    other = await given_note(work, evelyne.actor, "Autre chose", Visibility.MEMBERS)

    text = await digest_of(work, evelyne)

    assert "marge" not in text
    assert "Un message de Lea" in text
    (path,) = set(READ.findall(text))
    content = await opened(work, path)
    assert content is not None
    assert "marge" in content
    assert await opened(work, path.replace(note.id, other.id)) is None
    assert await opened(work, path.replace("/letter/", "/letter/x")) is None

    clock.move(timedelta(days=45))
    assert await opened(work, path) is None


async def test_a_key_opens_nothing_that_its_reader_may_no_longer_see(work: Work) -> None:
    evelyne, lea = await given_reader(work), await given_person(work, "lea")
    group = await given_group(work, lea)
    await groups.join(work, group, evelyne.actor)
    await given_note(work, lea, "Entre nous", Visibility.GROUP, group=group)
    kept = await given_note(work, lea, "Pour les membres", Visibility.MEMBERS)
    text = await digest_of(work, evelyne)
    inside, members = sorted(set(READ.findall(text)), key=lambda path: path.endswith(kept.id))
    assert await opened(work, inside) is not None

    await groups.leave(work, group, evelyne.actor)
    await posts.delete(work, kept, lea)

    assert await opened(work, inside) is None
    assert await opened(work, members) is None


async def test_a_key_opens_nothing_for_an_account_that_is_shut(work: Work) -> None:
    evelyne, lea = await given_reader(work), await given_person(work, "lea")
    await given_note(work, lea, "Pour les membres", Visibility.MEMBERS)
    (path,) = set(READ.findall(await digest_of(work, evelyne)))

    evelyne.disabled_at = work.now()
    await work.session.flush()

    assert await opened(work, path) is None


async def test_what_was_said_to_her_alone_stands_in_no_digest(work: Work) -> None:
    evelyne, lea = await given_reader(work), await given_member(work, "lea")
    await given_note(work, lea, "Pour toi seule @evelyne", Visibility.DIRECT)

    assert await service.preview(work, evelyne) is None


async def test_what_is_asked_of_her_comes_first(work: Work) -> None:
    evelyne, lea = await given_reader(work), await given_person(work, "lea")
    group = await given_group(work, lea, name="Toits solaires")
    await groups.invite(work, group, lea, evelyne.actor)
    evelyne.actor.locked = True
    for name in ("zoe", "max"):
        await actors.follow(work, await given_stranger(work, name), evelyne.actor)
    await notifications.tell(work, evelyne.actor, "event_asked", lea, "https://coop.example/e")

    text = await digest_of(work, evelyne)

    assert text.index("On vous attend") < text.index("* Vous avez une invitation dans le groupe")
    assert "Toits solaires" in text
    assert "2 personnes demandent à vous suivre" in text
    assert "Lea demande à venir à votre événement" in text


async def test_an_invitation_stands_above_the_dates_once_with_its_answer(work: Work) -> None:
    evelyne, lea = await given_reader(work), await given_person(work, "lea")
    party = await given_event(work, lea, title="Fête des toits")
    await given_event(work, lea, title="Pique-nique")
    await events.invite(work, party, lea, evelyne.actor)

    text = await digest_of(work, evelyne)

    assert text.count("Fête des toits") == 1
    assert text.index("On vous attend") < text.index("Fête des toits") < text.index("Pique-nique")
    assert len(ANSWER.findall(text)) == 2


async def test_it_is_written_in_the_language_of_its_reader(work: Work) -> None:
    ana = await given_reader(work, "ana", language="en")
    lea = await given_member(work, "lea")
    await given_event(work, lea)
    await given_event(work, lea, title="Café")

    await service.send_now(work, ana)

    (letter,) = await digests_to(work, "ana")
    assert letter.subject == "Coopérative d'essai: 2 dates to come"
    assert '<html lang="en"' in letter.html
    assert "Say whether I come, without signing in:\nhttps://" in letter.text.replace("  ", "")


async def test_the_subject_says_nothing_that_is_not_for_everybody(work: Work) -> None:
    """What shows on a locked telephone; inside, a member reads what it is."""
    evelyne, lea = await given_reader(work, language="en"), await given_member(work, "lea")
    await given_event(work, lea, title="Salaires", visibility="members")

    await service.send_now(work, evelyne)

    (letter,) = await digests_to(work)
    assert letter.subject == "Coopérative d'essai: 1 date to come"
    assert letter.text.count("Salaires") == letter.html.count("Salaires") == 1


async def test_a_title_cannot_add_a_header_or_a_tag(work: Work) -> None:
    evelyne, lea = await given_reader(work), await given_member(work, "lea")
    await given_event(work, lea, title="Fête <b>x</b> {coop} & Bcc: all@x.example")

    await service.send_now(work, evelyne)

    (letter,) = await digests_to(work)
    assert "<b>" not in letter.html
    assert "Fête &lt;b&gt;x&lt;/b&gt; {coop} &amp;" in letter.html
    assert "\n" not in letter.subject
    assert "<img" not in letter.html


async def test_a_digest_without_anything_but_what_was_held_has_a_subject_too(work: Work) -> None:
    evelyne = await given_reader(work)
    content = service.Content()
    assert content.is_empty

    letter = await service.compose(Pen(work, evelyne), content)

    assert letter.subject == "Des nouvelles de Coopérative d'essai"
    assert (letter.preheader, [p for p in letter.parts if isinstance(p, Entry)]) == ("", [])
    assert in_text(letter, Foot("Coop")).endswith("-- \nCoop\n")

"""Discussions that a member follows or mutes, and subjects that come to her home page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from fedicoop.actors import service as people
from fedicoop.errors import Invalid, NotFound, Refused
from fedicoop.posts import TagChoice, ThreadChoice, queries, service
from fedicoop.posts.federation import from_ap
from fedicoop.posts.service import ArticleDraft, NoteDraft, hearing
from tests.givens import given_member, given_stranger
from tests.posts.given import a_note

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.posts import Post
    from fedicoop.work import Work


async def given_note(
    work: Work,
    author: Actor,
    text: str,
    visibility: str = "public",
    in_reply_to: Post | None = None,
) -> Post:
    """Publish a note, and keep in mind who is told."""
    told_before = list(work.news)
    post = await service.publish(work, author, NoteDraft(text, visibility, in_reply_to=in_reply_to))
    assert work.news[: len(told_before)] == told_before
    return post


async def arrives(work: Work, author: Actor, uri: str, answers: str) -> Post:
    """Receive a note of somebody elsewhere."""
    note = a_note(author, id=uri, inReplyTo=answers or None)
    draft = from_ap(note, followers=author.followers)
    found = await service.receive(work, author, draft, asked=True)
    assert found is not None
    return found


def told(work: Work, who: Actor) -> list[str]:
    """Give what somebody is told of."""
    return [news.kind for news in work.news if news.recipient_id == who.id]


async def test_who_follows_a_discussion_hears_of_every_answer_that_she_sees(work: Work) -> None:
    ana, bob, eve = [await given_member(work, each) for each in ("ana", "bob", "eve")]
    root = await given_note(work, bob, "Alors ?")
    await service.choose_thread(work, ana, root, hears=True)
    work.news.clear()

    first = await given_note(work, eve, "Oui", in_reply_to=root)
    await given_note(work, bob, "Merci", in_reply_to=first)
    await given_note(work, eve, "Entre nous", "direct", in_reply_to=root)
    await given_note(work, ana, "Moi aussi", in_reply_to=first)

    assert told(work, ana) == ["thread", "thread"]
    assert await queries.thread_choice(work, ana, first) is True
    await service.choose_thread(work, ana, first, hears=None)
    work.news.clear()
    await given_note(work, eve, "Encore", in_reply_to=root)
    assert told(work, ana) == []
    assert await queries.thread_choice(work, ana, root) is None


async def test_who_is_named_or_answered_is_told_so_and_once(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_member(work, "bob")
    root = await given_note(work, ana, "Alors ?")
    await service.choose_thread(work, ana, root, hears=True)
    work.news.clear()
    await given_note(work, bob, "Oui @ana", in_reply_to=root)
    assert told(work, ana) == ["reply"]


async def test_who_mutes_a_discussion_hears_nothing_of_it(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_member(work, "bob")
    root = await given_note(work, ana, "Alors ?")
    await service.choose_thread(work, ana, root, hears=True)
    await service.choose_thread(work, ana, root, hears=False)
    work.news.clear()

    await given_note(work, bob, "Oui @ana", in_reply_to=root)
    await given_note(work, bob, "Autre chose, @ana")

    assert told(work, ana) == ["mention"]
    assert await queries.thread_choice(work, ana, root) is False


async def test_a_discussion_that_joins_another_one_keeps_its_listeners(work: Work) -> None:
    """What a late message answers makes two threads one; a choice about the whole counts more."""
    ana, bob = await given_member(work, "ana"), await given_member(work, "bob")
    zoe = await given_stranger(work, "zoe")
    late = f"{zoe.uri}/notes/late"
    early = await arrives(work, zoe, f"{zoe.uri}/notes/early", late)
    await service.choose_thread(work, ana, early, hears=True)

    await arrives(work, zoe, late, "")

    assert await queries.thread_choice(work, ana, early) is True
    root = await queries.by_uri(work, late)
    assert root is not None
    assert early.conversation == root.conversation
    await given_note(work, bob, "Tiens", in_reply_to=root)
    assert told(work, ana) == ["thread"]


async def test_nobody_follows_what_she_does_not_see(work: Work) -> None:
    ana, bob, eve = [await given_member(work, each) for each in ("ana", "bob", "eve")]
    zoe = await given_stranger(work, "zoe")
    secret = await given_note(work, bob, "Chut @eve", "direct")
    for who, post in ((ana, secret), (zoe, await given_note(work, bob, "Ouvert"))):
        with pytest.raises(NotFound):
            await service.choose_thread(work, who, post, hears=True)
    await service.choose_thread(work, eve, secret, hears=None)


async def test_a_subject_comes_home(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_member(work, "bob")
    await given_note(work, bob, "Le #vent se lève")
    await given_note(work, bob, "Discret #vent", "unlisted")
    await given_note(work, bob, "Le soleil aussi")
    assert (await queries.home(work, ana)).items == []

    await service.choose_tag(work, ana, "#Vent", hears=True)
    await service.choose_tag(work, ana, "vent", hears=True)

    home = [item.post.source for item in (await queries.home(work, ana)).items]
    assert home == ["Le #vent se lève"]
    assert await queries.followed_tags(work, ana) == ["vent"]
    await people.mute(work, ana, bob)
    assert (await queries.home(work, ana)).items == []
    await people.unmute(work, ana, bob)
    await service.choose_tag(work, ana, "VENT", hears=None)
    assert (await queries.home(work, ana)).items == []


async def test_a_muted_subject_stays_out_of_every_list_and_is_there_where_one_looks(
    work: Work,
) -> None:
    ana, bob = await given_member(work, "ana"), await given_member(work, "bob")
    await people.follow(work, ana, bob)
    since = work.now() - timedelta(days=1)
    await given_note(work, ana, "Mon #vent à moi")
    await given_note(work, bob, "Le #vent se lève")
    await given_note(work, bob, "Le soleil aussi")
    draft = ArticleDraft("Le vent", "En bref", "Un texte", ("vent",), "fr", "public")
    article = await service.publish_article(work, bob, draft)

    await service.choose_tag(work, ana, "#Vent", hears=False)

    heard = ["Le soleil aussi", "Mon #vent à moi"]
    for page in (await queries.home(work, ana), await queries.local_timeline(work, ana)):
        assert [each.post.source for each in page.items] == heard
    assert [each.part for each in await queries.fresh(work, ana, since)] == ["messages"]
    assert (await queries.articles(work, ana, queries.Wanted())).items == []
    assert await queries.muted_tags(work, ana) == ["vent"]
    assert await queries.tag_choice(work, ana, "VENT") is False
    assert len((await queries.tagged(work, "vent", ana)).items) == 3
    assert await queries.can_see(work, article, ana)

    await service.choose_tag(work, ana, "vent", hears=True)
    assert (await queries.followed_tags(work, ana), await queries.muted_tags(work, ana)) == (
        ["vent"],
        [],
    )
    assert len((await queries.home(work, ana)).items) == 4
    await service.choose_tag(work, ana, "vent", hears=None)
    assert await queries.tag_choice(work, ana, "vent") is None
    assert len((await queries.local_timeline(work, ana)).items) == 4


async def test_what_is_no_subject_and_too_many(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = await given_member(work, "ana")
    for wrong in ("", "#", "deux mots", "x" * 101, "a\nb"):
        with pytest.raises(Invalid):
            await service.choose_tag(work, ana, wrong, hears=True)
    monkeypatch.setattr(hearing, "MOST_TAGS", 1)
    await service.choose_tag(work, ana, "vent", hears=True)
    with pytest.raises(Refused):
        await service.choose_tag(work, ana, "soleil", hears=True)
    await service.choose_tag(work, ana, "soleil", hears=False)
    with pytest.raises(Refused):
        await service.choose_tag(work, ana, "vent", hears=False)


async def test_who_left_leaves_no_choice(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_member(work, "bob")
    root = await given_note(work, bob, "Alors ?")
    for each in (ana, bob):
        await service.choose_thread(work, each, root, hears=True)
        await service.choose_tag(work, each, "vent", hears=True)
    await people.delete(work, ana)

    await service.forget_choices(work)

    assert list(await work.session.scalars(select(ThreadChoice.actor_id))) == [bob.id]
    assert list(await work.session.scalars(select(TagChoice.actor_id))) == [bob.id]

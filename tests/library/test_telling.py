"""Who hears of a group's documents: who follows it and may read them, as she chose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from fedicoop.accounts import queries as accounts
from fedicoop.actors import service as actors
from fedicoop.groups import service as groups
from fedicoop.library import service
from fedicoop.library.service import VersionDraft
from fedicoop.notifications import Notification
from fedicoop.notifications import service as notifications
from tests.groups.given import given_group, given_person
from tests.library.given import a_file, given_paper

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.work import Work


def told(work: Work) -> list[tuple[str, str]]:
    """Give who is told what, and let it be forgotten."""
    found = [(each.kind, each.recipient_id) for each in work.news]
    work.news.clear()
    return found


async def people(work: Work) -> list[Actor]:
    """Give who leads a group, who belongs to it, who only follows it."""
    return [await given_person(work, name) for name in ("ada", "ben", "cleo")]


async def test_followers_hear_of_what_they_may_read(work: Work) -> None:
    ada, ben, cleo = await people(work)
    group = await given_group(work, ada, "vent")
    await groups.join(work, group, ben)
    await actors.follow(work, cleo, group.actor)
    work.news.clear()
    await given_paper(work, ada, "Plan", "public", group)
    assert sorted(told(work)) == sorted(("document_added", each.id) for each in (ben, cleo))
    paper = await given_paper(work, ada, "Pour nous", "group", group)
    assert told(work) == [("document_added", ben.id)]
    await service.add_version(work, paper, ada, VersionDraft(a_file()))
    assert told(work) == [("document_renewed", ben.id)]
    await given_paper(work, await given_person(work, "eve", "admin"), "Statuts", "public")
    assert told(work) == [], "the cooperative's own stands among what is new"


async def test_a_notice_goes_with_its_document_and_none_reaches_who_wants_none(
    work: Work,
) -> None:
    ada, ben, cleo = await people(work)
    group = await given_group(work, ada, "vent")
    for each in (ben, cleo):
        await groups.join(work, group, each)
    member = await accounts.by_actor(work, ben.id)
    assert member is not None
    await notifications.choose(work, member, {"documents.app": False})
    work.news.clear()
    paper = await given_paper(work, ada, "Plan", "public", group)
    await service.add_version(work, paper, ada, VersionDraft(a_file()))
    for news in work.news:
        await notifications.tell_news(work, news)
    rows = list(await work.session.scalars(select(Notification.recipient_id)))
    assert [row for row in rows if row in {ben.id, cleo.id}] == [cleo.id] * 2
    await service.archive(work, paper, ada)
    assert list(await work.session.scalars(select(Notification.kind))) == []
    await actors.mute(work, cleo, group.actor)
    await service.restore(work, paper, ada)
    work.news.clear()
    await service.add_version(work, paper, ada, VersionDraft(a_file()))
    for news in work.news:
        await notifications.tell_news(work, news)
    assert list(await work.session.scalars(select(Notification.kind))) == []

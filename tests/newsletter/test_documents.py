"""Documents in a newsletter: only those that everybody who gets it may open, asked twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from fedicoop.accounts import service as members
from fedicoop.errors import Invalid
from fedicoop.groups import service as groups
from fedicoop.groups.service import GroupDraft
from fedicoop.library import service as library
from fedicoop.library.service import PaperDraft
from fedicoop.newsletter import queries, service
from fedicoop.newsletter.service import NewsletterDraft
from fedicoop.notifications import Mail
from fedicoop.web.pages.newsletter.exporting import markdown
from tests.library.given import given_paper
from tests.posts.given_articles import given_writer

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.newsletter import Newsletter
    from fedicoop.work import Work


@pytest.fixture
async def eve(work: Work) -> Actor:
    """Give who writes the newsletter, and documents."""
    return await given_writer(work, "eve", "redaction")


async def letter(work: Work, eve: Actor, *items: tuple[str, str], public: bool) -> Newsletter:
    """Write a newsletter with some documents."""
    draft = NewsletterDraft("Les nouvelles", "Bonjour", items, public=public)
    return await service.compose(work, eve, draft)


async def closed(work: Work, eve: Actor) -> Group:
    """Start a group that only its members see."""
    draft = GroupDraft("Conseil", visibility="private")
    return await groups.create(work, eve, "conseil", draft)


@pytest.mark.parametrize(
    ("audience", "for_members", "for_all"),
    [
        ("public", True, True),
        ("network", True, False),
        ("members", True, False),
        ("college", False, False),
        ("board", False, False),
        ("group", False, False),
    ],
)
async def test_a_document_stands_in_what_its_readers_get_and_in_nothing_else(
    work: Work, eve: Actor, audience: str, *, for_members: bool, for_all: bool
) -> None:
    member = await members.admit(work, "ana")
    await members.register(work, member, college="usagers")
    group = await closed(work, eve) if audience == "group" else None
    paper = await given_paper(work, eve, "Budget", audience, group, college="usagers")
    item = ("document", paper.id)
    offered = [each.id for each in await queries.offers(work, eve, [])]
    assert offered == ([paper.id] if for_members else [])
    for public, allowed in ((False, for_members), (True, for_all)):
        if allowed:
            await letter(work, eve, item, public=public)
            continue
        with pytest.raises(Invalid) as refusal:
            await letter(work, eve, item, public=public)
        assert list(refusal.value.fields) == ["items"]


async def test_it_says_in_every_shape_what_a_document_is(work: Work, eve: Actor) -> None:
    await members.admit(work, "ana", email="ana@mail.example")
    paper = await given_paper(work, eve, "Budget *2027*", "public", summary="Ce qui change.")
    link = await given_paper(work, eve, "Fiche", "public", link="https://pad.example/fiche")
    items = (("document", link.id), ("document", paper.id))
    row = await letter(work, eve, *items, public=True)
    issue = await service.issue_of(work, row)
    written = markdown(issue, row.source)
    await service.start(work, row, eve)
    await service.go_on(work)
    mail = (await work.session.scalars(select(Mail))).one()
    address = f"https://coop.example/documents/{paper.id}"
    assert [each.about for each in issue.lines] == [
        "Coopérative d'essai · lien vers pad.example",
        "Coopérative d'essai · PDF · 1 page",
    ]
    for said in (mail.text, mail.html):
        assert said.index("Documents") < said.index("Fiche") < said.index("Ce qui change.")
        assert address in said
    assert f"## Documents\n\n### [Fiche](https://coop.example/documents/{link.id})" in written
    assert f"### [Budget \\*2027\\*]({address})" in written


async def test_one_that_is_no_longer_for_all_readers_is_left_out_when_it_is_sent(
    work: Work, eve: Actor
) -> None:
    kept, narrowed, away = [
        await given_paper(work, eve, name, "public") for name in ("A", "B", "C")
    ]
    items = tuple(("document", each.id) for each in (kept, narrowed, away))
    row = await letter(work, eve, *items, public=True)
    await library.change(work, narrowed, eve, PaperDraft("B", "members"))
    await library.archive(work, away, eve)
    await service.start(work, row, eve)
    assert [each.title for each in (await service.issue_of(work, row)).lines] == ["A"]
    await library.change(work, kept, eve, PaperDraft("A", "members"))
    assert (await service.issue_of(work, row)).lines == (), "nor does the archive name it longer"
    await library.change(work, kept, eve, PaperDraft("A", "public"))
    found = await queries.offers(work, eve, row.items)
    assert {each.title for each in found} == {"A", "B"}
    assert await queries.offer(work, "document", "none") is None

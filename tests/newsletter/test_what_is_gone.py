"""What a newsletter named and is gone: deleted, or its author is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.accounts import queries as accounts
from fedicoop.accounts import service as members
from fedicoop.actors import service as actors
from fedicoop.newsletter import service
from fedicoop.posts import service as posts
from tests.newsletter.test_newsletter import given_members, given_newsletter, mails
from tests.posts.given_articles import TITLE, given_article, given_writer

if TYPE_CHECKING:
    from fedicoop.work import Work


@pytest.mark.parametrize("how", ["deleted", "left", "suspended"])
async def test_what_is_gone_goes_out_of_the_letters_and_the_archive(work: Work, how: str) -> None:
    """A letter that left cannot be taken back; no other one, and no page, says it again."""
    eve = await given_writer(work, "eve", "redaction")
    ana = await given_writer(work, "ana")
    article = await given_article(work, ana)
    await given_members(work, 60)
    row = await given_newsletter(work, eve, items=(("article", article.id),), public=True)
    await service.start(work, row, eve)
    await service.go_on(work)
    before = len(await mails(work))
    assert TITLE in (await mails(work))[0].text

    member = await accounts.by_actor(work, ana.id)
    assert member is not None
    if how == "deleted":
        await posts.delete(work, article, ana)
    elif how == "suspended":
        await actors.suspend(work, ana)
    else:
        await members.erase(work, member)
    while await service.go_on(work):
        pass

    assert {TITLE in mail.text for mail in (await mails(work))[before:]} == {False}
    assert (await service.issue_of(work, row)).lines == ()

"""A discussion outside groups is closed by who began it: no more answers from anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.errors import Refused
from fedicoop.posts import queries, service
from fedicoop.posts.service import NoteDraft
from tests.givens import given_member, given_stranger
from tests.posts.given import a_note, given_note, hear, says
from tests.posts.given_articles import given_article, given_writer

if TYPE_CHECKING:
    from fedicoop.work import Work


async def test_who_began_a_discussion_closes_and_reopens_it(work: Work) -> None:
    ana, ben = await given_member(work, "ana"), await given_member(work, "ben")
    bob = await given_stranger(work, "bob")
    root = await given_note(work, ana)
    answer = await given_note(work, ben, "Oui", in_reply_to=root)

    await service.close(work, root, ana)

    with pytest.raises(Refused):
        await service.publish(work, ben, NoteDraft("Encore", in_reply_to=answer))
    late = a_note(bob, inReplyTo=root.uri)
    with pytest.raises(Refused):
        await hear(work, says("Create", bob, late), bob)
    assert await queries.by_uri(work, late["id"]) is None
    await service.reopen(work, root, ana)
    again = await service.publish(work, ben, NoteDraft("Encore", in_reply_to=answer))
    assert again.in_reply_to_id == answer.id


async def test_nobody_else_closes_it_and_no_part_of_it(work: Work) -> None:
    ana, ben = await given_member(work, "ana"), await given_member(work, "ben")
    root = await given_note(work, ana)
    answer = await given_note(work, ben, "Oui", in_reply_to=root)
    letter = await given_note(work, ana, "@ben", "direct")

    for post, by in ((root, ben), (answer, ben), (letter, ana)):
        with pytest.raises(Refused):
            await service.close(work, post, by)


async def test_a_private_answer_to_a_closed_discussion_is_still_possible(work: Work) -> None:
    ana, ben = await given_member(work, "ana"), await given_member(work, "ben")
    root = await given_note(work, ana)
    await service.close(work, root, ana)

    draft = NoteDraft("Entre nous", "direct", in_reply_to=root, to=(ana,))
    letter = await service.publish(work, ben, draft)
    assert letter.in_reply_to_id == root.id


async def test_editors_close_what_stands_in_the_name_of_the_cooperative(work: Work) -> None:
    eve, max_ = [await given_writer(work, name, "redaction") for name in ("eve", "max")]
    ana = await given_member(work, "ana")
    article = await given_article(work, eve, cooperative=True)
    with pytest.raises(Refused):
        await service.close(work, article, ana)
    await service.close(work, article, max_)
    with pytest.raises(Refused):
        await service.publish(work, ana, NoteDraft("Encore", in_reply_to=article))
    await service.reopen(work, article, eve)
    await service.publish(work, ana, NoteDraft("Encore", in_reply_to=article))

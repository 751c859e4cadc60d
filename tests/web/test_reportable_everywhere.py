"""A table: whatever of somebody else a page shows, it can be reported and its author blocked there.

And nowhere are people put in the order of how many read, like or follow them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import fedicoop
from fedicoop.accounts.policy import Role
from fedicoop.actors import queries as actors
from fedicoop.events import queries as events
from fedicoop.posts import service as writing
from fedicoop.posts.service import NoteDraft
from tests.directory.given import given_listed
from tests.givens import given_stranger
from tests.web.browser import markup
from tests.web.given import browser_of, given_note, given_person, given_remote_note, newest
from tests.web.given_articles import given_article
from tests.web.given_events import given_event
from tests.web.given_groups import given_group
from tests.web.given_library import given_paper
from tests.web.given_messages import conversation_of, write_to
from tests.web.test_calls import CALL

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

    Given = Callable[["Stage"], Awaitable[tuple[str, str]]]


class Stage:
    """Where a thing of Zoé's comes from: her cooperative, herself, her browser, who reads it."""

    def __init__(self, coop: Instance, zoe: Member, hers: Browser, ana: Member) -> None:
        """Keep who is who."""
        self.coop, self.zoe, self.hers, self.ana = coop, zoe, hers, ana


async def a_profile(stage: Stage) -> tuple[str, str]:
    return "/@zoe", f"person={stage.zoe.actor_id}"


async def a_remote_actor(stage: Stage) -> tuple[str, str]:
    async with stage.coop.writing() as work:
        eve = await given_stranger(work, "eve")
        await given_remote_note(work, eve)
    return "/@eve@peer.example", f"person={eve.id}"


async def a_directory_entry(stage: Stage) -> tuple[str, str]:
    return "/directory", f"person={stage.zoe.actor_id}"


async def a_post(stage: Stage) -> tuple[str, str]:
    post = await given_note(stage.coop, stage.zoe)
    return f"/notes/{post.id}", f"post={post.id}"


async def a_post_in_a_list(stage: Stage) -> tuple[str, str]:
    post = await given_note(stage.coop, stage.zoe)
    return "/@zoe", f"post={post.id}"


async def a_comment(stage: Stage) -> tuple[str, str]:
    post = await given_note(stage.coop, stage.ana)
    answer = await given_note(stage.coop, stage.zoe, "Non !", in_reply_to=post)
    return f"/notes/{post.id}", f"post={answer.id}"


async def an_article(stage: Stage) -> tuple[str, str]:
    post = await given_article(stage.coop, stage.zoe)
    return f"/articles/{post.id}", f"post={post.id}"


async def an_event(stage: Stage) -> tuple[str, str]:
    event = await given_event(stage.coop, stage.zoe)
    return f"/events/{event.id}", f"post={event.id}"


async def a_comment_on_an_event(stage: Stage) -> tuple[str, str]:
    event = await given_event(stage.coop, stage.ana)
    async with stage.coop.writing() as work:
        fresh = await events.by_id(work, event.id)
        zoe = await actors.by_id(work, stage.zoe.actor_id)
        assert fresh is not None
        assert zoe is not None
        draft = NoteDraft("Non !", "public", in_reply_to=fresh.post)
        answer = await writing.publish(work, zoe, draft)
    return f"/events/{event.id}", f"post={answer.id}"


async def a_group(stage: Stage) -> tuple[str, str]:
    await given_group(stage.coop, stage.zoe, "solaire")
    async with stage.coop.reading() as work:
        group = await actors.by_username(work, "solaire")
    assert group is not None
    return "/@solaire", f"person={group.id}"


async def a_document(stage: Stage) -> tuple[str, str]:
    paper = await given_paper(stage.coop, stage.zoe)
    return f"/documents/{paper.id}", f"document={paper.id}"


async def a_private_message(stage: Stage) -> tuple[str, str]:
    await write_to(stage.hers, "@ana")
    path = await conversation_of(stage.coop, stage.ana)
    letter = await newest(stage.coop, stage.zoe)
    return path, f"post={letter.id}"


async def a_call(stage: Stage) -> tuple[str, str]:
    answer = await stage.hers.send("/directory/call", {**CALL, "sure": "on"})
    path = answer.headers["location"]
    return path, f"call={path.rpartition('/')[2]}"


GIVEN: list[Given] = [
    a_profile,
    a_remote_actor,
    a_directory_entry,
    a_post,
    a_post_in_a_list,
    a_comment,
    an_article,
    an_event,
    a_comment_on_an_event,
    a_group,
    a_document,
    a_private_message,
    a_call,
]


@pytest.mark.parametrize("given", GIVEN, ids=lambda each: each.__name__)
async def test_it_is_reported_from_where_it_is_seen(
    opened: Opener, coop: Instance, given: Given
) -> None:
    """The link is there, its form knows what it is about, and its author finds none."""
    zoe = await given_person(coop, "zoe", roles=[Role.ADMIN])
    async with coop.writing() as work:
        ana = await given_listed(work, "ana", "droit")
        actor = await actors.by_id(work, zoe.actor_id)
        assert actor is not None
        actor.discoverable = True
    hers = await browser_of(opened, coop, zoe)
    browser = await browser_of(opened, coop, ana)
    path, about = await given(Stage(coop, zoe, hers, ana))

    page = markup(await browser.get(path))

    assert f'href="/report?{about}"' in page
    form = await browser.get(f"/report?{about}")
    assert form.status_code == 200
    assert 'name="block"' in form.text
    sent = {**dict([about.split("=")]), "text": "Regardez", "block": "on"}
    assert (await browser.send("/report", sent, at=path)).status_code == 303
    apart = await browser.get("/settings/apart")
    assert re.search(r"/(unblock|@zoe|@eve|@solaire)", apart.text)
    if given not in {a_remote_actor, a_group}:
        assert f'href="/report?{about}"' not in markup(await hers.get(path))


def test_nobody_is_put_in_an_order_of_how_many_like_or_follow_her() -> None:
    """No list of people or of what they wrote is ordered by a count; subjects and groups may be."""
    counts = re.compile(
        r"order_by\([^\n]*(?:followers|following|likes|boosts|replies|posts)_count"
        r"|sorted\([^\n]*(?:followers|likes|boosts|replies)"
        r"|\|sort\(attribute=.(?:followers|likes|boosts|replies)"
    )
    home = Path(fedicoop.__file__).parent
    files = [*home.rglob("*.py"), *home.rglob("*.html")]
    assert [each.name for each in files if counts.search(each.read_text("utf-8"))] == []

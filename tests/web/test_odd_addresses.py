"""Characters that nobody types: an answer of ours, on PostgreSQL too, which stores no NUL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from fedicoop.posts import Post
from tests.postgres import ADDRESS as POSTGRES
from tests.web.browser import Browser, given_account

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.network import Internet
    from tests.web.conftest import Opener


@pytest.fixture(params=["sqlite", "postgresql"] if POSTGRES else ["sqlite"])
async def coop(
    internet: Internet, tmp_path: Path, clock: StoppedClock, request: pytest.FixtureRequest
) -> AsyncIterator[Instance]:
    """Give an instance on SQLite; also one on PostgreSQL, where there is one."""
    more = f'\n[database]\nurl = "{POSTGRES}"\n' if request.param == "postgresql" else ""
    async with internet.instance("coop.example", tmp_path / "coop", clock, more) as instance:
        yield instance


@pytest.fixture
async def at_home(opened: Opener, coop: Instance) -> Browser:
    """Give the browser of an administrator."""
    await given_account(coop, "ana", roles=["admin"])
    browser = opened(coop)
    await browser.sign_in("ana")
    return browser


@pytest.mark.parametrize(
    "path",
    [
        "/notes/%00",
        "/@a%00b",
        "/events/a%00b.ics",
        "/documents/%00/file",
        "/newsletters/%00",
        "/tags/%00",
        "/agenda?group=%00",
        "/documents?category=%00&before=%00",
        "/search?q=%00",
        "/admin/members?before=%00",
        "/messages?before=a%00",
    ],
)
async def test_an_address_with_a_nul_is_none_of_ours(at_home: Browser, path: str) -> None:
    answer = await at_home.get(path)

    assert answer.status_code == 400
    assert (await at_home.get(path, Accept="application/activity+json")).status_code == 400


async def test_a_nul_that_was_sent_is_left_out(at_home: Browser, coop: Instance) -> None:
    fields = {"source": "mes\0 mots", "visibility": "public", "language": "f\0r"}

    assert (await at_home.send("/compose", fields, at="/compose")).status_code == 303
    assert (await at_home.send("/language", {"language": "\0"})).status_code < 500
    sent = {"category": "\0", "title": "\0", "audience": "members", "link": "https://a.example"}
    assert (await at_home.send("/new/document", sent, at="/new/document")).status_code == 422

    async with coop.reading() as work:
        (post,) = await work.session.scalars(select(Post))
    assert post.source == "mes mots"

"""Room for documents on the pages: said before, refused beside the file, made by deleting."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fedicoop.errors import Invalid
from fedicoop.library import kinds, queries
from fedicoop.library.service import Prepared
from tests.library import files
from tests.web.browser import words
from tests.web.given import browser_of, given_person
from tests.web.given_groups import given_group
from tests.web.given_library import given_paper, sends

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from fedicoop.library import Paper
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

BIG = files.PDF.replace(b"%%EOF", bytes(600_000) + b"%%EOF")


@pytest.fixture
async def ada(coop: Instance) -> Member:
    """Give who runs the site."""
    return await given_person(coop, "ada", roles=["admin"], language="en")


@pytest.fixture
async def adas(opened: Opener, coop: Instance, ada: Member) -> Browser:
    """Give her browser."""
    return await browser_of(opened, coop, ada, "en")


@pytest.fixture
async def bobs(opened: Opener, coop: Instance) -> Browser:
    """Give the browser of a member without a role."""
    return await browser_of(opened, coop, await given_person(coop, "bob", language="en"), "en")


async def test_room_is_said_beforehand_refused_beside_the_file_and_made_again(
    coop: Instance, ada: Member, adas: Browser, bobs: Browser
) -> None:
    coop.config = replace(coop.config, limits=replace(coop.config.limits, documents_mb=1))
    assert "There is room for 1 MB more." in words(await adas.get("/new/document"))
    path = (await sends(adas, BIG, audience="members")).headers["location"].partition("?")[0]
    assert "There is room for 399 kB more." in words(await adas.get(f"{path}/version"))
    again = await sends(adas, BIG, summary="Pas perdu")
    assert again.status_code == 422
    assert "There is no room left in the library" in words(again)
    assert "Pas perdu" in again.text
    await adas.send(f"{path}/version", {}, files={"file": ("neuf.pdf", files.PDF)})
    assert "601 kB of 1 MB" in words(await adas.get("/admin/documents"))
    assert "Delete this version" in words(await adas.get(path))
    assert "Delete this version" not in words(await bobs.get(path))
    for number, status in (("1", 404), ("x", 404)):
        got = await bobs.send(f"{path}/versions/{number}/delete", at=path)
        assert got.status_code == status
    assert (await adas.send(f"{path}/versions/2/delete", at=path)).status_code == 403
    assert (await adas.send(f"{path}/versions/1/delete", at=path)).status_code == 303
    assert (await adas.get(f"{path}/versions/1")).status_code == 404
    assert (await sends(adas, BIG)).status_code == 303


async def test_two_who_send_at_once_do_not_both_get_the_last_room(
    coop: Instance, ada: Member
) -> None:
    await given_group(coop, ada, "vent")
    coop.config = replace(coop.config, limits=replace(coop.config.limits, documents_mb_per_group=1))
    file = Prepared(BIG, kinds.PDF, "plan.pdf")

    async def send() -> Paper:
        return await given_paper(coop, ada, "vent", audience="group", file=file)

    done = await asyncio.gather(send(), send(), return_exceptions=True)

    assert [type(each) for each in done if isinstance(each, Exception)] == [Invalid]
    async with coop.reading() as work:
        assert (await queries.use(work)).whole == len(BIG)

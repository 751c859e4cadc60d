"""Downloads: whom a file is given to, and how; nothing of it elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.accounts import service as accounts
from fedicoop.library import kinds, queries, storage
from fedicoop.library.service import Prepared
from tests.library import files
from tests.web.given import browser_of, given_person
from tests.web.given_groups import given_group, given_joined
from tests.web.given_library import given_paper, put_away

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

CANARY = "canari 4d1f"


@pytest.fixture
async def ada(coop: Instance) -> Member:
    """Give who runs the site."""
    return await given_person(coop, "ada", roles=["admin"], language="en")


@pytest.fixture
async def readers(coop: Instance, opened: Opener, ada: Member) -> dict[str, Browser]:
    """Give the browsers of somebody of each kind."""
    people = {"ada": ada, "eve": await given_person(coop, "eve", roles=["redaction"])}
    for name in ("bob", "cleo", "dan", "gil"):
        people[name] = await given_person(coop, name)
    async with coop.writing() as work:
        row = await work.session.merge(people["cleo"])
        await accounts.register(work, row, college="usagers")
    await given_group(coop, ada, "conseil", kind="board", visibility="private")
    await given_joined(coop, people["dan"], "conseil")
    await given_group(coop, ada, "vent", visibility="private")
    await given_joined(coop, people["gil"], "vent")
    found = {name: await browser_of(opened, coop, each, "en") for name, each in people.items()}
    return {"visitor": opened(coop, "en"), **found}


@pytest.mark.parametrize(
    ("audience", "who"),
    [
        ("public", "visitor ada eve bob cleo dan gil"),
        ("network", "ada eve bob cleo dan gil"),
        ("members", "ada eve bob cleo dan gil"),
        ("college", "ada cleo"),
        ("board", "ada dan"),
        ("group", "ada gil"),
    ],
)
async def test_each_file_is_given_to_those_it_is_for(
    coop: Instance, ada: Member, readers: dict[str, Browser], audience: str, who: str
) -> None:
    group = "vent" if audience == "group" else ""
    paper = await given_paper(coop, ada, group, audience=audience, college="usagers", note=CANARY)
    for part in ("", "/file", "/versions/1"):
        path = f"/documents/{paper.id}{part}"
        got = {name: await each.get(path) for name, each in readers.items()}
        assert [name for name, each in got.items() if each.status_code == 200] == who.split()
        for each in got.values():
            assert each.status_code in {200, 404}
            if each.status_code == 404:
                assert "Statuts" not in each.text
                assert b"%PDF" not in each.content
            if part and each.status_code == 200:
                private = audience != "public"
                assert each.headers["cache-control"].startswith("private") is private
    await put_away(coop, ada, paper)
    for part in ("", "/file", "/versions/1"):
        for name, browser in readers.items():
            gone = (await browser.get(f"/documents/{paper.id}{part}")).status_code == 404
            assert gone is (name not in {"ada", *(["eve"] if audience in OPEN else [])})


OPEN = {"public", "network", "members"}


async def test_a_file_comes_as_a_download_and_does_nothing(
    coop: Instance, ada: Member, readers: dict[str, Browser]
) -> None:
    named = Prepared(files.PDF + files.SCRIPT, kinds.PDF, 'Été "2026".pdf')
    paper = await given_paper(coop, ada, audience="public", file=named)
    got = await readers["visitor"].get(f"/documents/{paper.id}/file")
    assert got.headers["content-type"] == "application/pdf"
    assert got.headers["content-disposition"] == (
        "attachment; filename*=utf-8''%C3%89t%C3%A9%20%222026%22.pdf"
    )
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert got.content == files.PDF + files.SCRIPT

    head = await readers["visitor"].client.head(f"/documents/{paper.id}/file")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == str(len(named.data))
    part = await readers["visitor"].get(f"/documents/{paper.id}/file", Range="bytes=0-3")
    assert (part.status_code, part.content) == (206, b"%PDF")


async def test_numbers_that_are_none_and_files_that_are_gone(
    coop: Instance, ada: Member, readers: dict[str, Browser]
) -> None:
    paper = await given_paper(coop, ada, audience="public")
    for number in ("0", "2", "01", "-1", "1e3", "٣", "9" * 30, "..%2f1"):
        path = f"/documents/{paper.id}/versions/{number}"
        assert (await readers["visitor"].get(path)).status_code == 404, number
    for ident in ("none", "x" * 3000, "%01", "..", "%2e%2e%2finstance.toml"):
        assert (await readers["visitor"].get(f"/documents/{ident}/file")).status_code == 404
    for file in storage.folder(coop.config).rglob("*.bin"):
        file.unlink()
    assert (await readers["visitor"].get(f"/documents/{paper.id}/file")).status_code == 404


async def test_no_other_address_leads_to_a_file(
    coop: Instance, ada: Member, readers: dict[str, Browser]
) -> None:
    paper = await given_paper(coop, ada, audience="public")
    async with coop.reading() as work:
        row = await queries.by_id(work, paper.id)
        assert row is not None
        stored = (await queries.newest_version(work, row)).stored
    for path in (f"/media/{stored}", f"/static/{stored}", f"/data/documents/{stored}"):
        assert (await readers["ada"].get(path)).status_code == 404


async def test_a_link_is_opened_where_it_leads_by_those_it_is_for(
    coop: Instance, ada: Member, readers: dict[str, Browser]
) -> None:
    paper = await given_paper(coop, ada, link="https://pad.example/secret")
    got = await readers["bob"].get(f"/documents/{paper.id}/file")
    assert (got.status_code, got.headers["location"]) == (303, "https://pad.example/secret")
    assert (await readers["visitor"].get(f"/documents/{paper.id}/file")).status_code == 404


async def test_who_leaves_the_group_reads_no_more(
    coop: Instance, ada: Member, readers: dict[str, Browser], opened: Opener
) -> None:
    paper = await given_paper(coop, ada, "vent", audience="group")
    path = f"/documents/{paper.id}/file"
    assert (await readers["gil"].get(path)).status_code == 200
    assert (await readers["gil"].send("/@vent/leave")).status_code == 303
    assert (await readers["gil"].get(path)).status_code == 404


@pytest.mark.parametrize("audience", ["network", "members", "college", "board", "group"])
async def test_nothing_of_a_closed_document_stands_on_an_open_page(
    coop: Instance, ada: Member, readers: dict[str, Browser], audience: str
) -> None:
    await given_group(coop, ada, "soleil")
    group = "soleil" if audience == "group" else ""
    said = {"title": CANARY, "summary": CANARY, "tags": CANARY, "college": "usagers"}
    paper = await given_paper(coop, ada, group, audience=audience, **said)
    pages = (
        *("/", "/documents", "/documents.atom", "/documents?q=canari", "/@soleil", "/@ada"),
        *("/documents?group=soleil", "/@cooperative", "/@cooperative.atom", "/@soleil.atom"),
        *("/network", "/agenda", "/groups", f"/documents/{paper.id}", "/about"),
    )
    for path in pages:
        page = (await readers["visitor"].get(path)).text
        assert CANARY not in page, path
        assert paper.id not in page or path.endswith(paper.id), path
    for path in (f"/documents/{paper.id}", "/cooperative/outbox?page=true", "/groups/soleil"):
        said_to = await readers["visitor"].get(path, accept="application/activity+json")
        assert CANARY not in said_to.text

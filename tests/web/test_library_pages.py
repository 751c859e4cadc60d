"""The library's pages: found, added, changed, given a version, put away; what was typed is kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import queries as actors
from fedicoop.groups import queries as groups
from fedicoop.groups import service as joining
from fedicoop.library import queries, service
from tests.library import files
from tests.web.browser import words
from tests.web.given import browser_of, given_person
from tests.web.given_groups import given_group, given_joined
from tests.web.given_library import given_paper, sends

if TYPE_CHECKING:
    import httpx2

    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener


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


async def shelf(coop: Instance, ada: Member, name: str, parent: str = "", key: str = "") -> str:
    """Add a category; give its row id."""
    async with coop.writing() as work:
        by = await work.session.merge(ada.actor)
        row = await service.add_category(work, by, name, parent)
        row.key, row.name = key, "" if key else row.name
        return row.id


def one(page: httpx2.Response) -> str:
    """Give the address of the document that a page leads to."""
    found = re.search(r"/documents/[0-9a-f-]{36}", page.headers.get("location", "") or page.text)
    assert found
    return found[0]


async def test_a_document_is_added_shown_changed_and_renewed(adas: Browser) -> None:
    assert "There is no document here for you yet" in words(await adas.get("/documents"))
    said = {"summary": "Une voix chacun.", "tags": "SCIC, Été", "dated": "2026-11-03"}
    path = one(await sends(adas, files.PDF, **said))
    page = words(await adas.get(path))
    for told in ("Statuts", "Une voix chacun.", "PDF", "1 page", "3 November 2026", "SCIC"):
        assert told in page
    assert "Statuts" in words(await adas.get("/documents?q=ETE"))
    assert "No document matches this" in words(await adas.get("/documents?q=rien"))

    form = await adas.get(f"{path}/edit")
    assert 'value="SCIC, Été"' in form.text
    changed = {"title": "Règlement", "audience": "public", "dated": "2026-11-04"}
    assert (await adas.send(f"{path}/edit", changed)).status_code == 303
    upload = {"file": ("neuf.odt", files.odt())}
    sent = await adas.send(f"{path}/version", {"note": "Relu"}, files=upload)
    assert sent.status_code == 303
    page = words(await adas.get(path))
    for told in ("Règlement", "Version 2", "Version 1", "Relu", "2 pages", "(ODT)"):
        assert told in page
    got = await adas.get(f"{path}/versions/1")
    assert (got.content, got.headers["content-disposition"]) == (
        files.PDF,
        'attachment; filename="statuts.pdf"',
    )


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (files.PROGRAM, "statuts.pdf"),
        (files.SVG, "logo.png"),
        (b"<html>" + files.PDF, "statuts.pdf"),
        (files.docx(**{"word/vbaProject.bin": b"x"}), "lettre.docx"),
        (files.bomb(), "plans.zip"),
        (b"", "vide.pdf"),
        (b"%PDF-" + b"x" * (10 * 1024 * 1024) + b"%%EOF", "grand.pdf"),
    ],
)
async def test_a_file_that_is_not_taken_is_refused_and_the_rest_is_kept(
    coop: Instance, adas: Browser, data: bytes, name: str
) -> None:
    page = await sends(adas, data, name, title="Gardé", summary="Aussi")
    assert page.status_code == 422
    assert re.search(r"too large|not taken in|empty", words(page))
    assert 'value="Gardé"' in page.text
    assert "Aussi" in page.text
    async with coop.reading() as work:
        assert (await queries.listed(work, None)).items == []


async def test_every_fault_is_said_beside_its_field(adas: Browser) -> None:
    page = await sends(adas, None, title="", dated="hier", audience="group")
    assert page.status_code == 422
    for told in ("Write a title", "such as 2026-12-05", "Choose who may read it"):
        assert told in words(page)
    page = await sends(adas, None, link="javascript:alert(1)")
    assert "begins with https://" in words(page)
    path = one(await sends(adas, None, link="https://pad.example/p/1"))
    assert 'href="https://pad.example/p/1"' in (await adas.get(path)).text
    page = await adas.send(f"{path}/version", {"link": "https://pad.example/p/1", "note": "N"})
    assert page.status_code == 422
    assert 'value="N"' in page.text
    page = await adas.send(f"{path}/edit", {"title": "", "audience": "public"})
    assert page.status_code == 422


async def test_who_may_not_finds_no_form(adas: Browser, bobs: Browser, opened: Opener) -> None:
    path = one(await sends(adas))
    assert path in (await bobs.get("/documents")).text
    assert "/new/document" not in (await bobs.get("/documents")).text
    assert f"{path}/edit" not in (await bobs.get(path)).text
    for form in ("/new/document", f"{path}/edit", f"{path}/version", "/admin/documents"):
        assert (await bobs.get(form)).status_code == 404
        assert (await bobs.send(form, {"title": "x"})).status_code == 404
    for deed in ("archive", "restore", "delete"):
        assert (await bobs.send(f"{path}/{deed}")).status_code == 404
    visitor = opened(adas.instance, "en")
    assert (await visitor.get("/new/document")).status_code == 303
    assert (await visitor.get("/archived-documents")).status_code == 303


async def test_what_is_put_away_is_found_again(adas: Browser, bobs: Browser) -> None:
    path = one(await sends(adas, audience="public"))
    assert (await adas.send(f"{path}/delete")).status_code == 403
    assert (await adas.send(f"{path}/archive")).status_code == 303
    assert path not in (await adas.get("/documents")).text
    assert (await bobs.get(f"{path}/file")).status_code == 404
    assert path in (await adas.get("/archived-documents")).text
    assert path not in (await bobs.get("/archived-documents")).text
    assert "was put away on" in words(await adas.get(path))
    assert (await adas.send(f"{path}/restore")).status_code == 303
    assert (await bobs.get(f"{path}/file")).status_code == 200
    await adas.send(f"{path}/archive")
    assert (await adas.send(f"{path}/delete")).status_code == 303
    assert (await adas.get(path)).status_code == 404
    assert "Nothing that you may take out" in words(await adas.get("/archived-documents"))


async def test_documents_stand_in_categories(
    coop: Instance, ada: Member, adas: Browser, visitor: Browser
) -> None:
    top = await shelf(coop, ada, "x", key="assemblies")
    below = await shelf(coop, ada, "Convocations", parent=top)
    await given_paper(coop, ada, title="En haut", audience="public", category=top)
    await given_paper(coop, ada, title="En bas", audience="public", category=below)
    await given_paper(coop, ada, title="Ailleurs", audience="public")
    page = words(await visitor.get(f"/documents?category={top}"))
    assert "En haut" in page
    assert "En bas" in page
    assert "Ailleurs" not in page
    assert visitor.say("General meetings") in page
    page = words(await visitor.get(f"/documents?category={below}"))
    assert "En haut" not in page
    assert "Ailleurs" in words(await visitor.get("/documents?category=none"))


async def test_older_documents_follow_with_the_same_question(
    coop: Instance, ada: Member, adas: Browser
) -> None:
    for number in range(22):
        await given_paper(coop, ada, title=f"Procès {number}.", link="https://pad.example/")
    page = await adas.get("/documents?q=proces")
    assert "Procès 21." in words(page)
    assert "Procès 1." not in words(page)
    following = re.search(r'rel="next" href="([^"]+)"', " ".join(page.text.split()))
    assert following
    assert "q=proces" in following[1]
    rest = words(await adas.get(following[1].replace("&amp;", "&")))
    assert "Procès 1." in rest
    assert "Procès 21." not in rest


async def test_a_group_keeps_documents_by_its_own_rights(
    coop: Instance, ada: Member, adas: Browser, bobs: Browser, opened: Opener
) -> None:
    await given_group(coop, ada, "vent", name="Vent")
    gil = await given_person(coop, "gil", language="en")
    await given_joined(coop, gil, "vent")
    gils = await browser_of(opened, coop, gil, "en")
    assert "The group keeps no documents yet" in words(await gils.get("/@vent"))
    form = await gils.get("/new/document?group=vent")
    assert 'value="board"' not in form.text
    path = one(await sends(gils, path="/new/document?group=vent", audience="group", title="Plan"))
    assert "Plan" in words(await gils.get("/@vent"))
    assert "Plan" in words(await gils.get("/documents?group=vent"))
    assert "Vent" in words(await gils.get(path))
    assert f"{path}/edit" in (await gils.get(path)).text
    assert "Plan" not in words(await bobs.get("/@vent"))
    assert (await bobs.get("/new/document?group=vent")).status_code == 404
    assert (await sends(bobs, path="/about")).status_code in {404, 405}
    assert (await bobs.get("/documents?group=nobody")).status_code == 404
    assert (await bobs.get("/new/document?group=gil")).status_code == 404


async def test_a_notice_names_the_document_as_long_as_it_is_there_for_its_reader(
    coop: Instance, ada: Member, opened: Opener
) -> None:
    await given_group(coop, ada, "vent", name="Vent")
    gil = await given_person(coop, "gil", language="en")
    await given_joined(coop, gil, "vent")
    gils = await browser_of(opened, coop, gil, "en")
    paper = await given_paper(coop, ada, "vent", title="Plan <b>", audience="group")
    page = await gils.get("/notifications")
    assert "Vent has a new document" in words(page)
    assert "Plan <b>" in words(page)
    assert f'href="/documents/{paper.id}"' in page.text
    async with coop.writing() as work:
        group, me = await groups.by_username(work, "vent"), await actors.by_id(work, gil.actor_id)
        assert group is not None
        assert me is not None
        await joining.leave(work, group, me)
    later = words(await gils.get("/notifications"))
    assert "The document is no longer there." in later
    assert "Plan" not in later


async def test_a_closed_group_is_no_way_in(coop: Instance, ada: Member, bobs: Browser) -> None:
    await given_group(coop, ada, "vent", visibility="private")
    await given_paper(coop, ada, "vent", title="Plan", audience="group")
    assert (await bobs.get("/documents?group=vent")).status_code == 404
    assert "Plan" not in words(await bobs.get("/@vent"))


async def test_a_public_document_says_what_it_is(
    coop: Instance, ada: Member, visitor: Browser
) -> None:
    said = {"title": "Affiche", "summary": "À imprimer.", "audience": "public"}
    paper = await given_paper(coop, ada, **said)
    page = (await visitor.get(f"/documents/{paper.id}")).text
    assert '<meta property="og:title" content="Affiche" />' in page
    assert '"DigitalDocument"' in page
    assert "Ada" not in page, "who added it is not everybody's business"
    feed = await visitor.get("/documents.atom")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert "<title>Affiche</title>" in feed.text
    assert f"/documents/{paper.id}/file" in feed.text
    assert (
        await visitor.get("/documents.atom", If_None_Match=feed.headers["etag"])
    ).status_code == 304


async def test_markup_in_words_stays_words(coop: Instance, ada: Member, adas: Browser) -> None:
    evil = "<script>alert(1)</script>"
    said = {"title": evil, "summary": evil, "tags": evil, "note": evil}
    path = one(await sends(adas, files.PDF, f"{evil}.pdf", audience="public", **said))
    for page in (path, "/documents", "/documents.atom", f"{path}/edit"):
        assert evil not in (await adas.get(page)).text
    got = await adas.get(f"{path}/file")
    assert "<" not in got.headers["content-disposition"]


async def test_who_runs_the_site_orders_the_categories(
    coop: Instance, ada: Member, adas: Browser
) -> None:
    assert "There are no categories yet" in words(await adas.get("/admin/documents"))
    assert (await adas.send("/admin/documents", {"name": "Plans"})).status_code == 303
    assert (await adas.send("/admin/documents", {"name": ""})).status_code == 422
    ident = await shelf(coop, ada, "x", key="statutes")
    change = "/admin/documents/change"
    page = await adas.send(change, {"id": ident, "name": "Nos statuts", "parent": ""})
    assert page.status_code == 303
    assert "Nos statuts" in words(await adas.get("/admin/documents"))
    await adas.send(change, {"id": ident, "do": "up"})
    listed = words(await adas.get("/admin/documents"))
    assert listed.index("Nos statuts") < listed.index("Plans")
    await given_paper(coop, ada, category=ident)
    page = await adas.send(change, {"id": ident, "do": "remove"})
    assert page.status_code == 422
    assert "move them first" in words(page)
    page = await adas.send(change, {"id": ident, "name": "y", "parent": ident})
    assert "two levels" in words(page)
    assert (await adas.send(change, {"id": "none", "do": "remove"})).status_code == 404

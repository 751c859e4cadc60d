"""Documents of the network: listed here, fetched from their cooperative for who may have them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx2
import orjson
import pytest

from fedicoop.actors import queries as actors
from fedicoop.inbox import libraries
from fedicoop.library import queries, service
from fedicoop.library.service import PaperDraft, VersionDraft
from fedicoop.moderation import service as moderation
from tests.federation.between import trusts
from tests.library import files
from tests.library.given import a_file
from tests.web.browser import EVERY_LANGUAGE, words
from tests.web.given import browser_of, given_person
from tests.web.given_library import given_paper, put_away

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.network import Internet
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

HOUR = timedelta(hours=1)
PATH = "/network/documents"
ORIGIN = "origin.example"
LYING = "nothing was kept"


@pytest.fixture
async def ada(coop: Instance) -> Member:
    """Give who keeps the library of the first cooperative."""
    return await given_person(coop, "ada", roles=["admin"])


@pytest.fixture
async def bobs(opened: Opener, neighbour: Instance) -> Browser:
    """Give the browser of a member of the second cooperative."""
    bob = await given_person(neighbour, "bob", language="en")
    return await browser_of(opened, neighbour, bob, "en")


async def trusted(coop: Instance, neighbour: Instance) -> None:
    """Let two cooperatives trust each other."""
    await trusts(coop, neighbour.urls.host)
    await trusts(neighbour, coop.urls.host)


def files_on(page: httpx2.Response) -> list[str]:
    """Give the addresses of the downloads that a page offers."""
    return re.findall(rf'href="({PATH}/[0-9a-f-]+/file)"', page.text)


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
async def test_a_member_opens_a_document_of_another_cooperative_in_her_browser(
    coop: Instance, neighbour: Instance, ada: Member, opened: Opener, language: str
) -> None:
    await trusted(coop, neighbour)
    said = {"title": "Rapport <2026>", "audience": "network", "summary": "Trois toits."}
    await given_paper(coop, ada, **said)
    for audience in ("members", "board"):
        await given_paper(coop, ada, title=f"Secret {audience}", audience=audience)
    await given_paper(coop, ada, title="Pad", audience="public", link="https://pad.example/p")
    assert await libraries.read_due(neighbour) == 1

    bob = await given_person(neighbour, "bob")
    browser = await browser_of(opened, neighbour, bob, language)
    assert PATH in (await browser.get("/documents")).text
    page = await browser.get(PATH)
    for told in ("Rapport <2026>", "Trois toits.", "coop.example", "Pad"):
        assert told in words(page)
    assert "Secret" not in page.text
    assert 'href="https://pad.example/p"' in page.text
    (path,) = files_on(page)
    got = await browser.get(path)
    assert (got.status_code, got.content) == (200, files.PDF)
    assert got.headers["content-type"] == "application/pdf"
    assert got.headers["content-disposition"] == "attachment; filename*=utf-8''Rapport%202026.pdf"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert got.headers["cache-control"] == "private, no-store"
    assert "Rapport" in words(await browser.get(f"{PATH}?q=rapports&cooperative=coop.example"))
    assert "Rapport" not in words(await browser.get(f"{PATH}?q=rien"))


async def test_nobody_else_finds_them(
    coop: Instance, neighbour: Instance, ada: Member, bobs: Browser, opened: Opener
) -> None:
    await trusted(coop, neighbour)
    await given_paper(coop, ada, title="Rapport", audience="network")
    await libraries.read_due(neighbour)
    (path,) = files_on(await bobs.get(PATH))
    for where in (PATH, path):
        answer = await opened(neighbour).get(where)
        assert answer.status_code in {303, 401}
        assert "Rapport" not in answer.text
    assert (await bobs.get(f"{PATH}/none/file")).status_code == 404
    assert (await bobs.get(f"{PATH}/{'x' * 3000}/file")).status_code == 404


async def test_what_is_changed_or_taken_back_is_so_at_the_next_reading(
    coop: Instance, neighbour: Instance, ada: Member, bobs: Browser, clock: StoppedClock
) -> None:
    await trusted(coop, neighbour)
    kept = await given_paper(coop, ada, title="Rapport", audience="network")
    away = await given_paper(coop, ada, title="Brouillon", audience="network")
    await libraries.read_due(neighbour)
    assert await libraries.read_due(neighbour) == 0, "once in an hour"
    async with coop.writing() as work:
        me, paper = await actors.by_username(work, "ada"), await queries.by_id(work, kept.id)
        assert me is not None
        assert paper is not None
        await service.change(work, paper, me, PaperDraft("Rapport moral", "network"))
        await service.add_version(work, paper, me, VersionDraft(a_file(files.odt())))
    await put_away(coop, ada, away)
    gone = files_on(await bobs.get(f"{PATH}?q=brouillon"))[0]
    answer = await bobs.get(gone)
    assert answer.status_code == 404
    assert "no longer there for you" in words(answer)
    assert "Brouillon" not in words(await bobs.get(PATH)), "forgotten at once"
    clock.move(HOUR)
    await libraries.read_due(neighbour)
    page = await bobs.get(PATH)
    assert "Rapport moral" in words(page)
    assert "Brouillon" not in words(page)


async def test_trust_that_ends_on_either_side_ends_it(
    coop: Instance, neighbour: Instance, ada: Member, bobs: Browser, clock: StoppedClock
) -> None:
    await trusted(coop, neighbour)
    await given_paper(coop, ada, title="Rapport", audience="network")
    await given_paper(coop, ada, title="Affiche", audience="public")
    await libraries.read_due(neighbour)
    (path,) = files_on(await bobs.get(f"{PATH}?q=rapport"))
    async with coop.writing() as work:
        await moderation.forget_host(work, None, neighbour.urls.host)
    assert (await bobs.get(path)).status_code == 404, "the origin trusts us no more"
    clock.move(HOUR)
    await libraries.read_due(neighbour)
    page = await bobs.get(PATH)
    assert "Rapport" not in words(page)
    (path,) = files_on(page)
    async with neighbour.writing() as work:
        await moderation.forget_host(work, None, coop.urls.host)
    assert (await bobs.get(path)).status_code == 404, "we trust it no more"
    assert PATH not in (await bobs.get("/documents")).text
    async with neighbour.writing() as work:
        await service.prune(work)
        assert await queries.listed_elsewhere(work) == ([], "")
    await trusts(neighbour, coop.urls.host)
    assert "share no document with yours yet" in words(await bobs.get(PATH))


async def test_a_long_library_is_read_page_by_page_and_shown_so(
    coop: Instance, neighbour: Instance, ada: Member, bobs: Browser, clock: StoppedClock
) -> None:
    await trusted(coop, neighbour)
    for number in range(25):
        clock.move(timedelta(minutes=2))
        await given_paper(coop, ada, title=f"Procès {number:02}", audience="network")
    await libraries.read_due(neighbour)
    first = await bobs.get(PATH)
    assert "Procès 24" in first.text
    assert "Procès 04" not in first.text
    link = first.text.partition('rel="next" href="')[2].partition('"')[0]
    assert "Procès 04" in (await bobs.get(link.replace("&amp;", "&"))).text


class Origin:
    """A cooperative of the circle that answers whatever it likes; ``asked`` is what came."""

    def __init__(self, internet: Internet) -> None:
        """Plug it in, with a library that has one document."""
        self.base = f"https://{ORIGIN}"
        self.asked: list[httpx2.Request] = []
        self.answers: dict[str, tuple[int, str, bytes, dict[str, str]]] = {}
        link = {"rel": "self", "type": "application/activity+json", "href": f"{self.base}/actor"}
        finger = {"subject": f"acct:actor@{ORIGIN}", "links": [link]}
        self.says("/.well-known/webfinger", finger, "application/jrd+json")
        self.says("/actor", {"id": f"{self.base}/actor", "library": f"{self.base}/library"})
        self.holds({})
        internet.servers[ORIGIN] = httpx2.MockTransport(self._answer)

    def says(self, path: str, document: Any, mime: str = "application/activity+json") -> None:
        """Let it answer a document."""
        self.gives(path, orjson.dumps(document), mime)

    def gives(
        self,
        path: str,
        body: bytes = b"",
        mime: str = "application/pdf",
        status: int = 200,
        **more: str,
    ) -> None:
        """Let it answer bytes."""
        self.answers[path] = (status, mime, body, more)

    def holds(self, *items: Any, **more: Any) -> None:
        """Let its library hold documents; what is not said is as it should be."""
        found = [
            {
                "id": f"{self.base}/documents/{number}",
                "type": "Document",
                "name": f"Papier {number}",
                "url": f"{self.base}/documents/{number}/file",
                "mediaType": "application/pdf",
                "to": [f"{self.base}/cooperative/circle"],
                **item,
            }
            if isinstance(item, dict)
            else item
            for number, item in enumerate(items)
        ]
        library = {"id": f"{self.base}/library", "type": "OrderedCollection", "orderedItems": found}
        self.says("/library", library | more)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        status, mime, body, more = self.answers.get(request.url.path, (404, "text/plain", b"", {}))
        return httpx2.Response(status, content=body, headers={"content-type": mime, **more})


@pytest.fixture
async def origin(internet: Internet, neighbour: Instance) -> Origin:
    """Give a cooperative of the circle that may lie."""
    await trusts(neighbour, ORIGIN)
    return Origin(internet)


async def opens(neighbour: Instance, bobs: Browser) -> httpx2.Response:
    """Read the library and let Bob open its document."""
    await libraries.read_due(neighbour)
    (path,) = files_on(await bobs.get(PATH))
    return await bobs.get(path)


@pytest.mark.parametrize(
    ("body", "mime"),
    [
        (b"<!doctype html><script>alert(1)</script>", "application/pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/png"),
        (b"<!doctype html><script>alert(1)</script>", "text/html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        (b"MZ\x90\x00" + bytes(200), "application/pdf"),
        (b"", "application/pdf"),
        (files.PDF + bytes(1024 * 1024), "application/pdf"),
    ],
)
async def test_what_is_no_document_or_too_large_reaches_nobody(
    neighbour: Instance, origin: Origin, bobs: Browser, body: bytes, mime: str
) -> None:
    object.__setattr__(neighbour.config.limits, "upload_mb", 1)
    origin.gives("/documents/0/file", body, mime)
    answer = await opens(neighbour, bobs)
    assert answer.status_code == 403
    assert LYING in words(answer)
    assert b"alert(1)" not in answer.content


async def test_a_file_with_markup_behind_its_words_is_a_download_of_plain_text(
    neighbour: Instance, origin: Origin, bobs: Browser
) -> None:
    origin.gives("/documents/0/file", b"Bonjour <script>alert(1)</script>", "text/plain")
    answer = await opens(neighbour, bobs)
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_our_name_is_sent_to_the_cooperative_alone_wherever_it_sends_us(
    neighbour: Instance, internet: Internet, origin: Origin, bobs: Browser
) -> None:
    asked: list[httpx2.Request] = []

    def note(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(200, content=files.PDF, headers={"content-type": "application/pdf"})

    internet.servers["elsewhere.example"] = httpx2.MockTransport(note)
    for where in ("https://elsewhere.example/x", "http://127.0.0.1/x", "file:///etc/passwd"):
        origin.gives("/documents/0/file", status=302, location=where)
        answer = await opens(neighbour, bobs)
        assert answer.status_code == 403, where
        assert LYING in words(answer)
    assert asked == []
    assert all(
        "signature" in r.headers for r in origin.asked if r.url.path.startswith("/documents")
    )


@pytest.mark.parametrize(
    ("status", "code", "kept"), [(404, 404, 0), (410, 404, 0), (401, 404, 0), (503, 503, 1)]
)
async def test_what_the_cooperative_refuses_is_said_and_forgotten_when_it_is_for_good(
    neighbour: Instance, origin: Origin, bobs: Browser, status: int, code: int, kept: int
) -> None:
    origin.gives("/documents/0/file", status=status)
    answer = await opens(neighbour, bobs)
    assert answer.status_code == code
    assert len(files_on(await bobs.get(PATH))) == kept


async def test_only_what_can_be_a_document_of_that_cooperative_is_listed(
    neighbour: Instance, origin: Origin, bobs: Browser
) -> None:
    circle = f"{origin.base}/cooperative/circle"
    origin.holds(
        {"id": "https://coop.example/documents/1"},
        {"type": "Note"},
        {"name": " \n "},
        {"url": "javascript:alert(1)"},
        {"url": "ftp://origin.example/x"},
        {"to": ["https://elsewhere.example/cooperative/circle"]},
        {"to": []},
        {"id": f"{origin.base}/{'x' * 3000}"},
        "https://origin.example/documents/9",
        7,
        {"name": "x" * 900, "summary": "<script>y" * 900, "published": "9999-01-01T00:00:00Z"},
        {"name": "Dehors", "url": "https://elsewhere.example/x.pdf", "to": [circle]},
        {"name": "Ouvert", "to": "as:Public", "published": "x", "updated": []},
        {"name": "Double"},
        {"name": "Double", "id": f"{origin.base}/documents/13"},
    )
    await libraries.read_due(neighbour)
    page = await bobs.get(PATH)
    assert "<script>y" not in page.text
    async with neighbour.reading() as work:
        rows, _ = await queries.listed_elsewhere(work, limit=100)
    assert sorted(row.title[:9] for row in rows) == ["Dehors", "Double", "Ouvert", "xxxxxxxxx"]
    assert [row.is_file for row in rows if row.title == "Dehors"] == [False]
    assert len(files_on(page)) == 3
    outside = next(row for row in rows if row.title == "Dehors")
    assert (await bobs.get(f"{PATH}/{outside.id}/file")).status_code == 404
    assert max(len(row.title) for row in rows) == 200
    assert max(row.changed_at for row in rows) <= neighbour.clock()


async def test_a_library_that_goes_round_or_lies_elsewhere_is_read_no_further(
    neighbour: Instance, origin: Origin, bobs: Browser, clock: StoppedClock
) -> None:
    origin.holds({}, next=f"{origin.base}/library")
    assert await libraries.read_due(neighbour) == 1
    assert "Papier 0" in words(await bobs.get(PATH))
    assert len([each for each in origin.asked if each.url.path == "/library"]) == 1
    origin.holds({}, next="https://elsewhere.example/library")
    clock.move(HOUR)
    await libraries.read_due(neighbour)
    assert "Papier 0" in words(await bobs.get(PATH)), "what was known stays"


async def test_one_that_fails_is_tried_later_and_later_and_one_that_is_blocked_not_at_all(
    neighbour: Instance, origin: Origin, bobs: Browser, clock: StoppedClock
) -> None:
    origin.gives("/actor", status=503)
    assert await libraries.read_due(neighbour) == 1
    for minutes in (*(2**power for power in range(1, 11)), 24 * 60, 24 * 60):
        clock.move(timedelta(minutes=minutes, seconds=-1))
        assert await libraries.read_due(neighbour) == 0
        clock.move(timedelta(seconds=1))
        assert await libraries.read_due(neighbour) == 1
    origin.says("/actor", {"id": f"{origin.base}/actor"})
    clock.move(HOUR * 24)
    await libraries.read_due(neighbour)
    assert files_on(await bobs.get(PATH)) == [], "a server without a library is no fault"
    async with neighbour.writing() as work:
        await moderation.block_host(work, None, ORIGIN)
    clock.move(HOUR * 24)
    assert await libraries.read_due(neighbour) == 0

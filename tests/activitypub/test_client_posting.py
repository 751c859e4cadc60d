"""Delivering letters: two knocks, answers put into words, nothing carried elsewhere."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx2
import pytest

from fedicoop.activitypub.client import Answer, Client
from fedicoop.activitypub.client.answers import excerpt, retry_after
from fedicoop.activitypub.client.posting import MAX_REMEMBERED, Manners
from fedicoop.activitypub.keys import Signer, generate, load_private
from fedicoop.errors import FetchFailed
from tests.activitypub.loopback import (
    Internet,
    Seen,
    answer,
    client_of,
    loopback,
    moved,
    patient,
    production,
    settings,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
INBOX = "https://peer.example/inbox"
ANA = "https://coop.example/users/ana"
SIGNER = Signer(ANA, f"{ANA}#main-key", load_private(generate()[0]))
LETTER = b'{"type":"Create"}'


class Peer:
    """An inbox that takes some signature schemes and remembers which ones it was shown."""

    def __init__(self, *takes: str, refusal: int = 401) -> None:
        """Take "cavage", "rfc9421", both or none."""
        self.takes = takes
        self.refusal = refusal
        self.shown: list[str] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        """Answer 202 to a scheme that is taken."""
        scheme = "rfc9421" if "signature-input" in request.headers else "cavage"
        self.shown.append(scheme)
        assert request.content == LETTER
        return httpx2.Response(202 if scheme in self.takes else self.refusal)


def client_with(peer: Any) -> Client:
    """Give a client for whom peer.example is a function."""
    internet = Internet()
    internet.sites["peer.example"] = peer
    return client_of(internet, clock=lambda: NOW)


async def test_a_letter_arrives_over_a_real_connection() -> None:
    async with loopback() as peer, Client(settings(), clock=lambda: NOW) as client:
        peer.routes["/inbox"] = answer(202)

        assert await client.post(f"{peer.base}/inbox", LETTER, SIGNER) == Answer(202)

        seen = peer.seen[0]
        assert (seen.method, seen.target, seen.body) == ("POST", "/inbox", LETTER)
        assert seen.headers["content-type"] == "application/activity+json"
        assert seen.headers["host"] == f"peer.example:{peer.port}"
        assert f'keyId="{ANA}#main-key"' in seen.headers["signature"]
        assert seen.headers["user-agent"].startswith("fedicoop/")


async def test_the_old_signature_comes_first() -> None:
    peer = Peer("cavage")
    client = client_with(peer)

    assert (await client.post(INBOX, LETTER, SIGNER)).ok
    assert (await client.post(INBOX, LETTER, SIGNER)).ok
    assert peer.shown == ["cavage", "cavage"]


@pytest.mark.parametrize("refusal", [400, 401])
async def test_a_second_knock_follows_and_is_remembered(refusal: int) -> None:
    peer = Peer("rfc9421", refusal=refusal)
    client = client_with(peer)

    assert (await client.post(INBOX, LETTER, SIGNER)).ok
    assert (await client.post(INBOX, LETTER, SIGNER)).ok
    assert peer.shown == ["cavage", "rfc9421", "rfc9421"]


async def test_a_host_may_change_its_manners() -> None:
    peer = Peer("rfc9421")
    client = client_with(peer)
    await client.post(INBOX, LETTER, SIGNER)
    peer.takes = ("cavage",)

    assert (await client.post(INBOX, LETTER, SIGNER)).ok
    assert (await client.post(INBOX, LETTER, SIGNER)).ok
    assert peer.shown == ["cavage", "rfc9421", "rfc9421", "cavage", "cavage"]


async def test_two_refusals_are_one_answer() -> None:
    peer = Peer()

    assert (await client_with(peer).post(INBOX, LETTER, SIGNER)).status == 401
    assert peer.shown == ["cavage", "rfc9421"]


async def test_a_400_from_a_host_that_knows_us_is_about_the_letter() -> None:
    peer = Peer("cavage")
    client = client_with(peer)
    await client.post(INBOX, LETTER, SIGNER)
    peer.takes, peer.refusal = (), 400

    assert (await client.post(INBOX, LETTER, SIGNER)).status == 400
    assert peer.shown == ["cavage", "cavage"]


async def test_another_refusal_is_not_argued_with() -> None:
    peer = Peer(refusal=403)

    found = await client_with(peer).post(INBOX, LETTER, SIGNER)

    assert (found.status, found.ok, peer.shown) == (403, False, ["cavage"])


async def test_what_the_second_knock_is_told_is_what_counts() -> None:
    answers = iter([httpx2.Response(401), httpx2.Response(503, headers={"retry-after": "7"})])

    assert await client_with(lambda _r: next(answers)).post(INBOX, LETTER, SIGNER) == Answer(503, 7)


@pytest.mark.parametrize("body", [b'"error"', b"error", b' "error"\n'])
async def test_mobilizon_says_200_and_means_no(body: bytes) -> None:
    client = client_with(lambda _request: httpx2.Response(200, content=body))

    found = await client.post(INBOX, LETTER, SIGNER)

    assert not found.ok
    assert found.status == 401
    assert "signature" in found.reason


async def test_mobilizons_other_200_is_a_yes() -> None:
    client = client_with(lambda _request: httpx2.Response(200, content=b'"ok"'))

    assert await client.post(INBOX, LETTER, SIGNER) == Answer(200, None, '"ok"')


def test_the_memory_of_manners_is_bounded() -> None:
    manners = Manners()
    for number in range(MAX_REMEMBERED + 1):
        manners.learn(f"h{number}.example", "cavage")

    assert manners.of("h0.example") is None
    assert manners.of("h1.example") == "cavage"


async def test_a_moved_inbox_is_followed_on_its_own_host() -> None:
    async with loopback() as peer, Client(settings()) as client:
        peer.routes["/old"] = answer(308, Location="/inbox")
        peer.routes["/inbox"] = answer(202)

        assert (await client.post(f"{peer.base}/old", LETTER, SIGNER)).ok

        assert [seen.target for seen in peer.seen] == ["/old", "/inbox"]
        assert peer.seen[0].headers["signature"] != peer.seen[1].headers["signature"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_letter_is_never_carried_to_another_host(status: int) -> None:
    internet = Internet()
    internet.site("peer.example", {"/inbox": moved("https://evil.example/inbox", status)})
    internet.site("evil.example", {"/inbox": httpx2.Response(202)})

    found = await client_of(internet).post(INBOX, LETTER, SIGNER)

    assert found.status == status
    assert internet.asked == [INBOX]


async def test_an_inbox_that_keeps_moving_is_given_up() -> None:
    internet = Internet()
    internet.site("peer.example", {"/inbox": moved("/inbox", 307)})

    assert (await client_of(internet).post(INBOX, LETTER, SIGNER)).status == 307
    assert len(internet.asked) == 4


async def test_ssrf_046_a_letter_to_a_private_address_is_refused() -> None:
    for url in ("http://127.0.0.1/inbox", "https://localhost/inbox", "https://coop.example/inbox"):
        with pytest.raises(FetchFailed) as caught:
            await client_of(Internet()).post(url, LETTER, SIGNER)
        assert caught.value.permanent


async def test_silence_is_a_failure_and_words_are_an_answer() -> None:
    async def drip(_seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(60)

    async def silent(_seen: Seen, _writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    async with loopback() as peer:
        peer.routes |= {"/drip": drip, "/silent": silent}
        async with Client(settings(), deadlines=patient(read=0.1)) as client:
            assert (await client.post(f"{peer.base}/drip", LETTER, SIGNER)).ok
            with pytest.raises(FetchFailed, match="timeout") as caught:
                await client.post(f"{peer.base}/silent", LETTER, SIGNER)
    assert not caught.value.permanent


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(b"x" * 100_000, ""), (b"not gzip", "gzip"), (b"?", "br")],
)
async def test_the_words_of_an_answer_are_only_words(body: bytes, encoding: str) -> None:
    async with loopback() as peer, Client(settings()) as client:
        peer.routes["/inbox"] = answer(500, body, Content_Encoding=encoding)

        found = await client.post(f"{peer.base}/inbox", LETTER, SIGNER)

    assert found.status == 500
    assert len(found.reason) <= 300


def test_an_excerpt_is_short_and_without_tags_or_controls() -> None:
    page = b"<html><style>p {}</style><script>x < y</script>\n<p>Not\x00 <b>found</b>\x1b[31m"

    assert excerpt(page) == "Not found [31m"
    assert excerpt(b"\xff") == "\ufffd"
    assert excerpt(b"a" * 400) == "a" * 299 + "…"
    assert excerpt(b"") == ""


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("9" * 400, 604800.0),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 0.0),
        (format_datetime(NOW + timedelta(days=90), usegmt=True), 604800.0),
        ("Tue, 24 Nov 2026 12:00:30 -0000", 30.0),
        ("-5", None),
        ("", None),
        ("soon", None),
        ("Tue, 99 Nov 2026 12:00:30 GMT", None),
        ("٣", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value: str, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


async def test_two_hundred_letters_are_in_the_air_at_once() -> None:
    waiting = most = 0
    everyone = asyncio.Event()

    async def inbox(_request: httpx2.Request) -> httpx2.Response:
        nonlocal waiting, most
        waiting += 1
        most = max(most, waiting)
        if waiting == 200:
            everyone.set()
        await everyone.wait()
        waiting -= 1
        return httpx2.Response(202)

    client = Client(production(), transport_for=lambda _host: httpx2.MockTransport(inbox))
    posts = [client.post(f"https://h{n}.example/inbox", LETTER, SIGNER) for n in range(210)]

    assert {each.status for each in await asyncio.gather(*posts)} == {202}
    assert most == 200

"""What other servers try: bombs, drips, endless headers, false certificates."""

from __future__ import annotations

import asyncio
import time
import tracemalloc
import zlib
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from fedicoop.activitypub.client import Client
from fedicoop.activitypub.client.settings import MAX_BODY
from fedicoop.errors import FetchFailed
from tests.activitypub.loopback import (
    Internet,
    Seen,
    answer,
    bomb,
    certificate,
    client_of,
    loopback,
    patient,
    production,
    settings,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


async def test_dos_005_a_gzip_bomb_is_stopped_at_the_cap() -> None:
    async with loopback() as peer, Client(settings()) as client:
        peer.routes["/b"] = answer(200, bomb(50 * 1024 * 1024), Content_Encoding="gzip")
        tracemalloc.start()
        with pytest.raises(FetchFailed, match="too large") as caught:
            await client.get_document(f"{peer.base}/b")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert caught.value.permanent
    assert peak < 8 * 1024 * 1024


async def test_a_large_plain_body_is_stopped_at_the_cap() -> None:
    async with loopback() as peer, Client(settings()) as client:
        peer.routes["/b"] = answer(200, b"{" + b" " * MAX_BODY)
        with pytest.raises(FetchFailed, match="too large"):
            await client.get_document(f"{peer.base}/b")


def _raw_deflate(data: bytes) -> bytes:
    maker = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return maker.compress(data) + maker.flush()


def _gzip(data: bytes) -> bytes:
    maker = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    return maker.compress(data) + maker.flush()


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [
        ("gzip", _gzip),
        ("x-gzip", _gzip),
        ("deflate", zlib.compress),
        ("Deflate", _raw_deflate),
        ("identity", bytes),
    ],
)
async def test_the_encodings_we_ask_for_are_read(
    encoding: str, encode: Callable[[bytes], bytes]
) -> None:
    async with loopback() as peer, Client(settings()) as client:
        body = encode(f'{{"id": "{peer.base}/e"}}'.encode())
        peer.routes["/e"] = answer(200, body, Content_Encoding=encoding)
        assert await client.get_document(f"{peer.base}/e") == {"id": f"{peer.base}/e"}


@pytest.mark.parametrize(
    ("encoding", "body", "reason"),
    [
        ("br", b"{}", "unknown content encoding br"),
        ("gzip, gzip", b"{}", "unknown content encoding"),
        ("gzip", b"{}", "cannot be decompressed"),
        ("gzip", _gzip(b"{}")[:-4], "truncated"),
        ("deflate", _raw_deflate(b'{"a": "b"}')[:-2], "truncated"),
    ],
)
async def test_a_body_in_another_encoding_is_refused(
    encoding: str, body: bytes, reason: str
) -> None:
    async with loopback() as peer, Client(settings()) as client:
        peer.routes["/e"] = answer(200, body, Content_Encoding=encoding)
        with pytest.raises(FetchFailed, match=reason) as caught:
            await client.get_document(f"{peer.base}/e")
    assert caught.value.permanent


async def _drip(_seen: Seen, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/activity+json\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.01)


async def _silence(_seen: Seen, _writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def _endless_headers(_seen: Seen, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-More: " + b"x" * 1000 + b"\r\n")
        await writer.drain()


async def _early_hints(_seen: Seen, writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(0.001)


async def _hang_up(_seen: Seen, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/activity+json\r\n")
    writer.write(b"Content-Length: 10\r\n\r\n{")
    await writer.drain()


async def _gibberish(_seen: Seen, writer: asyncio.StreamWriter) -> None:
    writer.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
    await writer.drain()


@pytest.mark.parametrize(
    ("speaker", "reason"),
    [
        pytest.param(_drip, "timeout", id="dos-006"),
        pytest.param(_silence, "timeout", id="dos-006-silence"),
        pytest.param(_endless_headers, "not valid HTTP", id="dos-007"),
        pytest.param(_early_hints, "timeout", id="dos-007-hints"),
        pytest.param(_hang_up, "not valid HTTP", id="half-a-body"),
        pytest.param(_gibberish, "not valid HTTP", id="not-http"),
    ],
)
async def test_a_server_that_plays_tricks_is_left_in_time(speaker: Any, reason: str) -> None:
    async with loopback() as peer:
        peer.routes["/t"] = speaker
        async with Client(settings(), deadlines=patient(read=0.2, total=0.4)) as client:
            begin = time.monotonic()
            with pytest.raises(FetchFailed, match=reason) as caught:
                await client.get_document(f"{peer.base}/t")
            assert time.monotonic() - begin < 1.0
    assert not caught.value.permanent


async def test_a_closed_port_is_a_passing_failure() -> None:
    async with loopback() as peer:
        url = peer.base
    async with Client(settings()) as client:
        with pytest.raises(FetchFailed, match="connection refused") as caught:
            await client.get_document(url)
    assert not caught.value.permanent


async def test_the_certificate_must_be_for_the_name_and_known(tmp_path: Path) -> None:
    ca_file, context = certificate(tmp_path, "peer.example")
    async with loopback(context) as peer:
        url = peer.serve("/n", {"id": f"{peer.base}/n"})
        other = url.replace("peer.example", "other.example")
        async with Client(settings(ca_file=ca_file)) as client:
            assert await client.get_document(url) == {"id": url}
            with pytest.raises(FetchFailed, match=r"tls: .*other\.example"):
                await client.get_document(other)
        async with Client(settings()) as client:
            with pytest.raises(FetchFailed, match=r"tls: .*certificate verify failed") as caught:
                await client.get_document(url)
    assert not caught.value.permanent


async def test_ssl_cert_file_is_honoured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ca_file, context = certificate(tmp_path, "peer.example")
    monkeypatch.setenv("SSL_CERT_FILE", ca_file)
    async with loopback(context) as peer, Client(settings()) as client:
        url = peer.serve("/n", {"id": f"{peer.base}/n"})
        assert await client.get_document(url) == {"id": url}


async def test_a_tls_handshake_that_never_ends_is_left_in_time() -> None:
    async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(never, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with Client(settings(), deadlines=patient(connect=0.1)) as client:
        with pytest.raises(FetchFailed, match="timeout: no TLS"):
            await client.get_document(f"https://peer.example:{port}/")
    server.close()


async def test_a_failure_outside_the_words_we_know_still_has_words() -> None:
    def broken(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadError("", request=request)

    internet = Internet()
    internet.sites["peer.example"] = broken
    with pytest.raises(FetchFailed, match="connection broken: ReadError"):
        await client_of(internet, settings=production()).get_document("https://peer.example/")

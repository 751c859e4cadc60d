"""Where our own requests may go."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from fedicoop.activitypub.guard import Blocked, Guard, ascii_host, is_public, system_resolver
from tests.activitypub.loopback import Names

PRIVATE = {
    "ssrf-001": "127.0.0.1",
    "ssrf-002": "127.1.2.3",
    "ssrf-003": "0.0.0.0",  # noqa: S104 - an address to refuse
    "ssrf-004": "10.0.0.1",
    "ssrf-005": "172.16.0.1",
    "ssrf-006": "192.168.1.1",
    "ssrf-007": "169.254.169.254",
    "ssrf-008": "100.64.0.1",
    "ssrf-009": "192.0.0.1",
    "ssrf-010": "198.18.0.1",
    "ssrf-011": "203.0.113.1",
    "ssrf-012": "192.88.99.1",
    "ssrf-013": "224.0.0.1",
    "ssrf-014": "240.0.0.1",
    "ssrf-015": "255.255.255.255",
    "ssrf-016": "::1",
    "ssrf-017": "::",
    "ssrf-018": "::ffff:127.0.0.1",
    "ssrf-019": "::127.0.0.1",
    "ssrf-020": "64:ff9b::7f00:1",
    "ssrf-021": "2002:7f00:1::",
    "ssrf-022": "2001:0:7f00:1::",
    "ssrf-023": "fc00::1",
    "ssrf-024": "fe80::1",
    "ssrf-025": "fec0::1",
    "ssrf-026": "3fff::1",
    "ssrf-027": "ff02::1",
}
MORE_PRIVATE = (
    "172.31.255.255",
    "192.0.2.9",
    "192.31.196.1",
    "192.52.193.1",
    "192.175.48.1",
    "198.19.255.255",
    "198.51.100.1",
    "239.1.2.3",
    "2001:db8::1",
    "2001:20::1",
    "2620:4f:8000::1",
    "5f00::1",
    "64:ff9b:1::1",
    "fd12:3456::1",
    "2606:4700::1%eth0",
)


@pytest.mark.parametrize("address", PRIVATE.values(), ids=PRIVATE)
def test_a_special_address_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", MORE_PRIVATE)
def test_the_other_reserved_nets_are_not_public_either(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "9.255.255.255", "100.63.0.1", "172.32.0.1", "223.255.255.255", "2606:4700::1111"],
)
def test_an_ordinary_address_is_public(address: str) -> None:
    assert is_public(ip_address(address))


NOT_NAMES = {
    "ssrf-028-decimal": "2130706433",
    "ssrf-028-hex": "0x7f000001",
    "ssrf-028-octal": "0177.0.0.1",
    "ssrf-028-short": "127.1",
    "ssrf-028-zero": "0",
    "ssrf-028-hex-parts": "0x7f.0.0.0x1",
    "ssrf-028-dotted": "127.0.0.1",
    "ssrf-028-trailing-dot": "127.0.0.1.",
    "ssrf-029-circled": "①②⑦.⓪.⓪.①",
    "ssrf-029-ideographic-stops": "127\u30020\u30020\u30021",
    "ssrf-029-full-width": "\uff11\uff12\uff17.0.0.1",
    "ssrf-030-localhost": "localhost",
    "ssrf-030-below-localhost": "db.localhost",
    "ssrf-030-local": "printer.local",
    "ssrf-030-internal": "metadata.google.internal",
    "ssrf-030-onion": "abc.onion",
    "ssrf-030-single-label": "db",
    "ssrf-030-absolute": "peer.example.",
    "ssrf-051-percent-cr-lf": "peer%0d%0a.example",
    "ssrf-051-overflow": "é" * 70 + ".example",
    "ssrf-051-long": ".".join(["a" * 60] * 5),
    "ssrf-051-bad-punycode": "xn--a.example",
    "ssrf-051-underscore": "a_b.example",
    "ssrf-051-hyphen": "-a.example",
    "ssrf-051-empty-label": "a..example",
    "ssrf-051-empty": "",
    "ssrf-051-v6": "[::1]",
    "ssrf-051-v6-scope": "[fe80::1%25eth0]",
    "ssrf-051-broken-bracket": "[::1",
}


@pytest.mark.parametrize("host", NOT_NAMES.values(), ids=NOT_NAMES)
def test_a_host_that_is_no_public_name_is_refused_before_dns(host: str) -> None:
    with pytest.raises(Blocked):
        Guard().check_url(f"https://{host}/actor")


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://victim.test@evil.test/actor", id="ssrf-032-user"),
        pytest.param("https://victim.test:x@evil.test/actor", id="ssrf-032-password"),
        pytest.param("https://evil.test\x00.victim.test/", id="ssrf-051-nul"),
        pytest.param("https://evil.test\r\nX: y/", id="ssrf-051-cr-lf"),
        pytest.param("https://evil.test\\@victim.test/", id="ssrf-051-backslash"),
        pytest.param("https://evil.test /", id="ssrf-051-space"),
        pytest.param("https://evil.test/\ud800", id="ssrf-051-surrogate"),
        pytest.param("https://evil.test/\u202e", id="ssrf-051-bidi"),
        pytest.param("https://evil.test:99999/", id="port-too-high"),
        pytest.param("https://evil.test:x/", id="port-no-number"),
        pytest.param("https://evil.test:8443/", id="port-other"),
        pytest.param("https://evil.test:80/", id="port-80-with-tls"),
        pytest.param("http://evil.test/", id="http"),
        pytest.param("ftp://evil.test/", id="ftp"),
        pytest.param("file:///etc/passwd", id="file"),
        pytest.param("data:application/json,{}", id="ssrf-044-data"),
        pytest.param("https:///actor", id="no-host"),
        pytest.param("//evil.test/actor", id="no-scheme"),
        pytest.param("https://evil.test/" + "a" * 2048, id="too-long"),
    ],
)
def test_an_odd_url_is_refused(url: str) -> None:
    with pytest.raises(Blocked):
        Guard().check_url(url)


def test_a_plain_url_is_taken_apart_and_written_anew() -> None:
    target = Guard().check_url("https://Peer.Example:443/users/ana?page=1#main-key")

    assert target.url == "https://peer.example/users/ana?page=1"
    assert (target.scheme, target.host, target.port) == ("https", "peer.example", 443)
    assert target.authority == "peer.example"


def test_a_url_without_a_path_gets_the_root() -> None:
    assert Guard().check_url("https://peer.example").url == "https://peer.example/"


def test_an_accented_name_is_written_in_punycode() -> None:
    assert ascii_host("Énergie.example") == "xn--nergie-9ua.example"
    assert ascii_host("xn--nergie-9ua.example") == "xn--nergie-9ua.example"


def test_development_may_open_http_and_any_port() -> None:
    guard = Guard(insecure_http=True)

    assert guard.check_url("http://peer.example/").port == 80
    assert guard.check_url("http://peer.example:8101/").authority == "peer.example:8101"
    assert guard.check_url("https://peer.example:8443/").port == 8443


def test_insecure_http_alone_does_not_open_loopback() -> None:
    for url in ("http://localhost:8101/", "http://127.0.0.1:8101/", "http://[::1]:8101/"):
        with pytest.raises(Blocked):
            Guard(insecure_http=True).check_url(url)


def test_allowed_networks_open_their_literals_and_localhost() -> None:
    guard = Guard(insecure_http=True, allow_networks=("127.0.0.0/8", "::1/128"))

    assert guard.check_url("http://normandie.localhost:8101/").host == "normandie.localhost"
    assert guard.check_url("http://127.0.0.1:8101/").authority == "127.0.0.1:8101"
    assert guard.check_url("http://[::1]:8101/").authority == "[::1]:8101"
    for url in ("http://127.1:8101/", "http://10.0.0.1/", "http://2130706433/"):
        with pytest.raises(Blocked):
            guard.check_url(url)


def test_a_named_host_may_use_any_port_with_tls() -> None:
    guard = Guard(hosts={"GTS.test": "127.0.0.2"})

    assert guard.check_url("https://gts.test:8443/").port == 8443


async def test_a_public_name_gives_its_addresses() -> None:
    guard = Guard(resolver=Names(peer_example=["1.1.1.1", "2606:4700::1"]))

    assert await guard.addresses("peer.example", 443) == ["1.1.1.1", "2606:4700::1"]


@pytest.mark.parametrize("address", PRIVATE.values(), ids=PRIVATE)
async def test_one_private_address_among_public_ones_condemns_all(address: str) -> None:
    guard = Guard(resolver=Names(evil_example=["1.1.1.1", address]))

    with pytest.raises(Blocked, match="not public"):
        await guard.addresses("evil.example", 443)


async def test_a_long_answer_is_judged_whole_and_dialled_in_part() -> None:
    many = [f"1.1.1.{each}" for each in range(20)]

    assert len(await Guard(resolver=Names(a_example=many)).addresses("a.example", 443)) == 8
    with pytest.raises(Blocked):
        await Guard(resolver=Names(a_example=[*many, "10.0.0.1"])).addresses("a.example", 443)


async def test_an_answer_that_is_no_address_is_refused() -> None:
    with pytest.raises(Blocked, match="no address"):
        await Guard(resolver=Names(a_example=["a.example"])).addresses("a.example", 443)


async def test_a_name_without_addresses_is_a_dns_failure() -> None:
    with pytest.raises(OSError, match="no address"):
        await Guard(resolver=Names(a_example=[])).addresses("a.example", 443)


async def test_development_names_do_without_dns() -> None:
    names = Names()
    guard = Guard(allow_networks=("127.0.0.0/8",), hosts={"gts.test": "127.0.0.2"}, resolver=names)

    assert await guard.addresses("gts.test", 443) == ["127.0.0.2"]
    assert await guard.addresses("a.localhost", 443) == ["127.0.0.1"]
    assert await guard.addresses("127.0.0.9", 443) == ["127.0.0.9"]
    assert names.asked == []


async def test_a_named_host_does_not_open_its_network() -> None:
    with pytest.raises(Blocked, match="not public"):
        await Guard(hosts={"gts.test": "127.0.0.2"}).addresses("gts.test", 443)


async def test_the_system_resolver_knows_localhost() -> None:
    assert "127.0.0.1" in await system_resolver("127.0.0.1", 443)

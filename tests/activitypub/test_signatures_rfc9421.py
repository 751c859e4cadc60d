"""RFC 9421 signatures, judged by an independent implementation and by lines written by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    MappingKeyResolver,
    algorithms,
)

from fedicoop.activitypub import signatures
from fedicoop.activitypub.keys import PublicKey, Signer
from fedicoop.activitypub.signatures import SignedRequest, Verified
from fedicoop.errors import Unauthenticated
from tests.activitypub.signing import (
    BOB,
    BODY,
    DATE,
    INBOX,
    KEY_ID,
    NOW,
    POST,
    SAID,
    SECONDS,
    bobs_key,
    by_hand,
    check,
    content_digest,
    get,
    post,
    private_key,
    rsa_sha256,
)

SIGNER = Signer(BOB, KEY_ID, private_key())
ED25519 = Ed25519PrivateKey.generate()
PAGE = "https://coop.example/users/ana/outbox?page=1"


@dataclass
class Message:
    """A request in the judge's form."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)


class Judge(HTTPMessageVerifier):
    """Our tests' time stands still: the judge does not look at the clock."""

    max_clock_skew = timedelta(days=36500)


def resolver() -> MappingKeyResolver:
    """Give the judge bob's keys."""
    return MappingKeyResolver(
        public_keys={
            KEY_ID: private_key().public_key(),
            f"{BOB}#ed25519-key": ED25519.public_key(),
        },
        private_keys={KEY_ID: private_key(), f"{BOB}#ed25519-key": ED25519},
    )


def judged(message: Message, body: bytes | None) -> Any:
    """Let the independent implementation verify a request of ours."""
    judge = Judge(signature_algorithm=algorithms.RSA_V1_5_SHA256, key_resolver=resolver())
    return judge.verify(message, max_age=None, body=body)


def by_others(message: Message, *components: str, **more: Any) -> SignedRequest:
    """Let the independent implementation sign a request to us."""
    body = more.pop("body", None)
    signer = HTTPMessageSigner(
        signature_algorithm=more.pop("algorithm", algorithms.RSA_V1_5_SHA256),
        key_resolver=resolver(),
    )
    words = {"key_id": KEY_ID, "created": NOW, **more}
    signer.sign(message, covered_component_ids=components, body=body, **words)
    return SignedRequest(message.method, message.url, list(message.headers.items()), body or b"")


def test_the_second_knock_says_what_mastodon_asks_for() -> None:
    kind = "application/activity+json"

    headers = signatures.sign("POST", INBOX, BODY, SIGNER, NOW, "rfc9421", kind)

    signature = rsa_sha256(
        f'"@method": POST\n"@target-uri": {INBOX}\n"content-digest": {content_digest()}\n'
        f'"@signature-params": {POST}{SAID}'
    )
    assert headers == {
        "Host": "coop.example",
        "Content-Digest": content_digest(),
        "Signature-Input": f"sig1={POST}{SAID}",
        "Signature": f"sig1=:{signature}:",
        "Content-Type": kind,
    }


@pytest.mark.parametrize(("method", "url", "body"), [("POST", INBOX, BODY), ("GET", PAGE, b"")])
def test_what_we_sign_another_implementation_takes(method: str, url: str, body: bytes) -> None:
    headers = signatures.sign(method, url, body, SIGNER, NOW, "rfc9421")

    (found,) = judged(Message(method, url, dict(headers)), body or None)

    assert found.label == "sig1"
    assert found.parameters["keyid"] == KEY_ID
    assert found.body == (body or None)
    assert check(SignedRequest(method, url, list(headers.items()), body)) == Verified(KEY_ID, BOB)


@pytest.mark.parametrize(
    "components",
    [
        ("@method", "@target-uri"),
        ("@method", "@target-uri", "@authority", "host", "date"),
        ("@request-target", "@path", "@query", "@scheme", "@target-uri", "@method"),
        ("date", "user-agent", "@target-uri", "@method"),
    ],
)
def test_what_another_implementation_signs_we_take(components: tuple[str, ...]) -> None:
    bears = {"Host": "coop.example", "Date": DATE, "User-Agent": " Peer/1.0 "}

    letter = by_others(Message("POST", INBOX, dict(bears)), *components, body=BODY)
    fetch = by_others(Message("GET", PAGE, dict(bears)), *components)

    assert check(letter) == Verified(KEY_ID, BOB)
    assert check(fetch) == Verified(KEY_ID, BOB)


def test_labels_nonces_and_tags_are_anybodys_choice() -> None:
    request = by_others(
        Message("POST", INBOX),
        "@method",
        "@target-uri",
        body=BODY,
        label="bob",
        nonce='a "b" \\',
        tag="x",
        include_alg=False,
        expires=NOW + timedelta(minutes=1),
    )

    assert check(request) == Verified(KEY_ID, BOB)
    assert signatures.claim(request, NOW).kind is None


def test_ed25519_is_taken_too() -> None:
    key_id = f"{BOB}#ed25519-key"
    key = PublicKey(key_id, BOB, ED25519.public_key())
    words = {"algorithm": algorithms.ED25519, "key_id": key_id, "body": BODY}

    request = by_others(Message("POST", INBOX), "@method", "@target-uri", **words)

    assert signatures.claim(request, NOW).kind == "ed25519"
    assert check(request, key) == Verified(key_id, BOB)
    with pytest.raises(Unauthenticated, match="of another kind"):
        check(request, bobs_key(key_id))


def test_what_fedify_sends_first_is_taken() -> None:
    components = '("@method" "@target-uri" "@authority" "host" "date" "content-digest")'
    said = f';alg="rsa-v1_5-sha256";keyid="{KEY_ID}";created={SECONDS}'
    lines = ("POST", INBOX, "coop.example", "coop.example", DATE, content_digest())

    assert check(post(by_hand(components, said, lines=lines))) == Verified(KEY_ID, BOB)


def test_a_proxys_own_signature_is_none_of_our_business() -> None:
    headers = by_hand()
    headers[3:3] = [("Signature-Input", 'proxy=("@status");created=1;keyid="cdn", other=1')]
    headers.append(("Signature", "proxy=:AAAA:"))

    assert check(post(headers)) == Verified(KEY_ID, BOB)


def test_of_eight_labels_and_more_the_rest_is_not_read() -> None:
    labels = ", ".join(f"x{number}=()" for number in range(8))
    headers = by_hand()
    headers.insert(3, ("Signature-Input", labels))

    with pytest.raises(Unauthenticated, match="not signed"):
        check(post(headers))


@pytest.mark.parametrize("target", [PAGE, "https://coop.example/users/ana/outbox"])
def test_a_fetch_is_taken_with_and_without_its_query(target: str) -> None:
    headers = by_hand('("@method" "@target-uri")', lines=("GET", target))

    assert check(get(headers, PAGE)) == Verified(KEY_ID, BOB)


def test_our_public_address_counts_whatever_a_proxy_says() -> None:
    components = '("@method" "@target-uri" "@authority" "host" "content-digest")'
    lines = ("POST", INBOX, "coop.example", "coop.example", content_digest())
    headers = by_hand(components, lines=lines)
    headers[0] = ("Host", "127.0.0.1:8101")

    assert check(post(headers)) == Verified(KEY_ID, BOB)


def test_other_digests_beside_ours_do_no_harm() -> None:
    digest = f"sha-512=:AAAA:, {content_digest()}"

    headers = by_hand(lines=("POST", INBOX, digest), digest=digest)

    assert check(post(headers)) == Verified(KEY_ID, BOB)

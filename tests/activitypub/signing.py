"""Other servers' signing, written down by hand: never by the code that is being tested."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from fedicoop.activitypub import signatures
from fedicoop.activitypub.keys import PublicKey, load_public
from fedicoop.activitypub.signatures import SignedRequest, Verified

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DATE = "Tue, 24 Nov 2026 12:00:00 GMT"
INBOX = "https://coop.example/inbox"
BODY = b'{"id":"https://peer.example/activities/1","type":"Like"}'
BOB = "https://peer.example/users/bob"
KEY_ID = f"{BOB}#main-key"
SECONDS = int(NOW.timestamp())
POST = '("@method" "@target-uri" "content-digest")'
SAID = f';created={SECONDS};keyid="{KEY_ID}";alg="rsa-v1_5-sha256"'


@cache
def private_key(size: int = 2048, exponent: int = 65537) -> rsa.RSAPrivateKey:
    """Make a key; each size is made once."""
    return rsa.generate_private_key(exponent, size)


def public_pem(key: rsa.RSAPrivateKey | None = None) -> str:
    """Write the public half in SPKI."""
    return (
        (key or private_key())
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def bobs_key(key_id: str = KEY_ID) -> PublicKey:
    """Give the key that bob's document lists."""
    return PublicKey(key_id, BOB, load_public(public_pem()))


def digest(body: bytes = BODY, label: str = "SHA-256") -> str:
    """Write a Digest header."""
    return f"{label}={b64encode(hashlib.sha256(body).digest()).decode()}"


def rsa_sha256(text: str) -> str:
    """Sign some lines with bob's key."""
    made = private_key().sign(text.encode("latin-1"), padding.PKCS1v15(), hashes.SHA256())
    return b64encode(made).decode()


def post_headers() -> dict[str, str]:
    """Give what a delivery to our inbox bears before it is signed."""
    return {
        "Host": "coop.example",
        "Date": DATE,
        "Digest": digest(),
        "Content-Type": "application/activity+json",
        "Content-Length": str(len(BODY)),
        "User-Agent": "Peer/1.0 (+https://peer.example/)",
        "Accept": "*/*",
        "Accept-Encoding": "gzip",
    }


def signed(
    names: str = "(request-target) host date digest",
    *,
    algorithm: str = 'algorithm="rsa-sha256",',
    more: str = "",
    headers: dict[str, str] | None = None,
    target: str = "post /inbox",
    pseudo: dict[str, str] | None = None,
    sign: Callable[[str], str] = rsa_sha256,
) -> list[tuple[str, str]]:
    """Sign headers as draft-cavage-12 says, line by line."""
    bears = post_headers() if headers is None else headers
    said = {name.lower(): value for name, value in bears.items()}
    said |= {"(request-target)": target, **(pseudo or {})}
    lines = "\n".join(f"{name}: {said[name]}" for name in names.split())
    signature = f'keyId="{KEY_ID}",{algorithm}{more}headers="{names}",signature="{sign(lines)}"'
    return [*bears.items(), ("Signature", signature)]


def content_digest(body: bytes = BODY) -> str:
    """Write a Content-Digest header."""
    return f"sha-256=:{b64encode(hashlib.sha256(body).digest()).decode()}:"


def by_hand(
    components: str = POST,
    said: str = SAID,
    *,
    lines: tuple[str, ...] = ("POST", INBOX, content_digest()),
    digest: str = content_digest(),
    label: str = "sig1",
) -> list[tuple[str, str]]:
    """Sign line by line, so that what is wrong can be signed as well."""
    names = components.strip("()").split()
    base = [f"{name}: {line}" for name, line in zip(names, lines, strict=True)]
    base.append(f'"@signature-params": {components}{said}')
    return [
        ("Host", "coop.example"),
        ("Date", DATE),
        ("Content-Digest", digest),
        ("Signature-Input", f"{label}={components}{said}"),
        ("Signature", f"{label}=:{rsa_sha256(chr(10).join(base))}:"),
    ]


def post(headers: list[tuple[str, str]], *, body: bytes = BODY, url: str = INBOX) -> SignedRequest:
    """Post to our inbox."""
    return SignedRequest("POST", url, headers, body)


def get(headers: list[tuple[str, str]], url: str) -> SignedRequest:
    """Get from us."""
    return SignedRequest("GET", url, headers, b"")


def check(request: SignedRequest, key: PublicKey | None = None, now: datetime = NOW) -> Verified:
    """Do as the inbox does: claim, look the key up, verify."""
    return signatures.verify(signatures.claim(request, now), key or bobs_key())

"""HTTP signatures, draft-cavage-12 and RFC 9421: sign what we send, learn who sent what we get.

Checking has two halves. ``claim`` reads a request and checks all that needs no key: what is signed,
the digest, the time. ``verify`` checks the claim with the key of the one it names; only that gives
a Verified, and who is Verified is who owns the key, never who the request says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from fedicoop.activitypub.signatures import cavage, rfc9421
from fedicoop.activitypub.signatures.request import Claim, SignedRequest
from fedicoop.errors import Unauthenticated
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.activitypub.keys import PublicKey, Signer

__all__ = ["Claim", "Scheme", "SignedRequest", "Verified", "claim", "sign", "verify"]

Scheme = Literal["cavage", "rfc9421"]


@dataclass(frozen=True, slots=True)
class Verified:
    """Who signed: what verify gives, and the only thing that the inbox takes for a sender."""

    key_id: str
    actor_uri: str

    @property
    def host(self) -> str:
        """The server that the signer lives on."""
        return host_of(self.actor_uri)


def sign(  # noqa: PLR0913 - what a request is made of, and how it is signed
    method: str,
    url: str,
    body: bytes,
    signer: Signer,
    now: datetime,
    scheme: Scheme = "cavage",
    content_type: str = "",
) -> dict[str, str]:
    """Give the headers that a request of ours goes out with, its signature among them.

    The content type is sent and not signed: there are servers between servers that rewrite it.
    """
    make = rfc9421.sign if scheme == "rfc9421" else cavage.sign
    headers = make(method, url, body, signer, now)
    return headers | {"Content-Type": content_type} if content_type else headers


def claim(request: SignedRequest, now: datetime) -> Claim:
    """Read who is said to have signed a request, and check everything that needs no key.

    A Signature-Input means RFC 9421, as in Mastodon; exactly one scheme decides. Raises Malformed
    for a header that cannot be read and Unauthenticated for anything missing, wrong or stale.
    """
    if request.values("signature-input"):
        return rfc9421.claim(request, now)
    return cavage.claim(request, now)


def verify(claimed: Claim, key: PublicKey) -> Verified:
    """Check a claim with the key it names; raises Unauthenticated unless it holds."""
    if key.key_id != claimed.key_id:
        raise Unauthenticated(f"{key.key_id} is not {claimed.key_id}")
    if claimed.kind not in {None, key.kind}:
        raise Unauthenticated(f"{key.key_id} is a key of another kind than {claimed.kind}")
    if not any(key.holds(message, claimed.signature) for message in claimed.messages):
        raise Unauthenticated(f"the signature by {key.key_id} does not hold")
    return Verified(key.key_id, key.owner)

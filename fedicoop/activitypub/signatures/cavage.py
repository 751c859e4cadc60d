"""draft-cavage-12: how nearly everybody signs."""

from __future__ import annotations

import binascii
import hashlib
import hmac
import re
from base64 import b64decode, b64encode
from email.utils import format_datetime
from typing import TYPE_CHECKING

from fedicoop.activitypub.signatures.request import (
    LONGEST_HEADER,
    MOST_SIGNED,
    Claim,
    SignedRequest,
    authority,
    check_time,
    date,
    encoded,
    key_id,
)
from fedicoop.errors import Malformed, Unauthenticated

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.activitypub.keys import Kind, Signer

_PARAMETER = re.compile(
    r'[ \t]*([A-Za-z][A-Za-z0-9_-]{0,40})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([0-9.]{1,30}))[ \t]*'
)
_ESCAPED = re.compile(r"\\(.)")
_SECONDS = re.compile(r"[0-9]{1,12}")
_KINDS: dict[str, Kind | None] = {"": None, "hs2019": None, "rsa-sha256": "rsa"}
"""Algorithms by name; hs2019, and none, mean that the key knows (nobody uses the others)."""
_PSEUDO = {"(created)": "created", "(expires)": "expires"}


def sign(method: str, url: str, body: bytes, signer: Signer, now: datetime) -> dict[str, str]:
    """Give the headers of a request of ours, signed as every server that we read about takes it.

    (request-target) host date, and digest for a POST; rsa-sha256 by name; no (created), which
    Misskey, Pixelfed and Mobilizon do not know.
    """
    headers = {"Host": authority(url), "Date": format_datetime(now, usegmt=True)}
    if method == "POST":
        headers["Digest"] = f"SHA-256={b64encode(hashlib.sha256(body).digest()).decode()}"
    target = SignedRequest(method, url, [], b"").target
    lines = [f"(request-target): {method.lower()} {target}"]
    lines += [f"{name.lower()}: {value}" for name, value in headers.items()]
    names = " ".join(["(request-target)", *headers]).lower()
    signature = b64encode(signer.sign(encoded("\n".join(lines)))).decode()
    headers["Signature"] = (
        f'keyId="{signer.key_id}",algorithm="rsa-sha256",headers="{names}",signature="{signature}"'
    )
    return headers


def claim(request: SignedRequest, now: datetime) -> Claim:
    """Read a Signature header and check all but the signature; see signatures.claim."""
    said = _parameters(request.only("signature"))
    names = said.get("headers", "").lower().split()
    algorithm = said.get("algorithm", "").lower()
    if algorithm not in _KINDS:
        raise Unauthenticated(f"the algorithm {algorithm[:40]!r} is not used here")
    _check_names(request, names, algorithm)
    _check_time(request, said, names, now)
    if not request.only_reads:
        _check_digest(request)
    return Claim(
        key_id(said.get("keyId")),
        _KINDS[algorithm],
        tuple(_message(reading, said, names) for reading in request.readings),
        _signature(said.get("signature", "")),
    )


def _parameters(header: str) -> dict[str, str]:
    """Read name="value" pairs; a name that comes twice is refused (security case sig-031)."""
    if not header:
        raise Unauthenticated("no signature")
    if len(header) > LONGEST_HEADER:
        raise Malformed("the signature header is too long")
    found: dict[str, str] = {}
    at = 0
    while True:
        pair = _PARAMETER.match(header, at)
        if pair is None or pair[1] in found:
            raise Malformed("the signature header cannot be read")
        found[pair[1]] = pair[3] if pair[2] is None else _ESCAPED.sub(r"\1", pair[2])
        at = pair.end() + 1
        if pair.end() == len(header):
            return found
        if header[pair.end()] != ",":
            raise Malformed("the signature header cannot be read")


def _check_names(request: SignedRequest, names: list[str], algorithm: str) -> None:
    """Ask for what makes a signature good for this request only (stricter than Mastodon's)."""
    if len(names) > MOST_SIGNED or len(set(names)) != len(names):
        raise Malformed("too many headers are signed, or one of them twice")
    needed = {"(request-target)", "host"} | (set() if request.only_reads else {"digest"})
    missing = needed.difference(names)
    if missing:
        raise Unauthenticated(f"not signed: {' '.join(sorted(missing))}")
    if algorithm == "rsa-sha256" and not _PSEUDO.keys().isdisjoint(names):
        raise Unauthenticated("(created) and (expires) are for hs2019")


def _check_time(
    request: SignedRequest, said: dict[str, str], names: list[str], now: datetime
) -> None:
    expires = _moment(said, "expires") if "(expires)" in names else None
    if "(created)" in names:
        check_time(now, _moment(said, "created"), expires)
    elif "date" in names:
        check_time(now, date(request.only("date")), expires)
    else:
        raise Unauthenticated("no time is signed")


def _moment(said: dict[str, str], name: str) -> int:
    value = said.get(name, "")
    if not _SECONDS.fullmatch(value):
        raise Unauthenticated(f"{name} is not a time")
    return int(value)


def _check_digest(request: SignedRequest) -> None:
    """Compare the body with every SHA-256 that is given: at least one, whatever its label's case.

    bovine writes sha-256, and several digests may be listed; weaker ones count for nothing.
    """
    pairs = [each.strip().partition("=") for each in request.only("digest").split(",")]
    given = [value for label, _, value in pairs if label.strip().lower() == "sha-256"]
    wanted = b64encode(hashlib.sha256(request.body).digest())
    if not given or not all(hmac.compare_digest(encoded(value), wanted) for value in given):
        raise Unauthenticated("the digest is not that of the body")


def _message(request: SignedRequest, said: dict[str, str], names: list[str]) -> bytes:
    return encoded("\n".join(f"{name}: {_line(request, said, name)}" for name in names))


def _line(request: SignedRequest, said: dict[str, str], name: str) -> str:
    if name == "(request-target)":
        return f"{request.method.lower()} {request.target}"
    if name in _PSEUDO:
        return said[_PSEUDO[name]]
    return request.field(name)


def _signature(said: str) -> bytes:
    try:
        return b64decode(said, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unauthenticated("the signature is not base64") from error

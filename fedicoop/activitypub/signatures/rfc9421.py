"""RFC 9421: how Fedify, Bonfire and others sign first, and what all may come to."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

import http_sf

from fedicoop.activitypub.signatures.request import (
    LONGEST_HEADER,
    MOST_SIGNED,
    Claim,
    SignedRequest,
    authority,
    check_time,
    encoded,
    key_id,
)
from fedicoop.errors import Malformed, Unauthenticated

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from fedicoop.activitypub.keys import Kind, Signer

_LABEL = "sig1"
_MOST_LABELS = 8
_KINDS: dict[str, Kind | None] = {
    "": None,
    "rsa-v1_5-sha256": "rsa",
    "ed25519": "ed25519",
}


def sign(method: str, url: str, body: bytes, signer: Signer, now: datetime) -> dict[str, str]:
    """Give the headers of a request of ours: @method, @target-uri, content-digest for a POST."""
    headers = {"Host": authority(url)}
    names = ["@method", "@target-uri"]
    if method == "POST":
        headers["Content-Digest"] = http_sf.ser({"sha-256": hashlib.sha256(body).digest()})
        names.append("content-digest")
    params = {
        "created": int(now.timestamp()),
        "keyid": signer.key_id,
        "alg": "rsa-v1_5-sha256",
    }
    request = SignedRequest(method, url, list(headers.items()), body)
    signature = signer.sign(_base(request, names, params))
    headers["Signature-Input"] = f"{_LABEL}={_written(names, params)}"
    headers["Signature"] = http_sf.ser({_LABEL: signature})
    return headers


def claim(request: SignedRequest, now: datetime) -> Claim:
    """Read the first of the labelled signatures that says enough; see signatures.claim.

    A proxy may add one of its own, which is none of our business.
    """
    inputs = _dictionary(request, "signature-input")
    signatures = _dictionary(request, "signature")
    fault = Unauthenticated("no signature")
    for label, member in list(inputs.items())[:_MOST_LABELS]:
        try:
            return _claimed(request, now, member, signatures.get(label))
        except Unauthenticated as error:
            fault = error
    raise fault


def _dictionary(request: SignedRequest, name: str) -> dict[str, Any]:
    """Read a header of labelled members; a label that comes twice is refused."""
    text = ", ".join(request.values(name))
    if len(text) > LONGEST_HEADER:
        raise Malformed(f"{name} is too long")
    try:
        found = http_sf.parse(encoded(text), tltype="dictionary", on_duplicate_key=_twice)
    except ValueError as error:
        raise Malformed(f"{name} cannot be read") from error
    return found if isinstance(found, dict) else {}


def _twice(name: str, where: str) -> NoReturn:
    raise Malformed(f"the {where} key {name[:60]} comes twice")


def _claimed(request: SignedRequest, now: datetime, member: Any, signature: Any) -> Claim:
    names, params = _covered(member)
    needed = {"@method", "@target-uri"} | (set() if request.only_reads else {"content-digest"})
    missing = needed.difference(names)
    if missing:
        raise Unauthenticated(f"not signed: {' '.join(sorted(missing))}")
    algorithm = params.get("alg", "")
    if not isinstance(algorithm, str) or algorithm not in _KINDS:
        raise Unauthenticated("the algorithm is not used here")
    _check_time(params, now)
    if not request.only_reads:
        _check_digest(request)
    if not isinstance(signature, tuple) or not isinstance(signature[0], bytes):
        raise Unauthenticated("the signature is missing")
    return Claim(
        key_id(params.get("keyid")),
        _KINDS[algorithm],
        tuple(_base(reading, names, params) for reading in request.readings),
        signature[0],
    )


def _covered(member: Any) -> tuple[list[str], dict[str, Any]]:
    """Read one label's list: names of components without parameters, and what is said of them."""
    items, params = member
    if not isinstance(items, list) or len(items) > MOST_SIGNED:
        raise Unauthenticated("not a list of what is signed")
    names = [name for name, flags in items if isinstance(name, str) and not flags]
    if len(set(names)) != len(items):
        raise Unauthenticated("a component that is not used here, or one twice")
    return names, params


def _check_time(params: Mapping[str, Any], now: datetime) -> None:
    created, expires = params.get("created"), params.get("expires")
    if type(created) is not int or type(expires) not in {int, type(None)}:
        raise Unauthenticated("no time is signed")
    check_time(now, created, expires)


def _check_digest(request: SignedRequest) -> None:
    request.only("content-digest")
    digest = _dictionary(request, "content-digest").get("sha-256", (None, {}))[0]
    wanted = hashlib.sha256(request.body).digest()
    if not isinstance(digest, bytes) or not hmac.compare_digest(digest, wanted):
        raise Unauthenticated("the digest is not that of the body")


def _base(request: SignedRequest, names: list[str], params: Mapping[str, Any]) -> bytes:
    """Write what is signed (RFC 9421, section 2.5)."""
    lines = [f'"{name}": {_component(request, name)}' for name in names]
    lines.append(f'"@signature-params": {_written(names, params)}')
    return encoded("\n".join(lines))


def _written(names: list[str], params: Mapping[str, Any]) -> str:
    covered: http_sf.InnerListType = ([(name, {}) for name in names], dict(params))
    return http_sf.ser([covered])


def _component(request: SignedRequest, name: str) -> str:
    if not name.startswith("@"):
        return request.field(name)
    parts = urlsplit(request.url)
    derived = {
        "@method": request.method,
        "@target-uri": request.url,
        "@authority": authority(request.url),
        "@scheme": parts.scheme,
        "@request-target": request.target,
        "@path": parts.path or "/",
        "@query": f"?{parts.query}",
    }
    if name not in derived:
        raise Unauthenticated(f"the component {name[:40]!r} is not used here")
    return derived[name]

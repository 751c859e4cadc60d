"""No form of another site acts for a member.

Two checks, both on every POST of a page. The browser says where the form came from
(Sec-Fetch-Site, else Origin), which protects visitors too; and the form carries a token that is
signed for the session. The token is signed anew for each page, so that compressing pages tells
nobody anything about it (BREACH).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

from itsdangerous import BadSignature, URLSafeTimedSerializer

from fedicoop.errors import Refused
from fedicoop.web.i18n import msg

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELD = "csrf"
_SECONDS = 30 * 24 * 3600
_EXPIRED = msg(
    "This page had been open for too long, or you signed out in between. "
    "Nothing was changed; please send the form again."
)
_FOREIGN = msg("This form was sent from another site. Nothing was changed.")


def make_token(secret: bytes, session: str) -> str:
    """Sign a token for a session; "" is the session of visitors."""
    return str(_serializer(secret).dumps([_of(session), secrets.token_urlsafe(6)]))


def check_token(secret: bytes, session: str, token: str) -> None:
    """Raise Refused for a token that was not made for this session."""
    try:
        value = _serializer(secret).loads(token, max_age=_SECONDS)
    except BadSignature as error:
        raise Refused("no valid csrf token", safe=_EXPIRED) from error
    if not isinstance(value, list) or not value or not _same(str(value[0]), _of(session)):
        raise Refused("csrf token of another session", safe=_EXPIRED)


def check_origin(headers: Mapping[str, str], base: str) -> None:
    """Raise Refused for a form that another site sent.

    Every browser since 2020 sends one of the two headers with a POST; where both are missing the
    token decides alone.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise Refused(f"form sent {site}", safe=_FOREIGN)
        return
    origin = headers.get("origin")
    if origin is not None and origin.lower() != base.lower():
        raise Refused(f"form sent from {origin[:100]}", safe=_FOREIGN)


def _serializer(secret: bytes) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="fedicoop.web.csrf")


def _of(session: str) -> str:
    return hashlib.sha256(session.encode()).hexdigest()[:32]


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one, other)

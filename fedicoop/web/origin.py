"""Where a visitor comes from, remembered on her own device when she asks for it, and only then.

One cookie of ours holds her address there and the pages of her site, signed: nobody but us wrote
it, so no link of ours can lead anywhere that WebFinger did not name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itsdangerous import BadSignature, URLSafeSerializer

from fedicoop.activitypub.intents import Home

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fedicoop.web.site import Site

COOKIE = "fedicoop_origin"
_SECONDS = 180 * 24 * 3600
_LONGEST = 3000


def remembered(request: Request, secret: bytes) -> Home | None:
    """Give the site that a visitor asked us to remember; None when she did not."""
    said = request.cookies.get(COOKIE, "")
    if not said or len(said) > _LONGEST:
        return None
    try:
        handle, templates = _serializer(secret).loads(said)
    except BadSignature:
        return None
    return Home(handle, templates)


def remember(answer: Response, site: Site, home: Home) -> None:
    """Keep where a visitor comes from on her device; one that says too much is not kept."""
    said: Any = _serializer(site.instance.secret).dumps([home.handle, dict(home.templates)])
    if len(said) <= _LONGEST:
        answer.set_cookie(COOKIE, said, _SECONDS, secure=site.secure, httponly=True, samesite="lax")


def forget(answer: Response) -> None:
    """Take the cookie off her device."""
    answer.delete_cookie(COOKIE, httponly=True, samesite="lax")


def _serializer(secret: bytes) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="fedicoop.web.origin")

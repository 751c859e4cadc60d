"""Each refusal as an answer, once: a page for people, RFC 9457 for programs."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import orjson
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from fedicoop.errors import (
    FedicoopError,
    FetchFailed,
    Invalid,
    NotFound,
    TooMany,
    Unauthenticated,
    Unavailable,
)
from fedicoop.web.i18n import msg
from fedicoop.web.visit import begin, with_query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.types import ExceptionHandler

    from fedicoop.web.visit import Visit

log = logging.getLogger(__name__)

PROBLEM = "application/problem+json"
_JSON = ("application/json", "application/activity+json", "application/ld+json", "+json")
_TITLES = {
    400: msg("This request could not be understood"),
    401: msg("Please sign in"),
    403: msg("This is not allowed"),
    404: msg("There is nothing here for you"),
    405: msg("This address cannot be used like that"),
    408: msg("That took too long"),
    410: msg("This was deleted"),
    413: msg("This is too large"),
    415: msg("This kind of file is not accepted"),
    422: msg("Something is missing"),
    429: msg("A little slower, please"),
    500: msg("Something broke on our side"),
    503: msg("One moment, please"),
}
_KEPT = {
    "GET": msg("Nothing was changed and nothing was lost."),
    "POST": msg("Nothing was changed. What you typed is below, so that you can copy it."),
    "EMPTY": msg("Nothing was changed."),
    500: msg(
        "What was saved before is safe. The people who run this site find the error in the log."
    ),
}
_TYPED = ("source", "summary", "text")


def wants_json(request: Request) -> bool:
    """Tell whether a program asks: it names or sends JSON, and no HTML."""
    accept = request.headers.get("accept", "")[:2000]
    if "text/html" in accept:
        return False
    sent = request.headers.get("content-type", "")[:200]
    return any(kind in accept or kind in sent for kind in _JSON)


def problem(error: FedicoopError, status: int, headers: Mapping[str, str]) -> Response:
    """Answer a program: what is wrong, without what only the log should know."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": error.safe,
    }
    if isinstance(error, Invalid):
        body["fields"] = error.fields
    headers = {"Vary": "Accept", **headers}
    return Response(orjson.dumps(body), status, headers, PROBLEM)


async def refused(request: Request, error: Exception) -> Response:
    """Answer any refusal of ours."""
    if not isinstance(error, FedicoopError):
        raise error
    status = error.status
    headers = _later(error)
    if status >= 500:
        log.warning("%s %s: %s", request.method, request.url.path, error)
    if wants_json(request):
        return problem(error, status, headers)
    visit = await begin(request)
    if isinstance(error, Unauthenticated) and request.method == "GET" and visit.member is None:
        return visit.redirect(with_query("/login", next=visit.path))
    return await _page(visit, status, visit.say(error.safe), headers)


async def http_error(request: Request, error: Exception) -> Response:
    """Answer what the router refuses: an unknown address, a method that does not fit."""
    if not isinstance(error, HTTPException):
        raise error
    status = error.status_code
    headers = dict(error.headers or {})
    known = NotFound() if status == 404 else FedicoopError(safe=_TITLES.get(status, error.detail))
    if wants_json(request):
        return problem(known, status, headers)
    visit = await begin(request)
    return await _page(visit, status, visit.say(known.safe), headers)


async def broken(request: Request, error: Exception) -> Response:
    """Answer an error of ours without saying anything of its inside."""
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    if wants_json(request):
        return problem(FedicoopError(), 500, {})
    try:
        visit = await begin(request)
        return await _page(visit, 500, visit.say(FedicoopError.safe), {})
    except Exception:
        log.exception("the error page failed too")
        return PlainTextResponse("fedicoop: 500", 500)


async def _page(visit: Visit, status: int, detail: str, headers: Mapping[str, str]) -> Response:
    typed = await _typed(visit)
    kept = _KEPT["POST"] if typed else _KEPT["EMPTY"]
    kept = _KEPT[500] if status == 500 else _KEPT["GET"] if visit.request.method == "GET" else kept
    answer = visit.page(
        "error.html",
        status,
        title=visit.say(_TITLES.get(status, _TITLES[500])),
        detail=detail,
        kept=visit.say(kept),
        typed=typed,
        code=status,
    )
    for name, value in headers.items():
        answer.headers[name] = value
    return answer


async def _typed(visit: Visit) -> list[str]:
    """Give the long texts of a refused form, so that nobody has to write them twice."""
    if visit.request.method != "POST" or visit.sent is None:
        return []
    found = [visit.sent.text(name) for name in _TYPED]
    return [text for text in found if text.strip()]


def _later(error: FedicoopError) -> dict[str, str]:
    if isinstance(error, (TooMany, Unavailable)):
        return {"Retry-After": str(error.retry_after)}
    return {"Retry-After": "60"} if isinstance(error, FetchFailed) else {}


exception_handlers: dict[Any, ExceptionHandler] = {
    FedicoopError: refused,
    HTTPException: http_error,
    Exception: broken,
}

"""One way to log: words for a terminal, logfmt for a file; never a secret, never an address.

``log = logger(__name__)``, then ``log.info("what happened", key=value)``. What is said while
``tagged(request="…")`` is open carries that tag. Visitors' IP addresses are personal data and of no
use to us: they are hidden whoever logs them.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import TYPE_CHECKING, Any

import structlog
from structlog.contextvars import bound_contextvars
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from contextlib import AbstractContextManager

_SECRET = re.compile(
    r"pass(word|phrase)|token|secret|private|pem\b|authori[sz]ation|cookie|signature|csrf", re.I
)
_PERSONAL = re.compile(
    r"(client|remote|peer)_?(ip|addr(ess)?|host)|ip|client|forwarded(_for)?", re.I
)
_IN_TEXT = (
    (re.compile(r"(\w[\w+.-]*://[^\s/:@]*):[^\s/@]+@"), r"\1:…@"),
    (re.compile(r"\b(Bearer|Basic)\s+[\w+/=._~-]+", re.I), r"\1 …"),
    (re.compile(r"(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(-----END|$)", re.S), r"\1…\2"),
)
_HIDDEN = "…"


def logger(name: str) -> Any:
    """Give the logger of a module."""
    return structlog.get_logger(where=name)


def tagged(**values: str) -> AbstractContextManager[Any]:
    """Put values, such as a request's id, on every line logged until the context ends."""
    return bound_contextvars(**values)


def set_up(level: str = "info") -> None:
    """Send every line, ours and the libraries' warnings, to standard error in one form."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last = _last_steps(terminal=sys.stderr.isatty())
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=_standard_error,
        cache_logger_on_first_use=False,  # a test's standard error lasts as long as the test
    )
    handler = _Libraries()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def _last_steps(*, terminal: bool) -> list[Any]:
    """Exceptions become text before secrets are looked for."""
    render = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if terminal
        else structlog.processors.LogfmtRenderer(
            key_order=["timestamp", "level", "event"], bool_as_flag=False
        )
    )
    return [structlog.processors.format_exc_info, hide, render]


def hide(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Any:
    """Leave out what must not be in a log: by the name of the key, and inside texts."""
    for key, value in event.items():
        if _SECRET.search(key) or _PERSONAL.fullmatch(key):
            event[key] = _HIDDEN
        elif isinstance(value, str):
            event[key] = _without_secrets(value)
    return event


def _without_secrets(text: str) -> str:
    for pattern, kept in _IN_TEXT:
        text = pattern.sub(kept, text)
    return text


class _StandardError:
    """What structlog writes to: whatever standard error is at that moment."""

    def msg(self, message: str) -> None:
        """Write one line."""
        sys.stderr.write(f"{message}\n")
        sys.stderr.flush()

    debug = info = warning = error = critical = exception = log = msg


def _standard_error(*_args: object) -> _StandardError:
    return _StandardError()


class _Libraries(logging.Handler):
    """The same for libraries, which use the standard library's logging."""

    @override
    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        _StandardError().msg(self.format(record))

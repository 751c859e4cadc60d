"""Everything that can be refused, and how it is said.

FedicoopError
├── Malformed 400          ├── Gone 410              ├── TooMany 429
├── Unauthenticated 401    ├── TooLarge 413          ├── Unavailable 503
├── Refused 403            ├── UnsupportedType 415   ├── NeedsObject   (inside: fetch and try again)
└── NotFound 404           └── Invalid 422           └── FetchFailed   (inside: the network said no)

``str(error)`` is for the log; ``error.safe`` is for people and never holds anything secret.
"""

from __future__ import annotations


class FedicoopError(Exception):
    """The root of every refusal; ``status`` is its HTTP answer, ``safe`` its text for people."""

    status = 500
    safe = "Something went wrong."

    def __init__(self, reason: str = "", *, safe: str = "") -> None:
        """Keep the reason for the log and, when given, a better text for people."""
        super().__init__(reason or safe or self.safe)
        if safe:
            self.safe = safe


class Malformed(FedicoopError):
    """The request cannot be read."""

    status = 400
    safe = "This request could not be understood."


class Unauthenticated(FedicoopError):
    """Nobody, or nobody we can verify, is asking."""

    status = 401
    safe = "Please sign in first."


class Refused(FedicoopError):
    """We know who is asking, and the answer is no."""

    status = 403
    safe = "You are not allowed to do this."


class NotFound(FedicoopError):
    """It does not exist, or not for this reader."""

    status = 404
    safe = "This page does not exist, or is not open to you."


class Gone(FedicoopError):
    """It existed and was deleted."""

    status = 410
    safe = "This was deleted."


class TooLarge(FedicoopError):
    """More bytes than we take."""

    status = 413
    safe = "This is too large."


class UnsupportedType(FedicoopError):
    """A kind of content we do not take."""

    status = 415
    safe = "This kind of content is not accepted here."


class Invalid(FedicoopError):
    """A form that does not hold; ``fields`` says what is wrong, field by field."""

    status = 422
    safe = "Please correct what is marked below."

    def __init__(self, fields: dict[str, str]) -> None:
        """Keep one message for each field in fault; "" stands for the form as a whole."""
        super().__init__("; ".join(f"{name}: {text}" for name, text in fields.items()))
        self.fields = fields


class _Later(FedicoopError):
    """A refusal that says when to come back."""

    def __init__(self, reason: str = "", *, retry_after: int = 60, safe: str = "") -> None:
        """Keep the seconds to wait."""
        super().__init__(reason, safe=safe)
        self.retry_after = retry_after


class TooMany(_Later):
    """Too often; come back in ``retry_after`` seconds."""

    status = 429
    safe = "Too many attempts; please wait a little."


class Unavailable(_Later):
    """We cannot answer now; come back in ``retry_after`` seconds."""

    status = 503
    safe = "This service is busy; please try again in a moment."


class NeedsObject(FedicoopError):
    """A handler cannot go on without the object at ``uri``; the inbox fetches it and retries."""

    status = 202

    def __init__(self, uri: str, reader: str = "") -> None:
        """Keep the address of what is missing, and which of ours is entitled to read it."""
        super().__init__(f"needs {uri}")
        self.uri = uri
        self.reader = reader


class FetchFailed(FedicoopError):
    """The network did not give ``uri``; ``permanent`` when asking again is useless."""

    status = 503
    safe = "The other server did not answer."

    def __init__(self, uri: str, reason: str, *, permanent: bool = False, code: int = 0) -> None:
        """Keep the address, the reason and the HTTP status met (0 when there was none)."""
        super().__init__(f"{uri}: {reason}")
        self.uri = uri
        self.reason = reason
        self.permanent = permanent
        self.code = code

    @property
    def gone(self) -> bool:
        """Tell whether the other server says that the object no longer exists."""
        return self.code in {404, 410}

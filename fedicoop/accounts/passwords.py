"""Hashing and checking passwords: Argon2id, in a thread, outside any transaction."""

from __future__ import annotations

import unicodedata

import anyio.to_thread
from anyio.lowlevel import RunVar
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from fedicoop.accounts import policy
from fedicoop.errors import Invalid

# OWASP's smallest recommended cost: 19 MiB, two passes, one lane; about 25 ms.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_AT_ONCE = 2
_turns: RunVar[anyio.CapacityLimiter] = RunVar("argon2")

NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$TBNc6IN7vR5/v59E/TPreg"
    "$RiGj3XRtky4aOK+mb430eOqeACfOIL4g8PN9NNBmpLE"
)
"""The hash of a password nobody knows: what is checked for a name that does not exist, so that
the answer takes as long as for one that does."""


def check_strength(password: str, *known: str) -> None:
    """Refuse a weak new password; raises Invalid. ``known``: her name and address."""
    fault = policy.password_fault(password, *known)
    if fault:
        raise Invalid({"password": fault})


async def hash(password: str) -> str:
    """Give what is stored of a password."""
    whole = _normal(password)
    if len(whole) > policy.LONGEST_PASSWORD:
        raise Invalid({"password": "Use at most 1,024 bytes."})
    return await anyio.to_thread.run_sync(_HASHER.hash, whole, limiter=_limiter())


async def verify(stored: str, password: str) -> bool:
    """Tell whether a password is the one whose hash is stored."""
    whole = _normal(password)
    if len(whole) > policy.LONGEST_PASSWORD:
        return False
    return await anyio.to_thread.run_sync(_matches, stored, whole, limiter=_limiter())


def _matches(stored: str, whole: bytes) -> bool:
    try:
        return _HASHER.verify(stored, whole)
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> bytes:
    """Make é typed on one keyboard the é of another; lone surrogates must not crash."""
    return unicodedata.normalize("NFKC", password).encode(errors="replace")


def _limiter() -> anyio.CapacityLimiter:
    """Give the turnstile that keeps a flood of sign-ins from taking all memory and cores."""
    limiter = _turns.get(None)
    if limiter is None:
        limiter = anyio.CapacityLimiter(_AT_ONCE)
        _turns.set(limiter)
    return limiter

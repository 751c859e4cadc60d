"""Passwords: which are too weak; hashed and checked by Argon2id in a thread, in no transaction."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import anyio.to_thread
from anyio.lowlevel import RunVar
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from fedicoop.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 1024
"""In characters, and in bytes."""
_COMMON = re.compile(
    "motdepasse|passe|password|passwort|azerty|qwerty|qwertz|bonjour|bienvenue|welcome|soleil"
    "|doudou|chouchou|loulou|jetaime|iloveyou|letmein|administrateur|administrator|admin"
    "|cooperative|fedicoop|abc|secret|france|marseille|paris"
)
_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
    "1234567890azertyuiop",
)
_TOO_COMMON = "This password is too easy to guess."
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


def fault(password: str, *known: str) -> str:
    """Say what is wrong with a new password; "" when nothing is.

    CNIL 2022 (délibération 2022-100): where attempts are limited, as here, 50 bits are enough;
    twelve characters that are not a common password have more. No classes of characters are
    asked for and no change is ever forced. ``known`` is what others know of her: name, address.
    """
    password = unicodedata.normalize("NFKC", password)
    if len(password) < SHORTEST_PASSWORD:
        return "Use at least 12 characters; a short sentence is easy to remember."
    if len(password.encode(errors="replace")) > LONGEST_PASSWORD:
        return "Use at most 1,024 bytes."
    bare = _bare(password)
    if len(set(bare)) < 5 or any(bare in run or bare[::-1] in run for run in _RUNS):
        return _TOO_COMMON
    return _TOO_COMMON if _substance(bare, known) < 4 else ""


def _bare(words: str) -> str:
    """Give words in small letters without accents: Éléonore is guessed as eleonore."""
    letters = unicodedata.normalize("NFD", words.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _substance(bare: str, known: Iterable[str]) -> int:
    """Count the letters that are left of a password without common words, names and digits."""
    for word in re.split(r"\W+", _bare(" ".join(known))):
        if len(word) >= 3:
            bare = bare.replace(word, "")
    return sum(letter.isalpha() for letter in _COMMON.sub("", bare))


def check_strength(password: str, *known: str) -> None:
    """Refuse a weak new password; raises Invalid. ``known``: her name and address."""
    found = fault(password, *known)
    if found:
        raise Invalid({"password": found})


async def hash(password: str) -> str:
    """Give what is stored of a password."""
    whole = _normal(password)
    if len(whole) > LONGEST_PASSWORD:
        raise Invalid({"password": "Use at most 1,024 bytes."})
    return await anyio.to_thread.run_sync(_HASHER.hash, whole, limiter=_limiter())


async def verify(stored: str, password: str) -> bool:
    """Tell whether a password is the one whose hash is stored."""
    whole = _normal(password)
    if len(whole) > LONGEST_PASSWORD:
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

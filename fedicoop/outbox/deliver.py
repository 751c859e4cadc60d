"""One letter: signed and sent, its answer judged, and when it is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from fedicoop import retry
from fedicoop.activitypub.client.answers import is_permanent
from fedicoop.errors import FetchFailed
from fedicoop.log import logger

if TYPE_CHECKING:
    from collections.abc import Callable

    from fedicoop.activitypub.client import Answer, Client
    from fedicoop.activitypub.keys import Signer

LONGEST_WAIT = timedelta(hours=24)
"""However long a server asks us to wait, we ask again the next day."""
_LONGEST_REASON = 500
log = logger(__name__)


class Verdict(StrEnum):
    """What an answer, or its absence, means."""

    TAKEN = "taken"
    REFUSED = "refused"  # by this inbox, for good
    LATER = "later"  # this letter again; it says nothing of the host
    UNWELL = "unwell"  # 5xx: this letter again; several in a row mean the whole host
    BUSY = "busy"  # 429, or a 5xx that says when to come back: nothing to this host until then
    SILENT = "silent"  # no answer at all


TROUBLES = frozenset({Verdict.UNWELL, Verdict.BUSY, Verdict.SILENT})


@dataclass(frozen=True, slots=True)
class Letter:
    """What it takes to send one delivery; ``is_probe`` when it tries a host that was silent."""

    id: str
    inbox: str
    host: str
    lane: str
    attempts: int
    give_up_at: datetime
    taken_at: datetime
    body: bytes
    signer: Signer
    is_probe: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one try; ``wait`` is how long the server asks us to stay away."""

    letter: Letter
    verdict: Verdict
    status: int = 0
    reason: str = ""
    wait: timedelta = timedelta(0)


async def send(client: Client, letter: Letter) -> Result:
    """Send a letter once; whatever happens is a Result, also what should never happen."""
    try:
        answer = await client.post(letter.inbox, letter.body, letter.signer)
    except FetchFailed as error:
        verdict = Verdict.REFUSED if error.permanent else Verdict.SILENT
        return Result(letter, verdict, error.code, error.reason[:_LONGEST_REASON])
    except Exception as error:
        log.exception("a letter could not be sent", letter=letter.id)
        reason = f"{type(error).__name__}: {error}"[:_LONGEST_REASON]
        return Result(letter, Verdict.LATER, 0, reason)
    return judge(letter, answer)


def judge(letter: Letter, answer: Answer) -> Result:
    """Say what an answer means.

    401 is often a key that was not fetched yet, 408, 425 and 429 pass; any other 4xx, and 501, is
    this inbox's last word (Mastodon's delivery_worker and Fedify judge alike).
    """
    if answer.ok:
        return Result(letter, Verdict.TAKEN, answer.status)
    reason = f"HTTP {answer.status}{': ' if answer.reason else ''}{answer.reason}"
    wait = min(timedelta(seconds=max(answer.retry_after or 0.0, 0.0)), LONGEST_WAIT)
    return Result(letter, _verdict(answer), answer.status, reason[:_LONGEST_REASON], wait)


def _verdict(answer: Answer) -> Verdict:
    if is_permanent(answer.status):
        return Verdict.REFUSED
    if answer.status == 429 or (answer.status >= 500 and answer.retry_after is not None):
        return Verdict.BUSY
    return Verdict.UNWELL if answer.status >= 500 else Verdict.LATER


def next_try(result: Result, now: datetime, chance: Callable[[], float]) -> datetime | None:
    """Give when a letter is tried again; None when it is given up.

    The pause is 1 minute doubling to 24 hours, spread by a fifth, and never shorter than what the
    server asked for. The last try is on the letter's last day, whatever the pause would have been.
    """
    letter = result.letter
    if now >= letter.give_up_at:
        return None
    pause = max(retry.delay(letter.attempts + 1, chance), result.wait)
    return min(now + pause, letter.give_up_at)

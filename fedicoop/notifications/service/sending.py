"""What happens to letters: written, counted, queued; or held back for the next digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from fedicoop.db import take_turn
from fedicoop.errors import Invalid
from fedicoop.ids import hash_token, new_id, new_token
from fedicoop.notifications import letters, paper, policy, queries, topics, wording
from fedicoop.notifications.models import HeldLetter, Mail, MailKey, Notification
from fedicoop.notifications.paper import Foot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fedicoop.accounts import Member
    from fedicoop.notifications.paper import Button, Letter
    from fedicoop.work import Work


async def send_mail(  # noqa: PLR0913 - what a letter is made of
    work: Work,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    kind: str = "other",
    headers: dict[str, str] | None = None,
    calendar: str = "",
) -> Mail:
    """Queue a letter: it leaves after this transaction, or the next day if it must be.

    Raises Invalid for an address or a head that could carry a second header.
    """
    fault = policy.mail_fault(to, subject, headers or {})
    if fault:
        raise Invalid({"": fault})
    row = Mail(
        id=new_id(work.now()),
        kind=kind,
        to=to,
        subject=subject,
        text=text,
        html=html,
        headers=headers or {},
        calendar=calendar,
        created_at=work.now(),
        due_at=work.now(),
        until=work.now() + policy.life_of(kind),
    )
    work.session.add(row)
    await work.session.flush()
    return row


async def send_letter(work: Work, member: Member, letter: Letter) -> Mail | None:
    """Queue a letter to a member: the one way in which members are written to.

    Essential letters always leave. The others leave when she wants their topic by e-mail, with a
    link below by which she gets no more of them; and within
    limits.mails_per_member_per_month: what does not fit, or has no address that works to go to,
    stands in her next digest, unless it is over by then. None when nothing was queued.
    """
    if member.email is None:
        return None
    if policy.is_essential(letter.kind):
        return await _queue(work, member.email, letter, Foot(_coop(work)))
    if not await _wants(work, member, letter.kind):
        return None
    if not await has_room(work, member, letter.kind):
        if letter.until is None:
            await _hold(work, member, letter)
        return None
    key = await open_key(work, member, letter.kind)
    foot = wording.foot(letter.language, letter.kind, _coop(work), work.urls.base, key)
    head = _way_out(work, letter.kind, f"{work.urls.base}/unsubscribe/{key}")
    return await _queue(work, member.email, letter, foot, head)


async def wanting(work: Work, members: Sequence[Member], kind: str) -> list[Member]:
    """Give those of some members, a few hundred at most, who want letters of a kind."""
    topic = topics.of_letter(kind)
    chosen = await queries.choices_of_all(work, [each.actor_id for each in members])
    dead = await queries.refused_among(work, [each.email or "" for each in members])
    return [
        each
        for each in members
        if each.email not in dead
        and topics.holds(chosen.get(each.actor_id, {}), topic, topics.MAIL)
    ]


async def _wants(work: Work, member: Member, kind: str) -> bool:
    if kind == policy.DIGEST:
        return True
    choices = await queries.choices_of(work, member.actor_id)
    return topics.holds(choices, topics.of_letter(kind), topics.MAIL)


async def has_room(work: Work, member: Member, kind: str) -> bool:
    """Tell whether one more letter of a kind fits into a member's month, and can reach her."""
    if member.email is None or await queries.is_refused(work, member.email):
        return False
    asked = policy.DIGESTS_A_MONTH.get(member.email_digest, 0)
    return await _fits(work, member.email, kind, digests=asked)


async def _fits(work: Work, to: str, kind: str, digests: int = 0) -> bool:
    """Tell whether one more letter fits into what an address gets in a month, one at a time."""
    await take_turn(work.session, f"letters to {to}")
    recent = await queries.mail_since(work, to, work.now() - policy.MONTH, but=policy.ESSENTIAL)
    budget = work.config.limits.mails_per_member_per_month
    return policy.may_mail(kind, this_month=recent, budget=budget, digests=digests)


async def _hold(work: Work, member: Member, letter: Letter) -> None:
    """Keep what a letter was about for the digest, which holds its own back by coming later."""
    if letter.kind == policy.DIGEST:
        return
    work.session.add(
        HeldLetter(
            id=new_id(work.now()),
            actor_id=member.actor_id,
            kind=letter.kind,
            subject=letter.subject,
            url=letter.url,
            created_at=work.now(),
        )
    )
    await work.session.flush()


async def release(work: Work, held: Iterable[HeldLetter]) -> None:
    """Forget letters that were held back: a digest names them now."""
    ids = [row.id for row in held]
    await work.session.execute(delete(HeldLetter).where(HeldLetter.id.in_(ids)))


async def open_key(work: Work, member: Member, kind: str) -> str:
    """Give a key by which a member gets no more letters of a kind; it opens nothing else."""
    token = new_token()
    work.session.add(
        MailKey(
            id=new_id(work.now()),
            token_hash=hash_token(token),
            actor_id=member.actor_id,
            topic=policy.DIGEST if kind == policy.DIGEST else topics.of_letter(kind).name,
            created_at=work.now(),
        )
    )
    await work.session.flush()
    return token


async def send_unasked(work: Work, to: str, letter: Letter, leave: Button) -> Mail | None:
    """Queue a letter to somebody without an account, who did not write to us first.

    ``leave`` is the way out below it, which mail programs take with one click too (RFC 8058).
    None when she had enough letters this month; essential letters always leave.
    """
    if not await _fits(work, to, letter.kind):
        return None
    head = _way_out(work, letter.kind, leave.url)
    return await _queue(work, to, letter, Foot(_coop(work), links=(leave,)), head)


def _way_out(work: Work, kind: str, url: str) -> dict[str, str]:
    """Let mail programs sort letters of a kind, and stop them with one click (RFC 2919, 8058)."""
    host = work.config.host.partition(":")[0]
    name = policy.DIGEST if kind == policy.DIGEST else topics.of_letter(kind).name
    return {
        "List-Id": f"<{name.replace('_', '-')}.{host}>",
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


async def send_to_address(work: Work, to: str, letter: Letter, reply_to: str = "") -> Mail:
    """Queue a letter to somebody who asked for it, was asked by a member, or is asked here."""
    head = {"Reply-To": reply_to} if reply_to else None
    return await _queue(work, to, letter, Foot(_coop(work)), head)


async def _queue(
    work: Work, to: str, letter: Letter, foot: Foot, head: dict[str, str] | None = None
) -> Mail:
    row = await send_mail(
        work,
        to,
        letter.subject,
        paper.in_text(letter, foot),
        paper.in_html(letter, foot),
        letter.kind,
        head,
        letter.calendar,
    )
    row.about = letter.about
    if letter.until is not None:
        row.until = min(row.until, letter.until)
    await work.session.flush()
    return row


async def take_back(work: Work, kind: str, about: str) -> None:
    """Take back letters and notices of a kind about something of which they no longer hold.

    What left has left; what waits for a mail server does not leave any more.
    """
    waiting = (Mail.about == about, Mail.done_at.is_(None))
    kinds = Mail.kind.in_((kind, f"{kind}_elsewhere"))
    await work.session.execute(delete(Mail).where(*waiting, kinds))
    notices = (Notification.subject_uri == about, Notification.kind == kind)
    await work.session.execute(delete(Notification).where(*notices))


def _coop(work: Work) -> str:
    return letters.one_line(work.config.name)


async def send_sign_in_link(work: Work, member: Member, url: str) -> Mail | None:
    """Send a member the link that lets her in once; ``url`` is built from our settings."""
    return await _write(work, member, "sign_in", url)


async def send_welcome(work: Work, member: Member, url: str) -> Mail | None:
    """Tell somebody that she has an account here, and where to come in."""
    return await _write(work, member, "welcome", url)


async def send_password_changed(work: Work, member: Member, url: str) -> Mail | None:
    """Tell a member that her password was changed, in case it was not she who did it."""
    return await _write(work, member, "password_changed", url)


async def asks_too_often(work: Work, to: str, kind: str) -> bool:
    """Tell whether an address had enough letters that ask whether it is somebody's.

    One at a time; nobody fills a stranger's letter box by typing her address here.
    """
    await take_turn(work.session, f"letters to {to}")
    since = work.now() - policy.ASKED_WITHIN
    return await queries.mail_of_kind(work, to, kind, since) >= policy.ASKED_MOST


async def send_email_asked(work: Work, member: Member, to: str, url: str) -> Mail | None:
    """Ask at a new address whether it is this member's; None when it was asked enough."""
    if await asks_too_often(work, to, "email_asked"):
        return None
    return await send_to_address(work, to, _written(work, member, "email_asked", url))


async def send_email_changed(work: Work, member: Member, before: str, url: str) -> Mail:
    """Tell a member at her address of before that she has another one now."""
    return await send_to_address(work, before, _written(work, member, "email_changed", url))


async def send_test(work: Work, to: str, language: str) -> Mail:
    """Send the operator a letter that proves that mail leaves."""
    coop = work.config.name
    letter = letters.write("test", language, coop=coop, name="", url=work.urls.base)
    return await send_to_address(work, to, letter)


async def _write(work: Work, member: Member, kind: str, url: str) -> Mail | None:
    return await send_letter(work, member, _written(work, member, kind, url))


def _written(work: Work, member: Member, kind: str, url: str) -> Letter:
    name = member.actor.name or member.actor.username
    return letters.write(kind, member.language, coop=work.config.name, name=name, url=url)

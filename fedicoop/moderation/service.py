"""What moderators do: rules about servers, reports, suspensions; every decision is logged.

``by`` is the deciding member, with her actor; None for the operator's shell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.accounts import queries as members
from fedicoop.accounts import service as accounts
from fedicoop.accounts.policy import Role
from fedicoop.actors import Actor
from fedicoop.actors import queries as actors
from fedicoop.actors import service as book
from fedicoop.db import insert_new, take_turn
from fedicoop.errors import Invalid, Refused, TooMany
from fedicoop.ids import hash_token, new_id
from fedicoop.moderation import documents, policy, queries
from fedicoop.moderation.models import DomainRule, LogEntry, Report
from fedicoop.moderation.policy import Rule
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.accounts import Member
    from fedicoop.moderation.documents import FlagDraft
    from fedicoop.work import Work

_LONGEST_REASON = 1000


async def block_host(work: Work, by: Member | None, host: str, reason: str = "") -> DomainRule:
    """Have nothing more to do with a server and those below its name. Raises Invalid."""
    return await _decide(work, by, host, Rule.BLOCK, reason)


async def allow_host(work: Work, by: Member | None, host: str, reason: str = "") -> DomainRule:
    """Trust a server: it comes in even on the allowlist, or below a blocked name."""
    return await _decide(work, by, host, Rule.ALLOW, reason)


async def trust_host(work: Work, by: Member | None, host: str, reason: str = "") -> DomainRule:
    """Take a cooperative into the circle: its members read here what is for the network."""
    return await _decide(work, by, host, Rule.TRUST, reason)


async def _decide(work: Work, by: Member | None, host: str, rule: Rule, reason: str) -> DomainRule:
    name = _named(work, by, host)
    reason = text.clean(reason, _LONGEST_REASON)
    row = await queries.rule_for(work, name)
    if row is None:
        row = DomainRule(host=name, created_at=work.now())
        work.session.add(row)
    row.rule, row.reason = rule, reason
    await work.session.flush()
    await _log(work, by, f"{rule}_host", name, reason)
    return row


async def forget_host(work: Work, by: Member | None, host: str, reason: str = "") -> None:
    """Take back what was decided about a server; nothing happens when nothing was."""
    name = _named(work, by, host)
    row = await queries.rule_for(work, name)
    if row is not None:
        await work.session.delete(row)
        await work.session.flush()
        await _log(work, by, "forget_host", name, text.clean(reason, _LONGEST_REASON))


def _named(work: Work, by: Member | None, host: str) -> str:
    """Give the name a rule is about; raises Refused, or Invalid for what is no other server."""
    if not policy.may_set_rules(by):
        raise Refused("only moderators decide about servers")
    name = policy.normal_host(host)
    if not name:
        raise Invalid({"host": "This is not the name of a server."})
    if f".{policy.normal_host(work.urls.host)}".endswith(f".{name}"):
        raise Invalid({"host": "This server cannot decide about itself."})
    return name


async def report(
    work: Work,
    reporter: Actor,
    target: Actor,
    *,
    posts: Sequence[str] = (),
    said: str = "",
    forward: bool = False,
) -> Report:
    """Ask the moderators to look at somebody; raises Refused, or TooMany after ten in a day.

    With ``forward`` her server's moderators are asked too, in the name of the instance: who
    reported stays here.
    """
    if not policy.may_report(reporter, target):
        raise Refused(f"{reporter.uri} may not report {target.uri}")
    since = work.now() - policy.REPORTS_IN
    await take_turn(work.session, f"reports {reporter.id}")
    if await queries.reports_by(work, reporter.uri, since) >= policy.REPORTS_PER_MEMBER:
        raise TooMany("too many reports", retry_after=3600)
    ident = new_id(work.now())
    row = Report(
        id=ident,
        uri_hash=hash_token(work.urls.activity(ident)),
        reporter_uri=reporter.uri,
        target_id=target.id,
        post_uris=list(dict.fromkeys(posts))[: policy.MOST_POSTS],
        text=text.clean(said, policy.LONGEST_TEXT),
        local=True,
        forwarded=forward and not target.is_local,
        created_at=work.now(),
    )
    work.session.add(row)
    await work.session.flush()
    if row.forwarded:
        await _forward(work, row, target)
    await _call_moderators(work, row, reporter)
    return row


async def _forward(work: Work, row: Report, target: Actor) -> None:
    speaker = await actors.instance_actor(work)
    theirs = [uri for uri in row.post_uris if host_of(uri) == target.host]
    ident = work.urls.activity(row.id)
    work.publish(documents.to_ap(ident, speaker, target, theirs, row.text))


async def receive_report(work: Work, sender: Actor, draft: FlagDraft) -> Report | None:
    """Keep a report of another server about people or posts of ours; None when it is not kept.

    It is not kept when it names nothing of ours, was kept before, or is one too many of its
    server's today.
    """
    if not draft.objects or not draft.uri:
        return None
    since = work.now() - policy.REPORTS_IN
    await take_turn(work.session, f"reports {sender.host}")
    if await queries.reports_from_host(work, sender.host, since) >= policy.REPORTS_PER_HOST:
        return None
    named = {actor.uri: actor for actor in await actors.by_uris(work, draft.objects)}
    target = next((named[uri] for uri in draft.objects if uri in named), None)
    ident = new_id(work.now())
    values = {
        "id": ident,
        "uri_hash": hash_token(draft.uri),
        "reporter_uri": sender.uri,
        "reporter_host": sender.host,
        "target_id": target.id if target else None,
        "post_uris": [uri for uri in draft.objects if uri not in named],
        "text": draft.text,
        "local": False,
        "forwarded": False,
        "created_at": work.now(),
        "answer": "",
    }
    statement = insert_new(work.session, Report).values([values]).returning(Report.id)
    if (await work.session.execute(statement)).first() is None:
        return None
    row = await queries.report_by_id(work, ident)
    if row is not None:
        await _call_moderators(work, row, sender)
    return row


async def _call_moderators(work: Work, row: Report, reporter: Actor) -> None:
    for member in await members.with_role(work, Role.MODERATOR, Role.ADMIN):
        if member.actor_id not in {reporter.id, row.target_id}:
            work.tell("report", member.actor_id, reporter.id, work.urls.activity(row.id))


async def resolve(work: Work, by: Member | None, row: Report, answer: str = "") -> None:
    """Close a report, with what was decided."""
    if not policy.may_set_rules(by):
        raise Refused("only moderators close reports")
    row.resolved_at = work.now()
    row.answer = text.clean(answer, _LONGEST_REASON)
    await work.session.flush()
    await _log(work, by, "resolve", row.id, row.answer)


async def suspend(work: Work, by: Member | None, actor: Actor, reason: str = "") -> None:
    """Hide somebody and all she wrote; a member of ours is signed out everywhere as well.

    Raises Refused when the deciding member may not.
    """
    member = await members.by_actor(work, actor.id) if actor.is_local else None
    if not policy.may_suspend(by, actor, member):
        raise Refused(f"{actor.uri} may not be suspended by {by.id if by else 'the shell'}")
    if member is not None:
        await accounts.disable(work, member)
    await book.suspend(work, actor)
    await _log(work, by, "suspend", actor.uri, text.clean(reason, _LONGEST_REASON))


async def unsuspend(work: Work, by: Member | None, actor: Actor, reason: str = "") -> None:
    """Let somebody be seen again, and a member of ours sign in again."""
    member = await members.by_actor(work, actor.id) if actor.is_local else None
    if not policy.may_suspend(by, actor, member):
        raise Refused(f"{actor.uri} may not be let back by {by.id if by else 'the shell'}")
    await book.unsuspend(work, actor)
    if member is not None:
        await accounts.enable(work, member)
    await _log(work, by, "unsuspend", actor.uri, text.clean(reason, _LONGEST_REASON))


async def note(work: Work, by: Member | None, verb: str, subject: str, detail: str = "") -> None:
    """Write into the log what another room let a moderator do, such as deleting a post."""
    await _log(work, by, verb, subject, text.clean(detail, _LONGEST_REASON))


async def _log(work: Work, by: Member | None, verb: str, subject: str, detail: str) -> None:
    work.session.add(
        LogEntry(
            id=new_id(work.now()),
            actor_id=by.actor_id if by else None,
            verb=verb,
            subject=subject,
            detail=detail,
            at=work.now(),
        )
    )
    await work.session.flush()

"""What moderators can ask, and what the doors ask before they open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.orm import joinedload

from fedicoop.actors import Actor
from fedicoop.moderation import policy
from fedicoop.moderation.models import DomainRule, LogEntry, Report
from fedicoop.moderation.policy import Rule

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from fedicoop.work import Work

_MOST = 200


async def host_rules(work: Work) -> dict[str, str]:
    """Give every rule about servers by name: the settings' allowed ones, then the decided ones.

    We are always allowed, so that an allowlist never shuts ourselves out.
    """
    given = {policy.normal_host(host): str(Rule.ALLOW) for host in work.config.federation.allow}
    rows = await work.session.execute(select(DomainRule.host, DomainRule.rule))
    given.update((row.host, row.rule) for row in rows)
    given[policy.normal_host(work.urls.host)] = str(Rule.ALLOW)
    return given


async def is_refused(work: Work, host: str) -> bool:
    """Tell whether the operator's rules keep a server out."""
    return policy.host_refused(await host_rules(work), work.config.federation.mode, host)


async def circle(work: Work) -> list[str]:
    """Give the names of the cooperatives that we trust, in order."""
    query = select(DomainRule.host).where(DomainRule.rule == Rule.TRUST)
    return list(await work.session.scalars(query.order_by(DomainRule.host)))


async def is_trusted(work: Work, host: str) -> bool:
    """Tell whether a server is one of the circle's: by exactly its name, never by one above."""
    return bool(host) and bool(await work.session.scalar(select(trusted(host))))


def trusted(host: str) -> ColumnElement[bool]:
    """Say, for other queries, that a server is one of the circle's."""
    return exists().where(
        DomainRule.host == policy.normal_host(host), DomainRule.rule == Rule.TRUST
    )


async def circle_doors(work: Work) -> list[str]:
    """Give where the cooperatives of the circle are reached: the shared inbox of each server.

    Of a server that we never met nothing is known, and nothing is sent there.
    """
    names = await circle(work)
    if not names:
        return []
    with_port = [Actor.host.between(f"{name}:", f"{name}:~") for name in names]
    query = (
        select(Actor.host, Actor.shared_inbox)
        .where(or_(Actor.host.in_(names), *with_port), Actor.shared_inbox != "")
        .where(Actor.deleted_at.is_(None))
        .group_by(Actor.host, Actor.shared_inbox)
        .order_by(Actor.host, func.min(case((Actor.type == "Application", 0), else_=1)))
    )
    doors: dict[str, str] = {}
    for host, inbox in await work.session.execute(query):
        doors.setdefault(host, inbox)
    return list(doors.values())


async def all_rules(work: Work) -> list[DomainRule]:
    """Give what was decided about servers, by name."""
    return list(await work.session.scalars(select(DomainRule).order_by(DomainRule.host)))


async def rule_for(work: Work, host: str) -> DomainRule | None:
    """Give what was decided about exactly this server."""
    return await work.session.get(DomainRule, policy.normal_host(host))


async def report_by_id(work: Work, ident: str) -> Report | None:
    """Give a report with the actor it is about."""
    return await work.session.scalar(
        select(Report).where(Report.id == ident).options(joinedload(Report.target))
    )


async def open_reports(work: Work, before: str | None = None, limit: int = 20) -> list[Report]:
    """Give the reports that wait for a decision, newest first; ``before`` is a report's id."""
    return await _reports(work, Report.resolved_at.is_(None), before, limit)


async def resolved_reports(work: Work, before: str | None = None, limit: int = 20) -> list[Report]:
    """Give the reports that were decided, newest first."""
    return await _reports(work, Report.resolved_at.isnot(None), before, limit)


async def reports_about(
    work: Work, actor: Actor, before: str | None = None, limit: int = 20
) -> list[Report]:
    """Give every report about one actor, newest first."""
    return await _reports(work, Report.target_id == actor.id, before, limit)


async def _reports(
    work: Work, which: ColumnElement[bool], before: str | None, limit: int
) -> list[Report]:
    query = select(Report).where(which).options(joinedload(Report.target))
    if before:
        query = query.where(Report.id < before)
    rows = await work.session.scalars(query.order_by(Report.id.desc()).limit(min(limit, _MOST)))
    return list(rows)


async def open_count(work: Work) -> int:
    """Count the reports that wait."""
    return await _count(work, Report.resolved_at.is_(None))


async def reports_from_host(work: Work, host: str, since: datetime) -> int:
    """Count what another server reported since a moment."""
    return await _count(work, Report.reporter_host == host, Report.created_at > since)


async def reports_by(work: Work, reporter_uri: str, since: datetime) -> int:
    """Count what one person reported since a moment."""
    return await _count(work, Report.reporter_uri == reporter_uri, Report.created_at > since)


async def _count(work: Work, *which: ColumnElement[bool]) -> int:
    return await work.session.scalar(select(func.count()).select_from(Report).where(*which)) or 0


async def log(work: Work, before: str | None = None, limit: int = 50) -> list[LogEntry]:
    """Give what was decided, newest first, each with who decided."""
    query = select(LogEntry).options(joinedload(LogEntry.actor))
    if before:
        query = query.where(LogEntry.id < before)
    rows = await work.session.scalars(query.order_by(LogEntry.id.desc()).limit(min(limit, _MOST)))
    return list(rows)

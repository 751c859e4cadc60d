"""Which servers are refused, and who may be reported or suspended: pure rules."""

from __future__ import annotations

import ipaddress
import re
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import idna

from fedicoop.accounts import policy as accounts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fedicoop.accounts import Member
    from fedicoop.actors import Actor

LONGEST_TEXT = 3000
MOST_POSTS = 100
REPORTS_PER_MEMBER = 10
REPORTS_PER_HOST = 100
REPORTS_IN = timedelta(hours=24)
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_PORT = re.compile(r":\d{0,5}$")


class Rule(StrEnum):
    """What is decided about a server."""

    BLOCK = "block"
    ALLOW = "allow"
    TRUST = "trust"
    """It is a cooperative of the circle: its members read what is for the network."""


def normal_host(host: str) -> str:
    """Give the one form of a server's name that rules are written in; "" for what is none.

    Blocked.TEST, blocked.test., bücher.test, xn--bcher-kva.test:443 and https://blocked.test/ are
    the names of two servers, not five: ports, case and dots open no back door.
    """
    name = host.strip().rpartition("//")[2].partition("/")[0].rpartition("@")[2]
    if name.startswith("["):
        return _address(name[1:].partition("]")[0])
    name = _PORT.sub("", name) if name.count(":") < 2 else name
    return _address(name) or _domain(name)


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""


def _domain(name: str) -> str:
    try:
        plain = idna.encode(name, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        plain = _older(name)
    plain = plain.lower().rstrip(".")
    return plain if _HOST.fullmatch(plain) else ""


def _older(name: str) -> str:
    """Read a name that only the IDNA of 2003 allows: there are servers with emoji in theirs."""
    try:
        return name.encode("idna").decode()
    except UnicodeError:
        return ""


def host_refused(rules: Mapping[str, str], mode: str, host: str) -> bool:
    """Tell whether we neither take anything from a server nor give it anything.

    The rule about the closest name decides: a block of evil.test covers a.evil.test, unless
    a.evil.test was allowed by name. Without a rule only the mode counts: on the allowlist nobody
    unknown comes in. What is not the name of a server is refused.
    """
    name = normal_host(host)
    if not name:
        return True
    while name:
        rule = rules.get(name)
        if rule is not None:
            return rule == Rule.BLOCK
        name = name.partition(".")[2]
    return mode == "allowlist"


def may_set_rules(by: Member | None) -> bool:
    """Moderators decide about servers; without a member it is the operator's shell."""
    return by is None or accounts.may_moderate(by)


def may_report(reporter: Actor, target: Actor) -> bool:
    """Anybody here may report anybody else who is still there."""
    return reporter.is_local and reporter.id != target.id and target.deleted_at is None


def may_suspend(by: Member | None, target: Actor, target_member: Member | None) -> bool:
    """Moderators may suspend people and groups, but not themselves, nor the cooperative.

    Only an administrator, or the operator's shell, may suspend somebody who moderates.
    """
    if target.is_local and target.type in {"Application", "Organization"}:
        return False
    if by is None:
        return True
    if not accounts.may_moderate(by) or by.actor_id == target.id:
        return False
    return accounts.may_administer(by) or not accounts.may_moderate(target_member)

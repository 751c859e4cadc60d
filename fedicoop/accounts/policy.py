"""Who may run the house, what a good password and a usable address are: pure rules."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import idna

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fedicoop.accounts.models import Member, RegisterEntry, Session

SESSION_LIFE = timedelta(days=30)
LINK_LIFE = timedelta(minutes=15)
ACTIVATION_LIFE = timedelta(days=30)
TOUCH_AFTER = timedelta(hours=1)
VISIT_GAP = timedelta(hours=4)
"""After so long without a page, what follows is another visit."""
NEWCOMER_FOR = timedelta(days=90)
DIGESTS = ("never", "weekly", "monthly", "quarterly")
NEAR_KM, ANYWHERE = 30, 0
DISTANCES = (10, NEAR_KM, 60, 100, ANYWHERE)
"""How far from home is near: for the digest, and for what is shown at home."""
VISIBILITIES = ("public", "unlisted", "followers", "network", "members", "direct")
SCOPES = ("read", "write")


class Role(StrEnum):
    """What a member may be here, beside being a member; the values are those of the register."""

    ADMIN = "admin"
    MODERATOR = "moderation"
    EDITOR = "redaction"
    LOCAL_CONTACT = "relais"
    SHAREHOLDER = "societaire"
    SUPPORTER = "sympathisant"


class PrivateFrom(StrEnum):
    """Who may begin to write to a member privately; strangers then ask first."""

    EVERYBODY = "everybody"
    MEMBERS = "members"
    """The members of this cooperative, and whom she follows elsewhere."""
    FOLLOWED = "followed"


class Status(StrEnum):
    """What the register says of somebody: one of the cooperative's members, or no longer."""

    ACTIVE = "active"
    LEFT = "left"


class Standing(StrEnum):
    """How far somebody in the register is on the way to an account."""

    ACTIVE = "active"
    INVITED = "invited"
    WAITING = "waiting"
    READY = "ready"
    WITHOUT_EMAIL = "without-email"
    APART = "apart"


def standing(entry: RegisterEntry, *, has_account: bool) -> Standing:
    """Say how far an entry is; ``queries.register`` says the same in SQL."""
    if has_account:
        return Standing.ACTIVE
    if is_apart(entry):
        return Standing.APART
    if not entry.email:
        return Standing.WITHOUT_EMAIL
    if entry.queued_at is not None:
        return Standing.WAITING
    return Standing.READY if entry.invited_at is None else Standing.INVITED


def is_apart(entry: RegisterEntry) -> bool:
    """Tell whether nobody is written to unasked: she left, wants no letters, or is erased."""
    return not may_activate(entry) or entry.silent_at is not None


def may_activate(entry: RegisterEntry) -> bool:
    """Tell whether an account may still come of an entry."""
    return entry.status == Status.ACTIVE and entry.erased_at is None


def may_get_code(entry: RegisterEntry, member: Member | None) -> bool:
    """Tell whether a code is printed for somebody: only where no e-mail reaches her.

    Without an account it opens one; with one it lets her in whose password is lost.
    """
    if member is not None:
        return member.email is None and is_active(member)
    return standing(entry, has_account=False) == Standing.WITHOUT_EMAIL


def is_active(member: Member) -> bool:
    """Tell whether a member may act at all; her actor is loaded."""
    return member.disabled_at is None and not member.actor.is_gone


def may_administer(member: Member | None) -> bool:
    """Tell whether somebody may change the server's settings and the members' roles."""
    return _has(member, Role.ADMIN)


def may_moderate(member: Member | None) -> bool:
    """Tell whether somebody may see reports and decide about hosts and people."""
    return _has(member, Role.ADMIN, Role.MODERATOR)


def may_speak(member: Member | None) -> bool:
    """Tell whether somebody may write in the cooperative's name, and change what is said in it."""
    return _has(member, Role.ADMIN, Role.MODERATOR, Role.EDITOR)


def _has(member: Member | None, *roles: Role) -> bool:
    if member is None or member.disabled_at is not None:
        return False
    return any(role in member.roles for role in roles)


def unknown_roles(roles: Iterable[str]) -> list[str]:
    """Give the roles of a list that do not exist."""
    return [role for role in roles if role not in set(Role)]


def wants_touch(session: Session, now: datetime) -> bool:
    """Tell whether a session is due to be prolonged: at most one write an hour and browser."""
    return now - session.last_seen_at >= TOUCH_AFTER


def is_another_visit(seen: datetime | None, now: datetime) -> bool:
    """Tell whether somebody who was last seen at a moment comes anew, and does not go on."""
    return seen is not None and now - seen >= VISIT_GAP


def last_visit(member: Member, now: datetime) -> datetime | None:
    """Give when the visit before this one ended; None for who is here for the first time."""
    if is_another_visit(member.last_seen_at, now):
        return member.last_seen_at
    return member.last_visit_at


def wants_guide(member: Member, now: datetime) -> bool:
    """Tell whether the first steps are shown: to newcomers who did not put them away."""
    return member.guided_at is None and now - member.created_at < NEWCOMER_FOR


def may_be_contact(member: Member) -> bool:
    """Tell whether somebody may be named as a contact: active people with a role here."""
    named = (Role.ADMIN, Role.MODERATOR, Role.EDITOR, Role.LOCAL_CONTACT)
    return is_active(member) and _has(member, *named)


_LOCAL_PART = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LONGEST_EMAIL = 254


def normal_email(address: str) -> str:
    """Give the one form under which an address is stored and looked up; "" for none at all.

    Lower case as a whole, because no provider in use tells Ana@ from ana@, and two accounts
    behind one mailbox would be a way in. The domain is given in its ASCII form.
    """
    local, _, domain = unicodedata.normalize("NFKC", address).strip().lower().rpartition("@")
    domain = _domain(domain)
    whole = f"{local}@{domain}"
    if not domain or len(local) > 64 or len(whole) > _LONGEST_EMAIL:
        return ""
    return whole if _LOCAL_PART.fullmatch(local) else ""


CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What codes on paper are made of (Crockford): no letter is read as another one, or as a digit."""
CODE_LENGTH, CODE_PART = 12, 4
_MISREAD = str.maketrans("OIL", "011")


def normal_code(typed: str) -> str:
    """Give a code as it was printed, without its hyphens; "" for what is none.

    Sixty bits; what is read as something else is taken for what it is: O is 0, I and L are 1.
    """
    plain = unicodedata.normalize("NFKC", typed[:100]).upper().translate(_MISREAD)
    plain = "".join(letter for letter in plain if letter.isalnum())
    good = len(plain) == CODE_LENGTH and set(plain) <= set(CODE_LETTERS)
    return plain if good else ""


def spaced_code(code: str) -> str:
    """Give a code as it is printed: 7KQ2-M9XD-4RTA."""
    starts = range(0, len(code), CODE_PART)
    return "-".join(code[start : start + CODE_PART] for start in starts)


_POSTCODE = re.compile(r"[0-9A-Z][0-9A-Z-]{1,9}")
_NUMBER = re.compile(r"[0-9A-Z](?:[0-9A-Z ./_-]{0,28}[0-9A-Z])?")
LONGEST_COLLEGE = 60
LONGEST_HELP = 200


def normal_number(said: str) -> str | None:
    """Give the form in which a member number is stored; None for what is none.

    Nothing said is "".
    """
    plain = " ".join(unicodedata.normalize("NFKC", said[:100]).upper().split())
    return plain if not plain or _NUMBER.fullmatch(plain) else None


def normal_postcode(said: str) -> str | None:
    """Give the form in which a postcode is stored, capitals without spaces; None for what is none.

    Nothing said is "".
    """
    plain = "".join(unicodedata.normalize("NFKC", said).upper().split())
    return plain if not plain or _POSTCODE.fullmatch(plain) else None


def _domain(domain: str) -> str:
    try:
        ascii_form = idna.encode(domain, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return ""
    return ascii_form if "." in ascii_form.strip(".") and ascii_form[-1] != "." else ""


def normal_login(login: str) -> str:
    """Give the form in which a sign-in name is looked up: people type ana, @Ana or an address."""
    login = unicodedata.normalize("NFKC", login[:_LONGEST_EMAIL]).strip().lower()
    return login.removeprefix("@")


def source_of(address: str) -> str:
    """Give what a network address is counted as: an IPv6 customer has a whole /64."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address[:100]
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    return str(ipaddress.ip_network((ip, 64), strict=False))

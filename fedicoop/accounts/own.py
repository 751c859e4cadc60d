"""What is kept of a member's account and of her place in the register, for herself to take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from fedicoop.accounts import queries
from fedicoop.accounts.models import ActivationLink, ApiToken, Session, SignInLink
from fedicoop.db.facts import facts, in_pieces

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fedicoop.accounts.models import Member
    from fedicoop.work import Work

TAKEN = {
    "members": "account/account.json",
    "sessions": "account/sign-ins.json",
    "sign_in_links": "account/sign-ins.json",
    "api_tokens": "account/sign-ins.json",
    "register_entries": "account/register.json",
    "activation_links": "account/register.json",
}
LEFT = {"sign_in_attempts": "hashes that are forgotten after an hour; nobody can tell whose"}
_ACCOUNT = (
    *("email", "roles", "language", "time_zone", "default_visibility", "email_digest"),
    *("private_from", "charter", "postcode", "college", "category", "number", "created_at"),
    *("last_seen_at", "last_visit_at", "preferences_at", "guided_at", "is_contact", "helps_with"),
    "disabled_at",
)
_ENTRY = (
    *("number", "name", "email", "category", "college", "postcode", "town", "language", "shares"),
    *("status", "first_seen_at", "last_seen_at", "queued_at", "invited_at", "printed_at"),
    "silent_at",
)


async def account(_work: Work, member: Member) -> AsyncIterator[dict[str, Any]]:
    """Give what she chose and what is known of her account."""
    found = {"username": member.actor.username, **facts(member, *_ACCOUNT)}
    yield {**found, "has_password": member.password_hash is not None}


async def register(work: Work, member: Member) -> AsyncIterator[dict[str, Any]]:
    """Give what the register of members says of her, and the links and codes that she got."""
    entry = await queries.entry_by_number(work, member.number or "")
    if entry is None:
        return
    query = select(ActivationLink).where(ActivationLink.entry_id == entry.id)
    links = [
        facts(row, "printed", "created_at", "expires_at", "used_at")
        async for row in in_pieces(work.session, query, ActivationLink.id)
    ]
    yield {**facts(entry, *_ENTRY), "links": links}


async def sign_ins(work: Work, member: Member) -> AsyncIterator[dict[str, Any]]:
    """Give the browsers in which she is signed in, her programs, and the links she asked for."""
    browsers = select(Session).where(Session.member_id == member.id)
    async for row in in_pieces(work.session, browsers, Session.id):
        seen = facts(row, "user_agent", "created_at", "last_seen_at", "expires_at")
        yield {"kind": "browser", **seen}
    programs = select(ApiToken).where(ApiToken.member_id == member.id)
    async for program in in_pieces(work.session, programs, ApiToken.id):
        names = ("name", "scopes", "created_at", "last_used_at", "revoked_at")
        yield {"kind": "program", **facts(program, *names)}
    links = select(SignInLink).where(SignInLink.member_id == member.id)
    async for link in in_pieces(work.session, links, SignInLink.id):
        yield {"kind": "link", **facts(link, "created_at", "expires_at", "used_at")}

"""Admitting members, what they choose for themselves, and letting them go."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete

from fedicoop import text
from fedicoop.accounts import policy, queries
from fedicoop.accounts.models import ApiToken, Member, Session, SignInLink
from fedicoop.accounts.policy import Role
from fedicoop.accounts.service.doors import close_every_door, end_all_sessions
from fedicoop.accounts.service.entries import forget_entries
from fedicoop.actors import service as actors
from fedicoop.errors import Invalid, Refused
from fedicoop.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fedicoop.work import Work


_NO_POSTCODE = "Write the postcode as on a letter, such as 76000."


@dataclass(frozen=True)
class SettingsDraft:
    """What a member chooses for herself; what is None stays as it was."""

    language: str
    time_zone: str
    default_visibility: str
    email_digest: str = "quarterly"
    postcode: str | None = None
    private_from: str | None = None
    near_km: str | None = None


async def admit(  # noqa: PLR0913 - what is known of a newcomer, each by its name
    work: Work,
    username: str,
    *,
    name: str = "",
    email: str | None = None,
    password_hash: str | None = None,
    roles: Iterable[str] = (),
    language: str = "",
) -> Member:
    """Make somebody a member, with an actor to be seen by; raises Invalid field by field.

    Without a password she comes in by links sent to her address.
    """
    roles = list(dict.fromkeys(roles))
    faults = _faults(work, roles, language)
    address = policy.normal_email(email) if email else None
    if email:
        faults.update(await _email_faults(work, address))
    if faults:
        raise Invalid(faults)
    actor = await actors.create(work, username, name=name)
    member = Member(
        id=new_id(work.now()),
        actor_id=actor.id,
        actor=actor,
        email=address,
        password_hash=password_hash,
        roles=roles,
        language=language or work.config.languages[0],
        created_at=work.now(),
    )
    work.session.add(member)
    await work.session.flush()
    return member


def _faults(work: Work, roles: list[str], language: str) -> dict[str, str]:
    faults = {}
    if policy.unknown_roles(roles):
        faults["roles"] = "This role does not exist."
    if language and language not in work.config.languages:
        faults["language"] = "Choose one of the languages of this server."
    return faults


async def _email_faults(work: Work, address: str | None) -> dict[str, str]:
    if not address:
        return {"email": "This is not an e-mail address."}
    if await queries.by_email(work, address) is not None:
        return {"email": "This address belongs to another member."}
    return {}


async def change_settings(work: Work, member: Member, draft: SettingsDraft) -> None:
    """Store what a member chose; raises Invalid field by field."""
    postcode = policy.normal_postcode(draft.postcode or "")
    faults = _faults(work, [], draft.language) | _choice_faults(draft)
    if postcode is None:
        faults["postcode"] = _NO_POSTCODE
    if faults:
        raise Invalid(faults)
    member.language, member.time_zone = draft.language, draft.time_zone
    member.default_visibility = draft.default_visibility
    member.email_digest = draft.email_digest
    if draft.private_from is not None:
        member.private_from = draft.private_from
    if draft.near_km is not None:
        member.near_km = int(draft.near_km)
    if draft.postcode is not None:
        member.postcode, member.preferences_at = postcode or "", work.now()
    await work.session.flush()


async def be_contact(work: Work, member: Member, helps_with: str, *, agrees: bool) -> None:
    """Name a member as a contact, with what she helps with, or no longer; she alone agrees.

    Raises Invalid when nothing is said, Refused for somebody without a role here.
    """
    said = " ".join(text.clean(helps_with, policy.LONGEST_HELP + 1).split())
    if agrees and not policy.may_be_contact(member):
        raise Refused(f"{member.id} has no role", safe="Contacts are people with a role here.")
    if agrees and not said:
        raise Invalid({"helps_with": "Say in a few words what you help with."})
    if len(said) > policy.LONGEST_HELP:
        raise Invalid({"helps_with": "At most 200 characters."})
    member.is_contact, member.helps_with = agrees, said
    await work.session.flush()


async def put_guide_away(work: Work, member: Member) -> None:
    """Show a member the first steps no longer."""
    member.guided_at = work.now()
    await work.session.flush()


async def choose_digest(work: Work, member: Member, how_often: str) -> None:
    """Store how often a member gets the digest; raises Invalid for what is not on the list."""
    if how_often not in policy.DIGESTS:
        raise Invalid({"email_digest": "Choose how often from the list."})
    member.email_digest = how_often
    await work.session.flush()


def _choice_faults(draft: SettingsDraft) -> dict[str, str]:
    chosen = {
        "language": (draft.language, "Choose one of the languages of this server."),
        "time_zone": (
            draft.time_zone in zoneinfo.available_timezones(),
            "Choose a time zone from the list.",
        ),
        "default_visibility": (
            draft.default_visibility in policy.VISIBILITIES,
            "Choose who may read from the list.",
        ),
        "email_digest": (
            draft.email_digest in policy.DIGESTS,
            "Choose how often from the list.",
        ),
        "near_km": (
            draft.near_km in {None, *map(str, policy.DISTANCES)},
            "Choose a distance from the list.",
        ),
        "private_from": (
            draft.private_from in {None, *policy.PrivateFrom},
            "Choose who may write to you from the list.",
        ),
    }
    return {name: fault for name, (holds, fault) in chosen.items() if not holds}


async def register(
    work: Work,
    member: Member,
    *,
    postcode: str | None = None,
    college: str | None = None,
    category: str | None = None,
    number: str | None = None,
) -> None:
    """Write down what the register says of a member; None leaves what is there.

    Raises Invalid field by field. Who may do it is for the caller to ask.
    """
    traits = {"college": college, "category": category}
    plain = policy.normal_postcode(postcode or "")
    faults = {} if plain is not None else {"postcode": _NO_POSTCODE}
    for name, said in traits.items():
        if len(said or "") > policy.LONGEST_COLLEGE:
            faults[name] = "At most 60 characters."
    faults |= await _number_faults(work, member, number)
    if faults:
        raise Invalid(faults)
    for name, said in traits.items():
        if said is not None:
            setattr(member, name, text.clean(said, policy.LONGEST_COLLEGE))
    if postcode is not None:
        member.postcode = plain or ""
    if number is not None:
        member.number = policy.normal_number(number) or None
    await work.session.flush()


async def _number_faults(work: Work, member: Member, number: str | None) -> dict[str, str]:
    plain = policy.normal_number(number or "")
    if plain is None:
        return {"number": "Use letters, digits and the signs . - _ / in a member number."}
    holder = await queries.by_number(work, plain)
    if holder is not None and holder.id != member.id:
        return {"number": "This number belongs to another member."}
    return {}


async def change_email(work: Work, member: Member, email: str) -> None:
    """Give a member another address; links sent to the old one stop working. Raises Invalid."""
    address = policy.normal_email(email)
    if address == member.email:
        return
    faults = await _email_faults(work, address)
    if faults:
        raise Invalid(faults)
    member.email = address
    await work.session.execute(delete(SignInLink).where(SignInLink.member_id == member.id))
    await work.session.flush()


async def change_password(
    work: Work, member: Member, password_hash: str, except_token: str = ""
) -> None:
    """Store a new password's hash; whoever else was in as this member is out (case web-005)."""
    member.password_hash = password_hash
    await close_every_door(work, member, except_token)
    await work.session.flush()


async def set_roles(work: Work, member: Member, roles: Iterable[str]) -> None:
    """Say what a member may do here; she signs in afresh. Somebody must stay administrator."""
    wanted = list(dict.fromkeys(roles))
    if policy.unknown_roles(wanted):
        raise Invalid({"roles": "This role does not exist."})
    if Role.ADMIN not in wanted:
        await _keep_an_administrator(work, member)
    if set(wanted) == set(member.roles):
        return
    member.roles = wanted
    await end_all_sessions(work, member)
    await work.session.flush()


async def disable(work: Work, member: Member) -> None:
    """Shut a member out: her sessions, tokens and links end with this transaction."""
    await _keep_an_administrator(work, member)
    if member.disabled_at is None:
        member.disabled_at = work.now()
    await close_every_door(work, member)
    await work.session.flush()


async def enable(work: Work, member: Member) -> None:
    """Let a disabled member sign in again."""
    member.disabled_at = None
    await work.session.flush()


async def erase(work: Work, member: Member) -> None:
    """Delete a member's account for good and announce it to everybody who ever heard of her.

    Her actor stays as an empty tombstone, so that its name is never given to somebody else; of her
    entry in the register stays the number, so that no later file brings her back.
    """
    await _keep_an_administrator(work, member)
    await forget_entries(work, member)
    for table in (Session, SignInLink, ApiToken):
        await work.session.execute(delete(table).where(table.member_id == member.id))
    actor = member.actor
    await work.session.delete(member)
    await work.session.flush()
    await actors.delete(work, actor)


async def _keep_an_administrator(work: Work, member: Member) -> None:
    if Role.ADMIN not in member.roles or member.disabled_at is not None:
        return
    others = [one for one in await queries.with_role(work, Role.ADMIN) if one.id != member.id]
    if not others:
        raise Refused(
            f"{member.id} is the last administrator",
            safe="This is the last administrator: name another one first.",
        )

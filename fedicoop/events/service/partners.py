"""Organising together: one server's event, partner groups that inform their own followers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.accounts import queries as accounts
from fedicoop.accounts.policy import Role
from fedicoop.errors import Refused
from fedicoop.events import documents, queries
from fedicoop.events.models import CoOrganiser
from fedicoop.events.service import sharing, telling
from fedicoop.events.service.announcing import say_update
from fedicoop.events.service.hosts import check_manages, check_may_announce
from fedicoop.groups import Sight
from fedicoop.groups import queries as groups
from fedicoop.ids import new_id
from fedicoop.posts import Visibility
from fedicoop.posts.policy import OPEN

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.events.models import Event
    from fedicoop.work import Work

INVITED, ACCEPTED, DECLINED = "invited", "accepted", "declined"


async def ask_partner(work: Work, event: Event, actor: Actor, partner: Actor) -> CoOrganiser:
    """Ask a group, here or on another server, to organise an event with its host.

    Raises Refused for an event that is not open, and for a group that is closed.
    """
    await check_manages(work, event, actor)
    if event.post.visibility not in {*OPEN, Visibility.NETWORK}:
        raise Refused(
            f"{event.uri} is not open",
            safe="Only what everybody may see can be organised with others.",
        )
    await _check_open(work, partner)
    if partner.type == "Person" or partner.is_gone or partner.id == event.host_id:
        raise Refused(f"{partner.uri} cannot organise {event.uri}")
    if not partner.is_local and not await queries.can_see(work, event, partner):
        raise Refused(
            f"{event.uri} is not for {partner.uri}",
            safe="This group may not see the event.",
        )
    known = await queries.co_organiser(work, event, partner)
    if known is not None and known.state != DECLINED:
        return known
    row = known or _row(work, event, partner, work.urls.activity(new_id(work.now())))
    row.state = INVITED
    if known is None:
        event.co_organisers.append(row)
    await work.session.flush()
    if partner.is_local:
        await _tell(work, event, event.host, partner)
    else:
        work.publish(documents.invite(work, row, event, partner), about=row.uri)
    return row


async def _check_open(work: Work, partner: Actor) -> None:
    """Raise Refused for a group that is closed: what it organises would tell who it is."""
    group = await groups.by_actor(work, partner.id)
    if group is not None and group.is_local and group.visibility != Sight.PUBLIC:
        raise Refused(f"{partner.uri} is closed", safe="This group is not open to everybody.")


def _row(work: Work, event: Event, partner: Actor, uri: str) -> CoOrganiser:
    return CoOrganiser(
        id=new_id(work.now()),
        uri=uri,
        event_id=event.id,
        actor=partner,
        state=INVITED,
        created_at=work.now(),
    )


async def asked_to_organise(
    work: Work, event: Event, sender: Actor, partner: Actor, uri: str
) -> None:
    """Note that a group here was asked to organise an event elsewhere."""
    if sender.id not in {event.host_id, event.organiser_id} or not uri:
        raise Refused(f"{sender.uri} may not speak for {event.uri}")
    await _check_open(work, partner)
    known = await queries.co_organiser(work, event, partner)
    if known is not None:
        known.uri = uri
        return
    event.co_organisers.append(_row(work, event, partner, uri))
    await work.session.flush()
    await _tell(work, event, sender, partner)


async def _tell(work: Work, event: Event, sender: Actor, partner: Actor) -> None:
    """Tell those who answer for a group: its facilitators, and who looks after the cooperative."""
    group = await groups.by_actor(work, partner.id)
    led = await groups.facilitators(work, group) if group is not None else []
    members = await accounts.with_role(work, Role.ADMIN, Role.MODERATOR)
    people = [*(row.actor_id for row in led), *(member.actor_id for member in members)]
    for actor_id in dict.fromkeys(people):
        if actor_id != sender.id:
            work.tell(telling.INVITED, actor_id, partner.id, event.uri)


async def organise_too(work: Work, row: CoOrganiser, event: Event, actor: Actor) -> None:
    """Agree, in a group's name, to organise an event: its followers hear of it now."""
    await check_may_announce(work, actor, row.actor)
    await _check_open(work, row.actor)
    if row.state == ACCEPTED:
        return
    row.state = ACCEPTED
    await work.session.flush()
    if event.local:
        work.tell(f"event_partner_{ACCEPTED}", event.organiser_id, row.actor_id, event.uri)
        await say_update(work, event)
    else:
        said = documents.invite_answer(work, "Accept", row, event, row.actor)
        work.publish(said, about=row.uri)
    await sharing.share(work, event, row.actor)


async def do_not_organise(work: Work, row: CoOrganiser, event: Event, actor: Actor) -> None:
    """Say, in a group's name, that it does not organise an event, or no longer."""
    await check_may_announce(work, actor, row.actor)
    was, row.state = row.state, DECLINED
    await work.session.flush()
    if not event.local and was != DECLINED:
        said = documents.invite_answer(work, "Reject", row, event, row.actor)
        work.publish(said, about=row.uri)
    elif event.local and was == ACCEPTED:
        await say_update(work, event)


async def partner_answered(work: Work, event: Event, row: CoOrganiser, state: str) -> None:
    """Take the answer of a group elsewhere, and say to everybody who organises the event now."""
    if row.state == state:
        return
    was, row.state = row.state, state
    await work.session.flush()
    if ACCEPTED in {was, state}:
        work.tell(f"event_partner_{state}", event.organiser_id, row.actor_id, event.uri)
        await say_update(work, event)

"""What there is to say to one member: asked of her, near her, in her groups, held back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fedicoop import gazetteer
from fedicoop.actors import queries as actors
from fedicoop.digests import policy, queries
from fedicoop.events import State
from fedicoop.events import queries as events
from fedicoop.events.queries import Agenda
from fedicoop.groups import queries as groups
from fedicoop.library import queries as library
from fedicoop.notifications import queries as notifications
from fedicoop.posts import queries as posts

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.accounts import Member
    from fedicoop.events import Event, Participation
    from fedicoop.groups import Membership
    from fedicoop.library.queries import Shown
    from fedicoop.notifications import HeldLetter, Notification
    from fedicoop.posts import Post
    from fedicoop.work import Work

MOST_DATES, MOST_POSTS, MOST_ASKED, MOST_HELD, MOST_PAPERS = 8, 8, 8, 8, 6
_LOOKED_AT = 60
_MOST_SUBJECTS, _MOST_FOLLOWED = 5, 100
_DUTIES = ("group_asked", "event_asked", "event_comment", "event_invited", "report", "server_asks")
_NOT_AMONG_DATES = {
    *(State.DECLINED, State.CANCELLED, State.REJECTED, State.WITHDRAWN),
    State.INVITED,  # it stands above them, as what is asked of her
}


@dataclass(frozen=True)
class Date:
    """An event to come; ``is_near`` to where she lives, ``answer`` is what she said so far."""

    event: Event
    is_near: bool = False
    answer: Participation | None = None


@dataclass
class Content:
    """Everything that one digest says."""

    invitations: list[Membership] = field(default_factory=list)
    invited: list[Event] = field(default_factory=list)
    requests: int = 0
    duties: list[Notification] = field(default_factory=list)
    dates: list[Date] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    papers: list[Shown] = field(default_factory=list)
    held: list[HeldLetter] = field(default_factory=list)

    @property
    def asks(self) -> bool:
        """Tell whether something is asked of her."""
        return bool(self.invitations or self.invited or self.requests or self.duties)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to say."""
        return not (self.asks or self.dates or self.posts or self.papers or self.held)


async def gather(work: Work, member: Member) -> Content:
    """Look for what a member's next digest says."""
    turn = await queries.turn_of(work, member)
    since = policy.since(member.email_digest, member.created_at, turn, work.now())
    me = member.actor
    duties = await notifications.of(work, me, limit=MOST_ASKED * 3, kinds=_DUTIES)
    return Content(
        invitations=(await groups.invitations_of(work, me))[:MOST_ASKED],
        invited=await events.invitations_of(work, me, MOST_ASKED),
        requests=len(await actors.requests(work, me)),
        duties=[each for each in duties if each.read_at is None][:MOST_ASKED],
        dates=await _dates(work, member),
        posts=await _posts(work, member, since),
        papers=await library.fresh(work, me, since, MOST_PAPERS),
        held=await notifications.held_for(work, me.id, MOST_HELD),
    )


async def _dates(work: Work, member: Member) -> list[Date]:
    """Give the next dates: near her, of her groups, of her cooperative, on her subjects."""
    near = await _near(work, member)
    ids = {event.id for event in near}
    found = {event.id: event for event in near}
    for agenda in await _relevant(work, member):
        found |= {event.id: event for event in await _coming(work, member, agenda)}
    dates = []
    for event in sorted(found.values(), key=lambda each: (each.id not in ids, each.starts_at)):
        answer = await events.participation(work, event, member.actor)
        if answer is None or answer.state not in _NOT_AMONG_DATES:
            dates.append(Date(event, event.id in ids, answer))
    return sorted(dates[:MOST_DATES], key=lambda date: (date.event.starts_at, date.event.id))


async def _near(work: Work, member: Member) -> list[Event]:
    """Give what is as near as she says; for who goes however far, nothing is."""
    towns = gazetteer.find(member.postcode, 1) if member.postcode and member.near_km else []
    if not towns:
        return []
    return await _coming(work, member, Agenda(near=towns[0].spot, km=member.near_km))


async def _relevant(work: Work, member: Member) -> list[Agenda]:
    mine = await groups.memberships_of(work, member.actor)
    followed = await actors.following(work, member.actor, limit=_MOST_FOLLOWED)
    hosts = (*(row.group.actor_id for row in mine), *(row.followed_id for row in followed))
    subjects = (await posts.followed_tags(work, member.actor))[:_MOST_SUBJECTS]
    found = [Agenda(host_ids=hosts)] if hosts else []
    everywhere = [] if member.near_km else [Agenda()]
    return [*found, *(Agenda(tag=name) for name in subjects), Agenda(servers=("",)), *everywhere]


async def _coming(work: Work, member: Member, agenda: Agenda) -> list[Event]:
    until = work.now() + policy.period(member.email_digest) + policy.LOOKS_AHEAD
    wanted = Agenda(
        since=work.now(),
        until=until,
        host_ids=agenda.host_ids,
        servers=agenda.servers,
        near=agenda.near,
        km=agenda.km,
        tag=agenda.tag,
        cancelled=False,
    )
    return (await events.upcoming(work, member.actor, wanted, limit=MOST_DATES)).items


async def _posts(work: Work, member: Member, since: datetime) -> list[Post]:
    """Give what is new: articles first, then what is talked about most, then the newest."""
    mine = await posts.home(work, member.actor, limit=_LOOKED_AT)
    ours = await posts.local_timeline(work, member.actor, limit=_LOOKED_AT)
    found = {item.post.id: item.post for item in (*mine.items, *ours.items)}
    new = [post for post in found.values() if policy.may_stand(post, member.actor_id, since)]
    new.sort(key=lambda post: post.id, reverse=True)
    new.sort(key=lambda post: (post.type != "Article", -post.replies_count))
    return new[:MOST_POSTS]

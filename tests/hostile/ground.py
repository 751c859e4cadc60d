"""One of everything that is not for everybody, and one person of every kind who may ask for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fedicoop.accounts import queries as accounts
from fedicoop.accounts import service as doors
from fedicoop.accounts.service import EntryDraft
from fedicoop.actors import service as people
from fedicoop.events import service as events
from fedicoop.groups import queries as known_groups
from fedicoop.groups import service as groups
from fedicoop.groups.service import GroupDraft, ResourceDraft
from fedicoop.library import service as library
from fedicoop.media import service as media
from fedicoop.messages import queries as messages
from fedicoop.moderation import service as moderation
from fedicoop.newsletter import service as newsletters
from fedicoop.newsletter.service import NewsletterDraft
from fedicoop.posts import service as writing
from fedicoop.posts.service import ArticleDraft, NoteDraft
from fedicoop.takeaways import service as takeaways
from fedicoop.takeaways import worker
from tests.events.given import a_draft
from tests.library.given import given_paper
from tests.media.given import a_picture

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.instance import Instance
    from fedicoop.media.images import Prepared
    from fedicoop.work import Work

VISITORS = ("nobody", "suspended", "eve", "elsewhere", "lea", "ana", "mona", "alba")
"""Eve is a member; "elsewhere" looks after another group; Lea belongs to Ana's groups, which Ana
looks after; Mona moderates and Alba administers the site."""
_ROLES = {"mona": ["moderation"], "alba": ["admin"]}
WORD = "zibeline"
"""It stands in everything that is secret, and in nothing else."""


@dataclass
class Ground:
    """What is there: row ids and tokens by a name in capitals, sessions by person."""

    picture: Prepared
    places: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def address(self, written: str) -> str:
        """Put what is there where an address only names it, as in /notes/[N_CAVE]."""
        for name, value in self.places.items():
            written = written.replace(f"[{name}]", value)
        return written


async def lay(coop: Instance) -> Ground:
    """Let it happen."""
    ground = Ground(picture=await media.prepare(a_picture(), coop.config))
    for deed in (_people, _groups, _posts, _events, _papers, _letters, _register, _rest):
        async with coop.writing() as work:
            await deed(work, ground)
    assert await worker.run_once(coop.reading, coop.writing) == 1
    async with coop.writing() as work:
        member = await _member(work, "suspended")
        await doors.disable(work, member)
        await moderation.suspend(work, None, member.actor)
    return ground


async def _member(work: Work, name: str) -> Member:
    found = await accounts.by_login(work, name)
    assert found is not None
    return found


async def _actor(work: Work, name: str) -> Actor:
    return (await _member(work, name)).actor


async def _group(work: Work, name: str) -> Group:
    found = await known_groups.by_username(work, name)
    assert found is not None
    return found


async def _people(work: Work, ground: Ground) -> None:
    for name in VISITORS[1:]:
        email = f"{name}@mail.example"
        member = await doors.admit(work, name, email=email, roles=_ROLES.get(name, []))
        ground.sessions[name] = await doors.open_session(work, member)
    lea = await _member(work, "lea")
    await doors.register(work, lea, college="usagers", number="7001")


async def _groups(work: Work, ground: Ground) -> None:
    ana, lea = await _actor(work, "ana"), await _actor(work, "lea")
    for name, sight in (("ferme", "private"), ("cave", "secret")):
        words = f"{WORD} {name}"
        draft = GroupDraft(name, visibility=sight, openness="request", description=words)
        group = await groups.create(work, ana, name, draft)
        row = await groups.take_in(work, group, lea)
        await groups.take_in(work, group, await _actor(work, "suspended"))
        link = await groups.add_link(work, group, ana, ResourceDraft(words, "https://pad.example"))
        ground.places |= {f"ROW_{name.upper()}": row.id, f"LINK_{name.upper()}": link.id}
    other = await _actor(work, "elsewhere")
    await groups.create(work, other, "ailleurs", GroupDraft("Ailleurs"))


async def _posts(work: Work, ground: Ground) -> None:
    ana, lea = await _actor(work, "ana"), await _actor(work, "lea")
    for follower in (lea, await _actor(work, "suspended")):
        await people.follow(work, follower, ana)
    for visibility in ("members", "followers"):
        note = await writing.publish(work, ana, NoteDraft(f"{WORD} #mot", visibility))
        said = ArticleDraft(WORD, WORD, WORD, ("mot",), "fr", visibility)
        article = await writing.publish_article(work, ana, said)
        ground.places |= {f"N_{visibility.upper()}": note.id, f"A_{visibility.upper()}": article.id}
    picture = await media.keep(work, ana, ground.picture, WORD, private=True)
    letter = NoteDraft(WORD, "direct", to=(lea,), files=(picture.id,))
    direct = await writing.publish(work, ana, letter)
    talk = await messages.with_people(work, lea, direct.parties)
    assert talk is not None
    group = await _group(work, "cave")
    draft = NoteDraft(f"{WORD} #mot", "group", group=group, title=WORD)
    discussion = await writing.publish(work, ana, draft)
    sketch = await writing.sketch(work, ana, ArticleDraft(WORD, WORD, WORD))
    ground.places |= {"N_DIRECT": direct.id, "TALK": talk.id, "N_CAVE": discussion.id}
    ground.places |= {"SKETCH": sketch.id, "PICTURE": picture.id, "LETTER_URI": direct.uri}


async def _events(work: Work, ground: Ground) -> None:
    ana, lea = await _actor(work, "ana"), await _actor(work, "lea")
    group = await _group(work, "cave")
    said = a_draft(title=WORD, source=WORD, visibility="group", guests_by_mail=True)
    event = await events.announce(work, ana, said, group.actor)
    row = await events.join(work, event, lea)
    draft = await events.draft(work, ana, a_draft(title=WORD))
    inside = await events.announce(work, ana, a_draft(title=WORD, visibility="members"))
    ground.places |= {"E_CAVE": event.id, "P_CAVE": row.id, "DRAFT": draft.id, "E_IN": inside.id}
    for name in ("lea", "eve", "suspended"):
        who = await _actor(work, name)
        ground.places[f"KEY_{name.upper()}"] = await events.answer_key(work, event, who)
        ground.places[f"ICS_{name.upper()}"] = await events.open_calendar(work, who)


async def _papers(work: Work, ground: Ground) -> None:
    alba, ana = await _actor(work, "alba"), await _actor(work, "ana")
    for audience in ("members", "college", "board"):
        paper = await given_paper(work, alba, WORD, audience, college="usagers", summary=WORD)
        ground.places[f"D_{audience.upper()}"] = paper.id
    paper = await given_paper(work, ana, WORD, "group", group=await _group(work, "cave"))
    away = await given_paper(work, alba, WORD, "public")
    await library.archive(work, away, alba)
    ground.places |= {"D_CAVE": paper.id, "D_AWAY": away.id}


async def _letters(work: Work, ground: Ground) -> None:
    alba = await _actor(work, "alba")
    said = NewsletterDraft(WORD, WORD, (("article", ground.places["A_MEMBERS"]),))
    sent, plan = [await newsletters.compose(work, alba, said) for _ in range(2)]
    await newsletters.start(work, sent, alba)
    ground.places |= {"ISSUE": sent.id, "PLAN": plan.id}


async def _register(work: Work, ground: Ground) -> None:
    await doors.add_entries(work, [EntryDraft("9042", WORD, "reg@mail.example")])
    entry = await accounts.entry_by_number(work, "9042")
    assert entry is not None
    ground.places["ENTRY"] = entry.id


async def _rest(work: Work, ground: Ground) -> None:
    ana, lea = await _member(work, "ana"), await _member(work, "lea")
    told = [ground.places["LETTER_URI"]]
    report = await moderation.report(work, lea.actor, ana.actor, posts=told, said=WORD)
    ground.places["DATA"] = (await takeaways.ask(work, ana)).id
    (session,) = await accounts.sessions_of(work, ana)
    await doors.create_token(work, ana, WORD)
    (program,) = await accounts.tokens_of(work, ana)
    ana.actor.locked = True
    follow = await people.follow(work, await _actor(work, "eve"), ana.actor)
    ground.places |= {"REPORT": report.id, "SESSION": session.id, "PROGRAM": program.id}
    ground.places["FOLLOW"] = follow.id

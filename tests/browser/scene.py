"""What happens in the demo's Normandie before the tests: things that pages show only sometimes.

Through the services, on the data of the server that runs.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from PIL import Image

from fedicoop.accounts import queries as accounts
from fedicoop.accounts import service as doors
from fedicoop.accounts.service import SettingsDraft
from fedicoop.actors import service as people
from fedicoop.actors.service import ProfileDraft
from fedicoop.app import open_instance
from fedicoop.events import queries as known_events
from fedicoop.events import service as events
from fedicoop.events.service import (
    EventDraft,
    NeedDraft,
    PlaceDraft,
    QuestionDraft,
    ToolDraft,
    Wish,
)
from fedicoop.groups import queries as known_groups
from fedicoop.groups import service as groups
from fedicoop.groups.service import GroupDraft, ResourceDraft
from fedicoop.library import kinds
from fedicoop.library import service as library
from fedicoop.library.service import PaperDraft, Prepared, VersionDraft
from fedicoop.media import service as media
from fedicoop.messages import queries as messages
from fedicoop.moderation import service as moderation
from fedicoop.newsletter import service as newsletters
from fedicoop.newsletter.service import NewsletterDraft
from fedicoop.posts import service as writing
from fedicoop.posts.service import ArticleDraft, EditDraft, NoteDraft
from tests.browser import mailing
from tests.browser.cast import AUTHOR, GROUP, LONG_WORD, MEMBER, STAFF, actor_of

if TYPE_CHECKING:
    from pathlib import Path

    from fedicoop.instance import Instance
    from fedicoop.posts import Post
    from fedicoop.work import Work


@dataclass(frozen=True)
class Scene:
    """Whom and what there is to be looked at; ``sessions`` are tokens by member's name."""

    sessions: dict[str, str]
    person: str
    picture: str
    edited: str
    report: str
    talk: str
    party: str
    lost: str
    draft: str
    key: str
    link: str
    paper: str
    letters: str
    article: str
    sketch: str
    issue: str
    plan: str
    entry: str
    invitation: str
    call: str
    answer: str
    seldom: str
    no_more: str
    inside: str


async def play(folder: Path) -> Scene:
    """Let it happen, and give what it left behind."""
    instance = open_instance(folder, {})
    try:
        picture = await _show_a_picture(instance)
        edited = await _think_again(instance)
        async with instance.writing() as work:
            await _be_asked(work)
            report = await _complain(work, edited)
            talk = await _meet(work)
            party, lost, draft = await _invite_to_a_party(work, picture)
            key = await _write_a_letter(work, party)
            link = await _keep_a_link(work)
            paper = await _keep_a_paper(work)
            invited = await mailing.invite_a_member(work)
            called = await mailing.call_on_members(work)
            await _comment(work, party)
            letters = await _write_privately(work)
            links = await mailing.write_letters(work)
            article, sketch = await _write_articles(work, picture)
            issue, plan = await _write_newsletters(work, article, party)
            await moderation.block_host(work, None, "nuisible.example", "Envoie de la réclame.")
            author = await actor_of(work, AUTHOR)
            sessions = {name: await _session(work, name) for name in (STAFF, AUTHOR, MEMBER)}
    finally:
        await instance.close()
    made = (picture.id, edited.id, report, talk, party, lost, draft, key, link, paper, letters)
    return Scene(
        sessions, author.id, *made, article, sketch, issue, plan, *invited, *called, *links
    )


async def sign_in(folder: Path, name: str) -> str:
    """Open a session of a member, and give its token."""
    instance = open_instance(folder, {})
    try:
        async with instance.writing() as work:
            return await _session(work, name)
    finally:
        await instance.close()


async def read_in(folder: Path, language: str) -> None:
    """Let the members read everything in a language from now on."""
    instance = open_instance(folder, {})
    try:
        async with instance.writing() as work:
            for name in (STAFF, AUTHOR, MEMBER):
                member = await accounts.by_login(work, name)
                assert member is not None
                draft = SettingsDraft(language, member.time_zone, member.default_visibility)
                await doors.change_settings(work, member, draft)
    finally:
        await instance.close()


async def _session(work: Work, name: str) -> str:
    member = await accounts.by_login(work, name)
    assert member is not None
    return await doors.open_session(work, member, "Mozilla/5.0 (X11; Linux) Chromium")


async def _show_a_picture(instance: Instance) -> Post:
    """Publish two pictures, one without description, with a link that is too long for a phone."""
    drawn = io.BytesIO()
    Image.new("RGB", (900, 600), "#386641").save(drawn, "PNG")
    prepared = await media.prepare(drawn.getvalue(), instance.config)
    async with instance.writing() as work:
        author = await actor_of(work, AUTHOR)
        files = [await media.keep(work, author, prepared, alt) for alt in ("Un pré vert", "")]
        words = f"Le pré du futur parc, @{MEMBER} : {LONG_WORD} #solaire"
        ids = tuple(each.id for each in files)
        return await writing.publish(work, author, NoteDraft(words, files=ids))


async def _think_again(instance: Instance) -> Post:
    """Publish under a warning, change it, and let somebody keep and like it."""
    async with instance.writing() as work:
        author, reader = await actor_of(work, AUTHOR), await actor_of(work, MEMBER)
        draft = NoteDraft("Le film finit bien.", summary="La fin du film")
        post = await writing.publish(work, author, draft)
        change = EditDraft("Le film finit **très** bien.", summary="La fin du film")
        await writing.edit(work, post, author, change)
        await writing.bookmark(work, reader, post)
        await writing.like(work, reader, post)
        return post


async def _be_asked(work: Work) -> None:
    """Let one member choose who follows, and another ask."""
    asked, asking = await actor_of(work, MEMBER), await actor_of(work, AUTHOR)
    fields = [("Commune", "Cherbourg-en-Cotentin"), ("Site", LONG_WORD)]
    draft = ProfileDraft(
        "Wassim Quidam", "Sociétaire.", locked=True, discoverable=True, fields=fields
    )
    await people.update_profile(work, asked, draft)
    await people.unfollow(work, asking, asked)
    await people.follow(work, asking, asked)


async def _meet(work: Work) -> str:
    """Found a group with somebody who asks to join, and a discussion that came to its end."""
    founder = await actor_of(work, AUTHOR)
    draft = GroupDraft(
        "Toits du bourg",
        kind="working",
        openness="request",
        description="Nous comptons les **toits**.",
        mandate="Étudier dix toits avant le printemps.",
        town="Rouen",
        postcode="76000",
        latitude=49.44,
        longitude=1.1,
    )
    group = await groups.create(work, founder, GROUP, draft)
    await groups.create(work, founder, "calculs", GroupDraft("Calculs", parent=group))
    await groups.join(work, group, await actor_of(work, MEMBER), message="J'ai une échelle.")
    note = NoteDraft("Lequel d'abord ?", group=group, title="Le premier toit", language="fr")
    post = await writing.publish(work, founder, note)
    await writing.close(work, post, founder, "Celui de **l'école**.")
    return post.id


def _a_party(work: Work, files: tuple[str, ...]) -> EventDraft:
    """Write an event of which everything is said."""
    starts = work.now().replace(tzinfo=None, hour=18, minute=30) + timedelta(days=9)
    return EventDraft(
        "La fête des toits, avec un titre qui ne tient pas sur une seule ligne de téléphone",
        starts,
        starts + timedelta(hours=3),
        source=f"Venez **nombreux** ! {LONG_WORD}\n\n- une soupe\n- un film\n\n#fête",
        kind="cine-debat",
        files=files,
        place=PlaceDraft(
            "Maison des associations",
            "3 rue du Port",
            "76000",
            "Rouen",
            latitude=49.44,
            longitude=1.1,
        ),
        online=True,
        online_url="https://visio.example/toits",
        tools=(ToolDraft("Notes partagées", "https://pad.example/p/toits"),),
        capacity=12,
        waiting_list=True,
        join_mode="restricted",
        guests_per_person=2,
        guests_by_mail=True,
        questions=(QuestionDraft("Qu'apportez-vous ?", required=True),),
        needs=(NeedDraft("Animation", 2), NeedDraft("Accueil")),
        accessibility="Une marche à l'entrée, boucle magnétique.",
        fee_amount="5",
        fee_currency="EUR",
        website="https://fete.example/",
        rrule="FREQ=MONTHLY;BYDAY=1TH;COUNT=4",
        alert_over=10,
        comments="moderated",
    )


async def _invite_to_a_party(work: Work, picture: Post) -> tuple[str, str, str]:
    """Announce a party that repeats, one that is cancelled, and keep one as a draft."""
    host, guest = await actor_of(work, AUTHOR), await actor_of(work, MEMBER)
    group = await known_groups.by_username(work, GROUP)
    other = await actor_of(work, "calculs")
    assert group is not None
    draft = _a_party(work, tuple(each.file_id for each in picture.attachments[:1] if each.file_id))
    party = (await events.begin(work, host, draft, group.actor))[0]
    await events.ask_partner(work, party, host, other)
    await events.join(work, party, guest, Wish("J'ai une échelle.", ("Un gâteau",), 1))
    await events.invite(work, party, host, await actor_of(work, STAFF))
    await events.invite_address(work, party, host, "voisine@exemple.example")
    lost = await events.announce(work, host, replace(draft, rrule="", title="Le pique-nique"))
    await events.cancel(work, lost, host, "Il pleut.")
    kept = await events.draft(work, host, replace(draft, title="Plus tard"), group.actor)
    return party.id, lost.id, kept.id


async def _keep_a_link(work: Work) -> str:
    """Keep two links in the group, one of them in a folder."""
    author = await actor_of(work, AUTHOR)
    group = await known_groups.by_username(work, GROUP)
    assert group is not None
    plan = ResourceDraft("Le plan", LONG_WORD, "Où l'on pose quoi.")
    link = await groups.add_link(work, group, author, plan)
    pad = ResourceDraft("Le pad", "https://pad.example/p/toits", folder="Réunions")
    await groups.add_link(work, group, author, pad)
    return link.id


async def _keep_a_paper(work: Work) -> str:
    """Keep a document in the group of which everything is said, in two versions."""
    author = await actor_of(work, AUTHOR)
    group = await known_groups.by_username(work, GROUP)
    assert group is not None
    draft = PaperDraft(
        "Le relevé des toits, avec un titre qui ne tient pas sur une seule ligne de téléphone",
        "public",
        "Dix toits mesurés, lesquels portent, lesquels non. " * 8,
        tags="toits, école",
    )
    first = Prepared(b"Dix toits.", kinds.TEXT, "releve.txt", words=900)
    paper = await library.add(work, author, draft, VersionDraft(first), group)
    given = VersionDraft(link=LONG_WORD, note="Avec les photos.")
    await library.add_version(work, paper, author, given)
    return paper.id


async def _comment(work: Work, party: str) -> None:
    """Write a comment that waits."""
    event = await known_events.by_id(work, party)
    assert event is not None
    note = NoteDraft("J'apporte une échelle de plus.", in_reply_to=event.post)
    await writing.publish(work, await actor_of(work, MEMBER), note)


async def _write_a_letter(work: Work, party: str) -> str:
    """Give the key in the letter of somebody who has not answered yet."""
    event = await known_events.by_id(work, party)
    assert event is not None
    return await events.answer_key(work, event, await actor_of(work, AUTHOR))


async def _write_privately(work: Work) -> str:
    """Write to a member, who answers; give where she reads it."""
    one, other = await actor_of(work, AUTHOR), await actor_of(work, MEMBER)
    note = NoteDraft(f"Tu viens samedi ? {LONG_WORD}", "direct", to=(other,), language="fr")
    first = await writing.publish(work, one, note)
    answer = NoteDraft("Oui, avec *l'échelle*.", "direct", in_reply_to=first, to=(one,))
    await writing.publish(work, other, answer)
    again = NoteDraft("Parfait.", "direct", in_reply_to=first, to=(other,), language="fr")
    await writing.publish(work, one, again)
    row = await messages.with_people(work, other, first.parties)
    assert row is not None
    return row.id


async def _complain(work: Work, post: Post) -> str:
    reporter, target = await actor_of(work, MEMBER), await actor_of(work, AUTHOR)
    row = await moderation.report(work, reporter, target, posts=[post.uri], said="La fin !")
    return row.id


async def _write_articles(work: Work, picture: Post) -> tuple[str, str]:
    """Publish a long article with images and headings, and put another one by."""
    author = await actor_of(work, AUTHOR)
    files = tuple(each.file_id or "" for each in picture.attachments)
    parts = [f"## Partie {number}\n\n" + "Un mot de plus. " * 90 for number in range(1, 5)]
    source = "\n\n".join([*parts, "[image 2]", LONG_WORD])
    brief = "Trente familles et une mairie ont posé cent vingt panneaux. " * 5
    draft = ArticleDraft("Un toit pour l'école", brief, source, ("solaire",), "fr", files=files)
    post = await writing.publish_article(work, author, draft)
    row = await writing.sketch(work, author, draft)
    await writing.schedule_sketch(work, row, work.now() + timedelta(days=3))
    return post.id, row.id


async def _write_newsletters(work: Work, article: str, party: str) -> tuple[str, str]:
    """Begin to send one for everybody, and leave another one a draft."""
    editor = await actor_of(work, STAFF)
    items = (("event", party), ("article", article))
    words = "Bonjour,\n\nvoici ce qui se prépare, *près de chez vous* et plus loin."
    draft = NewsletterDraft("Les nouvelles de l'hiver", words, items, "fr", public=True)
    sent = await newsletters.compose(work, editor, draft)
    await newsletters.start(work, sent, editor)
    return sent.id, (await newsletters.compose(work, editor, draft)).id

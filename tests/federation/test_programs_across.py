"""A member posts by a program of hers (client to server), and other servers see what she did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from fedicoop.accounts import queries as people
from fedicoop.accounts import service as accounts
from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.actors import documents, service
from fedicoop.errors import FetchFailed
from fedicoop.groups import service as groups
from fedicoop.groups.service import GroupDraft
from fedicoop.moderation import service as moderation
from fedicoop.posts import queries as posts
from fedicoop.posts import service as writing
from tests.federation.telling import Member, found, plain, seen

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.network import Internet


class Program:
    """A client program with a member's token."""

    def __init__(self, member: Member, internet: Internet, token: str) -> None:
        """Take whom it is for."""
        self.member = member
        self.internet = internet
        self.token = token

    async def posts(self, activity: dict[str, Any], token: str = "") -> httpx2.Response:
        """Post to her outbox."""
        way = self.internet.servers[self.member.home.urls.host]
        async with httpx2.AsyncClient(transport=way) as client:
            return await client.post(
                f"{self.member.uri}/outbox",
                json={"@context": "https://www.w3.org/ns/activitystreams", **activity},
                headers={
                    "Authorization": f"Bearer {token or self.token}",
                    "Content-Type": "application/activity+json",
                },
            )

    async def done(self, activity: dict[str, Any]) -> str:
        """Post to her outbox, and let everybody hear of it; give the address of what came of it."""
        answer = await self.posts(activity)
        assert answer.status_code == 201, answer.text
        await self.internet.settle()
        return answer.headers["location"]


@pytest.fixture
async def ben(neighbour: Instance) -> Member:
    """Give a member of neighbour.example."""
    return await Member(neighbour, "ben").arrives()


@pytest.fixture
async def program(coop: Instance, internet: Internet, ben: Member) -> Program:
    """Give a program of ana's, whom ben follows and who follows him."""
    ana = Member(coop, "ana")
    async with coop.writing() as work:
        member = await accounts.admit(work, "ana")
        token = await accounts.create_token(work, member, "Essai")
    await ben.follows(ana)
    await ana.follows(ben)
    await internet.settle()
    return Program(ana, internet, token)


async def test_what_a_program_writes_changes_and_deletes_is_seen_elsewhere(
    program: Program, ben: Member
) -> None:
    followers = f"{program.member.uri}/followers"
    said = {"type": "Note", "content": "<p>Du vent</p>", "to": [PUBLIC], "cc": [followers]}

    uri = await program.done({"type": "Create", "object": said})
    assert await ben.reads() == ["Du vent"]
    there = await seen(ben.home, uri)
    assert there is not None
    assert plain(there) == "Du vent"

    await program.done({"type": "Update", "object": {**said, "id": uri, "content": "Du soleil"}})
    assert await ben.reads() == ["Du soleil"]

    await program.done({"type": "Delete", "object": uri})
    assert await ben.reads() == []


async def test_a_program_likes_and_passes_on_what_others_wrote(
    program: Program, ben: Member, internet: Internet
) -> None:
    note = await ben.writes("Bonjour")
    await internet.settle()

    await program.done({"type": "Like", "object": note})
    await program.done({"type": "Announce", "object": note})

    there = await seen(ben.home, note)
    assert there is not None
    assert (there.likes_count, there.boosts_count) == (1, 1)

    await program.done({"type": "Undo", "object": {"type": "Like", "object": note}})
    there = await seen(ben.home, note)
    assert there is not None
    assert there.likes_count == 0


async def test_nobody_else_posts_for_her(program: Program, ben: Member) -> None:
    note = {"type": "Note", "content": "faux", "to": [PUBLIC]}

    assert (await program.posts(note, token="faux")).status_code == 401
    assert (await program.posts({**note, "actor": ben.uri, "type": "Like"})).status_code in {
        400,
        403,
    }
    assert await ben.reads() == []


async def test_a_member_who_is_suspended_at_home_is_not_seen_and_says_nothing_more(
    program: Program, ben: Member
) -> None:
    ana = program.member
    said = {"type": "Note", "content": "Avant", "to": [PUBLIC]}
    note = await program.done(said)

    async with ana.home.writing() as work:
        await moderation.suspend(work, None, await found(work, ana.uri))

    assert (await program.posts({**said, "content": "Pendant"})).status_code == 401
    for uri in (ana.uri, note):
        with pytest.raises(FetchFailed, match=r"404|410"):
            await ben.home.client.get_document(uri, signer=await ben.home.signer())


@pytest.mark.parametrize("key", ["bto", "bcc"])
async def test_a_hidden_recipient_gets_the_note_and_nobody_learns_of_him(
    program: Program, ben: Member, neighbour: Instance, key: str
) -> None:
    """Not by the text, not by the document, and not by what an edit says later."""
    dora = await Member(neighbour, "dora").arrives()
    async with program.member.home.writing() as work:
        await service.remember(work, await described(program.member.home, dora.uri))
    said = {"type": "Note", "content": "<p>Entre nous</p>", "to": [ben.uri], key: [dora.uri]}

    uri = await program.done({"type": "Create", "object": said})
    assert await seen(neighbour, uri) is not None
    await program.done({"type": "Update", "object": {**said, "id": uri, "content": "Encore"}})

    here, there = await seen(program.member.home, uri), await seen(neighbour, uri)
    assert here is not None
    assert there is not None
    for post in (here, there):
        assert "dora" not in post.content
        assert dora.uri not in [*post.to, *post.cc]
    letters = [each.content for each in program.internet.requests if b"Entre" in each.content] + [
        each.content for each in program.internet.requests if b"Encore" in each.content
    ]
    assert len(letters) == 2
    assert not any(b"dora" in each for each in letters)


async def described(instance: Instance, uri: str) -> documents.ActorDraft:
    """Read somebody's document from her own server."""
    return documents.from_ap(
        await instance.client.get_document(uri, signer=await instance.signer())
    )


async def test_a_program_answers_in_its_language_with_a_warning(
    program: Program, ben: Member, internet: Internet
) -> None:
    """A parent that is not here yet is fetched first."""
    dora = await Member(ben.home, "dora").arrives()
    question = await dora.writes("Qui vient ?")
    source = {"content": "**I** do", "mediaType": "text/markdown"}
    said = {"type": "Note", "source": source, "contentMap": {"en": "x"}, "summary": "spoiler"}

    uri = await program.done({**said, "to": [PUBLIC], "inReplyTo": question})

    there = await seen(ben.home, uri)
    assert there is not None
    assert plain(there) == "<strong>I</strong> do"
    assert (there.language, there.summary, there.sensitive) == ("en", "spoiler", True)
    assert there.in_reply_to_uri == question
    missing = {**said, "to": [PUBLIC], "inReplyTo": "https://coop.example/notes/none"}
    assert (await program.posts(missing)).status_code == 404


async def test_a_member_sees_when_her_program_was_last_used(program: Program) -> None:
    coop = program.member.home
    await program.done({"type": "Note", "content": "Bonjour", "to": [PUBLIC]})

    async with coop.reading() as work:
        token = await people.token_of(work, program.token)

    assert token is not None
    assert token.last_used_at == coop.clock()


async def test_a_program_takes_the_consent_to_a_quote_back(program: Program, ben: Member) -> None:
    coop = program.member.home
    note = await program.done({"type": "Note", "content": "Citez-moi", "to": [PUBLIC]})
    async with coop.writing() as work:
        quoted = await posts.by_uri(work, note)
        assert quoted is not None
        quoter = await found(work, ben.uri)
        row = await writing.answer_quote(work, quoter, quoted, f"{ben.uri}/1", f"{ben.uri}#ask")
        assert row is not None
        stamp = row.uri

    await program.done({"type": "Delete", "object": stamp})

    assert await seen(coop, note) is not None
    async with coop.reading() as work:
        assert await posts.stamp_by_id(work, stamp.rpartition("/")[2]) is None
    assert any(
        b"Delete" in each.content and stamp.encode() in each.content
        for each in program.internet.requests
    )


@pytest.mark.parametrize(
    ("to", "visibility"),
    [
        (["https://coop.example/cooperative/circle"], "network"),
        (["https://coop.example/cooperative/circle", PUBLIC], "public"),
        (["https://neighbour.example/cooperative/circle"], "direct"),
    ],
)
async def test_a_program_says_that_something_is_for_the_network(
    program: Program, to: list[str], visibility: str
) -> None:
    note = {"type": "Note", "content": "Bonjour", "to": to}
    uri = await program.done({"type": "Create", "to": to, "object": note})
    written = await seen(program.member.home, uri.partition("#")[0])
    assert written is not None
    assert written.visibility == visibility


async def test_a_program_writes_in_a_group(program: Program) -> None:
    """The group is its audience (FEP-1b12); what is for its members says so in ``to``."""
    home = program.member.home
    async with home.writing() as work:
        ana = await found(work, program.member.uri)
        group = await groups.create(work, ana, "solaire", GroupDraft("Solaire"))
    said = {"type": "Note", "content": "Du soleil", "audience": group.actor.uri}

    openly = await program.done({**said, "name": "Idées", "to": [PUBLIC, group.actor.uri]})
    inside = await program.done({**said, "to": [group.members_uri]})

    async with home.reading() as work:
        first, second = [await posts.by_uri(work, uri) for uri in (openly, inside)]
    assert first is not None
    assert second is not None
    assert (first.group_id, first.visibility, first.name) == (group.id, "public", "Idées")
    assert (second.group_id, second.visibility) == (group.id, "group")
    assert "solaire" not in first.content

"""A member takes everything along that is hers, and nothing that is somebody else's."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import TYPE_CHECKING

import orjson

from fedicoop.accounts import queries as members
from fedicoop.accounts import service as accounts
from fedicoop.actors import queries as actors
from fedicoop.actors import service as book
from fedicoop.directory import Wanted
from fedicoop.directory import queries as skills
from fedicoop.directory import service as directory
from fedicoop.directory.policy import Answer as CallAnswer
from fedicoop.directory.service import CallDraft, ListingDraft
from fedicoop.events import State as Answer
from fedicoop.media import service as media
from fedicoop.moderation import service as moderation
from fedicoop.posts import queries as posts
from fedicoop.posts import service as writing
from fedicoop.posts.service import EditDraft
from fedicoop.takeaways import storage, worker
from fedicoop.upkeep import prune, sweep
from tests.directory.given import given_listed
from tests.givens import given_stranger
from tests.media.given import a_picture
from tests.takeaways.given import asked, said, taken
from tests.web.given import browser_of, given_note, given_person, given_remote_note
from tests.web.given_articles import given_sketch
from tests.web.given_events import given_answer, given_event
from tests.web.given_groups import given_group, given_joined
from tests.web.given_library import given_paper
from tests.web.given_messages import SECRET, given_letter_of_a_stranger, write_to

if TYPE_CHECKING:
    import zipfile

    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from fedicoop.posts import Post
    from tests.clocks import StoppedClock
    from tests.web.conftest import Opener


def rows(file: zipfile.ZipFile, name: str) -> list[list[str]]:
    """Read a table of the file."""
    return list(csv.reader(io.StringIO(file.read(name).decode())))


def everything(file: zipfile.ZipFile) -> str:
    """Give every text of the file."""
    return "\n".join(
        file.read(name).decode()
        for name in file.namelist()
        if name.endswith((".json", ".csv", ".ics", ".html", ".yml"))
    )


async def react(coop: Instance, ana: Member, public: Post, theirs: Post) -> None:
    """Let Ana like, pass on and keep somebody's post, pin and change her own, follow a subject."""
    async with coop.writing() as work:
        me, post = await actors.by_id(work, ana.actor_id), await posts.by_id(work, theirs.id)
        mine = await posts.by_id(work, public.id)
        assert me is not None
        assert post is not None
        assert mine is not None
        await writing.like(work, me, post)
        await writing.boost(work, me, post)
        await writing.bookmark(work, me, post)
        await writing.pin(work, me, mine)
        await writing.edit(work, mine, me, EditDraft("Bonsoir #vent"))
        await writing.choose_tag(work, me, "soleil", hears=True)


async def test_what_she_wrote_is_an_outbox_that_other_programs_read(coop: Instance) -> None:
    ana, bob = await given_person(coop, "ana"), await given_person(coop, "bob")
    public = await given_note(coop, ana, "Bonjour #vent")
    inside = await given_note(coop, ana, "Entre nous", "members")
    theirs = await given_note(coop, bob, "Bien dit")
    await given_event(coop, ana, title="Balade")
    await react(coop, ana, public, theirs)

    file = await taken(coop, ana)
    outbox = said(file, "activitypub/outbox.json")
    assert outbox["type"] == "OrderedCollection"
    assert outbox["totalItems"] == len(outbox["orderedItems"]) == 4
    assert outbox["@context"]
    kinds = [(each["type"], each["object"]) for each in outbox["orderedItems"]]
    assert [inner["id"] for kind, inner in kinds[:2]] == [public.uri, inside.uri]
    assert "Bonsoir" in kinds[0][1]["content"]
    assert kinds[2][1]["type"] == "Event"
    assert kinds[3] == ("Announce", theirs.uri)
    assert said(file, "activitypub/likes.json")["orderedItems"] == [theirs.uri]
    assert said(file, "activitypub/featured.json")["orderedItems"] == [public.uri]
    assert rows(file, "activitypub/bookmarks.csv") == [[theirs.uri]]
    assert "Bonjour" in said(file, "writing/history.json")[0]["content"]
    assert said(file, "account/hearing.json")[0]["name"] == "soleil"
    actor = said(file, "activitypub/actor.json")
    assert (actor["id"], actor["type"]) == (ana.actor.uri, "Person")
    assert "Bien dit" not in everything(file)


async def test_whom_she_follows_mutes_and_blocks_are_the_tables_that_mastodon_reads(
    coop: Instance,
) -> None:
    ana, bob = await given_person(coop, "ana"), await given_person(coop, "bob")
    async with coop.writing() as work:
        me, him = [await actors.by_id(work, each.actor_id) for each in (ana, bob)]
        eve = await given_stranger(work, "eve")
        assert me is not None
        assert him is not None
        await book.follow(work, me, him)
        await book.follow(work, him, me)
        await book.mute(work, me, eve)
        await book.block(work, me, eve)
    file = await taken(coop, ana)
    assert rows(file, "activitypub/following_accounts.csv") == [
        ["Account address", "Show boosts", "Notify on new posts", "Languages"],
        ["bob@coop.example", "true", "false", ""],
    ]
    assert rows(file, "activitypub/followers.csv") == [["Account address"], ["bob@coop.example"]]
    assert rows(file, "activitypub/muted_accounts.csv") == [
        ["Account address", "Hide notifications"],
        ["eve@peer.example", "true"],
    ]
    assert rows(file, "activitypub/blocked_accounts.csv") == [["eve@peer.example"]]


async def test_her_groups_events_documents_and_pictures_are_there_with_their_files(
    coop: Instance,
) -> None:
    ana, bob = await given_person(coop, "ana", roles=["redaction"]), await given_person(coop, "bob")
    await given_group(coop, bob, "jardin")
    await given_joined(coop, ana, "jardin")
    event = await given_event(coop, bob, title="Compost")
    await given_answer(coop, ana, event, Answer.GOING)
    await given_sketch(coop, ana)
    paper = await given_paper(coop, ana)
    prepared = await media.prepare(a_picture(), coop.config)
    async with coop.writing() as work:
        me, member = await actors.by_id(work, ana.actor_id), await members.by_id(work, ana.id)
        assert me is not None
        assert member is not None
        picture = await media.keep(work, me, prepared, "Le vent")
        await directory.change(work, member, ListingDraft(skills=("soudure",), shows_skills=True))

    file = await taken(coop, ana)
    assert said(file, "groups/groups.json")[0]["name"] == "Jardin"
    answer = said(file, "events/answers.json")[0]
    assert (answer["title"], answer["state"]) == ("Compost", "going")
    assert b"SUMMARY:Compost" in file.read("events/calendar.ics")
    assert said(file, "writing/drafts.json")[0]["kind"] == "article"
    assert said(file, "account/directory.json")["skills"] == ["soudure"]
    (document,) = said(file, "documents/documents.json")
    assert document["title"] == paper.title
    assert f"documents/{document['id']}/{document['name']}" in file.namelist()
    assert file.read(f"media/{picture.name}")[:4] == b"RIFF"
    assert said(file, "media/media.json")[0]["alt"] == "Le vent"
    assert file.testzip() is None


async def test_how_she_was_called_on_is_there_and_whom_else_is_not(coop: Instance) -> None:
    mod = await given_person(coop, "marie", roles=["moderation"])
    async with coop.writing() as work:
        ana, _ = [await given_listed(work, name, "soudure") for name in ("ana", "lea")]
        by = await members.by_id(work, mod.id)
        assert by is not None
        draft = CallDraft("Souder un portail", "Samedi", "soudure")
        call = await directory.call(work, by, Wanted(skill="soudure"), draft)
        row = await skills.called_of(work, call, ana)
        assert row is not None
        await directory.answer(work, row, ana, CallAnswer.NO)
    (got,) = said(await taken(coop, ana), "account/calls.json")
    assert (got["sent"], got["subject"], got["answer"]) == (False, "Souder un portail", "no")
    (sent,) = said(await taken(coop, mod), "account/calls.json")
    assert (sent["sent"], sent["wanted"]) == (True, "soudure")
    assert "answer" not in sent


async def test_private_conversations_are_hers_with_the_answers_and_nobody_elses(
    coop: Instance,
    opened: Opener,
) -> None:
    ana, bob, lea = [await given_person(coop, name) for name in ("ana", "bob", "lea")]
    await given_letter_of_a_stranger(coop, "ana", text="une question")
    await write_to(await browser_of(opened, coop, bob), "@ana", SECRET)
    await write_to(await browser_of(opened, coop, bob), "@lea", "pas pour ana")
    file = await taken(coop, ana)
    found = said(file, "writing/messages.json")
    texts = [one["content"] for each in found for one in each["messages"]]
    assert sorted(texts) == ["<p>le code du cadenas est 4711</p>", "<p>une question</p>"]
    assert "pas pour ana" not in everything(file)
    assert SECRET not in everything(await taken(coop, lea))


async def test_what_others_told_the_moderators_is_in_nobodys_file_but_the_tellers(
    coop: Instance,
) -> None:
    ana, bob = await given_person(coop, "ana"), await given_person(coop, "bob")
    mod = await given_person(coop, "marie", roles=["moderation"])
    async with coop.writing() as work:
        me, him = [await actors.by_id(work, each.actor_id) for each in (ana, bob)]
        assert me is not None
        assert him is not None
        await moderation.report(work, me, him, said="il insulte")
    assert said(await taken(coop, ana), "account/reports.json")[0]["text"] == "il insulte"
    assert "insulte" not in everything(await taken(coop, bob))
    files = everything(await taken(coop, mod))
    assert "insulte" not in files
    assert ana.actor.uri not in files


async def test_no_secret_of_hers_leaves_the_house(coop: Instance, opened: Opener) -> None:
    ana = await given_person(coop, "ana", password_hash="$argon2id$secret")
    browser = await browser_of(opened, coop, ana)
    file = await taken(coop, ana)
    whole = everything(file)
    assert "$argon2id" not in whole
    assert "PRIVATE KEY" not in whole
    assert "_hash" not in whole
    assert (next(iter(browser.client.cookies.jar)).value or "?") not in whole
    assert said(file, "account/sign-ins.json")[0]["kind"] == "browser"
    assert said(file, "account/account.json")["has_password"] is True


async def test_its_first_page_says_in_her_language_what_each_file_is(coop: Instance) -> None:
    ana = await given_person(coop, "ana", language="fr")
    file = await taken(coop, ana)
    page = file.read("index.html").decode()
    assert '<html lang="fr">' in page
    assert "Vos conversations privées" in page
    listed = orjson.loads(file.read("manifest.yml"))
    assert listed["meta"]["createdBy"]["controller"] == ana.actor.uri
    names = set(file.namelist()) - {"manifest.yml", "index.html"}
    assert names == {
        f"{folder}/{name}"
        for folder, about in listed["contents"].items()
        for name in about.get("contents", {})
    }
    for name in names:
        assert f'href="{name}"' in page
    bob = await given_person(coop, "bob", language="en")
    assert "Your private conversations" in (await taken(coop, bob)).read("index.html").decode()


async def test_what_is_too_much_is_named_with_its_address(coop: Instance) -> None:
    ana = await given_person(coop, "ana")
    prepared = await media.prepare(a_picture(), coop.config)
    async with coop.writing() as work:
        me = await actors.by_id(work, ana.actor_id)
        assert me is not None
        me.name = "<b>Ana</b>"
        picture = await media.keep(work, me, prepared, "Le vent")
    object.__setattr__(coop.config.limits, "takeaway_mb", 0)
    file = await taken(coop, ana)
    assert f"media/{picture.name}" not in file.namelist()
    page = file.read("index.html").decode()
    assert coop.urls.media(picture.name) in page
    assert "<b>Ana" not in page


async def test_it_is_forgotten_when_its_days_are_over(coop: Instance, clock: StoppedClock) -> None:
    ana = await given_person(coop, "ana")
    ident = await asked(coop, ana)
    assert not storage.folder(coop.config).exists()
    await taken_now(coop)
    path = storage.path_of(coop.config, ident)
    assert path.stat().st_mode & 0o077 == 0
    clock.move(timedelta(days=coop.config.limits.takeaway_days))
    await prune(coop)
    await sweep(coop)
    assert not path.exists()


async def test_it_goes_with_the_account(coop: Instance) -> None:
    ana = await given_person(coop, "ana")
    ident = await asked(coop, ana)
    await taken_now(coop)
    await erased(coop, ana)
    await sweep(coop)
    assert not storage.path_of(coop.config, ident).exists()


async def test_who_leaves_while_it_waits_leaves_nothing_behind(coop: Instance) -> None:
    ana = await given_person(coop, "ana")
    await asked(coop, ana)
    await erased(coop, ana)
    await taken_now(coop)
    assert storage.idents(coop.config) == set()


async def test_a_stranger_whom_she_likes_is_named_by_address_alone(coop: Instance) -> None:
    ana = await given_person(coop, "ana")
    async with coop.writing() as work:
        me, eve = await actors.by_id(work, ana.actor_id), await given_stranger(work, "eve")
        post = await given_remote_note(work, eve, content="<p>mes mots</p>")
        assert me is not None
        await writing.bookmark(work, me, post)
    assert "mes mots" not in everything(await taken(coop, ana))


async def taken_now(coop: Instance) -> None:
    """Make what waits."""
    await worker.run_once(coop.reading, coop.writing)


async def erased(coop: Instance, member: Member) -> None:
    """Delete an account."""
    async with coop.writing() as work:
        mine = await members.by_id(work, member.id)
        assert mine is not None
        await accounts.erase(work, mine)

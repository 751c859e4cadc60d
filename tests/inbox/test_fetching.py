"""What is missing is fetched from its own origin, outside any transaction, and only so often."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from fedicoop.errors import FetchFailed, NeedsObject, NotFound
from fedicoop.inbox import Arrival, fetch
from fedicoop.inbox.models import Outcome
from fedicoop.moderation import service as moderation
from fedicoop.posts import queries as posts
from tests.givens import given_member
from tests.strangers import Stranger, post

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from fedicoop.posts import Post
    from fedicoop.work import Work
    from tests.clocks import StoppedClock
    from tests.network import Internet
    from tests.strangers import Person

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


async def kept(coop: Instance, uri: str) -> Post | None:
    """Give a post that is here."""
    async with coop.reading() as work:
        return await posts.by_uri(work, uri)


async def outcome(coop: Instance) -> tuple[str, str, int]:
    """Give what became of the only arrival."""
    async with coop.reading() as work:
        row = (await work.session.scalars(select(Arrival))).one()
        return row.outcome, row.reason, row.attempts


@pytest.fixture
def far(internet: Internet) -> Stranger:
    """Give another strange server."""
    return Stranger(internet, "far.example")


@pytest.fixture
def boost(far: Stranger, followed: Person) -> dict[str, Any]:
    """Give what ana says when she passes on a note of carla's that nobody here has."""
    note = far.note(far.person("carla"))
    return followed.says("Announce", note["id"], to=[PUBLIC])


async def test_what_is_passed_on_comes_with_its_author(
    coop: Instance, internet: Internet, followed: Person, far: Stranger, boost: dict[str, Any]
) -> None:
    await post(coop, internet, boost, followed)
    await internet.settle()

    assert await kept(coop, boost["object"]) is not None
    assert (await outcome(coop))[0] == Outcome.DONE
    assert set(far.asked) == {boost["object"], "https://far.example/users/carla"}


async def test_two_who_need_the_same_fetch_it_once(
    coop: Instance, internet: Internet, followed: Person, far: Stranger, boost: dict[str, Any]
) -> None:
    await post(coop, internet, boost, followed)
    await post(coop, internet, boost | {"id": f"{followed.uri}#again"}, followed)
    await internet.settle()

    assert far.asked.count(boost["object"]) == 1


async def test_what_is_away_is_tried_again_later(
    coop: Instance,
    internet: Internet,
    followed: Person,
    boost: dict[str, Any],
    clock: StoppedClock,
) -> None:
    internet.down.add("far.example")
    await post(coop, internet, boost, followed)
    await internet.settle()
    assert (await outcome(coop))[0] == Outcome.WAITING

    internet.down.clear()
    clock.move(timedelta(minutes=10))
    await internet.settle()

    assert (await outcome(coop))[0] == Outcome.DONE


async def test_what_stays_away_is_given_up(
    coop: Instance,
    internet: Internet,
    followed: Person,
    boost: dict[str, Any],
    clock: StoppedClock,
) -> None:
    internet.down.add("far.example")
    await post(coop, internet, boost, followed)
    for _ in range(12):
        await internet.settle()
        clock.move(timedelta(days=1))

    found, reason, attempts = await outcome(coop)
    assert (found, attempts) == (Outcome.REFUSED, 9)
    assert "far.example" in reason


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (404, "404"),
        ({"id": "https://far.example/notes/1", "type": "Teapot"}, "keeps"),
        ({"id": "https://far.example/notes/2", "type": "Note"}, "404"),
    ],
)
async def test_what_is_not_to_be_had_is_refused_with_the_reason(
    coop: Instance,
    internet: Internet,
    followed: Person,
    far: Stranger,
    boost: dict[str, Any],
    answer: int | dict[str, Any],
    words: str,
) -> None:
    far.answers[boost["object"]] = answer

    await post(coop, internet, boost, followed)
    await internet.settle()

    found, reason, _ = await outcome(coop)
    assert found == Outcome.REFUSED
    assert words in reason


async def test_a_blocked_server_is_not_asked(
    coop: Instance, internet: Internet, followed: Person, far: Stranger, boost: dict[str, Any]
) -> None:
    async with coop.writing() as work:
        await moderation.block_host(work, None, "far.example")

    await post(coop, internet, boost, followed)
    await internet.settle()

    assert (await outcome(coop))[0] == Outcome.REFUSED
    assert far.asked == []


async def test_ours_and_what_is_no_address_is_never_fetched(coop: Instance) -> None:
    for uri in ("https://coop.example/notes/1", "not an address", "ftp://far.example/1"):
        with pytest.raises(FetchFailed):
            await fetch.fetch(coop, uri)


async def test_a_create_in_the_place_of_its_note_leads_to_the_note(
    coop: Instance, far: Stranger
) -> None:
    carla = far.person("carla")
    note = far.note(carla)
    create = carla.says("Create", note) | {"id": "https://far.example/creates/1"}
    far.answers[create["id"]] = create

    assert await fetch.fetch(coop, create["id"]) == note["id"]


async def test_what_its_origin_calls_gone_is_deleted_here_too(
    coop: Instance, far: Stranger
) -> None:
    note = far.note(far.person("carla"))
    await fetch.fetch(coop, note["id"])
    far.answers[note["id"]] = 410

    for uri in (note["id"], "https://far.example/notes/never"):
        far.answers[uri] = 410
        with pytest.raises(FetchFailed):
            await fetch.fetch(coop, uri)

    post_kept = await kept(coop, note["id"])
    assert post_kept is not None
    assert post_kept.is_deleted


async def test_what_no_room_deletes_stays(
    coop: Instance, far: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = far.note(far.person("carla"))
    await fetch.fetch(coop, note["id"])
    far.answers[note["id"]] = 410
    monkeypatch.setattr(coop.handlers, "activities", {})

    with pytest.raises(FetchFailed):
        await fetch.fetch(coop, note["id"])

    post_kept = await kept(coop, note["id"])
    assert post_kept is not None
    assert not post_kept.is_deleted


async def test_objects_that_need_each_other_for_ever_are_given_up(
    coop: Instance, far: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def needs_the_next(work: Work, document: dict[str, Any]) -> None:
        number = int(document["id"].rpartition("/")[2])
        raise NeedsObject(f"https://far.example/things/{number + 1}")

    async def needs_itself(work: Work, document: dict[str, Any]) -> None:
        raise NeedsObject(document["id"])

    for number in range(10):
        uri = f"https://far.example/things/{number}"
        far.answers[uri] = {"id": uri, "type": "Note"}
    monkeypatch.setitem(coop.handlers.objects, "Note", needs_the_next)
    with pytest.raises(FetchFailed, match="each other"):
        await fetch.fetch(coop, "https://far.example/things/0")

    needed: list[str] = []

    async def needs_one_more(work: Work, document: dict[str, Any]) -> None:
        if document["id"].endswith("/0"):
            needed.append(f"https://far.example/things/{len(needed) + 1}")
            raise NeedsObject(needed[-1])

    monkeypatch.setitem(coop.handlers.objects, "Note", needs_one_more)
    with pytest.raises(FetchFailed, match="too much"):
        await fetch.fetch(coop, "https://far.example/things/0")
    assert len(needed) == 5

    monkeypatch.setitem(coop.handlers.objects, "Note", needs_itself)
    with pytest.raises(FetchFailed, match="too much"):
        await fetch.fetch(coop, "https://far.example/things/0")


async def test_an_activity_that_needs_one_thing_after_another_ends(
    coop: Instance,
    internet: Internet,
    followed: Person,
    far: Stranger,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    carla = far.person("carla")
    asked: list[str] = []

    async def never_content(work: Work, incoming: object) -> None:
        asked.append(far.note(carla, len(asked))["id"])
        raise NeedsObject(asked[-1])

    monkeypatch.setitem(coop.handlers.activities, ("Like", ""), never_content)
    await post(coop, internet, followed.says("Like", "https://coop.example/notes/1"), followed)
    await internet.settle()

    assert (await outcome(coop))[0] == Outcome.REFUSED
    assert len(asked) == 9


async def test_a_wish_that_cannot_be_granted_is_only_logged(coop: Instance, far: Stranger) -> None:
    note = far.note(far.person("carla"))
    coop.wish("https://far.example/nothing")
    coop.wish(note["id"])

    assert await fetch.fetch_wishes(coop) == 2

    assert await kept(coop, note["id"]) is not None


async def test_what_is_here_is_found_and_what_is_not_is_fetched(
    coop: Instance, far: Stranger
) -> None:
    note = far.note(far.person("carla"))

    assert await fetch.find_or_fetch(coop, note["id"]) == note["id"]
    far.asked.clear()
    assert await fetch.find_or_fetch(coop, note["id"]) == note["id"]
    assert far.asked == []
    with pytest.raises(NotFound):
        await fetch.find_or_fetch(coop, "https://coop.example/notes/none")


async def test_what_is_for_a_member_is_read_in_her_name(coop: Instance, far: Stranger) -> None:
    """And nobody else's: who is not here has no key."""
    note = far.note(far.person("zoe"))
    async with coop.writing() as work:
        ana = await given_member(work, "reader")

    assert await fetch.fetch(coop, note["id"], reader=ana.uri) == note["id"]
    assert f'keyId="{ana.uri}#main-key"' in far.internet.requests[0].headers["signature"]
    with pytest.raises(FetchFailed):
        await fetch.fetch(coop, note["id"], reader="https://coop.example/users/nobody")

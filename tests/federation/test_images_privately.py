"""Private messages with images between cooperatives: whoever got the address sees it, no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import pytest

from fedicoop.actors import queries as actors
from fedicoop.media import queries as pictures
from fedicoop.media import service as media
from fedicoop.posts import service as writing
from fedicoop.posts.federation import from_ap
from fedicoop.posts.service import NoteDraft
from tests.federation.telling import Member, found, said_to_others, seen
from tests.givens import given_stranger
from tests.media.given import a_photo
from tests.posts.given import a_note

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.network import Internet


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give somebody here."""
    return await Member(coop, "ana").arrives()


async def sends_image(member: Member, *others: Member) -> str:
    """Write privately with an image; give the address of the message."""
    prepared = await media.prepare(a_photo(), member.home.config)
    async with member.home.writing() as work:
        me = await found(work, member.uri)
        file = await media.keep(work, me, prepared, "La porte", private=True)
        to = tuple([await found(work, other.uri) for other in others])
        draft = NoteDraft("Voici", "direct", to=to, files=(file.id,))
        return (await writing.publish(work, me, draft)).uri


async def fetched(internet: Internet, url: str) -> httpx2.Response:
    """Fetch something as a server does, unsigned."""
    host = httpx2.URL(url).host
    async with httpx2.AsyncClient(transport=internet.servers[host]) as client:
        return await client.get(url)


async def test_the_other_server_fetches_the_image_until_the_message_is_deleted(
    ana: Member, coop: Instance, neighbour: Instance, internet: Internet
) -> None:
    """The file's own names, and whatever is guessed, open nothing."""
    ben = await Member(neighbour, "ben").arrives()
    await ana.follows(ben)
    await internet.settle()
    uri = await sends_image(ana, ben)
    await internet.settle()

    copy = await seen(neighbour, uri)
    assert copy is not None
    (image,) = copy.attachments
    assert (image.alt, image.mime) == ("La porte", "image/webp")
    assert image.url.startswith("https://coop.example/media/letter/")
    answer = await fetched(internet, image.url)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
    assert answer.headers["cache-control"] == "private, no-store"
    async with coop.reading() as work:
        file = await pictures.by_open_key(work, image.url.rpartition("/")[2])
    assert file is not None
    for guess in (
        f"https://coop.example/media/{file.name}",
        f"https://coop.example/media/{file.thumbnail}",
        f"{image.url[:-1]}x",
        f"https://coop.example/media/letter/{file.id}",
    ):
        assert (await fetched(internet, guess)).status_code == 404
    assert (await fetched(internet, coop.urls.private_file(file.id))).status_code == 303

    await ana.deletes(uri)
    await internet.settle()

    assert (await fetched(internet, image.url)).status_code == 404
    assert await ben.reads_privately() == []


async def test_among_members_of_one_cooperative_an_image_has_no_address_for_others(
    ana: Member, coop: Instance, neighbour: Instance, internet: Internet
) -> None:
    ben = await Member(coop, "ben").arrives()
    uri = await sends_image(ana, ben)
    await internet.settle()

    post = await seen(coop, uri)
    assert post is not None
    assert post.attachments[0].url.startswith("https://coop.example/messages/files/")
    assert b"/media/" not in said_to_others(internet)


async def test_strange_attachments_are_links_at_most(ana: Member, coop: Instance) -> None:
    """Nothing is fetched for them, there are few of them, and none is on this machine."""
    async with coop.writing() as work:
        eve = await given_stranger(work, "eve")
        me = await actors.by_uri(work, ana.uri)
        assert me is not None
        odd = [
            {"type": "Image", "mediaType": "image/svg+xml", "url": "https://peer.example/a.svg"},
            {"type": "Document", "mediaType": "text/html", "url": "https://peer.example/b.html"},
            {"type": "Image", "mediaType": "image/png", "url": "http://127.0.0.1/c.png"},
            {"type": "Image", "mediaType": "image/png", "url": "https://localhost/c.png"},
            {"type": "Image", "mediaType": "image/png", "url": "https://[::1]/c.png"},
            {"type": "Image", "mediaType": "image/png", "url": "https://10.0.0.7/c.png"},
            {"type": "Image", "mediaType": "image/png", "url": "javascript:alert(1)"},
            {"type": "Image", "mediaType": "image/png", "url": ""},
            *(
                {"type": "Image", "mediaType": "image/png", "url": f"https://peer.example/{n}.png"}
                for n in range(40)
            ),
        ]
        note = a_note(eve, to=[me.uri], cc=[], attachment=odd, tag=[])
        post = await writing.receive(work, eve, from_ap(note, followers=eve.followers))
        assert post is not None
        urls = [each.url for each in post.attachments]
    assert len(urls) <= 16
    assert not [url for url in urls if "peer.example" not in url]
    assert "https://peer.example/b.html" not in urls
    assert "https://peer.example/0.png" in urls

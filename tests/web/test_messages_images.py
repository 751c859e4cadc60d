"""Images of private messages: seen by those who read them, and by nobody who guesses or asks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from fedicoop.media import queries as pictures
from fedicoop.moderation import queries as reports
from tests.web.browser import markup, words
from tests.web.given import browser_of, given_person, newest
from tests.web.given_messages import conversation_of
from tests.web.test_images import a_picture, files, images_in

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from fedicoop.media import File
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

ALT = "La porte du local"


@pytest.fixture
async def ben(coop: Instance) -> Member:
    """Give the one who is written to."""
    return await given_person(coop, "ben")


@pytest.fixture
async def his(opened: Opener, coop: Instance, ben: Member) -> Browser:
    """Give his browser."""
    return await browser_of(opened, coop, ben)


async def send_image(browser: Browser, to: str = "@ben", **more: str) -> str:
    """Write a message with a described image; give where the conversation is read."""
    fields = {"to": to, "source": "Voici", "alt": ALT, **more}
    chosen = files(a_picture())
    answer = await browser.send("/messages/new", fields, at="/messages/new", files=chosen)
    assert answer.status_code == 303, words(answer)
    return answer.headers["location"].partition("#")[0]


async def image_of(coop: Instance, ana: Member) -> File:
    """Give the stored image of the last message."""
    post = await newest(coop, ana)
    async with coop.reading() as work:
        (file,) = await pictures.by_ids(work, [each.file_id or "" for each in post.attachments])
    return file


async def test_both_see_the_image_and_nobody_else(
    at_home: Browser, his: Browser, opened: Opener, coop: Instance, ana: Member, ben: Member
) -> None:
    """Neither visitors, members, nor moderators; nor under any other name that it has."""
    path = await send_image(at_home)
    file = await image_of(coop, ana)
    mod = await given_person(coop, "maud", roles=["moderation", "admin"])
    desk = await browser_of(opened, coop, mod)
    visitor = opened(coop)
    address = f"/messages/files/{file.id}"

    for browser, page in ((at_home, path), (his, await conversation_of(coop, ben))):
        shown = markup(await browser.get(page))
        assert f'src="{address}" alt="{ALT}"' in shown
        answer = await browser.get(address)
        assert answer.headers["content-type"] == "image/webp"
        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.headers["x-robots-tag"] == "noindex"
        assert (await browser.get(f"{address}/small")).status_code == 200
    assert (await desk.get(address)).status_code == 404
    assert (await visitor.get(address)).status_code == 303
    for name in (file.name, file.thumbnail):
        assert (await visitor.get(f"/media/{name}")).status_code == 404
    assert file.open_key is None
    assert (await visitor.get("/media/letter/None")).status_code == 404
    assert (await his.get("/messages/files/none")).status_code == 404
    await his.send("/@ana/block", at="/home")
    assert (await his.get(address)).status_code == 404


async def test_a_public_image_is_not_read_where_the_private_ones_are(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    fields = {"source": "Ouvert", "visibility": "public", "alt": ALT}
    await at_home.send("/compose", fields, at="/compose", files=files(a_picture()))
    file = await image_of(coop, ana)
    assert (await at_home.get(f"/messages/files/{file.id}")).status_code == 404
    assert (await at_home.get(f"/media/{file.name}")).status_code == 200


async def test_an_image_is_described_before_it_leaves_and_nothing_typed_is_lost(
    at_home: Browser, his: Browser, coop: Instance, ana: Member
) -> None:
    """From its upload on it is at no open address; nobody else sees what is not sent yet."""
    fields = {"to": "@ben", "source": "Voici"}
    chosen = files(a_picture())
    form = await at_home.send("/messages/new", fields, at="/messages/new", files=chosen)
    assert form.status_code == 200
    said = "Your images are here. Say what they show, for people who cannot see them, and send."
    assert at_home.say(said) in words(form)
    (ident,) = images_in(form)
    assert f'src="/messages/files/{ident}/small"' in form.text
    assert "Voici" in form.text
    assert (await at_home.get(f"/messages/files/{ident}/small")).status_code == 200
    assert (await his.get(f"/messages/files/{ident}")).status_code == 404
    wrong = await at_home.send("/messages/new", {"to": "", "source": "x", "image": ident})
    assert wrong.status_code == 422
    assert images_in(wrong) == [ident]
    sent = await at_home.send(
        "/messages/new", {**fields, "image": ident, f"alt-{ident}": ALT}, at="/messages/new"
    )
    assert sent.status_code == 303
    assert (await image_of(coop, ana)).alt == ALT


async def test_a_conversation_is_answered_with_an_image_alone(
    at_home: Browser, his: Browser, coop: Instance, ben: Member
) -> None:
    mine = await send_image(at_home)
    path = await conversation_of(coop, ben)
    asked = await his.send(path, {"source": ""}, at=path, files=files(a_picture("red")))
    (ident,) = images_in(asked)
    empty = await his.send(path, {"source": " "}, at=path)
    assert empty.status_code == 422
    fields = {"source": "", "image": ident, f"alt-{ident}": "Rouge"}
    assert (await his.send(path, fields, at=path)).status_code == 303
    assert 'alt="Rouge"' in markup(await his.get(path))
    assert 'alt="Rouge"' in markup(await at_home.get(mine))
    assert his.say("An image") in words(await his.get("/messages"))


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7\n",
        b"GIF89a<html>",
    ],
)
async def test_what_is_no_picture_is_not_taken(at_home: Browser, ben: Member, data: bytes) -> None:
    fields = {"to": "@ben", "source": "Voici", "alt": ALT}
    answer = await at_home.send("/messages/new", fields, at="/messages/new", files=files(data))
    assert answer.status_code == 422
    assert "Voici" in answer.text
    assert 'id="e-files"' in answer.text


async def test_an_image_of_no_bytes_is_refused_or_is_none(at_home: Browser, ben: Member) -> None:
    fields = {"to": "@ben", "source": "", "alt": ALT}
    answer = await at_home.send("/messages/new", fields, at="/messages/new", files=files(b""))
    assert answer.status_code == 422


@pytest.mark.parametrize(("number", "status"), [(5, 422), (10, 400)])
async def test_too_many_images_are_not_taken(
    at_home: Browser, ben: Member, number: int, status: int
) -> None:
    fields = {"to": "@ben", "source": "Voici"}
    chosen = files(*[a_picture()] * number)
    answer = await at_home.send("/messages/new", fields, at="/messages/new", files=chosen)
    assert answer.status_code == status
    assert images_in(answer) == []


async def test_an_image_shown_privately_is_shown_nowhere_else_and_the_other_way_round(
    at_home: Browser, ben: Member, coop: Instance, ana: Member
) -> None:
    await send_image(at_home)
    private = await image_of(coop, ana)
    fields = {"source": "Ouvert", "visibility": "public", "image": private.id}
    answer = await at_home.send("/compose", fields, at="/compose")
    assert answer.status_code == 422
    fields = {"source": "Ouvert", "visibility": "public", "alt": ALT}
    await at_home.send("/compose", fields, at="/compose", files=files(a_picture()))
    public = await image_of(coop, ana)
    answer = await at_home.send(
        "/messages/new", {"to": "@ben", "source": "x", "image": public.id}, at="/messages/new"
    )
    assert answer.status_code == 422


async def test_an_edit_keeps_an_image_private_and_a_deletion_takes_it_away(
    at_home: Browser, his: Browser, coop: Instance, ana: Member
) -> None:
    await send_image(at_home)
    file, post = await image_of(coop, ana), await newest(coop, ana)
    form = await at_home.get(f"/notes/{post.id}/edit")
    assert f'src="/messages/files/{file.id}/small"' in markup(form)
    fields = {"source": "Voilà", "image": file.id, f"alt-{file.id}": ALT}
    assert (await at_home.send(f"/notes/{post.id}/edit", fields)).status_code == 303
    assert (await his.get(f"/messages/files/{file.id}")).status_code == 200
    more = {**fields, "alt": "Encore"}
    await at_home.send(f"/notes/{post.id}/edit", more, files=files(a_picture("blue")))
    post = await newest(coop, ana)
    assert len(post.attachments) == 2
    for each in post.attachments:
        assert (await his.get(f"/messages/files/{each.file_id}")).status_code == 200

    await at_home.send(f"/notes/{post.id}/delete", at="/messages")
    assert (await his.get(f"/messages/files/{file.id}")).status_code == 404
    assert (await at_home.get(f"/messages/files/{file.id}")).status_code == 404


async def test_a_report_shows_a_moderator_the_images_of_what_was_chosen_and_no_others(
    at_home: Browser, his: Browser, opened: Opener, coop: Instance, ana: Member
) -> None:
    await send_image(at_home)
    secret, first = await image_of(coop, ana), await newest(coop, ana)
    await send_image(at_home, source="Le pire")
    shown, second = await image_of(coop, ana), await newest(coop, ana)
    await send_image(at_home, source="Encore pire")
    third = await newest(coop, ana)
    form = await his.get(f"/report?post={second.id}")
    for each in (first, third):
        assert f'name="also" value="{each.id}"' in markup(form)
    said = "The moderators read what you choose here, and nothing else of the conversation."
    assert his.say(said) in words(form)
    fields = {"post": second.id, "text": "Regardez", "also": third.id}
    assert (await his.send("/report", fields, at="/messages")).status_code == 303
    mod = await given_person(coop, "maud", roles=["moderation"])
    desk = await browser_of(opened, coop, mod)
    async with coop.reading() as work:
        (report,) = await reports.open_reports(work)

    page = await desk.get(f"/moderation/reports/{report.id}")

    assert "Le pire" in words(page)
    assert "Encore pire" in words(page)
    assert "Voici" not in words(page)
    addresses = re.findall(r'src="(/moderation/reports/[^"]+)"', page.text)
    assert len(addresses) == 2
    for address in addresses:
        assert (await desk.get(address)).status_code == 200
    start = f"/moderation/reports/{report.id}/files"
    assert f"{start}/{shown.id}" in addresses
    assert (await desk.get(f"{start}/{secret.id}")).status_code == 404
    assert (await desk.get(f"/moderation/reports/none/files/{shown.id}")).status_code == 404
    assert (await his.get(f"{start}/{shown.id}")).status_code == 404

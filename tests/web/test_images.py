"""Images of a message: chosen once, described, taken out again; whatever else goes wrong."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from fedicoop.media import queries as pictures
from tests.web.given import browser_of, given_note, given_person, newest, written

if TYPE_CHECKING:
    import httpx2

    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

_IMAGE = re.compile(r'name="image" value="([^"]+)"')


def a_picture(colour: str = "green") -> bytes:
    """Draw a small PNG."""
    out = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(out, "PNG")
    return out.getvalue()


def files(*pictures: bytes) -> list[tuple[str, tuple[str, bytes, str]]]:
    """Choose some files in a form."""
    return [("files", (f"{number}.png", each, "image/png")) for number, each in enumerate(pictures)]


def images_in(answer: httpx2.Response) -> list[str]:
    """Give the row ids of the images that a form holds."""
    return _IMAGE.findall(answer.text)


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give a member who reads English."""
    return await given_person(coop, "ana", language="en")


@pytest.fixture
async def at_home(opened: Opener, coop: Instance, ana: Member) -> Browser:
    """Give her browser."""
    return await browser_of(opened, coop, ana, "en")


async def publish(browser: Browser, **more: Any) -> httpx2.Response:
    """Send the form of a new message."""
    chosen = more.pop("files", None)
    fields = {"source": "Regardez", "visibility": "public", **more}
    return await browser.send("/compose", fields, at="/compose", files=chosen)


async def test_a_described_image_is_published_in_one_step(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """With its words for those who do not see it."""
    answer = await publish(at_home, files=files(a_picture()), alt="Un pré")
    post = await newest(coop, ana)
    assert answer.status_code == 303
    assert [(each.alt, each.mime) for each in post.attachments] == [("Un pré", "image/webp")]


async def test_images_alone_are_a_message(at_home: Browser, coop: Instance, ana: Member) -> None:
    """No words are needed."""
    await publish(at_home, source="", files=files(a_picture()), alt="Un pré")
    assert len((await newest(coop, ana)).attachments) == 1


async def test_an_image_without_words_is_asked_about_once(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """It is kept meanwhile; whoever insists publishes it as it is."""
    answer = await publish(at_home, files=files(a_picture(), a_picture("red")), alt="Lequel ?")
    first, second = images_in(answer)
    assert answer.status_code == 200
    assert "Say what they show" in answer.text
    assert ">Regardez</textarea>" in answer.text
    assert await written(coop, ana) == []
    again = {"image": [second, first], f"alt-{first}": "Un pré"}
    assert (await publish(at_home, **again)).status_code == 303
    assert [each.alt for each in (await newest(coop, ana)).attachments] == ["", "Un pré"]


async def test_an_image_can_be_taken_out_again(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """Before anybody saw it."""
    (ident,) = images_in(await publish(at_home, files=files(a_picture())))
    await publish(at_home, image=ident, **{f"drop-{ident}": "on"})
    assert (await newest(coop, ana)).attachments == []


async def test_a_fault_elsewhere_does_not_lose_images(at_home: Browser) -> None:
    """They stand in the form, with their words, when it is shown again."""
    answer = await publish(
        at_home, visibility="nobody", files=files(a_picture()), alt="Un pré & un âne"
    )
    assert answer.status_code == 422
    assert len(images_in(answer)) == 1
    assert ">Un pré &amp; un âne</textarea>" in answer.text


@pytest.mark.parametrize(
    ("chosen", "fault"),
    [
        (files(b"<html>not an image</html>"), "This is not a picture we can read."),
        (files(*[a_picture()] * 5), "Too many images for one post."),
        (files(b"\0" * (10 * 1024 * 1024 + 1)), "This file is too large."),
    ],
)
async def test_what_is_no_image_is_said_beside_the_field(
    at_home: Browser, chosen: Any, fault: str
) -> None:
    """The images that were there before stay, and so does the text."""
    (kept,) = images_in(await publish(at_home, files=files(a_picture())))
    answer = await publish(at_home, image=kept, files=chosen, alt="Mes mots")
    assert answer.status_code == 422
    assert fault in answer.text
    assert images_in(answer) == [kept]
    assert ">Mes mots</textarea>" in answer.text


async def test_the_form_is_full_with_four_images(at_home: Browser) -> None:
    """It then offers no more."""
    full = await publish(at_home, files=files(*[a_picture()] * 4))
    assert len(images_in(full)) == 4
    assert 'type="file"' not in full.text
    over = await publish(at_home, image=images_in(full), files=files(a_picture()))
    assert over.status_code == 422
    assert "Too many images" in over.text


async def test_nobody_publishes_the_image_of_somebody_else(
    at_home: Browser, opened: Opener, coop: Instance, ana: Member
) -> None:
    """Nor describes it."""
    (hers,) = images_in(await publish(at_home, files=files(a_picture())))
    bob = await given_person(coop, "bob")
    answer = await publish(
        await browser_of(opened, coop, bob), image=hers, **{f"alt-{hers}": "À moi"}
    )
    assert answer.status_code == 303
    assert (await newest(coop, bob)).attachments == []
    async with coop.reading() as work:
        stored = await pictures.by_id(work, hers)
    assert stored is not None
    assert stored.alt == ""


async def test_an_edit_adds_describes_and_removes_images(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """The order and the words are those of the form."""
    await publish(at_home, files=files(a_picture()), alt="Un pré")
    post = await newest(coop, ana)
    (first,) = images_in(await at_home.get(f"/notes/{post.id}/edit"))
    path = f"/notes/{post.id}/edit"
    same = {"source": "Regardez", f"alt-{first}": "Un pré au matin", "image": first}
    assert (await at_home.send(path, same, at=path)).status_code == 303
    assert [each.alt for each in (await newest(coop, ana)).attachments] == ["Un pré au matin"]
    more = {**same, "alt": "Une rose"}
    await at_home.send(path, more, at=path, files=files(a_picture("red")))
    assert [each.alt for each in (await newest(coop, ana)).attachments] == [
        "Un pré au matin",
        "Une rose",
    ]
    await at_home.send(path, {"source": "Regardez"}, at=path)
    assert (await newest(coop, ana)).attachments == []


async def test_an_edit_of_words_leaves_images_alone(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """And an edit that changes nothing is none."""
    await publish(at_home, files=files(a_picture()), alt="Un pré")
    post = await newest(coop, ana)
    path = f"/notes/{post.id}/edit"
    (image,) = images_in(await at_home.get(path))
    fields = {"source": "Regardez", "image": image, f"alt-{image}": "Un pré"}
    await at_home.send(path, fields, at=path)
    assert (await newest(coop, ana)).updated_at is None
    await at_home.send(path, {**fields, "source": "Voyez"}, at=path)
    changed = await newest(coop, ana)
    assert (changed.source, len(changed.attachments)) == ("Voyez", 1)


async def test_a_post_without_images_needs_no_upload(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """Browsers send an empty file for none."""
    post = await given_note(coop, ana, "Mot")
    empty = [("files", ("", b"", "application/octet-stream"))]
    path = f"/notes/{post.id}/edit"
    answer = await at_home.send(path, {"source": "Mots"}, at=path, files=empty)
    assert answer.status_code == 303


async def test_a_description_is_kept_while_its_image_is_still_to_be_chosen(
    at_home: Browser,
) -> None:
    fields = {"source": "x" * 6000, "visibility": "public", "alt": "Le toit du lycée"}

    page = await at_home.send("/compose", fields, at="/compose")

    assert page.status_code == 422
    assert ">Le toit du lycée</textarea>" in page.text

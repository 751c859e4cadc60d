"""What a camera writes beside a picture stays with who took it; the pixels are not touched."""

from __future__ import annotations

import io
import random
import struct
from typing import TYPE_CHECKING

import pytest
from PIL import Image, PngImagePlugin

from fedicoop.errors import Invalid
from fedicoop.library import service
from fedicoop.media.baring import bare
from tests.library import files
from tests.media.given import SECRET, a_photo, a_picture

if TYPE_CHECKING:
    from fedicoop.config import Config

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
PLACE = b"N 49 26 35"


def pixels(data: bytes) -> bytes:
    """Decode a picture, without turning it."""
    return Image.open(io.BytesIO(data)).convert("RGBA").tobytes()


def a_png() -> bytes:
    """Draw a PNG that says where it was drawn, in every way in which one can."""
    told = PngImagePlugin.PngInfo()
    told.add_text("Location", PLACE.decode())
    told.add_itxt("Comment", PLACE.decode(), zip=True)
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    return a_picture("PNG", pnginfo=told, exif=exif)


def a_webp() -> bytes:
    """Draw a WebP with metadata."""
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    return a_picture("WEBP", exif=exif, xmp=b"<x>" + PLACE + b"</x>")


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (a_photo(), JPEG),
        (a_photo(orientation=6), JPEG),
        (a_picture(progressive=True, comment=PLACE, xmp=PLACE), JPEG),
        (a_picture() + a_photo(), JPEG),
        (a_png(), PNG),
        (a_png() + PLACE, PNG),
        (a_webp(), WEBP),
        (a_webp() + PLACE, WEBP),
        (a_picture("WEBP"), WEBP),
    ],
)
def test_a_picture_tells_its_pixels_alone(data: bytes, mime: str) -> None:
    found = bare(data, mime)

    for said in (PLACE, SECRET.encode(), b"Camera", b"Exif\0\0II", b"xmp", b"XMP"):
        assert said not in found
    assert pixels(found) == pixels(data)
    with Image.open(io.BytesIO(found)) as image:
        assert set(image.getexif()) <= {0x0112}


def test_which_side_is_up_and_the_colours_stay() -> None:
    with Image.open(io.BytesIO(bare(a_photo(orientation=6), JPEG))) as image:
        assert image.getexif()[0x0112] == 6
        assert image.info["icc_profile"]


def test_a_moving_picture_still_moves() -> None:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    for kind, mime in (("PNG", PNG), ("WEBP", WEBP)):
        out = io.BytesIO()
        frames[0].save(out, kind, save_all=True, append_images=frames[1:])
        with Image.open(io.BytesIO(bare(out.getvalue(), mime))) as image:
            assert image.n_frames == 2  # type: ignore[attr-defined]


def test_what_is_no_picture_stays_as_it_is() -> None:
    assert bare(files.PDF, "application/pdf") == files.PDF


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (a_picture("PNG")[:60], PNG),
        (a_picture("PNG")[:10], PNG),
        (a_picture("WEBP")[:40], WEBP),
        (b"RIFF\x06\0\0\0WEBPVP", WEBP),
        (b"RIFF\x0c\0\0\0WEBPVP8X\0\0\0\0", WEBP),
        (b"RIFF", WEBP),
        (b"\xff\xd8\xff\xe1\0\1", JPEG),
        (b"\xff\xd8\xff\xe1", JPEG),
    ],
)
def test_a_picture_that_does_not_hold_together_is_none(data: bytes, mime: str) -> None:
    assert bare(data, mime) == b""


def test_a_picture_that_ends_too_early_gets_its_end() -> None:
    cut = a_picture()[:-2]

    assert bare(cut, JPEG).endswith(b"\xff\xd9")
    assert pixels(bare(cut, JPEG)) == pixels(a_picture())


@pytest.mark.parametrize(("data", "mime"), [(a_photo(3), JPEG), (a_png(), PNG), (a_webp(), WEBP)])
def test_damaged_pictures_break_nothing(data: bytes, mime: str) -> None:
    """Two thousand of each, from the same beginning each time."""
    dice = random.Random(4711)  # noqa: S311 - the same damage in every run
    for _ in range(2000):
        damaged = bytearray(data)
        for _ in range(dice.randint(1, 6)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        assert isinstance(bare(bytes(damaged), mime), bytes)


async def test_the_library_keeps_no_place_where_a_picture_was_taken(config: Config) -> None:
    kept = await service.prepare(a_photo(), "toit.jpg", config)

    assert SECRET.encode() not in kept.data
    assert b"Camera 42" not in kept.data


async def test_the_library_takes_no_broken_picture(config: Config) -> None:
    broken = a_picture("PNG")
    half = broken[: struct.calcsize(">8s4s4s13s4s") + 10]

    with pytest.raises(Invalid):
        await service.prepare(half, "toit.png", config)

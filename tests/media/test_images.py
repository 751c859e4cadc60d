"""What a picture becomes: pixels, written anew; nothing of where and with what it was taken."""

from __future__ import annotations

import io

import blurhash  # type: ignore[import-untyped]
import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from fedicoop.errors import Invalid, TooLarge
from fedicoop.media import images, policy
from tests.media.given import SECRET, a_bomb, a_moving_picture, a_photo, a_picture, opened

MOST = 10 * 1024 * 1024
PAGE = b"<html><script>alert(1)</script></html>"


def is_red(image: Image.Image, place: tuple[int, int]) -> bool:
    """Tell the colour of a pixel, roughly."""
    red, _, blue, *_ = image.convert("RGBA").getpixel(place)  # type: ignore[misc]
    return bool(red > 180 and blue < 80)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_each_format_becomes_webp_with_a_thumbnail(form: str) -> None:
    prepared = images.prepare(a_picture(form), MOST)

    assert (prepared.mime, prepared.width, prepared.height) == ("image/webp", 80, 60)
    for data in (prepared.data, prepared.thumbnail):
        with opened(data) as image:
            assert (image.format, image.size) == ("WEBP", (80, 60))
            assert is_red(image, (40, 5))
            assert not is_red(image, (40, 55))


def test_nothing_of_the_metadata_survives() -> None:
    photo = a_photo()
    assert SECRET.encode() in photo

    prepared = images.prepare(photo, MOST)

    for data in (prepared.data, prepared.thumbnail):
        assert SECRET.encode() not in data
        assert b"Camera" not in data
        with opened(data) as image:
            assert dict(image.getexif()) == {}
            assert not {"exif", "xmp", "icc_profile", "comment"} & {
                name for name, value in image.info.items() if value
            }


def test_a_page_hidden_behind_the_pixels_does_not_survive() -> None:
    for form in ("JPEG", "PNG", "GIF"):
        prepared = images.prepare(a_picture(form) + PAGE, MOST)

        assert PAGE not in prepared.data
        assert prepared.data.startswith(b"RIFF")


def test_a_photo_is_turned_as_the_camera_was_held() -> None:
    prepared = images.prepare(a_photo(orientation=6), MOST)

    assert (prepared.width, prepared.height) == (60, 80)
    with opened(prepared.data) as image:
        assert image.size == (60, 80)
        assert is_red(image, (55, 40))
        assert not is_red(image, (5, 40))


def test_a_large_photo_is_made_to_fit_and_its_thumbnail_smaller() -> None:
    prepared = images.prepare(a_picture(size=(4000, 1000)), MOST)

    assert (prepared.width, prepared.height) == (2560, 640)
    with opened(prepared.thumbnail) as image:
        assert image.size == (640, 160)


def test_a_large_photo_held_upright_keeps_its_shape() -> None:
    exif = Image.Exif()
    exif[0x0112] = 8
    prepared = images.prepare(a_picture(size=(4000, 1000), exif=exif.tobytes()), MOST)

    assert (prepared.width, prepared.height) == (640, 2560)


def test_what_is_see_through_stays_so() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(out, "PNG")

    with opened(images.prepare(out.getvalue(), MOST).data) as image:
        assert image.mode == "RGBA"
        assert image.getpixel((10, 10))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "LA", "I;16"])
def test_every_kind_of_pixels_is_read(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    image = (
        Image.new("I;16", (20, 20)) if mode == "I;16" else Image.new("L", (20, 20)).convert(mode)
    )
    out = io.BytesIO()
    image.save(out, form)

    assert images.prepare(out.getvalue(), MOST).width == 20


def test_colours_are_those_that_were_meant() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for odd in (profile, b"no profile", b"x" * 1_000_001):
        photo = a_picture("PNG", icc_profile=odd)
        with opened(images.prepare(photo, MOST).data) as image:
            assert is_red(image, (40, 5))


def test_a_moving_picture_keeps_moving() -> None:
    prepared = images.prepare(a_moving_picture(5, pause=120), MOST)

    with opened(prepared.data) as image:
        assert (image.format, image.n_frames) == ("WEBP", 5)  # type: ignore[attr-defined]
        image.load()
        assert image.info["duration"] == 120
    with opened(prepared.thumbnail) as image:
        assert image.n_frames == 1  # type: ignore[attr-defined]


def test_a_pause_of_an_hour_is_ten_seconds() -> None:
    prepared = images.prepare(a_moving_picture(2, pause=600_000), MOST)

    with opened(prepared.data) as image:
        image.load()
        assert image.info["duration"] == 10_000


def test_the_haze_is_that_of_the_picture() -> None:
    prepared = images.prepare(a_picture(), MOST)

    rows = blurhash.decode(prepared.blurhash, 4, 4)

    assert len(prepared.blurhash) == 28
    assert rows[0][0][0] > rows[0][0][2], "red above"
    assert rows[3][0][2] > rows[3][0][0], "blue below"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        PAGE,
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(/etc/passwd) (r) file\n",
        b"P6 10 10 255 " + b"x" * 300,
        a_picture("BMP"),
        a_picture("TIFF"),
        a_picture("ICO"),
        a_picture("PNG")[:120],
        a_picture("JPEG")[:300],
    ],
    ids=[
        "nothing",
        "page",
        "head",
        "zeros",
        "svg",
        "eps",
        "ppm",
        "bmp",
        "tiff",
        "ico",
        "cut",
        "half",
    ],
)
def test_what_is_no_picture_of_four_formats_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        images.prepare(data, MOST)

    assert list(refusal.value.fields) == ["file"]


def test_too_many_bytes_are_refused_unread() -> None:
    with pytest.raises(TooLarge):
        images.prepare(PAGE * 10, 100)


@pytest.mark.parametrize(("width", "height"), [(40_001, 1_000), (65_000, 65_000), (2**31 - 1, 1)])
def test_a_bomb_of_pixels_is_refused_before_it_is_decoded(width: int, height: int) -> None:
    with pytest.raises(Invalid) as refusal:
        images.prepare(a_bomb(width, height), MOST)

    assert refusal.value.fields == {"file": policy.TOO_MANY_PIXELS}


def test_a_bomb_of_frames_is_refused() -> None:
    with pytest.raises(Invalid, match="too long"):
        images.prepare(a_moving_picture(policy.MOST_FRAMES + 1, size=(4, 4)), MOST)


def test_a_bomb_of_text_inside_a_picture_is_refused() -> None:
    info = PngInfo()
    info.add_text("note", "x" * 60_000_000, zip=True)
    bomb = a_picture("PNG", pnginfo=info)
    assert len(bomb) < 200_000

    with pytest.raises(Invalid):
        images.prepare(bomb, MOST)

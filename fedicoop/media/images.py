"""Decoding and writing pictures anew: what cannot be decoded is not stored, what is stored is ours.

Everything is written afresh as WebP, so that no byte of the upload survives: no place where the
photo was taken, no serial number of the camera, no page of HTML behind the pixels. Only four
decoders can be reached, whatever the file says it is.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import blurhash  # type: ignore[import-untyped]
from PIL import Image, ImageCms, ImageOps

from fedicoop.errors import FedicoopError, Invalid, TooLarge
from fedicoop.media import policy

if TYPE_CHECKING:
    from collections.abc import Iterator

_DECODERS = ("PNG", "JPEG", "WEBP", "GIF")
_LONGEST_PROFILE = 1_000_000
_LONGEST_PAUSE = 10_000
_UNREADABLE = "This is not a picture we can read. Use JPEG, PNG, WebP or GIF."
# Larger ones are refused before they are decoded; Pillow's own guard stands behind ours.
Image.MAX_IMAGE_PIXELS = policy.MOST_PIXELS


@dataclass(frozen=True)
class Prepared:
    """A picture written anew, ready to be kept."""

    data: bytes
    thumbnail: bytes
    mime: str
    width: int
    height: int
    blurhash: str


def prepare(data: bytes, most_bytes: int) -> Prepared:
    """Decode an upload and write it anew, smaller when it is large; takes up to some seconds.

    Raises TooLarge for too many bytes and Invalid for everything that is not a whole picture in
    one of the four formats, of at most 40 million pixels.
    """
    if len(data) > most_bytes:
        raise TooLarge(f"{len(data)} bytes", safe="This file is too large.")
    try:
        with Image.open(io.BytesIO(data), formats=_DECODERS) as image:
            return _prepare(image)
    except FedicoopError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Invalid({"file": policy.TOO_MANY_PIXELS}) from error
    except Exception as error:  # whatever a decoder raises on hostile bytes means the same
        raise Invalid({"file": _UNREADABLE}) from error


def format_of(data: bytes) -> str:
    """Say which of the four formats a picture is, by its head alone; "" for none of them."""
    try:
        with Image.open(io.BytesIO(data), formats=_DECODERS) as image:
            return image.format or ""
    except Exception:  # whatever a decoder raises on hostile bytes means the same
        return ""


def _prepare(image: Image.Image) -> Prepared:
    _refuse(policy.size_fault(image.width, image.height))
    frames = _frames(image)
    _refuse(policy.size_fault(image.width, image.height, frames))
    size = policy.fitted(image.width, image.height, policy.LONGEST_SIDE, frames)
    if frames > 1:
        moving = [(_upright(frame, size), pause) for frame, pause in _each(image, frames)]
        still, data = moving[0][0], _moving_webp(moving)
    else:
        # A JPEG decoder can halve on the way: a 40-megapixel photo never stands in memory whole.
        image.draft(None, size)
        still = _upright(image, size)
        data = _webp(still)
    small = still.copy()
    small.thumbnail((policy.THUMBNAIL_SIDE, policy.THUMBNAIL_SIDE))
    return Prepared(data, _webp(small), "image/webp", still.width, still.height, _blur(small))


def _refuse(fault: str) -> None:
    if fault:
        raise Invalid({"file": fault})


def _frames(image: Image.Image) -> int:
    """Count the frames, no further than the limit: a small file may hold a hundred thousand."""
    if not getattr(image, "is_animated", False):
        return 1
    most = policy.most_frames(image.width, image.height)
    count = 1
    try:
        while count <= most:
            image.seek(count)
            count += 1
    except EOFError:
        pass
    image.seek(0)
    return count


def _each(image: Image.Image, frames: int) -> Iterator[tuple[Image.Image, int]]:
    for index in range(frames):
        image.seek(index)
        yield image, min(int(image.info.get("duration") or 100), _LONGEST_PAUSE)


def _upright(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Give the pixels alone: turned as the camera was held, in sRGB, in the given size."""
    image.load()
    turned = ImageOps.exif_transpose(image)
    if turned.size != image.size:
        size = (size[1], size[0])
    pixels = _in_srgb(turned, image.info.get("icc_profile"))
    return pixels.resize(size, Image.Resampling.LANCZOS) if pixels.size != size else pixels


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Apply a colour profile, because it is not kept; a broken one is passed over."""
    see_through = image.has_transparency_data
    plain = image.convert("RGBA" if see_through else "RGB")
    if not profile or len(profile) > _LONGEST_PROFILE or image.mode not in {"RGB", "RGBA"}:
        return plain
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(plain, source, target, outputMode=plain.mode) or plain
    except (ImageCms.PyCMSError, OSError, ValueError):
        return plain


def _webp(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=85, method=4, exif=b"", xmp=b"", icc_profile=b"")
    return out.getvalue()


def _moving_webp(frames: list[tuple[Image.Image, int]]) -> bytes:
    out = io.BytesIO()
    first, *rest = (frame for frame, _ in frames)
    first.save(
        out,
        "WEBP",
        save_all=True,
        append_images=rest,
        duration=[pause for _, pause in frames],
        loop=0,
        quality=75,
        method=2,
        exif=b"",
        xmp=b"",
        icc_profile=b"",
    )
    return out.getvalue()


def _blur(image: Image.Image) -> str:
    """Give the few letters from which a page paints a haze until the picture is there."""
    pixels = list(image.convert("RGB").resize((32, 24)).get_flattened_data())
    rows = [pixels[start : start + 32] for start in range(0, len(pixels), 32)]
    return str(blurhash.encode(rows, components_x=4, components_y=3))

"""Pictures that tests send: honest ones, and some that were made to do harm."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, ImageCms

SECRET = "Lyon, 12 rue des Lilas"


def a_picture(
    form: str = "JPEG", size: tuple[int, int] = (80, 60), mode: str = "RGB", **options: object
) -> bytes:
    """Draw a picture that is red above and blue below, in a format."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (0, size[1] // 2, size[0], size[1]))
    out = io.BytesIO()
    image.convert(mode).save(out, form, **options)
    return out.getvalue()


def a_photo(orientation: int = 1) -> bytes:
    """Take a photo whose metadata tell the place, the camera and how it was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET
    exif[0x0110] = "Camera 42"
    exif.get_ifd(0x8825)[2] = (45.0, 45.0, 36.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return a_picture(exif=exif.tobytes(), icc_profile=profile, comment=SECRET.encode())


def a_moving_picture(frames: int, size: tuple[int, int] = (40, 30), pause: int = 50) -> bytes:
    """Draw an animated GIF whose frames all differ."""
    images = [Image.new("P", size, index % 256) for index in range(frames)]
    for index, image in enumerate(images):
        image.putpalette([(value * 7 + index) % 256 for value in range(768)])
    out = io.BytesIO()
    images[0].save(out, "GIF", save_all=True, append_images=images[1:], duration=pause, loop=0)
    return out.getvalue()


def a_bomb(width: int, height: int) -> bytes:
    """Write a PNG of a few kilobytes that says it is as large as a wall."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    )


def opened(data: bytes) -> Image.Image:
    """Open what was written."""
    return Image.open(io.BytesIO(data))

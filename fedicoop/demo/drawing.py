"""Drawing the pictures of the demo: a hill, a sun and some roofs, nobody's photographs."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

_SIZE = (1200, 800)


def landscape(number: int) -> bytes:
    """Draw a landscape as PNG; each number gives another one."""
    width, height = _SIZE
    image = Image.new("RGB", _SIZE, ("#bfe3ef", "#f6dfb8", "#cfe8d5")[number % 3])
    pen = ImageDraw.Draw(image)
    x = 200 + 230 * (number % 4)
    pen.ellipse((x, 90, x + 150, 240), fill="#f2b53c")
    pen.ellipse((-300, 420, 800, 1300), fill="#6f9e5b")
    pen.ellipse((400, 480, 1600, 1400), fill="#4f7f4a")
    for step in range(4):
        left = 160 + step * 240
        top = 520 + 30 * ((step + number) % 3)
        pen.rectangle((left, top, left + 130, top + 110), fill="#f4efe6")
        roof = [(left - 20, top), (left + 65, top - 80), (left + 150, top)]
        pen.polygon(roof, fill=("#30506b", "#a8503c")[(step + number) % 2])
    out = io.BytesIO()
    image.crop((0, 0, width, height)).save(out, "PNG")
    return out.getvalue()

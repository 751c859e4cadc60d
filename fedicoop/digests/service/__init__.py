"""What happens to digests: looked for, written when due, sent at once, shown beforehand."""

from fedicoop.digests.service.composing import Pen, compose
from fedicoop.digests.service.gathering import Content, gather
from fedicoop.digests.service.sending import due, preview, prune, put_off, send_now, write_due

__all__ = [
    "Content",
    "Pen",
    "compose",
    "due",
    "gather",
    "preview",
    "prune",
    "put_off",
    "send_now",
    "write_due",
]

"""How a picture is said in ActivityPub."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.media.models import File
    from fedicoop.work import Work


def to_ap(work: Work, file: File) -> Document:
    """Say a picture as an attachment: Document, as Mastodon and Pixelfed write it.

    ``name`` is the text for those who do not see it, and is left out rather than empty, because
    readers announce an empty one.
    """
    document: Document = {
        "type": "Document",
        "mediaType": file.mime,
        "url": work.urls.media(file.name),
        "width": file.width,
        "height": file.height,
        "blurhash": file.blurhash,
    }
    return document | ({"name": file.alt} if file.alt else {})

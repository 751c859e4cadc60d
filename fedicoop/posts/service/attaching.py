"""The images of a post: taken from who writes it, kept when somebody else edits it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.errors import Invalid
from fedicoop.media import queries as pictures
from fedicoop.media import service as media
from fedicoop.posts.models import Attachment
from fedicoop.posts.service.pictures import let_go, shown_by

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.posts.models import Post
    from fedicoop.work import Work


async def attachments_of(
    work: Work, writer: Actor, files: tuple[str, ...], kept: frozenset[str] = frozenset()
) -> list[Attachment]:
    """Take the writer's uploads, in her order; those that are ``kept`` may be somebody else's.

    Raises Invalid for an image that is no longer there, or not hers.
    """
    if not files:
        return []
    new = [ident for ident in files if ident not in kept]
    rows = [*await media.attachments(work, new, writer), *await pictures.by_ids(work, list(kept))]
    found = {file.id: file for file in rows}
    if not set(files) <= found.keys():
        raise Invalid({"files": "An image is no longer there; please add it again."})
    return [
        Attachment(
            position=position,
            file_id=file.id,
            url=work.urls.media(file.name),
            mime=file.mime,
            alt=file.alt,
            width=file.width,
            height=file.height,
            blurhash=file.blurhash,
        )
        for position, file in enumerate(found[ident] for ident in dict.fromkeys(files))
    ]


async def reattach(work: Work, post: Post, editor: Actor, files: tuple[str, ...]) -> None:
    """Show these images and no others; what nothing shows any more goes."""
    before = shown_by(post.attachments)
    post.attachments = []
    await work.session.flush()
    post.attachments = await attachments_of(work, editor, files, frozenset(before))
    await let_go(work, before)

"""The images of a post: taken from who writes it, kept when somebody else edits it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop.errors import Invalid
from fedicoop.media import queries as pictures
from fedicoop.media import service as media
from fedicoop.posts.models import Attachment, Visibility
from fedicoop.posts.service.pictures import let_go, shown_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fedicoop.actors import Actor
    from fedicoop.media import File
    from fedicoop.posts.models import Post
    from fedicoop.work import Work


@dataclass(frozen=True)
class Hidden:
    """That images are for those who read a private message; ``leaves`` when some live elsewhere."""

    leaves: bool = False


async def attachments_of(
    work: Work,
    writer: Actor,
    files: tuple[str, ...],
    kept: frozenset[str] = frozenset(),
    hidden: Hidden | None = None,
) -> list[Attachment]:
    """Take the writer's uploads, in her order; those that are ``kept`` may be somebody else's.

    Those of a private message are ``hidden``: at an address for its readers, and at one that
    nobody guesses when other servers are to fetch them. Raises Invalid for an image that is no
    longer there, or not hers.
    """
    if not files:
        return []
    new = [ident for ident in files if ident not in kept]
    fresh = await media.attachments(work, new, writer, private=hidden is not None)
    rows = [*fresh, *await pictures.by_ids(work, list(kept))]
    found = {file.id: file for file in rows}
    if not set(files) <= found.keys():
        raise Invalid({"files": "An image is no longer there; please add it again."})
    return [
        Attachment(
            position=position,
            file_id=file.id,
            url=await _address(work, file, hidden),
            mime=file.mime,
            alt=file.alt,
            width=file.width,
            height=file.height,
            blurhash=file.blurhash,
        )
        for position, file in enumerate(found[ident] for ident in dict.fromkeys(files))
    ]


async def _address(work: Work, file: File, hidden: Hidden | None) -> str:
    if hidden is None:
        return work.urls.media(file.name)
    if hidden.leaves:
        return work.urls.open_file(await media.open_elsewhere(work, file))
    return work.urls.private_file(file.id)


def hidden_for(visibility: str, readers: Iterable[Actor]) -> Hidden | None:
    """Say whether the images of a post are hidden; ``readers`` are those whom it names."""
    if visibility != Visibility.DIRECT:
        return None
    return Hidden(leaves=any(not each.is_local for each in readers))


async def reattach(work: Work, post: Post, editor: Actor, files: tuple[str, ...]) -> None:
    """Show these images and no others; what nothing shows any more goes."""
    before = shown_by(post.attachments)
    post.attachments = []
    await work.session.flush()
    hidden = hidden_for(post.visibility, [each.actor for each in post.mentions])
    post.attachments = await attachments_of(work, editor, files, frozenset(before), hidden)
    await let_go(work, before)

"""The images of a form: stored as soon as they arrive, so that nobody has to choose them twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.errors import Invalid, TooLarge
from fedicoop.media import policy
from fedicoop.media import queries as pictures
from fedicoop.media import service as media
from fedicoop.web.i18n import msg

if TYPE_CHECKING:
    from starlette.datastructures import UploadFile

    from fedicoop.actors import Actor
    from fedicoop.media import File
    from fedicoop.media.images import Prepared
    from fedicoop.web.forms import Form
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_TOO_MANY = msg("Too many images for one post.")


async def take_in(
    visit: Visit,
    form: Form,
    most: int = 0,
    kept: frozenset[str] = frozenset(),
    *,
    private: bool = False,
) -> list[File]:
    """Store the images just chosen and every description; give all images of the form, in order.

    ``most`` is how many there may be, else as many as in a post; ``kept`` are images of somebody
    else that stay where they are; ``private`` ones are for a private message. The form has
    ``image`` (row ids stored before), ``alt-ID`` and ``drop-ID`` for each of them, ``files`` (just
    chosen) and ``alt`` (what those show). Raises Invalid under "files", TooMany.
    """
    chosen = form.files("files")
    if not chosen and not form.many("image"):
        return []
    most = most or visit.instance.config.limits.images_per_post
    if len(_wanted(form)) + len(chosen) > most:
        raise Invalid({"files": _TOO_MANY})
    fresh = [await _prepared(visit, each) for each in chosen]
    async with visit.writing() as work:
        owner = await visit.actor(work)
        files = await _stored(work, form, owner, kept)
        for file in files:
            await media.describe(work, file, form.text(f"alt-{file.id}", policy.LONGEST_ALT))
        about = form.text("alt", policy.LONGEST_ALT) if len(fresh) == 1 else ""
        return files + [
            await media.keep(work, owner, each, about, private=private) for each in fresh
        ]


async def stored(visit: Visit, form: Form, kept: frozenset[str] = frozenset()) -> list[File]:
    """Give the images of a form that were stored before, for showing it again."""
    async with visit.reading() as work:
        return await _stored(work, form, visit.me.actor, kept)


def undescribed(form: Form, files: list[File]) -> bool:
    """Tell whether an image was just chosen that nobody described yet."""
    fresh = len(form.files("files"))
    return any(not file.alt for file in files[len(files) - fresh :])


def _wanted(form: Form) -> list[str]:
    """Give the ids of the images that stay; no more than any form of ours can hold."""
    return [each for each in form.many("image")[:50] if not form.flag(f"drop-{each}")]


async def _stored(work: Work, form: Form, owner: Actor, kept: frozenset[str]) -> list[File]:
    files = await pictures.by_ids(work, _wanted(form))
    return [file for file in files if policy.may_use(owner, file) or file.id in kept]


async def _prepared(visit: Visit, upload: UploadFile) -> Prepared:
    try:
        return await media.prepare(await upload.read(), visit.instance.config)
    except TooLarge as error:
        raise Invalid({"files": error.safe}) from error
    except Invalid as error:
        raise Invalid({"files": next(iter(error.fields.values()))}) from error

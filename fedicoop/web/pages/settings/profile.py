"""How a member is seen: her name, a few words, two pictures, and who may find her."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop import text
from fedicoop.actors import service as actors
from fedicoop.actors.service import ProfileDraft
from fedicoop.errors import Invalid, TooLarge
from fedicoop.media import queries as pictures
from fedicoop.media import service as media
from fedicoop.web.forms import Form
from fedicoop.web.visit import Visit, members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.media.images import Prepared
    from fedicoop.work import Work

FIELDS = 4
_PICTURES = ("icon", "image")


@members
async def show_profile(visit: Visit) -> Response:
    """Show what others see, to be changed."""
    return _page(visit, _stored(visit.me.actor))


def _stored(actor: Actor) -> Form:
    values: dict[str, str | bool] = {
        "name": actor.name,
        "summary": actor.extra.get("summary_source") or text.plain(actor.summary, 2000),
        "locked": actor.locked,
        "discoverable": actor.discoverable,
        "indexable": actor.indexable,
    }
    for number, (name, value) in enumerate(_fields(actor)):
        values[f"field_name_{number}"], values[f"field_value_{number}"] = name, value
    return Form.of(values)


def _fields(actor: Actor) -> list[tuple[str, str]]:
    """Give the facts as they were typed; only what was made elsewhere has lost its Markdown."""
    typed = actor.extra.get("fields_source")
    if isinstance(typed, list):
        return [(str(name), str(value)) for name, value in typed]
    return [(each["name"], text.plain(each["value"], 500)) for each in actor.fields]


def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    actor = visit.me.actor
    return visit.page(
        "settings/profile.html",
        status,
        form=form,
        first=bool(visit.query("first")),
        me=visit.reader.person(actor),
        banner=visit.reader.image(actor.image),
        numbers=range(FIELDS),
        most_mb=visit.instance.config.limits.upload_mb,
    )


@members
async def change_profile(visit: Visit) -> Response:
    """Change what others see, and tell everybody who knows her."""
    form = await visit.form()
    try:
        prepared = {name: await _prepared(visit, form, name) for name in _PICTURES}
        async with visit.writing() as work:
            actor = await visit.actor(work)
            urls = {name: await _kept(work, actor, form, name, prepared) for name in _PICTURES}
            before = [actor.icon, actor.image]
            await actors.update_profile(work, actor, _draft(form, urls))
            await _let_go(work, actor, before)
    except Invalid as error:
        return _page(visit, form.blame(error), 422)
    return visit.redirect("/settings", say="saved")


def _draft(form: Form, urls: dict[str, str | None]) -> ProfileDraft:
    pairs = [
        (form.line(f"field_name_{number}", 100), form.line(f"field_value_{number}", 500))
        for number in range(FIELDS)
    ]
    return ProfileDraft(
        name=form.line("name", 200),
        summary=form.text("summary", 5000).strip(),
        locked=form.flag("locked"),
        discoverable=form.flag("discoverable"),
        indexable=form.flag("indexable"),
        fields=[pair for pair in pairs if all(pair)],
        icon=urls["icon"],
        image=urls["image"],
    )


async def _prepared(visit: Visit, form: Form, name: str) -> Prepared | None:
    """Read a picture that was chosen, outside any transaction; raises Invalid under its name."""
    chosen = form.files(name)
    if not chosen:
        return None
    try:
        return await media.prepare(await chosen[0].read(), visit.instance.config)
    except TooLarge as error:
        raise Invalid({name: error.safe}) from error
    except Invalid as error:
        raise Invalid({name: next(iter(error.fields.values()))}) from error


async def _kept(
    work: Work, actor: Actor, form: Form, name: str, prepared: dict[str, Prepared | None]
) -> str | None:
    """Store a new picture and give its address; "" takes the old one away, None leaves it."""
    picture = prepared[name]
    if picture is None:
        return "" if form.flag(f"{name}_remove") else None
    file = await media.keep(work, actor, picture)
    await media.attachments(work, [file.id], actor)
    return work.urls.media(file.thumbnail if name == "icon" else file.name)


async def _let_go(work: Work, actor: Actor, before: list[str]) -> None:
    """Delete the pictures that were replaced."""
    for url in before:
        if url and url not in {actor.icon, actor.image}:
            file = await pictures.by_name(work, url.rpartition("/")[2])
            if file is not None and file.owner_id == actor.id:
                await media.discard(work, [file])


routes = [
    Route("/settings", show_profile),
    Route("/settings", change_profile, methods=["POST"]),
]

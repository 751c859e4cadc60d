"""What a member shows in the directory: her skills, her town, and whether she may be called on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.directory import policy, queries, service
from fedicoop.directory.service import ListingDraft
from fedicoop.errors import Invalid
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.settings.preferences import me_in
from fedicoop.web.visit import Visit, members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.gazetteer import Town

_LEAST_FIELDS, _EMPTY_FIELDS = 3, 2
_NO_TOWN = msg("No town is called so; try its postcode.")
_WHICH = msg("Several towns are called so: say which one.")


@members
async def show_listing(visit: Visit) -> Response:
    """Show what a member says of herself in the directory."""
    async with visit.reading() as work:
        row, skills = await queries.listing_of(work, visit.me)
    called = policy.is_called(row, has_skills=bool(skills))
    values: dict[str, str | bool] = {f"skill_{n}": skill for n, skill in enumerate(skills)}
    if row is not None:
        values["town"] = f"{row.town} ({row.postcode})" if row.town else ""
        values |= {"shows_skills": row.shows_skills, "shows_town": row.shows_town}
    values |= {"called": called, "was_called": called}
    return await _page(visit, Form.of(values))


async def _page(
    visit: Visit, form: Form, status: int = 200, towns: tuple[Town, ...] = ()
) -> Response:
    async with visit.reading() as work:
        known = await queries.skills_here(work)
    filled = [n for n in range(policy.MOST_SKILLS) if form.line(f"skill_{n}")]
    fields = max(_LEAST_FIELDS, (filled[-1] if filled else -1) + 1 + _EMPTY_FIELDS)
    return visit.page(
        "settings/directory.html",
        status,
        form=form,
        towns=[str(each) for each in towns],
        known=known,
        numbers=range(min(policy.MOST_SKILLS, fields)),
        longest=policy.LONGEST_SKILL,
        listed=visit.me.actor.discoverable,
    )


@members
async def change_listing(visit: Visit) -> Response:
    """Store what a member says of herself."""
    form = await visit.form()
    towns = _towns(form)
    try:
        draft = _draft(form, towns)
        async with visit.writing() as work:
            await service.change(work, await me_in(visit, work), draft)
    except Invalid as error:
        return await _page(visit, form.blame(error), 422, towns if len(towns) > 1 else ())
    return visit.redirect("/settings/directory", say="saved")


def _draft(form: Form, towns: tuple[Town, ...]) -> ListingDraft:
    if form.line("town") and len(towns) != 1:
        raise Invalid({"town": _WHICH if towns else _NO_TOWN})
    return ListingDraft(
        skills=tuple(form.line(f"skill_{n}", 200) for n in range(policy.MOST_SKILLS)),
        town=towns[0] if towns else None,
        shows_skills=form.flag("shows_skills"),
        shows_town=form.flag("shows_town"),
        called=_chosen(form),
    )


def _towns(form: Form) -> tuple[Town, ...]:
    """Give the towns that may be meant; the one that was chosen among namesakes alone."""
    found = policy.towns_of(form.line("town", 100))
    chosen = [each for each in found if str(each) == form.line("which", 200)]
    return tuple(chosen or found)


def _chosen(form: Form) -> bool | None:
    """Give what she chose about being called on; None when she left it as it was."""
    called = form.flag("called")
    return None if called == form.flag("was_called") else called


routes = [
    Route("/settings/directory", show_listing),
    Route("/settings/directory", change_listing, methods=["POST"]),
]

"""The groups of the cooperative: by kind, near a town, by name; one's own first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop import gazetteer
from fedicoop.errors import Invalid
from fedicoop.groups import Kind, Sight, policy, queries
from fedicoop.web import sharing
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.agenda import asking
from fedicoop.web.pages.groups import cards
from fedicoop.web.visit import page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.responses import Response

    from fedicoop.gazetteer import Town
    from fedicoop.groups import Group, Membership
    from fedicoop.web.pages.groups.cards import Card
    from fedicoop.web.views import Reader
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_LONGEST = 100
_MOST = 500
_KM = 80
_GROUPS = msg("Groups")
_ABOUT = msg("The groups of %(name)s: near home or around a subject.")


@page
async def show_groups(visit: Visit) -> Response:
    """Show the groups that this reader may know of; visitors see those that are for everybody."""
    kind = visit.query("kind") if visit.query("kind") in set(Kind) else ""
    wanted, near = _line(visit.query("q")), _line(visit.query("near"))
    km = asking.distance(_line(visit.query("km")), _KM)
    filtered = bool(kind or wanted or near)
    async with visit.reading() as work:
        mine = await _mine(visit, work)
        found = await _listed(visit, work, kind, wanted)
        place = _place(near)
        if place is not None:
            found = await _around(visit, work, found, place, km or _KM)
    if near and place is None:
        found = _called(found, near)
    own = {row.group_id: row for row in mine}
    shown = found if filtered else [group for group in found if group.id not in own]
    return visit.page(
        "groups/list.html",
        200 if km else 422,
        form=_form(kind, wanted, near, km),
        distances=sorted({*asking.DISTANCES, km or _KM}),
        km=km or _KM,
        sections=_sections(visit.reader, shown, own, by_kind=not near),
        mine=[] if filtered else [cards.card(visit.reader, row.group, row) for row in mine],
        near=place.name if place is not None else "",
        any=bool(found or mine or filtered),
        filtered=filtered,
        kinds=list(Kind),
        may_create=any(policy.may_create_group(visit.member, each) for each in Kind),
        sharing=_sharing(visit),
    )


def _form(kind: str, wanted: str, near: str, km: int | None) -> Form:
    form = Form.of({"kind": kind, "q": wanted, "near": near, "km": str(km or _KM)})
    return form if km else form.blame(Invalid({"km": asking.NO_KM}))


def _line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]


async def _mine(visit: Visit, work: Work) -> list[Membership]:
    """Give the groups that the reader belongs to or is invited to, invitations first."""
    if visit.member is None:
        return []
    invited = await queries.invitations_of(work, visit.member.actor)
    return [*invited, *await queries.memberships_of(work, visit.member.actor)]


async def _listed(visit: Visit, work: Work, kind: str, wanted: str) -> list[Group]:
    viewer = visit.member.actor if visit.member else None
    found = await queries.listed(work, viewer, kind=kind, text=wanted, limit=_MOST)
    return found if viewer else [each for each in found if each.visibility == Sight.PUBLIC]


def _place(near: str) -> Town | None:
    """Find the town that is meant, the largest of its name."""
    return next(iter(gazetteer.find(near, 1)), None) if near else None


def _called(found: list[Group], near: str) -> list[Group]:
    """Give the groups whose town is called so, where we know of no such town."""
    wanted = gazetteer.plain(near)
    return [each for each in found if wanted and wanted in gazetteer.plain(each.town)]


async def _around(
    visit: Visit, work: Work, found: list[Group], place: Town, km: int
) -> list[Group]:
    """Give the groups around a town, the nearest first."""
    viewer = visit.member.actor if visit.member else None
    around = await queries.near(work, viewer, place.latitude, place.longitude, km)
    known = {each.id: each for each in found}
    nearest = [known.pop(group.id) for group, _ in around if group.id in known]
    return nearest + [each for each in known.values() if _is_in(each, place)]


def _is_in(group: Group, town: Town) -> bool:
    """Tell whether a group that has no place on the map says that it is in a town."""
    return group.latitude is None and gazetteer.plain(group.town) == gazetteer.plain(town.name)


def _sections(
    reader: Reader, found: list[Group], own: dict[str, Membership], *, by_kind: bool
) -> list[tuple[str, list[Card]]]:
    """Part the groups by kind, sub-groups under theirs; what is near stays in one list."""
    if not by_kind:
        near = [cards.card(reader, group, own.get(group.id)) for group in found]
        return [("", near)] if near else []
    parts = []
    for kind in Kind:
        nested = list(_nested(reader, found, own, kind))
        parts += [(str(kind), nested)] if nested else []
    return parts


def _nested(
    reader: Reader, found: list[Group], own: dict[str, Membership], kind: Kind
) -> Iterable[Card]:
    """Show the groups of a kind; a sub-group whose parent is not in the list stands by itself."""
    here = {group.id for group in found}
    for group in found:
        below = [each for each in found if each.parent_id == group.id]
        if group.kind == kind and group.parent_id not in here:
            children = [cards.card(reader, each, own.get(each.id)) for each in below]
            yield cards.with_children(cards.card(reader, group, own.get(group.id)), children)


def _sharing(visit: Visit) -> sharing.Sharing:
    return sharing.of_list(
        f"{visit.say(_GROUPS)} · {visit.site.name}",
        visit.say(_ABOUT) % {"name": visit.site.name},
        f"{visit.site.base}/groups",
    )


routes = [Route("/groups", show_groups)]

"""Starting a group and changing what it is: one form, checked field by field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.accounts import queries as register
from fedicoop.errors import Invalid, NotFound
from fedicoop.groups import Holds, Kind, Openness, Role, Sight, policy, queries, service
from fedicoop.groups.service import GroupDraft
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.groups import cards, placing
from fedicoop.web.pages.groups.showing import whole
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.web.pages.groups.cards import Seen
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

MOST_CONTACTS = 5
HOLDS = ("nobody", "strangers", *(each for each in Holds if each))
_LISTS = ("postcodes", "colleges", "roles")
_NO_PAUSE = msg("None: everybody writes when she likes")
_NO_DATE = msg("Write the day as 2027-05-31.")
_NO_NUMBER = msg("Write degrees as a number, such as 49.44.")
_NO_PARENT = msg("Choose one from the list.")
_NO_CONTACT = msg("%(name)s is no member of this group.")


@members
async def ask_to_create(visit: Visit) -> Response:
    """Show the empty form to whoever may start a group."""
    kinds = _kinds(visit)
    form = Form.of(
        {
            "kind": str(Kind.THEMATIC if Kind.THEMATIC in kinds else kinds[0]),
            "openness": str(Openness.OPEN),
            "visibility": str(Sight.PUBLIC),
            "parent": visit.query("parent", 100),
            **{f"right-{right}": who for right, who in policy.DEFAULT_RIGHTS.items()},
        }
    )
    return await _show(visit, form)


def _kinds(visit: Visit, present: str = "") -> list[Kind]:
    """Give the kinds that a member may start, and the one that a group has; NotFound for none."""
    may = [each for each in Kind if each == present or policy.may_create_group(visit.member, each)]
    if not may:
        raise NotFound("this member may start no group")
    return may


@members
async def create(visit: Visit) -> Response:
    """Start a group, or show the form again."""
    form = await visit.form()
    kinds = _kinds(visit)
    try:
        async with visit.writing() as work:
            draft = await _draft(visit, work, form, kinds)
            me = await visit.actor(work)
            group = await service.create(work, me, form.line("username", 60).lower(), draft)
            path = visit.reader.person(group.actor).path
    except Invalid as error:
        return await _show(visit, form.blame(error), 422)
    return visit.redirect(path, say="started")


@members
async def ask_to_edit(visit: Visit) -> Response:
    """Show what a group is to those who may change it."""
    async with visit.reading() as work:
        seen = await _managed(visit, work)
        form = Form.of(await _values(visit, work, seen.group))
    return await _show(visit, form, seen=seen)


@members
async def edit(visit: Visit) -> Response:
    """Change what a group is, or show the form again."""
    form = await visit.form()
    async with visit.reading() as work:
        seen = await _managed(visit, work)
    try:
        async with visit.writing() as work:
            now = await _managed(visit, work)
            me = await visit.actor(work)
            draft = await _draft(visit, work, form, _kinds(visit, now.group.kind), now.group)
            contacts = await _contacts(work, visit, form, now.group)
            await service.revise(work, now.group, me, draft)
            await service.set_contacts(work, now.group, me, contacts)
    except Invalid as error:
        return await _show(visit, form.blame(error), 422, seen=seen)
    return visit.redirect(f"/@{visit.param('handle')}", say="saved")


async def _managed(visit: Visit, work: Work) -> Seen:
    seen = await cards.seen(visit, work, visit.param("handle"))
    if not seen.group.is_local or not policy.may_manage(seen.group, seen.standing):
        raise NotFound("not for this member")
    return seen


async def _values(visit: Visit, work: Work, group: Group) -> Mapping[str, str | bool]:
    """Give what a group is as its form holds it."""
    values: dict[str, str | bool] = {
        name: str(getattr(group, name) or "")
        for name in (
            *("kind", "openness", "visibility", "description", "mandate"),
            *("ends_on", "town", "postcode"),
        )
    }
    for name in ("latitude", "longitude"):
        degrees = getattr(group, name)
        values[name] = "" if degrees is None else str(degrees)
    rights = {**policy.DEFAULT_RIGHTS, **group.rights}
    values |= {f"right-{right}": rights[right] for right in policy.RIGHTS}
    values |= {f"auto-{each}": ", ".join(group.automatic.get(each, [])) for each in _LISTS}
    values |= {"name": group.actor.name, "slow": str(group.slow_minutes)}
    values["holds"] = group.holds or ("strangers" if group.moderated else "nobody")
    values["parent"] = visit.reader.person(group.parent.actor).handle if group.parent else ""
    for number, person in enumerate(await queries.contacts(work, group), 1):
        values[f"contact-{number}"] = visit.reader.person(person).handle
    return values


async def _draft(
    visit: Visit, work: Work, form: Form, kinds: list[Kind], group: Group | None = None
) -> GroupDraft:
    """Read the form; raises Invalid for what is not even of the right shape."""
    faults: dict[str, str] = {}
    holds = form.choice("holds", HOLDS, "nobody")
    draft = GroupDraft(
        name=form.line("name", 200),
        kind=form.choice("kind", kinds),
        openness=form.choice("openness", list(Openness)),
        visibility=form.choice("visibility", list(Sight)),
        description=form.text("description"),
        mandate=form.text("mandate"),
        ends_on=_day(form.line("ends_on", 20), faults),
        town=form.line("town", 300),
        postcode=form.line("postcode", 30),
        latitude=_degrees(form, "latitude", faults),
        longitude=_degrees(form, "longitude", faults),
        moderated=holds == "strangers",
        holds=holds if holds in set(Holds) else Holds.NOBODY,
        slow_minutes=int(form.choice("slow", [str(each) for each in policy.PAUSES], "0")),
        rights={
            right: form.line(f"right-{right}", 20)
            for right in policy.RIGHTS
            if form.flag(f"right-{right}")
        },
        automatic=dict(group.automatic) if group else {},
    )
    wanted = form.line("parent", 100)
    allowed = dict(await _parents(visit, work, group))
    if wanted and wanted not in allowed:
        faults["parent"] = _NO_PARENT
    if faults:
        raise Invalid(faults)
    draft = placing.placed(draft, form.line("which", 200), group)
    if visit.is_moderator:
        draft = replace(draft, automatic={each: _words(form, f"auto-{each}") for each in _LISTS})
    return replace(draft, parent=allowed.get(wanted))


def _words(form: Form, name: str) -> list[str]:
    return [each.strip() for each in form.line(name, 2000).split(",") if each.strip()]


def _day(said: str, faults: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        faults["ends_on"] = _NO_DATE
        return None


def _degrees(form: Form, name: str, faults: dict[str, str]) -> float | None:
    said = form.line(name, 30).replace(",", ".")
    try:
        return float(said) if said else None
    except ValueError:
        faults[name] = _NO_NUMBER
        return None


async def _parents(visit: Visit, work: Work, group: Group | None) -> list[tuple[str, Group]]:
    """Give the groups under which the member may put one: those she leads, all for moderators."""
    if visit.is_moderator:
        found = await queries.listed(work, visit.me.actor)
    else:
        rows = await queries.memberships_of(work, visit.me.actor)
        ids = [row.group_id for row in rows if row.role == Role.FACILITATOR]
        led = [await queries.by_id(work, ident) for ident in ids]
        found = [each for each in led if each is not None]
    if group is not None and group.parent is not None:
        found = [each for each in found if each.id != group.parent_id] + [group.parent]
    me = group.id if group else ""
    fit = [each for each in found if each.id != me and policy.may_be_parent(each)]
    return [(visit.reader.person(each.actor).handle, each) for each in fit]


async def _contacts(work: Work, visit: Visit, form: Form, group: Group) -> list[Actor]:
    """Find the members who are named as contacts; raises Invalid for anybody else."""
    found = []
    for number in range(1, MOST_CONTACTS + 1):
        name = form.line(f"contact-{number}", 100)
        member = await register.by_login(work, name) if name else None
        if name and (member is None or not await queries.belongs(work, group.id, member.actor)):
            raise Invalid({"contacts": visit.say(_NO_CONTACT) % {"name": name}})
        if member is not None:
            found.append(member.actor)
    return found


def _pauses(visit: Visit) -> list[tuple[str, str]]:
    none = [("0", visit.say(_NO_PAUSE))]
    return [*none, *((str(each), visit.language.span(each)) for each in policy.PAUSES if each)]


async def _show(
    visit: Visit, form: Form, status: int = 200, *, seen: Seen | None = None
) -> Response:
    async with visit.reading() as work:
        group = await whole(visit, work, seen) if seen else None
        parents = await _parents(visit, work, seen.group if seen else None)
    return visit.page(
        "groups/form.html",
        status,
        form=form,
        group=group,
        kinds=_kinds(visit, seen.group.kind if seen else ""),
        parents=[(handle, each.actor.name) for handle, each in parents],
        rights=policy.RIGHTS,
        whom=policy.ALLOWED,
        pauses=_pauses(visit),
        most_contacts=MOST_CONTACTS,
        towns=placing.choices(form.line("town", 300), "") if form.fault("town") else [],
    )


routes = [
    Route("/new/group", ask_to_create),
    Route("/new/group", create, methods=["POST"]),
    Route("/@{handle}/edit", ask_to_edit),
    Route("/@{handle}/edit", edit, methods=["POST"]),
]

"""What a member hears of, topic by topic: on her page of news, and by e-mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.accounts import policy as roles
from fedicoop.notifications import queries
from fedicoop.notifications import service as notifications
from fedicoop.notifications.topics import APP, MAIL, TOPICS, Topic, holds
from fedicoop.web.pages.letters.topics import DIGESTS, NAMES
from fedicoop.web.pages.settings.preferences import me_in
from fedicoop.web.visit import Visit, members

if TYPE_CHECKING:
    from starlette.responses import Response


@dataclass(frozen=True)
class Cell:
    """One box of the table: what its field is called, and what it says."""

    name: str
    is_there: bool
    is_on: bool
    is_fixed: bool


@dataclass(frozen=True)
class Line:
    """One topic, with its two boxes."""

    name: str
    text: str
    app: Cell
    mail: Cell


@members
async def show_notices(visit: Visit) -> Response:
    """Show the table."""
    async with visit.reading() as work:
        choices = await queries.choices_of(work, visit.me.actor_id)
        refused = await queries.is_refused(work, visit.me.email)
    return visit.page(
        "settings/notices.html",
        lines=[_line(visit, topic, choices) for topic in _shown(visit)],
        digest=visit.say(DIGESTS[visit.me.email_digest]),
        email=visit.me.email or "",
        refused=refused,
        budget=visit.instance.config.limits.mails_per_member_per_month,
    )


def _shown(visit: Visit) -> list[Topic]:
    """Leave out what is for the moderation team where it is not for this member."""
    moderates = roles.may_moderate(visit.me)
    return [topic for topic in TOPICS if moderates or topic.name != "moderation"]


def _line(visit: Visit, topic: Topic, choices: dict[str, bool]) -> Line:
    app, mail = (
        Cell(
            f"{topic.name}.{way}", way in topic.ways, holds(choices, topic, way), way in topic.fixed
        )
        for way in (APP, MAIL)
    )
    return Line(topic.name, visit.say(NAMES[topic.name]), app, mail)


@members
async def choose_notices(visit: Visit) -> Response:
    """Store what is ticked; a box that was not on the page stays as it is."""
    form = await visit.form()
    wanted = {
        f"{topic.name}.{way}": form.flag(f"{topic.name}.{way}")
        for topic in _shown(visit)
        for way in topic.ways
        if way not in topic.fixed
    }
    async with visit.writing() as work:
        await notifications.choose(work, await me_in(visit, work), wanted)
    return visit.redirect("/settings/notifications", say="saved")


@members
async def try_address_again(visit: Visit) -> Response:
    """Give a member's address another chance, at her word."""
    async with visit.writing() as work:
        me = await me_in(visit, work)
        await notifications.forgive(work, me.email or "")
    return visit.redirect("/settings/access", say="address_tried")


routes = [
    Route("/settings/notifications", show_notices),
    Route("/settings/notifications", choose_notices, methods=["POST"]),
    Route("/settings/email/again", try_address_again, methods=["POST"]),
]

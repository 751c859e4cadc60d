"""The articles that a reader may see, by subject, group and cooperative; and their feed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.routing import Route

from fedicoop.groups import queries as groups
from fedicoop.groups.policy import may_see_group
from fedicoop.media import queries as media
from fedicoop.network import cooperatives as network
from fedicoop.posts import Visibility, documents
from fedicoop.posts import queries as posts
from fedicoop.posts.queries import Wanted
from fedicoop.web.forms import Form
from fedicoop.web.i18n import Language, msg
from fedicoop.web.pages import feeds
from fedicoop.web.pages.finding import cursor
from fedicoop.web.sharing import of_list
from fedicoop.web.views import Reader
from fedicoop.web.visit import page, site_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.network.cooperatives import Cooperative
    from fedicoop.posts.queries import Shown
    from fedicoop.web.sharing import Sharing
    from fedicoop.web.views import PostView
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

FILTERS = ("subject", "group", "cooperative")
_LONGEST = 100
_ENTRIES = 30
_SHOWN_SUBJECTS = 12
_HANDLE = re.compile(r"[A-Za-z0-9_.@:-]+")
_ABOUT = msg("What the cooperative and its groups write: reports, news, how things are done.")


@dataclass(frozen=True)
class Card:
    """An article in a list; ``thumb`` is a small form of its first image, "" without one."""

    post: PostView
    thumb: str = ""
    alt: str = ""


@dataclass(frozen=True)
class Asked:
    """What a reader wants to see, as she said it and as it is looked up."""

    said: dict[str, str]
    wanted: Wanted
    cooperatives: list[Cooperative]

    @property
    def query(self) -> str:
        """Give the choice as it stands in addresses."""
        return urlencode(self.said)


async def asked(work: Work, viewer: Actor | None, said: Mapping[str, str]) -> Asked:
    """Read a choice; a group that the reader may not know is one without articles."""
    values = {name: " ".join(said.get(name, "")[:_LONGEST].split()) for name in FILTERS}
    values = {name: value for name, value in values.items() if value}
    known = await network.cooperatives(work)
    wanted = Wanted(
        hosts=tuple(each.host for each in known),
        subject=values.get("subject", "").lstrip("#"),
        group_id=await _group_id(work, viewer, values.get("group", "")),
    )
    chosen = [each for each in known if each.key == values.get("cooperative")]
    if "cooperative" in values:
        wanted = replace(wanted, hosts=tuple(each.host for each in chosen), followed=False)
    return Asked(values, wanted, known)


async def _group_id(work: Work, viewer: Actor | None, handle: str) -> str:
    if not handle:
        return ""
    group = await groups.by_username(work, handle) if _HANDLE.fullmatch(handle) else None
    if group is None or not may_see_group(group, await groups.standing(work, group, viewer)):
        return "nothing"
    return group.id


@page
async def show_articles(visit: Visit) -> Response:
    """Show the articles, newest first; what is chosen stands in the address."""
    viewer = visit.member.actor if visit.member else None
    async with visit.reading() as work:
        found = await asked(work, viewer, visit.request.query_params)
        listed = await posts.articles(work, viewer, found.wanted, cursor(visit))
        cards = await cards_of(visit, work, listed.items)
        choices = await _choices(visit, work, found)
    return visit.page(
        "articles/list.html",
        cards=cards,
        next=listed.next,
        first=cursor(visit) is None,
        chosen=found.said,
        query=found.query,
        form=Form.of(found.said),
        sharing=_sharing(visit, found),
        **choices,
    )


def _sharing(visit: Visit, found: Asked) -> Sharing:
    """Say what the list is; a choice of it is not one more page for search engines."""
    base, suffix = visit.instance.urls.base, f"?{found.query}" if found.said else ""
    return of_list(
        visit.say(msg("Articles")),
        visit.say(_ABOUT),
        f"{base}/articles{suffix}",
        feed=f"{base}/articles.atom{suffix}",
        indexed=not found.said,
    )


async def cards_of(visit: Visit, work: Work, shown: list[Shown]) -> list[Card]:
    """Show articles with the small form of their first images."""
    firsts = [each.post.attachments[0] for each in shown if each.post.attachments]
    ids = [image.file_id for image in firsts if image.file_id]
    small = {file.id: f"/media/{file.thumbnail}" for file in await media.by_ids(work, ids)}
    cards = []
    for each in shown:
        view = visit.reader.post(each)
        image = each.post.attachments[0] if each.post.attachments else None
        thumb = small.get(image.file_id or "", "") if image and not view.sensitive else ""
        cards.append(Card(view, thumb, image.alt if image else ""))
    return cards


async def _choices(visit: Visit, work: Work, found: Asked) -> dict[str, Any]:
    """Give what can be chosen: what there is an article for, and what was chosen."""
    viewer = visit.member.actor if visit.member else None
    everything = replace(found.wanted, subject="", group_id="")
    there = await posts.facets(work, viewer, everything)
    names = []
    for ident in there.groups:
        group = await groups.by_id(work, ident)
        if group is None or not group.is_local:
            continue
        if may_see_group(group, await groups.standing(work, group, viewer)):
            names.append((group.actor.username, group.actor.name or group.actor.username))
    return {
        "subjects": there.subjects[:_SHOWN_SUBJECTS],
        "groups": sorted(names, key=lambda pair: pair[1].casefold()),
        "cooperatives": [(each.key, each.name) for each in found.cooperatives],
    }


async def show_feed(request: Request) -> Response:
    """Answer /articles.atom: public articles only, whoever asks, chosen as on the page."""
    site = site_of(request)
    async with site.instance.reading() as work:
        found = await asked(work, None, request.query_params)
        listed = await posts.articles(work, None, found.wanted, None, _ENTRIES)
    language = Language(site.languages[0])
    reader = Reader(language, "UTC", site.instance.urls, site.instance.clock())
    public = [each for each in listed.items if each.post.visibility == Visibility.PUBLIC]
    changed = [each.post.updated_at or each.post.published_at for each in public]
    newest = max(changed).isoformat(timespec="seconds") if changed else "1970-01-01T00:00:00Z"
    template = site.environment(language).get_template("articles/feed.xml")
    feed = template.render(
        site=site,
        address=f"{site.base}/articles",
        suffix=f"?{found.query}" if found.said else "",
        entries=[(reader.post(each), documents.content_of(each.post)) for each in public],
        updated=newest,
    )
    return feeds.answer(request, feed)


routes = [
    Route("/articles", show_articles),
    Route("/articles.atom", show_feed),
]

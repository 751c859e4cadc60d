"""The cooperative's front door: who we are, what is new, whom to follow, how to join."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from fedicoop import text
from fedicoop.accounts import queries as accounts
from fedicoop.accounts import service as members
from fedicoop.accounts.service import SettingsDraft
from fedicoop.actors import queries as actors
from fedicoop.errors import NotFound
from fedicoop.groups import queries as known_groups
from fedicoop.posts import queries as posts
from fedicoop.web import sharing
from fedicoop.web.i18n import msg
from fedicoop.web.pages.events import listing
from fedicoop.web.pages.events.timeline import dated
from fedicoop.web.pages.finding import cursor
from fedicoop.web.pages.groups import cards
from fedicoop.web.pages.home.since import item_of
from fedicoop.web.site import StaticPage
from fedicoop.web.visit import LANGUAGE_COOKIE, page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.posts.queries import Shown
    from fedicoop.web.views import Person
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_YEAR = 365 * 24 * 3600
_PEOPLE, _GROUPS, _ARTICLES = 5, 5, 3
_POSTS, _OLDER_POSTS = 7, 14
_WORDS = 400
_ABOUT = msg(
    "# Who we are\n\n%(name)s has its members' site here, and will soon say more about itself."
)
_JOIN = ("devenir-societaire", "adherer", "join", "etre-societaire")


@page
async def show_start(visit: Visit) -> Response:
    """Show visitors who we are; members have a home of their own."""
    if visit.member is not None:
        return visit.redirect("/home")
    async with visit.reading() as work:
        cooperative = await actors.cooperative(work)
        size = _POSTS if cursor(visit) is None else _OLDER_POSTS
        found = await posts.local_timeline(work, None, cursor(visit), size)
        views = await dated(visit, work, found.items)
        first = await _first(visit, work) if cursor(visit) is None else {"dates": listing.NONE}
    about = visit.site.page("home", visit.language) or visit.site.page("about", visit.language)
    words = text.plain(str(about.content), _WORDS) if about else ""
    card = sharing.of_cooperative(
        visit.instance.urls, visit.site.name, words, visit.site.assets.logo
    )
    return visit.page(
        "start.html",
        about=about,
        words=_first_paragraph(about),
        join=_join(visit),
        posts=views,
        next=found.next,
        first=cursor(visit) is None,
        people=_people(visit, cooperative, found.items),
        address=f"@cooperative@{visit.instance.config.host}",
        sharing=card,
        **first,
    )


async def _first(visit: Visit, work: Work) -> dict[str, Any]:
    """Give what stands on the first page alone: the next events, the groups, the articles."""
    groups = await known_groups.open_to_all(work, _GROUPS)
    articles = await posts.articles(work, None, posts.Wanted(), limit=_ARTICLES)
    return {
        "dates": await listing.of_cooperative(visit, work),
        "groups": [cards.card(visit.reader, each) for each in groups],
        "articles": [item_of(visit, each.post) for each in articles.items],
    }


def _first_paragraph(about: StaticPage | None) -> str:
    """Give how the cooperative presents itself, in plain words."""
    if about is None:
        return ""
    return text.plain(str(about.content).partition("</p>")[0], _WORDS)


def _join(visit: Visit) -> StaticPage | None:
    pages = (visit.site.page(slug, visit.language) for slug in _JOIN)
    return next((each for each in pages if each is not None), None)


def _people(visit: Visit, cooperative: Actor, shown: Sequence[Shown]) -> list[Person]:
    """Give whom to follow: the cooperative, then who wrote lately and wants to be found."""
    authors = {item.post.author.id: item.post.author for item in shown}
    willing = [each for each in authors.values() if each.discoverable and not each.moved_to]
    everybody = {each.id: each for each in (cooperative, *willing)}
    return [visit.reader.person(each) for each in list(everybody.values())[:_PEOPLE]]


@page
async def show_about(visit: Visit) -> Response:
    """Show the cooperative's own presentation."""
    return _page(visit, "about")


@page
async def show_page(visit: Visit) -> Response:
    """Show one of the cooperative's own pages."""
    return _page(visit, visit.param("slug"))


def _page(visit: Visit, slug: str) -> Response:
    found = visit.site.page(slug, visit.language)
    if found is None and slug == "about":
        found = StaticPage(slug, visit.say(_ABOUT) % {"name": visit.site.name})
    if found is None:
        raise NotFound(f"no page {slug[:60]!r}")
    card = sharing.of_page(
        found.title,
        text.plain(str(found.content), _WORDS),
        f"{visit.site.base}{found.path}",
        trail=() if slug == "about" else ((msg("About us"), "/about"),),
    )
    return visit.page("static.html", page=found, sharing=card, join=_join(visit))


@page
async def choose_language(visit: Visit) -> Response:
    """Show everything in another language from now on; a member's choice is kept with her."""
    form = await visit.form()
    code = form.choice("language", visit.site.languages, visit.language.code)
    if visit.member is not None:
        async with visit.writing() as work:
            me = await accounts.by_id(work, visit.member.id)
            if me is not None:
                chosen = (code, me.time_zone, me.default_visibility, me.email_digest)
                await members.change_settings(work, me, SettingsDraft(*chosen))
    answer = await visit.back("/")
    answer.set_cookie(
        LANGUAGE_COOKIE, code, _YEAR, secure=visit.site.secure, httponly=True, samesite="lax"
    )
    return answer


routes = [
    Route("/", show_start),
    Route("/about", show_about),
    Route("/pages/{slug}", show_page),
    Route("/language", choose_language, methods=["POST"]),
]

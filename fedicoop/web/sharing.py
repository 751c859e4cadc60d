"""What a public page says to whoever links to it: Open Graph, schema.org, feeds, other forms."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fedicoop import text

if TYPE_CHECKING:
    from collections.abc import Callable

    from fedicoop.urls import Urls
    from fedicoop.web.views import Person, PostView

SCHEMA = "https://schema.org"
_LONGEST = 300


@dataclass(frozen=True)
class Sharing:
    """A page's card: ``url`` is its one address; ``indexed`` says whether search engines may.

    ``activity`` is the address of its ActivityPub form, ``feed`` and ``calendar`` those of its Atom
    feed and its calendar, where the news and the agenda of the whole site would say less; ``data``
    is what schema.org calls it, ``trail`` the pages above it: names, not translated yet, and paths.
    """

    title: str
    description: str
    url: str
    image: str = ""
    kind: str = "website"
    activity: str = ""
    feed: str = ""
    calendar: str = ""
    published: str = ""
    indexed: bool = True
    data: dict[str, Any] = field(default_factory=dict)
    trail: tuple[tuple[str, str], ...] = ()

    def crumbs(self, base: str, home: str, say: Callable[[str], str]) -> dict[str, Any]:
        """Say where the page stands, from the start page down; {} for what is on top."""
        if not self.trail:
            return {}
        above = [(home, f"{base}/"), *((say(name), f"{base}{path}") for name, path in self.trail)]
        steps = [
            {"@type": "ListItem", "position": number, "name": name, "item": url}
            for number, (name, url) in enumerate([*above, (self.title, self.url)], start=1)
        ]
        return {"@context": SCHEMA, "@type": "BreadcrumbList", "itemListElement": steps}


def of_list(title: str, description: str, url: str, **more: Any) -> Sharing:
    """Say what a page is that leads to others: the agenda, the groups, a subject, the network."""
    page = {"@context": SCHEMA, "@type": "CollectionPage", "name": title, "url": url}
    data = page | {"description": brief(description)}
    return Sharing(title=title, description=brief(description), url=url, data=data, **more)


def of_page(title: str, description: str, url: str, **more: Any) -> Sharing:
    """Say what a page is that is about the cooperative and is no list."""
    data = {"@context": SCHEMA, "@type": "WebPage", "name": title, "url": url}
    return Sharing(title=title, description=brief(description), url=url, data=data, **more)


def of_cooperative(urls: Urls, name: str, description: str, logo: str) -> Sharing:
    """Say what the start page is."""
    data = {
        "@context": SCHEMA,
        "@type": "Organization",
        "name": name,
        "url": f"{urls.base}/",
        "logo": f"{urls.base}{logo}",
        "description": brief(description),
    }
    return Sharing(
        title=name,
        description=brief(description),
        url=f"{urls.base}/",
        image=f"{urls.base}{logo}",
        activity=urls.cooperative,
        feed=f"{urls.page('cooperative')}.atom",
        data=data,
    )


def of_person(
    urls: Urls,
    person: Person,
    description: str,
    *,
    indexed: bool,
    trail: tuple[tuple[str, str], ...] = (),
) -> Sharing:
    """Say whose page a profile is; people elsewhere are indexed where they live."""
    kind = "Person" if not person.square else "Organization"
    url = f"{urls.base}{person.path}"
    image = f"{urls.base}{person.face}" if person.face else ""
    who = {"@type": kind, "name": person.name, "url": url, "identifier": person.uri}
    who |= {"image": image} if image else {}
    data = {"@context": SCHEMA, "@type": "ProfilePage", "mainEntity": who}
    return Sharing(
        title=person.name,
        description=brief(description) or person.handle,
        url=url,
        image=image,
        kind="profile",
        activity=person.uri,
        feed="" if person.host else f"{url}.atom",
        calendar="" if person.host else f"{url}.ics",
        indexed=indexed,
        data=data,
        trail=trail,
    )


def of_post(urls: Urls, post: PostView, *, indexed: bool) -> Sharing:
    """Say what a message is; what is not for everybody says nothing of itself."""
    words = post.summary or text.plain(str(post.content), _LONGEST)
    url = f"{urls.base}{post.path}"
    image = next((each.src for each in post.pictures if each.src and not post.sensitive), "")
    author = {"@type": "Person", "name": post.author.name, "url": f"{urls.base}{post.author.path}"}
    data = {
        "@context": SCHEMA,
        "@type": "Article" if post.title else "SocialMediaPosting",
        "headline": post.excerpt,
        "articleBody": words,
        "datePublished": post.published.iso,
        "author": author if not post.author.square else author | {"@type": "Organization"},
        "url": url,
    }
    return Sharing(
        title=f"{post.author.name} — {post.excerpt}",
        description=brief(words),
        url=post.url if post.host else url,
        image=f"{urls.base}{image}" if image else "",
        kind="article",
        activity=post.uri,
        feed="" if post.host else f"{urls.base}{post.author.path}.atom",
        published=post.published.iso,
        indexed=indexed and not post.host,
        data=data,
    )


def of_article(urls: Urls, post: PostView, *, indexed: bool) -> Sharing:
    """Say what an article is: its title, what it says in brief, its first image."""
    url = f"{urls.base}{post.page}"
    pictures = [each.src for each in post.pictures if each.src and not post.sensitive]
    image = f"{urls.base}{pictures[0]}" if pictures else ""
    kind = "Organization" if post.author.square else "Person"
    data = {
        "@context": SCHEMA,
        "@type": "Article",
        "headline": post.title,
        "description": brief(post.brief),
        "datePublished": post.published.iso,
        "author": {
            "@type": kind,
            "name": post.author.name,
            "url": f"{urls.base}{post.author.path}",
        },
        "timeRequired": f"PT{post.minutes}M",
        "url": url,
    }
    data |= {"image": image} if image else {}
    data |= {"dateModified": post.edited.iso} if post.edited else {}
    return Sharing(
        title=post.title,
        description=brief(post.brief),
        url=post.url if post.host else url,
        image=image,
        kind="article",
        activity=post.uri,
        feed=f"{urls.base}/articles.atom",
        published=post.published.iso,
        indexed=indexed and not post.host,
        data=data,
    )


def brief(words: str) -> str:
    """Shorten a description to what a card shows."""
    whole = " ".join(words.split())
    return whole if len(whole) <= _LONGEST else f"{whole[: _LONGEST - 1].rstrip()}…"

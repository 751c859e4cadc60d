"""What a newsletter says, read from what was picked: the same for the letter and for its page."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from fedicoop import text
from fedicoop.events import documents as said
from fedicoop.events import queries as events
from fedicoop.languages import msg, ngettext, say
from fedicoop.library import kinds
from fedicoop.library import queries as library
from fedicoop.newsletter import policy, queries
from fedicoop.notifications.letters import one_line
from fedicoop.notifications.paper import Button, Entry, Heading, Letter, Part, Rich
from fedicoop.posts import queries as posts
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from fedicoop.library import Version
    from fedicoop.newsletter.models import Newsletter
    from fedicoop.posts import Post
    from fedicoop.work import Work

KIND = "newsletter"
_WORDS = {
    "event": msg("Meetings to come"),
    "article": msg("To read"),
    "document": msg("Documents"),
}
_MORE = msg("See it on the site")
_MINUTES = msg("{n} min to read")
_LINK = msg("link to {host}")
_BRIEF = 300


@dataclass(frozen=True)
class Line:
    """One thing in a newsletter."""

    kind: str
    title: str
    url: str
    about: str = ""
    words: str = ""

    @property
    def ident(self) -> str:
        """Give the row id of what it is about, which ends its address."""
        return self.url.rpartition("/")[2]


@dataclass(frozen=True)
class Issue:
    """What a newsletter says; ``introduction`` is sanitised HTML."""

    subject: str
    language: str
    introduction: str = ""
    lines: tuple[Line, ...] = ()
    headings: dict[str, str] = field(default_factory=dict)

    @property
    def parts(self) -> list[tuple[str, list[Line]]]:
        """Give the lines under their headings; a heading begins where the kind changes."""
        found: list[tuple[str, list[Line]]] = []
        before = ""
        for line in self.lines:
            if line.kind != before:
                found.append((self.headings[line.kind], []))
                before = line.kind
            found[-1][1].append(line)
        return found

    def stored(self) -> dict[str, Any]:
        """Give what is kept when it is sent."""
        return asdict(self)


def _read(kept: dict[str, Any]) -> Issue:
    lines = tuple(Line(**each) for each in kept["lines"])
    return Issue(**{**kept, "lines": lines})


async def issue_of(work: Work, row: Newsletter) -> Issue:
    """Give what a newsletter says: as it was sent, else as it would be said now.

    Of what was sent nothing is left that was deleted since, by whom left, or is for fewer people.
    """
    if row.issue:
        return await _still_there(work, row, _read(row.issue))
    lines = [await _line(work, row, each) for each in row.items]
    return Issue(
        subject=row.subject,
        language=row.language,
        introduction=text.markdown(row.source),
        lines=tuple(line for line in lines if line is not None),
        headings={kind: say(_WORDS[kind], row.language) for kind in queries.KINDS},
    )


async def _still_there(work: Work, row: Newsletter, issue: Issue) -> Issue:
    """Leave out what its readers may no longer read: a letter that left cannot be taken back."""
    papers = [each.ident for each in issue.lines if each.kind == queries.DOCUMENT]
    told = [each.ident for each in issue.lines if each.kind != queries.DOCUMENT]
    there = {post.id for post in await posts.by_ids(work, told) if _may_stand(row, post)}
    for ident, shown in (await library.by_ids(work, papers)).items():
        if policy.may_carry_paper(shown.paper, public=row.public):
            there.add(ident)
    return replace(issue, lines=tuple(each for each in issue.lines if each.ident in there))


def _may_stand(row: Newsletter, post: Post) -> bool:
    return not post.author.is_gone and policy.may_carry(post, public=row.public)


async def _line(work: Work, row: Newsletter, item: dict[str, str]) -> Line | None:
    """Write about something that was picked; None for what its readers may no longer read."""
    if item["kind"] == queries.DOCUMENT:
        return await _paper(work, row, item["id"])
    post = await posts.by_id(work, item["id"])
    if post is None or not _may_stand(row, post):
        return None
    where = f"{work.urls.base}/{item['kind']}s/{post.id}"
    title = one_line(post.name, 200)
    if item["kind"] == "event":
        event = await events.by_id(work, post.id)
        if event is None or event.is_over:
            return None
        when = said.summary(event, row.language)
        return Line("event", title, where, when, text.plain(post.content, _BRIEF))
    by = one_line(post.author.name or post.author.username)
    minutes = say(_MINUTES, row.language, n=text.minutes(post.content))
    return Line("article", title, where, f"{by} · {minutes}", _brief(post))


async def _paper(work: Work, row: Newsletter, ident: str) -> Line | None:
    """Write about a document as it is now; None for what its readers may no longer open."""
    paper = await library.by_id(work, ident)
    if paper is None or not policy.may_carry_paper(paper, public=row.public):
        return None
    version = await library.newest_version(work, paper)
    owner = paper.group.actor.name or paper.group.actor.username if paper.group else ""
    about = [one_line(owner or work.config.name), _kind_of(version, row.language)]
    if version.pages:
        about.append(ngettext("%(num)s page", "%(num)s pages", version.pages, row.language))
    where = work.urls.paper(paper.id)
    title = one_line(paper.title, 200)
    return Line(queries.DOCUMENT, title, where, " · ".join(about), paper.summary)


def _kind_of(version: Version, language: str) -> str:
    """Say what one gets: the ending of its file, or where a link leads."""
    if version.link:
        return say(_LINK, language, host=host_of(version.link))
    kind = kinds.BY_MIME.get(version.mime)
    return kind.extension.removeprefix(".").upper() if kind else ""


def _brief(post: Post) -> str:
    """Give what an article says in brief, else how it begins."""
    if post.summary and not post.sensitive:
        return post.summary
    return text.plain(text.placed(post.content, [])[0], _BRIEF)


def letter_of(work: Work, row: Newsletter, issue: Issue) -> Letter:
    """Lay a newsletter out as a letter to members."""
    url = f"{work.urls.base}/newsletters/{row.id}"
    parts: list[Part] = []
    if issue.introduction:
        parts.append(Rich(issue.introduction, text.plain(issue.introduction, 20_000)))
    for heading, lines in issue.parts:
        parts.append(Heading(heading))
        parts += [Entry(each.title, each.url, each.about, each.words) for each in lines]
    parts.append(Button(say(_MORE, row.language), url))
    return Letter(
        kind=KIND,
        language=row.language,
        subject=issue.subject,
        parts=tuple(parts),
        url=url,
        preheader=text.plain(issue.introduction, 120).replace("\n", " "),
    )

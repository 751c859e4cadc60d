"""Rows made into what templates show: plain values, in the reader's language, no queries left.

Everything a template prints is escaped, except what is ``Markup`` here: HTML that passed
``text.sanitize`` when it came in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup

from fedicoop import text
from fedicoop.actors.queries import COOPERATIVE_NAME
from fedicoop.posts import policy
from fedicoop.urls import host_of
from fedicoop.web.worded import Picture, worded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from fedicoop.actors import Actor
    from fedicoop.posts import Attachment, Post, Revision
    from fedicoop.posts.queries import Shown, Thread
    from fedicoop.urls import Urls
    from fedicoop.web.i18n import Language


_OPEN = "/media/letter/"


@dataclass(frozen=True)
class Moment:
    """A time: for machines, in full, and as one would say it."""

    iso: str
    full: str
    short: str


@dataclass(frozen=True)
class Person:
    """Somebody, or some body: a member, a group, the cooperative, people elsewhere."""

    id: str
    uri: str
    name: str
    handle: str
    path: str
    initials: str
    face: str = ""
    host: str = ""
    square: bool = False


@dataclass(frozen=True)
class Dates:
    """What a post that announces an event says of when and where."""

    text: str
    start: str
    place: str
    cancelled: bool


@dataclass(frozen=True)
class PostView:
    """A post as one reader gets it."""

    id: str
    uri: str
    url: str
    path: str
    author: Person
    title: str
    summary: str
    content: Markup
    language: str
    sensitive: bool
    visibility: str
    published: Moment
    edited: Moment | None
    pictures: tuple[Picture, ...]
    likes: int
    boosts: int
    replies: int
    answers: Person | None = None
    boosted_by: Person | None = None
    liked: bool = False
    boosted: bool = False
    bookmarked: bool = False
    pinned: bool = False
    own: bool = False
    may_boost: bool = False
    host: str = ""
    depth: int = 0
    is_event: bool = False
    is_article: bool = False
    edits: bool = False
    waits: bool = False
    dates: Dates | None = None

    @property
    def page(self) -> str:
        """Give where it is read: events and articles have pages of their own."""
        if self.is_article:
            return f"/articles/{self.id}"
        return f"/events/{self.id}" if self.is_event else self.path

    @property
    def brief(self) -> str:
        """Give what an article says in brief, else the beginning as plain text."""
        said = self.summary if self.is_article and not self.sensitive else ""
        return said or text.plain(str(self.content), 220)

    @property
    def warning(self) -> str:
        """Give what stands above it until somebody wants to see it."""
        return self.summary if self.sensitive or not self.is_article else ""

    @property
    def minutes(self) -> int:
        """Say how long it takes to read."""
        return text.minutes(str(self.content))

    @property
    def excerpt(self) -> str:
        """Give the beginning as plain text, for titles and previews."""
        return self.title or self.summary or text.plain(str(self.content), 140)


@dataclass(frozen=True)
class ThreadView:
    """A post between what it answers and what answers it."""

    above: list[PostView]
    post: PostView
    below: list[PostView] = field(default_factory=list)


@dataclass(frozen=True)
class RevisionView:
    """What a post said before."""

    title: str
    summary: str
    content: Markup
    written: Moment


@dataclass(frozen=True)
class Reader:
    """Who reads: her language, her clock, and what she did with what she sees."""

    language: Language
    zone: str
    urls: Urls
    now: datetime
    me: Actor | None = None
    speaks: bool = False
    """Whether she may change what is said in the cooperative's name."""

    def moment(self, at: datetime) -> Moment:
        """Say a time."""
        return Moment(
            iso=at.isoformat(timespec="seconds"),
            full=self.language.at(at, self.zone),
            short=self.language.ago(at, self.now, self.zone),
        )

    def person(self, actor: Actor) -> Person:
        """Show somebody."""
        name = actor.name.strip() or actor.username
        path = path_of(actor)
        return Person(
            id=actor.id,
            uri=actor.uri,
            name=name,
            handle=path.removeprefix("/"),
            path=path,
            initials=initials(name),
            face=self.image(actor.icon),
            host=actor.host,
            square=actor.type != "Person",
        )

    def image(self, url: str) -> str:
        """Give the address of an image on this site; "" for one elsewhere.

        Pages ask no other server for anything: whoever reads here is seen by nobody else.
        """
        return self.urls.local_path(url) or "" if url else ""

    def pictures(self, attachments: Sequence[Attachment]) -> tuple[Picture, ...]:
        """Show the images of a post; films and sounds stay links."""
        return tuple(
            Picture(
                href=self._file(each) or each.url,
                src=self._file(each) if each.mime.startswith("image/") else "",
                alt=each.alt,
                width=each.width,
                height=each.height,
                host="" if self.urls.is_local(each.url) else host_of(each.url),
            )
            for each in attachments[:16]
        )

    def _file(self, attachment: Attachment) -> str:
        """Give where an image is on this site; readers of a private message have their own way."""
        path = self.image(attachment.url)
        if attachment.file_id and path.startswith(_OPEN):
            return self.image(self.urls.private_file(attachment.file_id))
        return path

    def post(self, shown: Shown, depth: int = 0) -> PostView:
        """Show a post whose relations are loaded."""
        post, marks = shown.post, shown.marks
        content, rest = worded(post, self.pictures(post.attachments))
        return PostView(
            id=post.id,
            uri=post.uri,
            url=post.url or post.uri,
            path=f"/notes/{post.id}",
            author=self.person(post.author),
            title=post.name,
            summary=post.summary,
            content=content,
            language=post.language,
            sensitive=post.sensitive,
            visibility=post.visibility,
            published=self.moment(post.published_at),
            edited=self.moment(post.updated_at) if post.updated_at else None,
            pictures=rest,
            likes=post.likes_count,
            boosts=post.boosts_count,
            replies=post.replies_count,
            answers=self._answers(post),
            boosted_by=self.person(shown.boost.actor) if shown.boost else None,
            liked=marks.liked,
            boosted=marks.boosted,
            bookmarked=marks.bookmarked,
            pinned=marks.pinned,
            own=self.me is not None and self.me.id == post.author_id,
            may_boost=self.me is not None and policy.may_boost(post, self.me, sees=True),
            host=post.author.host,
            depth=min(depth, 4),
            is_event=post.type == "Event",
            is_article=post.type == "Article" and bool(post.name),
            edits=self._edits(post),
            waits=post.waits,
        )

    def _edits(self, post: Post) -> bool:
        """Tell whether she may change a post: her own, or the cooperative's as its editor."""
        if self.me is None or not post.local:
            return False
        return post.author_id == self.me.id or (
            self.speaks and post.author.username == COOPERATIVE_NAME
        )

    def _answers(self, post: Post) -> Person | None:
        author = post.in_reply_to_author
        if author is None or author.id == post.author_id or author.is_gone:
            return None
        return self.person(author)

    def posts(self, shown: Sequence[Shown]) -> list[PostView]:
        """Show a list."""
        return [self.post(each) for each in shown]

    def thread(self, thread: Thread) -> ThreadView:
        """Show a conversation around a post."""
        return ThreadView(
            above=self.posts(thread.ancestors),
            post=self.post(thread.shown),
            below=[self.post(each.shown, each.depth) for each in thread.replies],
        )

    def revision(self, row: Revision) -> RevisionView:
        """Show what a post said before."""
        content = Markup(row.content)  # noqa: S704 - sanitised on the way in
        return RevisionView(row.name, row.summary, content, self.moment(row.written_at))


def path_of(actor: Actor) -> str:
    """Give where somebody's page is on this site."""
    return f"/@{actor.username}" if actor.is_local else f"/@{actor.username}@{actor.handle_host}"


def initials(name: str) -> str:
    """Give what stands for a face that is not there: at most two letters."""
    words = [word for word in name.replace("-", " ").split() if word[:1].isalnum()]
    letters = [word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)]
    return "".join(letters).upper() or "·"

"""From what there is to say to a letter: each thing with a link that opens it, and it alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.digests import policy
from fedicoop.digests import wording as words
from fedicoop.digests.service.gathering import Date
from fedicoop.events import State, documents
from fedicoop.events import queries as happenings
from fedicoop.events import service as events
from fedicoop.events.policy import Registration, registration
from fedicoop.languages import known
from fedicoop.library.policy import is_public
from fedicoop.notifications import wording
from fedicoop.notifications.letters import one_line
from fedicoop.notifications.paper import Button, Entry, Heading, Letter, Text
from fedicoop.notifications.policy import DIGEST
from fedicoop.posts import longform

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.digests.service.gathering import Content
    from fedicoop.library.queries import Shown
    from fedicoop.notifications.paper import Part
    from fedicoop.posts import Post
    from fedicoop.work import Work

_EXCERPT, _TITLE = 220, 90
_TAKES = {Registration.OPEN, Registration.APPROVAL, Registration.WAITING_LIST}
_SAID = {
    State.GOING: "coming",
    State.ASKED: "asked_to_come",
    State.UNANSWERED: "asked_to_come",
    State.WAITING: "asked_to_come",
    State.INVITED: "invited",
}


@dataclass
class Pen:
    """What writes one digest: for whom, and with which keys; without a token it opens nothing.

    ``items`` are the posts that only the digest's own key opens.
    """

    work: Work
    member: Member
    token: str = ""
    items: list[str] = field(default_factory=list)

    @property
    def language(self) -> str:
        """Give the language in which it is written."""
        return known(self.member.language)

    @property
    def base(self) -> str:
        """Give the address of our pages."""
        return self.work.urls.base

    def say(self, key: str, **given: str | int) -> str:
        """Give some of the digest's words."""
        return words.say(key, self.language, **given)

    def address(self, post: Post, page: str) -> str:
        """Give where a post is read: its own page for everybody, or by this digest's key."""
        if policy.is_open(post) or not self.token:
            return page
        if post.id not in self.items:
            self.items.append(post.id)
        return f"{self.base}/letter/{self.token}/{post.id}"


async def compose(pen: Pen, content: Content) -> Letter:
    """Write a digest."""
    coop = one_line(pen.work.config.name)
    name = one_line(pen.member.actor.name or pen.member.actor.username)
    opening = "opening" if any(date.is_near for date in content.dates) else "opening_far"
    parts: list[Part] = [Text(pen.say("hello", name=name)), Text(pen.say(opening, coop=coop))]
    parts += await _asked(pen, content)
    parts += await _dates(pen, content)
    parts += _posts(pen, content)
    parts += _papers(pen, content)
    parts += _held(pen, content)
    return Letter(
        kind=DIGEST,
        language=pen.language,
        subject=_subject(pen, content, coop),
        parts=tuple(parts),
        url=pen.base,
        preheader=_preheader(pen, content),
    )


def _subject(pen: Pen, content: Content, coop: str) -> str:
    """Name the one date there is, if it is for everybody: subjects stand on locked telephones."""
    if len(content.dates) == 1 and policy.is_open(content.dates[0].event.post):
        title = one_line(content.dates[0].event.post.name, _TITLE)
        return pen.say("subject_date", coop=coop, title=title)
    if content.dates:
        return words.dates(len(content.dates), pen.language, coop)
    return pen.say("subject", coop=coop)


def _preheader(pen: Pen, content: Content) -> str:
    """Give what stands beside the subject: the next date, or the first thing to read."""
    if content.dates:
        event = content.dates[0].event
        what = [one_line(event.post.name, _TITLE)] if policy.is_open(event.post) else []
        return " · ".join([*what, documents.summary(event, pen.language)])
    return _title(pen, content.posts[0]) if content.posts else ""


async def _asked(pen: Pen, content: Content) -> list[Part]:
    if not content.asks:
        return []
    found: list[Part] = [Heading(pen.say("asked"))]
    for event in content.invited:
        answer = await happenings.participation(pen.work, event, pen.member.actor)
        found.append(await _date(pen, Date(event, answer=answer)))
    for row in content.invitations:
        group = row.group.actor
        title = pen.say("group", name=one_line(group.name or group.username))
        page = group.uri if group.is_local else f"{pen.base}/home"
        found.append(Entry(title, links=(Button(pen.say("see_group"), page),)))
    if content.requests:
        link = Button(pen.say("answer_it"), f"{pen.base}/follow-requests")
        found.append(Entry(words.requests(content.requests, pen.language), links=(link,)))
    for notice in content.duties:
        sender = notice.from_actor
        told = wording.told(notice.kind, pen.language, sender.name or sender.username, "")
        link = Button(pen.say("answer_it"), f"{pen.base}/notifications")
        found.append(Entry(told.subject, links=(link,)))
    return found


async def _dates(pen: Pen, content: Content) -> list[Part]:
    if not content.dates:
        return []
    entries: list[Part] = [await _date(pen, date) for date in content.dates]
    more = Button(pen.say("more"), f"{pen.base}/agenda", calm=True)
    return [Heading(pen.say("dates")), *entries, more]


async def _date(pen: Pen, date: Date) -> Entry:
    event, about = date.event, [documents.summary(date.event, pen.language)]
    if date.is_near:
        about.append(pen.say("near"))
    said = _SAID.get(State(date.answer.state)) if date.answer else None
    if said:
        about.append(pen.say(said))
    page = pen.work.urls.event(event.id) if event.local else event.post.url or event.uri
    links = []
    if pen.token and _may_answer(pen, date):
        key = await events.answer_key(pen.work, event, pen.member.actor)
        words = pen.say("change" if said else "answer")
        links.append(Button(words, f"{pen.base}/answer/{key}"))
    return Entry(
        title=one_line(event.post.name, _TITLE),
        url=pen.address(event.post, page),
        about="\n".join([about[0], " · ".join(about[1:])]).strip(),
        links=tuple(links),
    )


def _may_answer(pen: Pen, date: Date) -> bool:
    """Tell whether the page behind a key has something to ask: also whether she comes after all."""
    if date.answer is not None and date.answer.state in _SAID:
        return True
    return registration(date.event, pen.work.now()) in _TAKES


def _posts(pen: Pen, content: Content) -> list[Part]:
    if not content.posts:
        return []
    return [Heading(pen.say("posts")), *(_post(pen, post) for post in content.posts)]


def _post(pen: Pen, post: Post) -> Entry:
    page = post.uri if post.local else post.url or post.uri
    url = pen.address(post, page)
    is_open = policy.is_open(post)
    about = [pen.say("by", name=_author(post))] if is_open and post.name else []
    if not is_open:
        about.append(pen.say("inside"))
    if post.replies_count > 1:
        about.append(words.answers(post.replies_count, pen.language))
    return Entry(
        title=_title(pen, post),
        url=url,
        about=" · ".join(about),
        words=_excerpt(post) if is_open else "",
        links=() if is_open or not pen.token else (Button(pen.say("read"), url),),
    )


def _title(pen: Pen, post: Post) -> str:
    """Give what a post is called; of what is not for everybody only who wrote it."""
    if post.name and policy.is_open(post):
        return one_line(post.name, _TITLE)
    return pen.say("message_of", name=_author(post))


def _author(post: Post) -> str:
    return one_line(post.author.name or post.author.username)


def _excerpt(post: Post) -> str:
    """Give the first words of a post; its warning, where it has one."""
    words = post.summary or ("" if post.sensitive else longform.under_its_title(post))
    return " ".join(text.plain(words, _EXCERPT).split())


def _papers(pen: Pen, content: Content) -> list[Part]:
    if not content.papers:
        return []
    return [Heading(pen.say("papers")), *(_paper(pen, each) for each in content.papers)]


def _paper(pen: Pen, shown: Shown) -> Entry:
    """Write about a document; of what is not for everybody only whose it is."""
    paper, url = shown.paper, pen.work.urls.paper(shown.paper.id)
    group = paper.group.actor if paper.group is not None else None
    owner = one_line((group.name or group.username) if group else pen.work.config.name)
    if not is_public(paper):
        return Entry(pen.say("paper_of", name=owner), url, pen.say("paper_inside"))
    about = [owner, *([pen.say("newer")] if shown.version.number > 1 else [])]
    return Entry(one_line(paper.title, _TITLE), url, " · ".join(about), paper.summary)


def _held(pen: Pen, content: Content) -> list[Part]:
    if not content.held:
        return []
    entries = (Entry(one_line(row.subject, 200), row.url) for row in content.held)
    return [Heading(pen.say("held")), Text(pen.say("why_held")), *entries]

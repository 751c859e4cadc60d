"""A newsletter as files, for sending it by another service: HTML, Markdown, and who subscribes."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from fedicoop import text
from fedicoop.newsletter import service
from fedicoop.notifications import paper
from fedicoop.web.pages.newsletter.desk import found
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from fedicoop.newsletter.service import Issue
    from fedicoop.web.visit import Visit

_HEAD = ("email", "name", "language")


@members
async def give_html(visit: Visit) -> Response:
    """Give the letter as one HTML file, without a link of anybody's own in it."""
    visit.must_edit()
    async with visit.reading() as work:
        row = await found(visit, work)
        letter = service.letter_of(work, row, await service.issue_of(work, row))
    html = paper.in_html(letter, paper.Foot(visit.site.name))
    return _file(html, f"newsletter-{row.id}.html", "text/html; charset=utf-8")


@members
async def give_markdown(visit: Visit) -> Response:
    """Give the letter as Markdown."""
    visit.must_edit()
    async with visit.reading() as work:
        row = await found(visit, work)
        issue = await service.issue_of(work, row)
    words = markdown(issue, row.source)
    return _file(words, f"newsletter-{row.id}.md", "text/markdown; charset=utf-8")


def markdown(issue: Issue, source: str) -> str:
    """Write a newsletter as Markdown: the introduction as it was typed, then what was picked."""
    parts = [f"# {_plain(issue.subject)}", source.strip()]
    for heading, lines in issue.parts:
        parts.append(f"## {heading}")
        for line in lines:
            said = [f"### [{_plain(line.title)}]({line.url})", _plain(line.about)]
            parts.append("\n\n".join(each for each in [*said, _plain(line.words)] if each))
    return "\n\n".join(part for part in parts if part) + "\n"


def _plain(words: str) -> str:
    """Keep what people wrote from being read as Markdown."""
    for sign in "\\`*_[]<>#":
        words = words.replace(sign, f"\\{sign}")
    return " ".join(words.split())


@members
async def give_subscribers(visit: Visit) -> Response:
    """Give the addresses of those who get the newsletter, to administrators alone.

    For Mailchimp or listmonk: who unsubscribed here is not in it.
    """
    visit.must_administer()
    async with visit.reading() as work:
        people = await service.subscribers(work)
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\r\n")
    table.writerow(_HEAD)
    for each in people:
        name = each.actor.name or each.actor.username
        table.writerow(map(text.cell, [each.email or "", name, each.language]))
    return _file("\ufeff" + file.getvalue(), "subscribers.csv", "text/csv; charset=utf-8")


def _file(content: str, name: str, media_type: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return Response(content, 200, headers, media_type)


routes = [
    Route("/newsletter/subscribers.csv", give_subscribers),
    Route("/newsletter/{ident}/letter.html", give_html),
    Route("/newsletter/{ident}/letter.md", give_markdown),
]

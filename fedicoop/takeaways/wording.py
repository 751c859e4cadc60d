"""What the file says of itself to the person whose data is in it, in her language."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop.languages import known, msg, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FILES: Mapping[str, str] = {
    "activitypub/actor.json": msg("Your profile, as other servers get it."),
    "activitypub/outbox.json": msg("Everything you wrote or passed on, private messages too."),
    "activitypub/likes.json": msg("What you like."),
    "activitypub/featured.json": msg("What you pinned on your profile."),
    "activitypub/following_accounts.csv": msg(
        "Whom you follow; can be taken over by Mastodon and here."
    ),
    "activitypub/followers.csv": msg("Who follows you."),
    "activitypub/muted_accounts.csv": msg("Whom you mute; can be taken over by Mastodon and here."),
    "activitypub/blocked_accounts.csv": msg(
        "Whom you block; can be taken over by Mastodon and here."
    ),
    "activitypub/bookmarks.csv": msg(
        "The posts you keep for yourself; can be taken over by Mastodon."
    ),
    "account/account.json": msg("Your account and your settings."),
    "account/register.json": msg("What the register of members says of you."),
    "account/sign-ins.json": msg("Your devices, your programs and your sign-in links."),
    "account/directory.json": msg("Your entry in the directory."),
    "account/calls.json": msg("The calls you sent or got, and what you answered."),
    "account/hearing.json": msg("The subjects and discussions you follow or mute."),
    "account/notifications.json": msg("Your notifications, and what you chose of them."),
    "account/letters.json": msg("The letters sent to you, and when."),
    "account/reports.json": msg("What you reported."),
    "writing/messages.json": msg("Your private conversations, with the answers."),
    "writing/drafts.json": msg("Your drafts of articles."),
    "writing/history.json": msg("What your texts said before you changed them."),
    "writing/quotes.json": msg("The posts that quote yours with your consent."),
    "writing/newsletters.json": msg("The newsletters you wrote."),
    "groups/groups.json": msg("The groups to which you belong or did."),
    "groups/deeds.json": msg("What you did in these groups."),
    "groups/links.json": msg("The links you keep there."),
    "events/events.json": msg("The events you organise."),
    "events/answers.json": msg("Your answers to events."),
    "events/drafts.json": msg("Your events not announced yet."),
    "events/calendars.json": msg("The calendars you let be read here, and those that read yours."),
    "events/calendar.ics": msg("Your dates, for the calendar of your telephone or computer."),
    "documents/documents.json": msg("The documents you added; the files are beside it."),
    "media/media.json": msg("Your pictures; the files are beside it."),
}
_HERE = {
    "title": msg("My data at {coop}"),
    "lead": msg(
        "This is what {coop} keeps about you, {name}, on {day}. Open the files with a "
        "click; those that end in .csv open in a spreadsheet, the one in .ics in a "
        "calendar, those in .json in any text editor."
    ),
    "file": msg("File"),
    "what": msg("What is in it"),
    "count": msg("Number"),
    "big": msg("Too large for this file"),
    "big_lead": msg(
        "These files were beyond the limit of {limit} MB. Sign in and download them from "
        "these addresses:"
    ),
    "not": msg("What is not in it"),
    "not_lead": msg(
        "Your password and secret keys (of them we keep only a hash, or they sign in your"
        " name); what others tell the moderators about you; addresses and private data of"
        " other people."
    ),
    "keep": msg("Keep this file in a safe place: your private messages are in it."),
}
_STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse}td,th{text-align:start;padding:.3rem .6rem;"
    "border-bottom:1px solid;overflow-wrap:anywhere}"
)


@dataclass(frozen=True)
class Contents:
    """What is in a file, to be said: records by file name, and what was too much, by address."""

    language: str
    coop: str
    name: str
    day: str
    limit: int
    counts: Mapping[str, int]
    left_out: Sequence[str]


def index(contents: Contents) -> bytes:
    """Write the page that says in her language what each file is."""
    lang = known(contents.language)
    about = {"coop": contents.coop, "name": contents.name, "day": contents.day}
    said = {
        key: html.escape(say(words, lang, limit=contents.limit, **about))
        for key, words in _HERE.items()
    }
    rows = "\n".join(_row(name, count, lang) for name, count in contents.counts.items())
    big = "".join(
        f'<li><a href="{html.escape(url)}">{html.escape(url)}</a></li>\n'
        for url in contents.left_out
    )
    page = [
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{said['title']}</title>\n<style>{_STYLE}</style>",
        f"<h1>{said['title']}</h1>\n<p>{said['lead']}</p>\n<p><strong>{said['keep']}</strong></p>",
        f"<table>\n<tr><th>{said['file']}<th>{said['what']}<th>{said['count']}</tr>",
        rows,
        "</table>",
        f"<h2>{said['big']}</h2>\n<p>{said['big_lead']}</p>\n<ul>\n{big}</ul>" if big else "",
        f"<h2>{said['not']}</h2>\n<p>{said['not_lead']}</p>\n</html>\n",
    ]
    return "\n".join(page).encode()


def _row(name: str, count: int, lang: str) -> str:
    what = html.escape(say(FILES[name], lang))
    return f'<tr><td><a href="{name}">{name}</a><td>{what}<td>{count}</tr>'

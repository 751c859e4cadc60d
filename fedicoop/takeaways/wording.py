"""What the file says of itself to the person whose data is in it, in French and English."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FILES: Mapping[str, tuple[str, str]] = {
    "activitypub/actor.json": (
        "Votre profil, tel que les autres serveurs le reçoivent.",
        "Your profile, as other servers get it.",
    ),
    "activitypub/outbox.json": (
        "Tout ce que vous avez écrit ou partagé, y compris en privé.",
        "Everything you wrote or passed on, private messages too.",
    ),
    "activitypub/likes.json": ("Ce que vous aimez.", "What you like."),
    "activitypub/featured.json": (
        "Ce que vous avez épinglé sur votre profil.",
        "What you pinned on your profile.",
    ),
    "activitypub/following_accounts.csv": (
        "Les personnes et groupes que vous suivez ; s'importe dans Mastodon et ici.",
        "Whom you follow; can be taken over by Mastodon and here.",
    ),
    "activitypub/followers.csv": ("Qui vous suit.", "Who follows you."),
    "activitypub/muted_accounts.csv": (
        "Les comptes que vous masquez ; s'importe dans Mastodon et ici.",
        "Whom you mute; can be taken over by Mastodon and here.",
    ),
    "activitypub/blocked_accounts.csv": (
        "Les comptes que vous bloquez ; s'importe dans Mastodon et ici.",
        "Whom you block; can be taken over by Mastodon and here.",
    ),
    "activitypub/bookmarks.csv": (
        "Les messages que vous gardez pour vous ; s'importe dans Mastodon.",
        "The posts you keep for yourself; can be taken over by Mastodon.",
    ),
    "account/account.json": (
        "Votre compte et vos réglages.",
        "Your account and your settings.",
    ),
    "account/register.json": (
        "Ce que le registre des sociétaires dit de vous.",
        "What the register of members says of you.",
    ),
    "account/sign-ins.json": (
        "Vos appareils, vos programmes et vos liens de connexion.",
        "Your devices, your programs and your sign-in links.",
    ),
    "account/directory.json": ("Votre fiche d'annuaire.", "Your entry in the directory."),
    "account/calls.json": (
        "Les appels que vous avez lancés ou reçus, et vos réponses.",
        "The calls you sent or got, and what you answered.",
    ),
    "account/hearing.json": (
        "Les sujets et discussions que vous suivez ou masquez.",
        "The subjects and discussions you follow or mute.",
    ),
    "account/notifications.json": (
        "Vos notifications, et ce que vous en avez choisi.",
        "Your notifications, and what you chose of them.",
    ),
    "account/letters.json": (
        "Les lettres qui vous ont été envoyées, et quand.",
        "The letters sent to you, and when.",
    ),
    "account/reports.json": ("Vos signalements.", "What you reported."),
    "writing/messages.json": (
        "Vos conversations privées, avec les réponses.",
        "Your private conversations, with the answers.",
    ),
    "writing/drafts.json": ("Vos brouillons d'articles.", "Your drafts of articles."),
    "writing/history.json": (
        "Ce que disaient vos textes avant d'être modifiés.",
        "What your texts said before you changed them.",
    ),
    "writing/quotes.json": (
        "Les messages qui citent les vôtres avec votre accord.",
        "The posts that quote yours with your consent.",
    ),
    "writing/newsletters.json": (
        "Les lettres d'information que vous avez écrites.",
        "The newsletters you wrote.",
    ),
    "groups/groups.json": (
        "Les groupes dont vous êtes ou avez été membre.",
        "The groups to which you belong or did.",
    ),
    "groups/deeds.json": (
        "Ce que vous avez fait dans ces groupes.",
        "What you did in these groups.",
    ),
    "groups/links.json": (
        "Les liens que vous y avez rangés.",
        "The links you keep there.",
    ),
    "events/events.json": (
        "Les événements que vous organisez.",
        "The events you organise.",
    ),
    "events/answers.json": (
        "Vos réponses aux événements.",
        "Your answers to events.",
    ),
    "events/drafts.json": (
        "Vos événements pas encore annoncés.",
        "Your events not announced yet.",
    ),
    "events/calendars.json": (
        "Les agendas que vous faites lire ici, et ceux qui lisent le vôtre.",
        "The calendars you let be read here, and those that read yours.",
    ),
    "events/calendar.ics": (
        "Vos rendez-vous, pour l'agenda de votre téléphone ou ordinateur.",
        "Your dates, for the calendar of your telephone or computer.",
    ),
    "documents/documents.json": (
        "Les documents que vous avez ajoutés ; les fichiers sont à côté.",
        "The documents you added; the files are beside it.",
    ),
    "media/media.json": (
        "Vos images ; les fichiers sont à côté.",
        "Your pictures; the files are beside it.",
    ),
}
_HERE = {
    "fr": {
        "title": "Mes données à {coop}",
        "lead": "Voici ce que {coop} conserve sur vous, {name}, au {day}. Ouvrez les fichiers d'un "
        "clic ; ceux qui finissent en .csv s'ouvrent avec un tableur, celui en .ics avec un "
        "agenda, ceux en .json avec tout éditeur de texte.",
        "file": "Fichier",
        "what": "Ce qu'il contient",
        "count": "Nombre",
        "big": "Trop volumineux pour ce fichier",
        "big_lead": "Ces fichiers dépassaient la limite de {limit} Mo. Connectez-vous et "
        "téléchargez-les à ces adresses :",
        "not": "Ce qui n'y est pas",
        "not_lead": "Votre mot de passe et les clés secrètes (nous ne gardons d'eux qu'une "
        "empreinte, ou ils signent en votre nom) ; ce que d'autres disent de vous aux "
        "modérateurs ; les adresses et données privées d'autres personnes.",
        "keep": "Gardez ce fichier en lieu sûr : vos messages privés s'y trouvent.",
    },
    "en": {
        "title": "My data at {coop}",
        "lead": "This is what {coop} keeps about you, {name}, on {day}. Open the files with a "
        "click; those that end in .csv open in a spreadsheet, the one in .ics in a calendar, "
        "those in .json in any text editor.",
        "file": "File",
        "what": "What is in it",
        "count": "Number",
        "big": "Too large for this file",
        "big_lead": "These files were beyond the limit of {limit} MB. Sign in and download them "
        "from these addresses:",
        "not": "What is not in it",
        "not_lead": "Your password and secret keys (of them we keep only a hash, or they sign in "
        "your name); what others tell the moderators about you; addresses and private data of "
        "other people.",
        "keep": "Keep this file in a safe place: your private messages are in it.",
    },
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
    lang = "en" if contents.language == "en" else "fr"
    about = {"coop": contents.coop, "name": contents.name, "day": contents.day}
    said = {
        key: html.escape(_typeset(text.format(limit=contents.limit, **about), lang))
        for key, text in _HERE[lang].items()
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
    french, english = FILES[name]
    what = html.escape(_typeset(english if lang == "en" else french, lang))
    return f'<tr><td><a href="{name}">{name}</a><td>{what}<td>{count}</tr>'


def _typeset(words: str, lang: str) -> str:
    """Give French the spaces and apostrophes of print."""
    if lang != "fr":
        return words
    for sign in ";:!?":
        words = words.replace(f" {sign}", f"\u00a0{sign}")
    return words.replace("'", "\u2019")

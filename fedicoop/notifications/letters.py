"""The letters members get, in French and English: what they say, and the form they have.

A letter is plain text first; the HTML beside it says the same, without any picture, tracker or
address of anybody else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

from fedicoop import text

_LONGEST_NAME = 100

# Typed as on a keyboard; _typeset gives them the apostrophes and spaces of print.
TEXTS: dict[str, dict[str, tuple[str, ...]]] = {
    "sign_in": {
        "fr": (
            "Votre lien de connexion à {coop}",
            "Bonjour {name},",
            "Voici le lien pour vous connecter. Il est valable quinze minutes et ne sert "
            "qu'une fois.",
            ">Me connecter",
            "Vous n'avez rien demandé ? Ignorez ce message : sans ce lien, personne ne "
            "peut se connecter à votre place.",
        ),
        "en": (
            "Your sign-in link for {coop}",
            "Hello {name},",
            "Here is the link to sign in. It works once, within fifteen minutes.",
            ">Sign in",
            "You did not ask for it? Ignore this message: without this link nobody can sign in "
            "as you.",
        ),
    },
    "welcome": {
        "fr": (
            "Bienvenue sur le site de {coop}",
            "Bonjour {name},",
            "Un compte a été ouvert pour vous sur le site des membres de {coop}. Vous y "
            "trouverez les groupes, les rencontres et les décisions de la coopérative.",
            ">Découvrir mon compte",
            "Rien n'est publié à votre sujet tant que vous ne l'avez pas choisi. Si ce compte ne "
            "vous intéresse pas, vous n'avez rien à faire.",
        ),
        "en": (
            "Welcome to the site of {coop}",
            "Hello {name},",
            "An account was opened for you on the members' site of {coop}. There you will find "
            "the cooperative's groups, meetings and decisions.",
            ">See my account",
            "Nothing about you is published unless you choose so. If you do not want this "
            "account, there is nothing to do.",
        ),
    },
    "password_changed": {
        "fr": (
            "Votre mot de passe a changé — {coop}",
            "Bonjour {name},",
            "Le mot de passe de votre compte vient d'être changé, et les autres appareils ont "
            "été déconnectés.",
            "Si c'était vous, tout va bien. Sinon, demandez tout de suite un lien de connexion et "
            "choisissez un autre mot de passe :",
            ">Reprendre mon compte",
        ),
        "en": (
            "Your password was changed — {coop}",
            "Hello {name},",
            "The password of your account was just changed, and other devices were signed out.",
            "If it was you, all is well. If not, ask for a sign-in link at once and choose "
            "another password:",
            ">Take my account back",
        ),
    },
    "test": {
        "fr": (
            "Message d'essai de {coop}",
            "Bonjour,",
            "Si vous lisez ceci, le serveur de {coop} sait envoyer des courriels.",
            ">Aller sur le site",
        ),
        "en": (
            "Test message from {coop}",
            "Hello,",
            "If you can read this, the server of {coop} knows how to send mail.",
            ">Go to the site",
        ),
    },
}
_BODY = "font:16px/1.5 system-ui,sans-serif;color:#1c1c1c;background:#fff;max-width:36em"
_BUTTON = (
    "display:inline-block;padding:.6em 1.2em;border-radius:.4em;"
    "background:#1f5f3f;color:#fff;text-decoration:none"
)


@dataclass(frozen=True)
class Letter:
    """A letter ready to be queued; ``calendar`` is an invitation (iTIP) that goes with it."""

    kind: str
    subject: str
    text: str
    html: str
    calendar: str = ""


def write(kind: str, language: str, *, coop: str, name: str, url: str) -> Letter:
    """Write a letter of a kind in a language; in French when we do not speak it.

    ``name`` and ``coop`` come from people: they are freed of control characters and line ends,
    and escaped in the HTML.
    """
    told = TEXTS[kind]
    language = language if language in told else "fr"
    subject, *parts = (_typeset(part, language) for part in told[language])
    given = {"coop": _one_line(coop), "name": _one_line(name)}
    colon = "\u00a0:" if language == "fr" else ":"
    plain = [_line(part, given, f"{colon}\n{url}") for part in parts]
    return Letter(
        kind=kind,
        subject=subject.format(**given),
        text="\n\n".join([*plain, f"-- \n{given['coop']}"]) + "\n",
        html=_page(language, [_paragraph(part, given, url) for part in parts], given["coop"]),
    )


def _typeset(words: str, language: str) -> str:
    """Set a sentence as printers do: curved apostrophes, and in French the spaces that hold."""
    words = words.replace("'", "\u2019")
    if language == "fr":
        words = words.replace(" :", "\u00a0:")
        words = re.sub(r" ([;!?])", "\u202f\\1", words)
    return words


def _one_line(words: str) -> str:
    return " ".join(text.clean(words, _LONGEST_NAME).split())


def _line(part: str, given: dict[str, str], link: str) -> str:
    """Write a part in plain text; one that starts with > is what to do: its address follows."""
    said = part.removeprefix(">").format(**given)
    return said + link if part.startswith(">") else said


def _paragraph(part: str, given: dict[str, str], url: str) -> str:
    said = part.removeprefix(">").format(**{key: escape(word) for key, word in given.items()})
    if not part.startswith(">"):
        return f"<p>{said}</p>"
    return f'<p><a href="{escape(url)}" style="{_BUTTON}">{said}</a></p>'


def _page(language: str, paragraphs: list[str], coop: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<title>{escape(coop)}</title></head>\n<body style="{_BODY}">\n'
        + "\n".join(paragraphs)
        + f'\n<p style="color:#555">{escape(coop)}</p>\n</body></html>\n'
    )

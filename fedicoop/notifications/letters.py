"""The letters members get, in French and English: what they say."""

from __future__ import annotations

import re

from fedicoop import text
from fedicoop.notifications.paper import Button, Letter, Text

_LONGEST_NAME = 100

# Typed as on a keyboard; typeset gives them the apostrophes and spaces of print.
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


def write(kind: str, language: str, *, coop: str, name: str, url: str) -> Letter:
    """Write a letter of a kind in a language; in French when we do not speak it.

    ``name`` and ``coop`` come from people: they are freed of control characters and line ends.
    """
    told = TEXTS[kind]
    language = language if language in told else "fr"
    subject, *parts = (typeset(part, language) for part in told[language])
    given = {"coop": one_line(coop), "name": one_line(name)}
    said = tuple(_part(part, given, url) for part in parts)
    return Letter(
        kind=kind,
        language=language,
        subject=subject.format(**given),
        parts=said,
        url=url,
        preheader=said[1].words if isinstance(said[1], Text) else "",
    )


def _part(part: str, given: dict[str, str], url: str) -> Text | Button:
    """Give a paragraph; one that starts with > is what to do, at the address."""
    said = part.removeprefix(">").format(**given)
    return Button(said, url) if part.startswith(">") else Text(said)


def typeset(words: str, language: str) -> str:
    """Set a sentence as printers do: curved apostrophes, and in French the spaces that hold."""
    words = words.replace("'", "\u2019")
    if language == "fr":
        words = words.replace(" :", "\u00a0:")
        words = re.sub(r" ([;!?])", "\u202f\\1", words)
    return words


def one_line(words: str, longest: int = _LONGEST_NAME) -> str:
    """Give what people wrote as one line without control characters, for a letter's head."""
    return " ".join(text.clean(words, longest).split())

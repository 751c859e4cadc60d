"""The letters members get, in French and English: what they say."""

from __future__ import annotations

import re

from fedicoop import text
from fedicoop.notifications.paper import Button, Letter, Text

_LONGEST_NAME = 100
_LEAVE = "~"
"""How the part begins that is the way out: it stands below the letter."""

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
    "activation": {
        "fr": (
            "Votre compte de sociétaire vous attend — {coop}",
            "Bonjour {name},",
            "Vous êtes sociétaire ({coop}). La coopérative a maintenant son propre site : on y "
            "trouve les rencontres près de chez soi, les groupes et les décisions à prendre.",
            "Une place vous y est réservée. Un clic suffit pour l'ouvrir, sans mot de passe. Le "
            "lien est valable trente jours et ne sert qu'une fois ; ne le transmettez à personne.",
            ">Ouvrir mon compte",
            "Tant que vous n'ouvrez pas ce compte, rien n'est publié à votre sujet, et votre "
            "qualité de sociétaire n'en dépend pas. Le site est tenu par la coopérative "
            "elle-même : vos données ne sont ni vendues, ni confiées à d'autres.",
            "Vous ne voulez pas de ces messages ? Un clic les arrête, sans compte.",
            "~Ne plus m'écrire à ce sujet",
        ),
        "en": (
            "Your member's account is waiting — {coop}",
            "Hello {name},",
            "You are a member of {coop}. The cooperative now has a site of its own, with meetings "
            "near you, groups, and the decisions to be taken.",
            "A place is kept for you there. One click opens it, without a password. The link "
            "works once, within thirty days; do not pass it on.",
            ">Open my account",
            "As long as you do not open this account nothing is published about you, and your "
            "membership does not depend on it. The cooperative runs the site itself: your data "
            "is neither sold nor given to anybody.",
            "You do not want these messages? One click stops them, without an account.",
            "~Do not write to me about this again",
        ),
    },
    "activation_asked": {
        "fr": (
            "Ouvrez votre compte — {coop}",
            "Bonjour {name},",
            "Vous avez demandé à vous connecter au site de {coop}. Vous êtes sociétaire, mais "
            "votre compte n'est pas encore ouvert : ce lien l'ouvre, sans mot de passe. Il est "
            "valable trente jours et ne sert qu'une fois.",
            ">Ouvrir mon compte",
            "Vous n'avez rien demandé ? Ignorez ce message : rien n'est publié à votre sujet.",
            "~Ne plus m'écrire à ce sujet",
        ),
        "en": (
            "Open your account — {coop}",
            "Hello {name},",
            "You asked to sign in on the site of {coop}. You are a member, but your account is "
            "not open yet: this link opens it, without a password. It works once, within thirty "
            "days.",
            ">Open my account",
            "You did not ask for it? Ignore this message: nothing is published about you.",
            "~Do not write to me about this again",
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

    ``url`` is what to do. ``name`` and ``coop`` come from people: they are freed of control
    characters and line ends. Without a name nobody is greeted by one.
    """
    language, subject, parts = _told(kind, language)
    if not name:
        parts = [part.replace(" {name}", "") for part in parts]
    given = {"coop": one_line(coop), "name": one_line(name)}
    said = tuple(_part(part, given, url) for part in parts if part[0] != _LEAVE)
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


def leaving(kind: str, language: str, url: str) -> Button:
    """Give the way out below a letter that nobody asked for."""
    _, _, parts = _told(kind, language)
    return next(Button(part[1:], url) for part in parts if part[0] == _LEAVE)


def _told(kind: str, language: str) -> tuple[str, str, list[str]]:
    told = TEXTS[kind]
    language = language if language in told else "fr"
    subject, *parts = (typeset(part, language) for part in told[language])
    return language, subject, parts


def one_line(words: str, longest: int = _LONGEST_NAME) -> str:
    """Give what people wrote as one line without control characters, for a letter's head."""
    return " ".join(text.clean(words, longest).split())

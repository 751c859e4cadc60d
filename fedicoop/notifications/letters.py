"""The letters members get about their accounts: what they say."""

from __future__ import annotations

from dataclasses import dataclass

from fedicoop import text
from fedicoop.languages import filled, known, msg, phrase
from fedicoop.notifications.paper import Button, Letter, Text

_LONGEST_NAME = 100


@dataclass(frozen=True)
class _Do:
    """What the letter is for: a button to its address."""

    words: str


@dataclass(frozen=True)
class _Leave:
    """The way out, which stands below the letter."""

    words: str


# Each begins with its subject.
TEXTS: dict[str, tuple[str | _Do | _Leave, ...]] = {
    "sign_in": (
        msg("Your sign-in link for {coop}"),
        msg("Hello {name},"),
        msg("Here is the link to sign in. It works once, within fifteen minutes."),
        _Do(msg("Sign me in")),
        msg(
            "You did not ask for it? Ignore this message: without this link nobody can sign in as "
            "you."
        ),
    ),
    "welcome": (
        msg("Welcome to the site of {coop}"),
        msg("Hello {name},"),
        msg(
            "An account was opened for you on the members' site of {coop}. There you will find "
            "the cooperative's groups, meetings and decisions."
        ),
        _Do(msg("See my account")),
        msg(
            "Nothing about you is published unless you choose so. If you do not want this "
            "account, there is nothing to do."
        ),
    ),
    "password_changed": (
        msg("Your password was changed — {coop}"),
        msg("Hello {name},"),
        msg("The password of your account was just changed, and other devices were signed out."),
        msg(
            "If it was you, all is well. If not, ask for a sign-in link at once and choose "
            "another password:"
        ),
        _Do(msg("Take my account back")),
    ),
    "email_asked": (
        msg("Is this your address? — {coop}"),
        msg("Hello {name},"),
        msg(
            "You want {coop} to write to you at this address from now on. Open this link in the "
            "browser in which you are signed in; it is good for one day."
        ),
        _Do(msg("Use this address")),
        msg("You did not ask for it? Ignore this message: nothing changes without this link."),
    ),
    "email_changed": (
        msg("Your e-mail address was changed — {coop}"),
        msg("Hello {name},"),
        msg(
            "Your account now has another e-mail address: letters and sign-in links go there and "
            "no longer here."
        ),
        msg("If it was not you, tell the people who run the site at once:"),
        _Do(msg("Contact my cooperative")),
    ),
    "activation": (
        msg("Your member's account is waiting — {coop}"),
        msg("Hello {name},"),
        msg(
            "You are a member of {coop}. The cooperative now has a site of its own, with meetings "
            "near you, groups, and the decisions to be taken."
        ),
        msg(
            "A place is kept for you there. One click opens it, without a password. The link "
            "works once, within thirty days; do not pass it on."
        ),
        _Do(msg("Open my account")),
        msg(
            "As long as you do not open this account nothing is published about you, and your "
            "membership does not depend on it. The cooperative runs the site itself: your data is "
            "neither sold nor given to anybody."
        ),
        msg("You do not want these messages? One click stops them, without an account."),
        _Leave(msg("Do not write to me about this again")),
    ),
    "activation_asked": (
        msg("Open your account — {coop}"),
        msg("Hello {name},"),
        msg(
            "You asked to sign in on the site of {coop}. You are a member, but your account is "
            "not open yet: this link opens it, without a password. It works once, within thirty "
            "days."
        ),
        _Do(msg("Open my account")),
        msg("You did not ask for it? Ignore this message: nothing is published about you."),
        _Leave(msg("Do not write to me about this again")),
    ),
    "test": (
        msg("Test message from {coop}"),
        msg("Hello,"),
        msg("If you can read this, the server of {coop} knows how to send mail."),
        _Do(msg("Go to the site")),
    ),
}


def write(kind: str, language: str, *, coop: str, name: str, url: str) -> Letter:
    """Write a letter of a kind in a language; in French when it has no folder.

    ``url`` is what to do. ``name`` and ``coop`` come from people: they are freed of control
    characters and line ends. Without a name nobody is greeted by one.
    """
    subject, *parts = (part for part in TEXTS[kind] if not isinstance(part, _Leave))
    given = {"coop": one_line(coop), "name": one_line(name)}
    said = tuple(_part(part, language, given, url) for part in parts)
    return Letter(
        kind=kind,
        language=known(language),
        subject=_part(subject, language, given, url).words,
        parts=said,
        url=url,
        preheader=said[1].words if isinstance(said[1], Text) else "",
    )


def _part(part: str | _Do, language: str, given: dict[str, str], url: str) -> Text | Button:
    """Give a paragraph, or what to do at the address; without a name nobody is greeted by one."""
    words = phrase(part.words if isinstance(part, _Do) else part, language)
    if not given["name"]:
        words = words.replace(" {name}", "")
    said = filled(words, language, given)
    return Button(said, url) if isinstance(part, _Do) else Text(said)


def leaving(kind: str, language: str, url: str) -> Button:
    """Give the way out below a letter that nobody asked for."""
    words = next(part.words for part in TEXTS[kind] if isinstance(part, _Leave))
    return Button(phrase(words, language), url)


def one_line(words: str, longest: int = _LONGEST_NAME) -> str:
    """Give what people wrote as one line without control characters, for a letter's head."""
    return " ".join(text.clean(words, longest).split())

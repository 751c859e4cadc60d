"""The words of digests."""

from __future__ import annotations

from fedicoop import languages
from fedicoop.languages import msg, ngettext

_WORDS = {
    "subject_date": msg("{coop}: {title}"),
    "subject": msg("News of {coop}"),
    "hello": msg("Hello {name},"),
    "opening": msg("Here is what is coming near you, and what is new at {coop}."),
    "opening_far": msg("Here is what is coming, and what is new at {coop}."),
    "asked": msg("Waiting for you"),
    "group": msg("You are invited to the group {name}"),
    "see_group": msg("See the group and answer"),
    "answer_it": msg("Answer"),
    "dates": msg("Next dates"),
    "near": msg("Near you"),
    "coming": msg("You come"),
    "asked_to_come": msg("Your request waits"),
    "invited": msg("You are invited"),
    "answer": msg("Say whether I come, without signing in"),
    "change": msg("Change my answer, without signing in"),
    "posts": msg("To read"),
    "read": msg("Read, without signing in"),
    "message_of": msg("A message of {name}"),
    "by": msg("By {name}"),
    "inside": msg("For members: its words are not in this letter"),
    "papers": msg("Documents"),
    "paper_of": msg("A document of {name}"),
    "paper_inside": msg("Not for everybody: sign in to open it"),
    "newer": msg("Newer version"),
    "held": msg("What we did not write to you"),
    "why_held": msg("So as not to fill your mailbox, these letters did not leave:"),
    "more": msg("See the whole agenda"),
}


def say(key: str, language: str, **given: str | int) -> str:
    """Give some words of a digest in a language."""
    return languages.say(_WORDS[key], language, **given)


def dates(count: int, language: str, coop: str) -> str:
    """Say how many dates there are to come."""
    return ngettext(
        "{coop}: %(num)s date to come",
        "{coop}: %(num)s dates to come",
        count,
        language,
        coop=coop,
    )


def requests(count: int, language: str) -> str:
    """Say how many people ask to follow her."""
    return ngettext(
        "One person asks to follow you", "%(num)d people ask to follow you", count, language
    )


def answers(count: int, language: str) -> str:
    """Say how many answers there are."""
    return ngettext("%(num)s answer", "%(num)s answers", count, language)

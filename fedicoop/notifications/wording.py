"""The few words of letters that say no more than a notice does, and of what stands below."""

from __future__ import annotations

from fedicoop.languages import known, msg, say
from fedicoop.notifications import policy, topics
from fedicoop.notifications.letters import one_line
from fedicoop.notifications.paper import Button, Foot, Letter, Text

_TOLD = {
    "follow": msg("{who} follows you"),
    "follow_request": msg("{who} asks to follow you"),
    "mention": msg("{who} wrote to you or named you"),
    "message": msg("{who} wrote to you privately"),
    "message_request": msg("{who} would like to write to you privately"),
    "reply": msg("{who} answered you"),
    "thread": msg("{who} wrote in a discussion that you follow"),
    "like": msg("{who} likes what you wrote"),
    "boost": msg("{who} passed on what you wrote"),
    "quote": msg("{who} quotes you"),
    "report": msg("{who} sent a report"),
    "server_asks": msg("The server of {who} asks to follow ours"),
    "call_answered": msg("{who} can do what you called for"),
    "group_invited": msg("{who} invites you to a group"),
    "group_asked": msg("{who} asks to join a group"),
    "group_accepted": msg("{who} took you in: you are a member now"),
    "group_declined": msg("{who} did not take you in"),
    "group_added": msg("{who} is a group for you: you were added"),
    "group_role": msg("{who} gave you another role in a group"),
    "group_kept_out": msg("{who} did not let your message into a group"),
    "document_added": msg("{who} has a new document"),
    "document_renewed": msg("{who} has a newer version of a document"),
    "event_joined": msg("{who} comes to your event"),
    "event_asked": msg("{who} asks to come to your event"),
    "event_alert": msg("Your event grows: more people come than you wanted to be told of"),
    "event_message": msg("{who} wrote to those who come to an event"),
    "event_invited": msg("{who} is asked to organise an event together"),
    "event_comment": msg("{who} wrote a comment that waits for you"),
}
_SOMETHING = msg("{who} did something that concerns you")
_SEE = msg("See what it is")
_WHY = msg("You get this letter as a member of this cooperative.")
_FEWER = msg("Get this letter less often, or not at all")
_NONE = msg("Get no more of these letters")
_CHOOSE = msg("Choose what I get")
ON_THE_PAGE = frozenset({"report", "server_asks", "follow_request"})
"""What is answered on pages of its own, which the page of news leads to."""


def told(kind: str, language: str, who: str, url: str) -> Letter:
    """Write a letter about a notice: who did what, and where to see it."""
    said = say(_TOLD.get(kind, _SOMETHING), language, who=one_line(who))
    return Letter(
        kind=f"{topics.TOLD}{kind}"[:40],
        language=known(language),
        subject=said,
        parts=(Text(f"{said}."), Button(say(_SEE, language), url)),
        url=url,
    )


def foot(language: str, kind: str, coop: str, base: str, key: str) -> Foot:
    """Write what stands below a letter that nobody has to get; ``key`` opens its way out."""
    fewer = _FEWER if kind == policy.DIGEST else _NONE
    return Foot(
        coop,
        say(_WHY, language),
        (
            Button(say(fewer, language), f"{base}/unsubscribe/{key}"),
            Button(say(_CHOOSE, language), f"{base}/settings/notifications"),
        ),
    )

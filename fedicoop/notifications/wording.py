"""The few words of letters that say no more than a notice does, and of what stands below."""

from __future__ import annotations

from fedicoop.notifications import policy, topics
from fedicoop.notifications.letters import one_line, typeset
from fedicoop.notifications.paper import Button, Foot, Letter, Text

# Typed as on a keyboard; typeset gives them the apostrophes and spaces of print.
_TOLD: dict[str, dict[str, str]] = {
    "follow": {"fr": "{who} vous suit", "en": "{who} follows you"},
    "follow_request": {"fr": "{who} demande à vous suivre", "en": "{who} asks to follow you"},
    "mention": {
        "fr": "{who} vous a écrit ou vous a nommé",
        "en": "{who} wrote to you or named you",
    },
    "message": {
        "fr": "{who} vous a écrit en privé",
        "en": "{who} wrote to you privately",
    },
    "message_request": {
        "fr": "{who} voudrait vous écrire en privé",
        "en": "{who} would like to write to you privately",
    },
    "reply": {"fr": "{who} vous a répondu", "en": "{who} answered you"},
    "thread": {
        "fr": "{who} a écrit dans une discussion que vous suivez",
        "en": "{who} wrote in a discussion that you follow",
    },
    "like": {
        "fr": "{who} aime ce que vous avez écrit",
        "en": "{who} likes what you wrote",
    },
    "boost": {
        "fr": "{who} a partagé ce que vous avez écrit",
        "en": "{who} passed on what you wrote",
    },
    "quote": {"fr": "{who} vous a cité", "en": "{who} quotes you"},
    "report": {"fr": "{who} a envoyé un signalement", "en": "{who} sent a report"},
    "server_asks": {
        "fr": "Le serveur de {who} demande à suivre le nôtre",
        "en": "The server of {who} asks to follow ours",
    },
    "group_invited": {
        "fr": "{who} vous invite dans un groupe",
        "en": "{who} invites you to a group",
    },
    "group_asked": {
        "fr": "{who} demande à rejoindre un groupe",
        "en": "{who} asks to join a group",
    },
    "group_accepted": {
        "fr": "{who} vous a accueilli : vous êtes membre",
        "en": "{who} took you in: you are a member now",
    },
    "group_declined": {
        "fr": "{who} n'a pas accepté votre demande",
        "en": "{who} did not take you in",
    },
    "group_added": {
        "fr": "{who} est un groupe pour vous : vous y avez été ajouté",
        "en": "{who} is a group for you: you were added",
    },
    "group_role": {
        "fr": "{who} vous a donné un autre rôle dans un groupe",
        "en": "{who} gave you another role in a group",
    },
    "group_kept_out": {
        "fr": "{who} n'a pas accepté votre message dans un groupe",
        "en": "{who} did not let your message into a group",
    },
    "document_added": {
        "fr": "{who} a un nouveau document",
        "en": "{who} has a new document",
    },
    "document_renewed": {
        "fr": "{who} a une nouvelle version d'un document",
        "en": "{who} has a newer version of a document",
    },
    "event_joined": {
        "fr": "{who} vient à votre événement",
        "en": "{who} comes to your event",
    },
    "event_asked": {
        "fr": "{who} demande à venir à votre événement",
        "en": "{who} asks to come to your event",
    },
    "event_alert": {
        "fr": "Votre événement grandit : plus de monde vient que prévu",
        "en": "Your event grows: more people come than you wanted to be told of",
    },
    "event_message": {
        "fr": "{who} a écrit aux personnes qui viennent à un événement",
        "en": "{who} wrote to those who come to an event",
    },
    "event_invited": {
        "fr": "{who} est invité à organiser un événement avec d'autres",
        "en": "{who} is asked to organise an event together",
    },
    "event_comment": {
        "fr": "{who} a écrit un commentaire qui attend votre accord",
        "en": "{who} wrote a comment that waits for you",
    },
}
_SOMETHING = {
    "fr": "{who} a fait quelque chose qui vous concerne",
    "en": "{who} did something that concerns you",
}
_SEE = {"fr": "Voir de quoi il s'agit", "en": "See what it is"}
_WHY = {
    "fr": "Vous recevez cette lettre comme membre de {coop}.",
    "en": "You get this letter as a member of {coop}.",
}
_FEWER = {
    "fr": "Recevoir cette lettre moins souvent, ou plus du tout",
    "en": "Get this letter less often, or not at all",
}
_NONE = {"fr": "Ne plus recevoir ces lettres", "en": "Get no more of these letters"}
_CHOOSE = {"fr": "Choisir ce que je reçois", "en": "Choose what I get"}
ON_THE_PAGE = frozenset({"report", "server_asks", "follow_request"})
"""What is answered on pages of its own, which the page of news leads to."""


def spoken(language: str) -> str:
    """Give the language among ours in which letters are written; French for any other."""
    return "en" if language.startswith("en") else "fr"


def told(kind: str, language: str, who: str, url: str) -> Letter:
    """Write a letter about a notice: who did what, and where to see it."""
    language = spoken(language)
    line = typeset(_TOLD.get(kind, _SOMETHING)[language], language)
    said = line.format(who=one_line(who))
    return Letter(
        kind=f"{topics.TOLD}{kind}"[:40],
        language=language,
        subject=said,
        parts=(Text(f"{said}."), Button(typeset(_SEE[language], language), url)),
        url=url,
    )


def foot(language: str, kind: str, coop: str, base: str, key: str) -> Foot:
    """Write what stands below a letter that nobody has to get; ``key`` opens its way out."""
    language = spoken(language)
    fewer = _FEWER if kind == policy.DIGEST else _NONE
    return Foot(
        coop,
        typeset(_WHY[language], language).format(coop=coop),
        (
            Button(typeset(fewer[language], language), f"{base}/unsubscribe/{key}"),
            Button(_CHOOSE[language], f"{base}/settings/notifications"),
        ),
    )

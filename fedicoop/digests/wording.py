"""The words of digests, in French and English."""

from __future__ import annotations

from fedicoop.notifications.letters import typeset

# Typed as on a keyboard; typeset gives them the apostrophes and spaces of print.
_WORDS: dict[str, dict[str, str]] = {
    "subject_dates": {
        "fr": "{coop} : {count} rendez-vous à venir",
        "en": "{coop}: {count} dates to come",
    },
    "subject_date": {"fr": "{coop} : {title}", "en": "{coop}: {title}"},
    "subject": {"fr": "Des nouvelles de {coop}", "en": "News of {coop}"},
    "hello": {"fr": "Bonjour {name},", "en": "Hello {name},"},
    "opening": {
        "fr": "Voici ce qui se prépare près de chez vous et ce qui est nouveau à {coop}.",
        "en": "Here is what is coming near you, and what is new at {coop}.",
    },
    "opening_far": {
        "fr": "Voici ce qui se prépare et ce qui est nouveau à {coop}.",
        "en": "Here is what is coming, and what is new at {coop}.",
    },
    "asked": {"fr": "On vous attend", "en": "Waiting for you"},
    "group": {
        "fr": "Vous êtes invité dans le groupe {name}",
        "en": "You are invited to the group {name}",
    },
    "see_group": {"fr": "Voir le groupe et répondre", "en": "See the group and answer"},
    "request": {
        "fr": "{count} personnes demandent à vous suivre",
        "en": "{count} people ask to follow you",
    },
    "one_request": {
        "fr": "Une personne demande à vous suivre",
        "en": "One person asks to follow you",
    },
    "answer_it": {"fr": "Répondre", "en": "Answer"},
    "dates": {"fr": "Prochains rendez-vous", "en": "Next dates"},
    "near": {"fr": "Près de chez vous", "en": "Near you"},
    "coming": {"fr": "Vous venez", "en": "You come"},
    "asked_to_come": {"fr": "Votre demande attend", "en": "Your request waits"},
    "invited": {"fr": "Vous êtes invité", "en": "You are invited"},
    "answer": {
        "fr": "Dire si je viens, sans me connecter",
        "en": "Say whether I come, without signing in",
    },
    "posts": {"fr": "À lire", "en": "To read"},
    "read": {"fr": "Lire, sans me connecter", "en": "Read, without signing in"},
    "message_of": {"fr": "Un message de {name}", "en": "A message of {name}"},
    "by": {"fr": "Par {name}", "en": "By {name}"},
    "inside": {
        "fr": "Réservé aux membres : le texte n'est pas dans cette lettre",
        "en": "For members: its words are not in this letter",
    },
    "papers": {"fr": "Documents", "en": "Documents"},
    "paper_of": {"fr": "Un document de {name}", "en": "A document of {name}"},
    "paper_inside": {
        "fr": "Pas pour tout le monde : connectez-vous pour l'ouvrir",
        "en": "Not for everybody: sign in to open it",
    },
    "newer": {"fr": "Nouvelle version", "en": "Newer version"},
    "answers": {"fr": "{count} réponses", "en": "{count} answers"},
    "held": {"fr": "Ce que nous ne vous avons pas écrit", "en": "What we did not write to you"},
    "why_held": {
        "fr": "Pour ne pas remplir votre boîte, ces lettres ne sont pas parties :",
        "en": "So as not to fill your mailbox, these letters did not leave:",
    },
    "more": {"fr": "Voir tout l'agenda", "en": "See the whole agenda"},
}


def say(key: str, language: str, **given: str | int) -> str:
    """Give some words of a digest in a language."""
    return typeset(_WORDS[key][language], language).format(**given)

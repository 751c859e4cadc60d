"""Which column is which, and what a cell may say: pure rules."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.accounts import policy as accounts
from fedicoop.accounts.policy import Status
from fedicoop.accounts.service import EntryDraft

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NAMES = {
    "number": (
        "numero numerosocietaire numerodesocietaire nosocietaire nodesocietaire nsocietaire"
        " ndesocietaire"
        " numsocietaire numeroadherent numerodadherent numeromembre numerodemembre no n num"
        " matricule number membernumber memberno memberid"
    ),
    "name": (
        "nomcomplet nometprenom nomprenom prenometnom prenomnom denomination raisonsociale"
        " name fullname displayname"
    ),
    "first": ("prenom prenoms firstname givenname"),
    "last": ("nom nomdefamille nomdusage lastname surname familyname"),
    "email": (
        "email mail courriel adressemail adresseemail adressecourriel adresseelectronique mel"
        " emailaddress mailaddress"
    ),
    "category": ("categorie categoriedesocietaire categoriedesocietaires category membercategory"),
    "college": ("college collegedevote collegeelectoral votingcollege"),
    "postcode": ("codepostal cp postcode postalcode zip zipcode"),
    "town": ("ville commune localite town city"),
    "language": ("langue language lang"),
    "shares": (
        "parts nombredeparts nbdeparts nbparts partssociales nombredepartssociales"
        " shares numberofshares"
    ),
    "status": ("statut etat status state"),
}
COLUMNS = {word: name for name, words in _NAMES.items() for word in words.split()}
"""How the columns are called in the files of cooperatives, without accents and punctuation."""

_LEFT = re.compile(
    "sorti|parti|retire|radie|exclu|demission|decede|rembourse|inacti|ancien|cloture"
    "|left|leaver|resign|deceased|dead|former|closed|excluded"
)
_STAYS = re.compile("acti|valide|encours|societaire|admis|present|oui|yes|membre|member|valid")
_LANGUAGES = {"francais": "fr", "french": "fr", "anglais": "en", "english": "en"}
_LONGEST = {"name": 200, "town": 100, "category": 60, "college": 60}
_MOST_SHARES = 1_000_000_000
NO_NUMBER = "There is no member number."
ODD_NUMBER = "This is no member number: letters, digits and the signs . - _ / make one."
NO_EMAIL = "This is not an e-mail address."
NO_POSTCODE = "This is not a postcode."
NO_SHARES = "The number of shares is not a whole number."
NO_STATUS = "This status is not understood: write active or left."
TOO_LONG = "This is too long."
OTHER_LANGUAGE = "This language is not offered here; it is left out."


def bare(words: str) -> str:
    """Give a heading or a word without accents, case and punctuation."""
    letters = unicodedata.normalize("NFKD", words[:200].lower().replace("\u00b0", "o"))
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())


def column_of(heading: str) -> str:
    """Give which of our columns a heading means; "" for none of them."""
    return COLUMNS.get(bare(heading), "")


def read_cells(
    cells: Mapping[str, str], languages: Sequence[str]
) -> tuple[EntryDraft, dict[str, str], dict[str, str]]:
    """Read a row's cells into a draft; give what is wrong with it, and what was left out.

    A row in fault is not taken over; what is left out is said, and the rest is taken.
    """
    said = {
        name: " ".join(text.clean(text.uncell(each), 1000).split()) for name, each in cells.items()
    }
    faults, notes = _too_long(said), {}
    number = accounts.normal_number(said.get("number", ""))
    if not number:
        faults["number"] = ODD_NUMBER if number is None else NO_NUMBER
    email = accounts.normal_email(said.get("email", ""))
    if said.get("email") and not email:
        faults["email"] = NO_EMAIL
    postcode = accounts.normal_postcode(said.get("postcode", ""))
    if postcode is None:
        faults["postcode"] = NO_POSTCODE
    language = _language(said.get("language", ""))
    if language and language not in languages:
        notes["language"], language = OTHER_LANGUAGE, ""
    draft = EntryDraft(
        number=number or "",
        name=_name(said),
        email=email,
        category=said.get("category", ""),
        college=said.get("college", ""),
        postcode=postcode or "",
        town=said.get("town", ""),
        language=language,
        shares=_shares(said.get("shares", ""), faults),
        status=_status(said.get("status", ""), faults),
    )
    return draft, faults, notes


def _too_long(said: Mapping[str, str]) -> dict[str, str]:
    return {
        name: TOO_LONG
        for name, most in _LONGEST.items()
        if len(_name(said) if name == "name" else said.get(name, "")) > most
    }


def _name(said: Mapping[str, str]) -> str:
    parts = f"{said.get('first', '')} {said.get('last', '')}".strip()
    return parts or said.get("name", "")


def _language(said: str) -> str:
    plain = said.lower().replace("_", "-").partition("-")[0]
    return _LANGUAGES.get(bare(said), plain)


def _shares(said: str, faults: dict[str, str]) -> int | None:
    plain = said.replace(" ", "").replace(",00", "").replace(".00", "")
    if not plain:
        return None
    if plain.isascii() and plain.isdigit() and len(plain) <= 10 and int(plain) <= _MOST_SHARES:
        return int(plain)
    faults["shares"] = NO_SHARES
    return None


def _status(said: str, faults: dict[str, str]) -> str:
    plain = bare(said)
    if not plain:
        return ""
    if _LEFT.search(plain):
        return Status.LEFT
    if _STAYS.search(plain):
        return Status.ACTIVE
    faults["status"] = NO_STATUS
    return ""


def suggestions(name: str) -> list[str]:
    """Give names for an account, the plainest first; each may be taken already."""
    words = [bare(word) for word in re.split(r"[\W_]+", name) if bare(word)][:4]
    if not words:
        return ["membre"]
    first, last = words[0][:20], words[-1]
    found = [first]
    if len(words) > 1:
        found += [f"{first}_{last[0]}", f"{first}_{last}"[:30]]
    return list(dict.fromkeys(found))

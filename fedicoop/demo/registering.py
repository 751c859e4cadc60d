"""The demo's registers: members who have not opened their account yet, one of them invited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.accounts import queries
from fedicoop.accounts import service as accounts
from fedicoop.register import Sheet
from fedicoop.register import service as register

if TYPE_CHECKING:
    from fedicoop.demo.seeding import House

_HEAD = "numéro;nom;prénom;e-mail;catégorie;collège;code postal;commune;parts;statut"
_FIRST = 2001
_NAMES = (
    *("Aline", "Basile", "Colette", "Denis", "Édith", "Firmin", "Gaëlle", "Hector", "Inès"),
    *("Joseph", "Katia", "Lucien"),
)
_CATEGORIES = (
    ("particulier", "usagers"),
    ("collectivité", "collectivités"),
    ("salarié", "salariés"),
)
_WITHOUT_EMAIL = "Hector"
_LEFT = "Inès"
INVITED = str(_FIRST)


async def fill(house: House) -> None:
    """Take an invented register over, as an administrator does with a file, and invite one."""
    key, town = house.cooperative.key, house.cooperative.town
    rows = [_HEAD, *(_row(place, name, key, town) for place, name in enumerate(_NAMES))]
    sheet = Sheet("\r\n".join(rows).encode(), house.instance.config.languages)
    await register.take_over(house.instance.writing, sheet)
    async with house.instance.writing() as work:
        invited = await queries.entry_by_number(work, INVITED)
        await accounts.ask_to_invite(work, [invited.id] if invited else [])
        await register.send_due(work)


def _row(place: int, name: str, key: str, town: str) -> str:
    category, college = _CATEGORIES[0 if place % 4 else place // 4 % len(_CATEGORIES)]
    email = "" if name == _WITHOUT_EMAIL else f"societaire{place + 1}@{key}.example"
    status = "sorti" if name == _LEFT else "actif"
    cells = [_FIRST + place, "Exemple", name, email, category, college, "", town, place + 1, status]
    return ";".join(map(str, cells))

"""What tests of the register start from: files of members, and a way to take them over."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fedicoop.register import Sheet
from fedicoop.register import service as register

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fedicoop.register.service import Report
    from fedicoop.work import Work

LANGUAGES = ("fr", "en")
HEAD = "numéro;nom;prénom;e-mail;catégorie;collège;code postal;commune;langue;parts;statut"
BEA = "1042;Essai;Béa;bea@mail.example;particulier;usagers;76000;Rouen;fr;3;actif"


def sheet(*rows: str, head: str = HEAD, encoding: str = "utf-8") -> Sheet:
    """Give a file of some rows below the usual head."""
    return Sheet("\r\n".join([head, *rows, ""]).encode(encoding), LANGUAGES)


async def take_over(work: Work, *rows: str, head: str = HEAD) -> Report:
    """Take some rows over inside one transaction."""
    return await register.take_over(lambda: same(work), sheet(*rows, head=head))


async def look(work: Work, *rows: str, head: str = HEAD) -> Report:
    """Look what some rows would do."""
    return await register.look(lambda: same(work), sheet(*rows, head=head))


@asynccontextmanager
async def same(work: Work) -> AsyncIterator[Work]:
    """Open nothing: the transaction of the test goes on."""
    yield work

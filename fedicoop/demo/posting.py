"""The newsletters of the demo: each cooperative has sent one, and begun the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.demo.seeding import somebody
from fedicoop.newsletter import queries, service
from fedicoop.newsletter.service import NewsletterDraft

if TYPE_CHECKING:
    from fedicoop.demo.seeding import House

_ROLES = {"admin", "moderation", "redaction"}
_EACH = 3
_WORDS = (
    "Bonjour,\n\nvoici ce qui se prépare près de chez vous, et ce que les autres coopératives ont "
    "appris. Une question, une idée ? **Répondez-nous**, nous lisons tout."
)


async def write_newsletters(house: House) -> None:
    """Send a newsletter with what is next and what is new; leave a draft of another."""
    by = next((each for each in house.cooperative.members if _ROLES & set(each.roles)), None)
    if by is None:
        return
    async with house.instance.writing() as work:
        editor = await somebody(work, by.username)
        offers = await queries.offers(work, editor, [])
        items = [
            (each.kind, each.id)
            for kind in queries.KINDS
            for each in [one for one in offers if (one.kind, one.visibility) == (kind, "public")][
                :_EACH
            ]
        ]
        subject = f"{house.cooperative.name} : les nouvelles"
        draft = NewsletterDraft(subject, _WORDS, tuple(items), "fr", public=True)
        await service.start(work, await service.compose(work, editor, draft), editor)
        await service.compose(work, editor, NewsletterDraft("La lettre du printemps", _WORDS))
    done = 1
    while done:
        async with house.instance.writing() as work:
            done = await service.go_on(work)

"""The newsletter as it arrives: one click of a mail program ends it, and that can be taken back."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import pytest

from fedicoop import upkeep
from fedicoop.newsletter import queries
from fedicoop.newsletter import service as newsletters
from fedicoop.newsletter.service import NewsletterDraft
from fedicoop.notifications import mail, mailer
from tests.web.browser import words
from tests.web.given import given_person

if TYPE_CHECKING:
    from email.message import EmailMessage

    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser


@pytest.fixture
async def eve(coop: Instance) -> Member:
    """Give somebody who writes in the cooperative's name, and gets no letters herself."""
    return await given_person(coop, "eve", roles=["redaction"])


async def issue(coop: Instance, eve: Member, subject: str) -> list[EmailMessage]:
    """Write and send a newsletter, and give the letters as they lie in the folder of mail."""
    async with coop.writing() as work:
        work.session.add(eve)
        draft = NewsletterDraft(subject, "Bonjour *à toutes et tous*", (), "fr", public=True)
        row = await newsletters.compose(work, eve.actor, draft)
        await newsletters.start(work, row, eve.actor)
    await upkeep.post_newsletters(coop)
    await mailer.run_once(coop.writing, mail.transport(coop.config))
    files = sorted((coop.config.folder / "data" / "mail").glob("*.eml"))
    found = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
    return [each for each in found if each["Subject"] == subject]


async def test_one_click_ends_the_newsletter_and_she_can_have_it_again(
    coop: Instance, ana: Member, eve: Member, visitor: Browser
) -> None:
    """No cookie, no session: the address in the letter's head says it all (RFC 8058)."""
    (letter,) = [each for each in await issue(coop, eve, "Premier") if each["To"] == ana.email]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = letter["List-Unsubscribe"].strip("<>")
    assert address.startswith("https://coop.example/unsubscribe/")
    body = letter.get_body(("plain",))
    assert body is not None
    assert address in body.get_content()
    path = address.removeprefix("https://coop.example")

    sent = await visitor.client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert (sent.status_code, sent.text) == (200, "unsubscribed\n")
    assert [each["To"] for each in await issue(coop, eve, "Deuxième")] == [eve.email]
    async with coop.reading() as work:
        assert (await queries.all_of_them(work))[0].letters == 1

    page = await visitor.get(path)
    assert visitor.say("The cooperative's newsletter") in words(page)
    await visitor.send(f"{path}/choice", {"wanted": "on"}, at=path)
    assert {each["To"] for each in await issue(coop, eve, "Troisième")} == {eve.email, ana.email}

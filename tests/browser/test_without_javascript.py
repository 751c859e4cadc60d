"""An old phone without JavaScript, in French: in by e-mail, write, follow, settings, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Coop, Opener


def test_a_member_does_everything_without_javascript_on_a_phone(coop: Coop, opened: Opener) -> None:
    """Every deed is a form."""
    with opened(viewport=PHONE, java_script_enabled=False) as page:
        page.goto(coop.mailed_link(page))
        page.get_by_role("button", name="Se connecter").click()
        page.goto(coop.url + "/home")
        assert page.locator("body.member").count() == 1

        _write(page, coop)
        _follow(page, coop)
        _choose(page, coop)

        page.locator("#menu").get_by_role("button", name="Se déconnecter").click()
        page.goto(coop.url + "/home")
        assert page.locator("input[type=password]").count() == 1


def _write(page: Page, coop: Coop) -> None:
    page.goto(coop.url + "/compose")
    page.locator("[name=source]").fill("Bonjour du **téléphone**")
    page.locator("button[value=preview]").click()
    expect(page.locator(".preview strong", has_text="téléphone")).to_be_visible()
    page.get_by_role("button", name="Publier").click()
    assert page.locator("article strong", has_text="téléphone").first.is_visible()
    expect(page.get_by_role("status")).to_be_visible()


def _follow(page: Page, coop: Coop) -> None:
    page.goto(coop.url + "/@tiphaine0")
    stop = page.locator("button[formaction$='/unfollow']")
    if stop.count():
        stop.click()
    page.get_by_role("button", name="Suivre", exact=True).click()
    expect(stop).to_be_visible()


def _choose(page: Page, coop: Coop) -> None:
    page.goto(coop.url + "/settings")
    page.locator("[name=summary]").fill("Depuis un vieux téléphone.")
    page.get_by_role("button", name="Enregistrer").click()
    assert page.locator("[name=summary]").input_value() == "Depuis un vieux téléphone."
    page.goto(coop.url + "/settings/preferences")
    page.locator("[name=email_digest]").select_option("weekly")
    page.get_by_role("button", name="Enregistrer").click()
    assert page.locator("[name=email_digest]").input_value() == "weekly"

"""A form with something wrong comes back with everything that was typed, and says what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.browser.cast import AUTHOR, MEMBER, STAFF
from tests.browser.conftest import PHONE
from tests.browser.looking import complaints
from tests.browser.pages import VISITOR

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Coop, Opener

LONG = "beaucoup de mots " * 400
SECRET = {"password"}


class Case(NamedTuple):
    """Who types what into which form of a page, and which field is then to blame."""

    who: str
    path: str
    action: str
    typed: dict[str, str | bool]
    blamed: str


FORMS = [
    Case(VISITOR, "/login", "/login/link", {"email": "sans arobase"}, "email"),
    Case(VISITOR, "/login", "/login", {"login": "personne", "password": ""}, "password"),
    Case(VISITOR, f"/@{AUTHOR}/elsewhere", "", {"handle": "pas une adresse"}, "handle"),
    Case(VISITOR, "/notes/PICTURE/elsewhere", "", {"handle": "@ana"}, "handle"),
    Case(
        MEMBER,
        "/compose",
        "/compose",
        {"source": LONG, "summary": "Trop long", "language": "en", "visibility": "members"},
        "source",
    ),
    Case(
        MEMBER,
        "/compose?reply=PICTURE",
        "/compose",
        {"source": LONG, "summary": "Une réponse", "visibility": "followers"},
        "source",
    ),
    Case(MEMBER, "/home", "/compose", {"source": LONG, "visibility": "members"}, "source"),
    Case(MEMBER, "/report?post=PICTURE", "/report", {"text": LONG, "block": True}, "text"),
    Case(
        MEMBER,
        "/settings",
        "/settings",
        {
            "name": "Wassim",
            "summary": LONG,
            "field_name_1": "Métier",
            "field_value_1": "Menuisier",
            "locked": False,
            "indexable": True,
        },
        "summary",
    ),
    Case(MEMBER, "/settings/access", "/settings/email", {"email": "pas une adresse"}, "email"),
    Case(MEMBER, "/settings/access", "/settings/password", {"password": "court"}, "password"),
    Case(MEMBER, "/settings/accounts", "/settings/accounts/alias", {"alias": "qui"}, "alias"),
    Case(MEMBER, "/settings/accounts", "/settings/accounts/move", {"target": "@a@b.test"}, "sure"),
    Case(MEMBER, "/settings/programs", "/settings/programs", {"name": "", "may": "read"}, "name"),
    Case(
        STAFF,
        "/moderation/servers",
        "/moderation/servers",
        {"host": "pas un serveur", "rule": "allow", "reason": "Ce sont des voisins."},
        "host",
    ),
    Case(
        AUTHOR,
        "/notes/EDITED/edit",
        "/notes/EDITED/edit",
        {"source": LONG, "summary": "La fin", "sensitive": True},
        "source",
    ),
    Case(
        VISITOR,
        "/events/PARTY/elsewhere",
        "/events/PARTY/register",
        {"name": "Zoé", "email": "pas une adresse"},
        "email",
    ),
    Case(
        MEMBER,
        "/new/event?part=later",
        "/new/event",
        {
            "title": "Une rencontre",
            "starts": "2031-05-04",
            "starts_hour": "18:30",
            "town": "Caen",
            "source": "Venez !",
            "publish_hour": "09:00",
        },
        "publish_at",
    ),
    Case(
        MEMBER,
        "/new/event?part=asking",
        "/new/event",
        {
            "title": "Une rencontre",
            "starts": "2031-05-04",
            "starts_hour": "18:30",
            "question-1": "Régime ?",
            "question-needed-1": True,
            "need-1": "Animation",
            "need-count-1": "beaucoup",
        },
        "needs",
    ),
    Case(
        AUTHOR,
        "/events/PARTY/edit?part=joining",
        "/events/PARTY/edit",
        {"title": "x", "kind": "stand", "capacity": "12"},
        "title",
    ),
    Case(AUTHOR, "/events/PARTY/partners", "/events/PARTY/partners", {"who": "personne"}, "who"),
    Case(
        AUTHOR,
        "/events/PARTY/report",
        "/events/PARTY/report",
        {"text": "On a ri.", "people_reached": "beaucoup"},
        "people_reached",
    ),
]


@pytest.mark.parametrize("case", FORMS, ids=[f"{each.path} {each.blamed}" for each in FORMS])
def test_what_was_typed_is_not_lost(coop: Coop, opened: Opener, axe: str, case: Case) -> None:
    """The fault is said beside the field and on top, and everybody can go on from there."""
    with opened(case.who, viewport=PHONE) as page:
        page.goto(coop.at(case.path))
        action = coop.at(case.action)[len(coop.url) :]
        form = f'main form[action="{action}"]' if action else "main form[method=post]"
        _type(page, form, case.typed)
        page.locator(form).evaluate("form => { form.noValidate = true; }")
        with page.expect_navigation() as answer:
            page.locator(f"{form} button:not([value=preview]):not([name=part])").first.click()

        assert answer.value.status == 422
        _assert_blamed(page, case.blamed)
        kept = {name: _value(page, form, name) for name in case.typed}
        found = complaints(page, axe)

    assert {name: kept[name] for name in kept.keys() - SECRET} == {
        name: case.typed[name] for name in case.typed.keys() - SECRET
    }
    assert found == []


def _assert_blamed(page: Page, name: str) -> None:
    """See that the list on top leads to the field, and that the field says it too."""
    assert page.locator(f'[role=alert] a[href="#f-{name}"]').count() == 1
    beside = page.locator(f"#f-{name}")
    assert beside.get_attribute("aria-invalid") == "true"
    assert f"e-{name}" in (beside.get_attribute("aria-describedby") or "").split()
    assert page.locator(f"#e-{name}").is_visible()


def _type(page: Page, form: str, typed: dict[str, str | bool]) -> None:
    """Fill a form as its own fields want it; details that hide a field are opened."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    for name, value in typed.items():
        field = page.locator(f"{form} [name={name}]")
        if isinstance(value, bool):
            field.set_checked(value)
        elif field.first.get_attribute("type") == "radio":
            page.locator(f"{form} [name={name}][value={value}]").check()
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def _value(page: Page, form: str, name: str) -> str | bool:
    """Read what a field holds after the answer; a larger form may have taken its place."""
    where = form if page.locator(f"{form} [name={name}]").count() else "main form"
    field = page.locator(f"{where} [name={name}]")
    kind = field.first.get_attribute("type")
    if kind == "radio":
        return page.locator(f"{where} [name={name}]:checked").get_attribute("value") or ""
    if kind == "checkbox":
        return field.is_checked()
    return field.first.input_value()

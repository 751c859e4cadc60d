"""A form with something wrong comes back with everything that was typed, and says what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import PHONE
from tests.browser.forms import FORMS, NEVER_REFUSED, SECRET, Case, typed_into
from tests.browser.looking import complaints

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Coop, Opener


SUBMIT = "button:not([value=preview], [value=more], [name=part])"


def test_no_form_is_forgotten() -> None:
    """Each form that one types into is tried, or it is said why nothing in it can be wrong."""
    known = {case.form for case in FORMS} | set(NEVER_REFUSED)

    assert known == set(typed_into())


@pytest.mark.parametrize("case", FORMS, ids=[f"{each.path} {each.blamed}" for each in FORMS])
def test_what_was_typed_is_not_lost(coop: Coop, opened: Opener, axe: str, case: Case) -> None:
    """The fault is said beside the field and on top, and everybody can go on from there."""
    with opened(case.who, viewport=PHONE) as page:
        page.goto(coop.at(case.path))
        action = coop.at(case.action)[len(coop.url) :]
        form = "main form[method=post]" + (f'[action="{action}"]' if action else "")
        _type(page, form, case.typed)
        page.locator(form).evaluate("form => { form.noValidate = true; }")
        with page.expect_navigation() as answer:
            page.locator(f"{form} {SUBMIT}").first.click()

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

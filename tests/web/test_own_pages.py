"""The cooperative's own pages: their order, their languages, and those that are shipped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.web.browser import words

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.web.browser import Browser

_LINK = re.compile(r'href="(/about|/pages/[^"]+)"')


def given_page(coop: Instance, name: str, source: str) -> None:
    """Write one of the cooperative's own pages."""
    (coop.config.folder / "pages" / name).write_text(source, encoding="utf-8")


async def menu(browser: Browser) -> list[str]:
    """Give what the foot of a page leads to, in order."""
    foot = (await browser.get("/agenda")).text.partition("<footer")[2]
    return _LINK.findall(foot.partition('id="foot-us"')[2].partition("</nav>")[0])


async def test_a_number_says_where_a_page_stands(visitor: Browser, coop: Instance) -> None:
    """And is no part of its address; pages without one follow, the shipped ones first."""
    given_page(coop, "20-charte.md", "# Notre charte\n")
    given_page(coop, "10-statuts.fr.md", "# Nos statuts\n")
    given_page(coop, "10-statuts.en.md", "# Our statutes\n")
    assert await menu(visitor) == [
        "/pages/statuts",
        "/pages/charte",
        "/about",
        "/pages/etre-societaire",
        "/pages/glossaire",
    ]
    title = {"fr": "Nos statuts", "en": "Our statutes"}[visitor.language]
    assert f"<h1>{title}</h1>" in (await visitor.get("/pages/statuts")).text
    assert (await visitor.get("/pages/20-charte")).status_code == 404


async def test_a_glossary_comes_with_the_program(visitor: Browser) -> None:
    """In both languages, each word with an address of its own."""
    page = await visitor.get("/pages/glossaire")
    word = {"fr": "Sociétaire", "en": "Quorum"}[visitor.language]
    anchor = {"fr": "societaire", "en": "quorum"}[visitor.language]
    assert f'<h2 id="{anchor}">{word}</h2>' in page.text
    assert page.text.count("<h2 id=") >= 20
    join = await visitor.get("/pages/etre-societaire")
    assert 'href="/pages/glossaire"' in join.text
    assert 'href="/contact"' in join.text


async def test_a_page_of_ones_own_takes_the_place_of_a_shipped_one(
    visitor: Browser, coop: Instance
) -> None:
    """In every language."""
    given_page(coop, "glossaire.md", "# Nos mots\n\n## Main\n\nLa main.\n")
    page = await visitor.get("/pages/glossaire")
    assert "Nos mots" in words(page)
    assert "Quorum" not in words(page)
    assert page.text.count('id="main"') == 1


async def test_odd_names_are_no_pages(visitor: Browser, coop: Instance) -> None:
    """Nor do they hinder the others."""
    given_page(coop, ".secret.md", "# Non\n")
    given_page(coop, "a b.md", "# Non\n")
    assert len(await menu(visitor)) == 3
    for path in ("/pages/.secret", "/pages/a b", "/pages/..%2Finstance", f"/pages/{'a' * 300}"):
        assert (await visitor.get(path)).status_code == 404

"""French text keeps its punctuation on the line of the word before, wherever it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.web.typography import typeset
from tests.web.given import given_note

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.conftest import Opener


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<h1>Ciné-débat : à qui ?</h1>", "<h1>Ciné-débat\xa0: à qui\xa0?</h1>"),
        ("On dit « ordinaire » ; bien !", "On dit «\xa0ordinaire\xa0»\xa0; bien\xa0!"),
        ("Le lien « <a>Signaler</a> »", "Le lien «\xa0<a>Signaler</a>\xa0»"),
        ("<strong>Tarif</strong> : 5 €, 20 %", "<strong>Tarif</strong>\xa0: 5\xa0€, 20\xa0%"),
        ("<p>\n        : seul</p>", "<p>\n        : seul</p>"),
    ],
)
def test_blanks_before_punctuation_do_not_break(written: str, shown: str) -> None:
    """Titles, quotations, prices; a blank that only indents the page is none of them."""
    assert typeset(written) == shown


@pytest.mark.parametrize(
    "kept",
    [
        '<input value="Venez : tous !" />',
        '<img alt="Un toit : le nôtre" src="a.png">',
        "<textarea>Venez : tous !</textarea>",
        "<pre><code>a ? b : c</code></pre>",
        '<script type="application/ld+json">{"name": "Toits : lesquels ?"}</script>',
    ],
)
def test_what_is_sent_back_or_copied_stays_as_it_was_typed(kept: str) -> None:
    """Fields, code and data are not text of the page."""
    assert typeset(kept) == kept


async def test_a_page_in_french_is_typeset_and_one_in_english_is_not(
    coop: Instance, ana: Member, opened: Opener
) -> None:
    """What a member wrote with plain blanks holds together for French readers."""
    post = await given_note(coop, ana, "Un toit : lequel ?")

    for language, shown in (("fr", "Un toit\xa0: lequel\xa0?"), ("en", "Un toit : lequel ?")):
        page = await opened(coop, language).get(f"/notes/{post.id}")
        assert f"<p>{shown}</p>" in page.text

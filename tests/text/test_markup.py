"""Markdown as members write it: links, people and subjects."""

from __future__ import annotations

import pytest

from fedicoop import text
from tests.text.judging import REL, elements


def test_markdown_is_html_that_is_safe() -> None:
    assert text.markdown("Bonjour **tous**\net ~~vous~~") == (
        "<p>Bonjour <strong>tous</strong><br>\net <del>vous</del></p>"
    )
    assert text.markdown("a\nb", wrapped=True) == "<p>a\nb</p>"
    assert text.markdown("# T\n\n- a\n- b") == "<h2>T</h2>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>"
    assert text.markdown("<b>x</b> <script>y</script>") == (
        "<p>&lt;b&gt;x&lt;/b&gt; &lt;script&gt;y&lt;/script&gt;</p>"
    )
    assert "href" not in text.markdown("[x](javascript:alert(1)) [y](/logout)")
    assert "<img" not in text.markdown("![x](https://a.example/x.png)")


def test_a_line_of_markdown_has_no_paragraph() -> None:
    assert text.markdown_line("**a**\n\n# b") == "<strong>a</strong> # b"
    assert text.markdown_line("https://a.example") == (
        f'<a href="https://a.example" rel="{REL}">https://a.example</a>'
    )


@pytest.mark.parametrize(
    ("source", "links"),
    [
        ("voir https://a.example/b_c_/_d_ ici", ["https://a.example/b_c_/_d_"]),
        (
            "(https://a.example/x_(y)). **http://b.example/**",
            ["https://a.example/x_(y)", "http://b.example/"],
        ),
        (
            "« https://a.example/é » https://b.example...",
            ["https://a.example/%C3%A9", "https://b.example"],
        ),
        (
            "[mot](https://a.example) [https://b.example](https://b.example)",
            ["https://a.example", "https://b.example"],
        ),
        ("`https://a.example` xhttps://b.example https://", []),
        ("https://u:p@a.example/ javascript://x https://" + "y" * 3000, []),
        ("<https://a.example/>", ["https://a.example/"]),
        ("https://a.example/@ana#solaire", ["https://a.example/@ana#solaire"]),
        ("https://)))", []),
    ],
)
def test_addresses_are_linked(source: str, links: list[str]) -> None:
    found = elements(text.markdown(source))

    assert [each.get("href") for each in found if each.tag == "a"] == links


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("Salut @Ana, @ana et @bob@peer.example.", ["@Ana", "@bob@peer.example"]),
        ("(@a_b) @c.d@e.example:8443 @f-g", ["@a_b", "@c.d@e.example:8443", "@f-g"]),
        ("`@a` [@b](https://c.example) ana@d.example https://e.example/@f", []),
        ("```\n@a\n```\n\n> @b", ["@b"]),
        ("@a@b@c @é @ #@d", []),
    ],
)
def test_people_are_found(source: str, names: list[str]) -> None:
    assert text.find_mentions(source) == names


@pytest.mark.parametrize(
    ("source", "subjects"),
    [
        ("Vive l'#Énergie et l'#énergie !", ["Énergie"]),
        ("#éolien,#l_eau. #e\u0301t\u00e9 #2026 #a1", ["éolien", "l_eau", "été", "a1"]),
        ("# Titre\n\n#pas-un-sujet `#code` [#x](https://a.example/#y) a#b ##c", []),
        ("#" + "x" * 101, []),
    ],
)
def test_subjects_are_found_with_their_accents(source: str, subjects: list[str]) -> None:
    assert text.find_hashtags(source) == subjects

"""Words from outside: what is shown of them, what is not, and how long reading them may take."""

from __future__ import annotations

import re
from time import process_time
from typing import TYPE_CHECKING

import html5lib
import pytest
from bleach.sanitizer import Cleaner
from hypothesis import given, settings
from hypothesis import strategies as st

from fedicoop import text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

TAGS = {"p", "pre", "ul", "ol", "li", "blockquote", "h2", "h3", "h4", "h5", "h6"}
TAGS |= {"a", "span", "br", "del", "code", "em", "strong", "b", "i", "u"}
ATTRIBUTES = {
    "a": {"href", "class", "rel"},
    "span": {"class"},
    "ol": {"start", "reversed"},
    "li": {"value"},
}
CLASS = re.compile(r"(h|p|u|dt|e)-[a-z0-9-]+|mention|hashtag|ellipsis|invisible")
REL = "nofollow noopener noreferrer ugc"

HOSTILE = {
    "html-001": "<script>alert(1)</script>",
    "html-002": "<img src=x onerror=alert(1)><svg onload=alert(1)>",
    "html-003": '<a href="javascript:alert(1)">x</a>',
    "html-004": '<a href="jav&#x09;ascript:alert(1)">x</a>',
    "html-005": '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "html-006": "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "html-007": '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 '
    'onerror=alert(1)&gt;">',
    "html-008": '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "html-009": "<p style=position:fixed onclick=alert(1)>x</p>",
    "html-010": "<form action=/login><input name=password><button>x</button></form>",
    "html-011": '<base href=//evil.example><meta http-equiv=refresh content="0;url=//evil.example">'
    "<iframe src=//evil.example></iframe><object data=x></object><embed src=x>",
    "html-012": """<a href='x' title='"><script>alert(1)</script>'>x</a>""",
    "html-014": '<span class="admin-badge u-url button">x</span>',
    "html-015": '<a href="//evil.example">1</a><a href="/logout">2</a><a href="#x">3</a>',
}


def elements(html: str) -> Iterator[Element]:
    """Give the elements as a browser would read them, by another library's parser."""
    root = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return (each for each in root.iter() if each is not root)


def assert_harmless(html: str) -> None:
    """Judge with html5lib, which the sanitiser does not use, that nothing else is left."""
    for element in elements(html):
        assert isinstance(element.tag, str), "a comment was left"
        assert element.tag in TAGS
        assert set(element.attrib) <= ATTRIBUTES.get(element.tag, set())
        assert all(CLASS.fullmatch(each) for each in element.get("class", "").split())
        if element.tag == "a":
            assert element.get("rel") == REL
            assert re.match("(https?|mailto|tel|xmpp):", element.get("href", "http:"))


@pytest.mark.parametrize(("case", "html"), HOSTILE.items())
def test_hostile_html_leaves_nothing_that_acts(case: str, html: str) -> None:
    shown = text.sanitize(html)

    assert_harmless(shown)
    assert "alert(1)" not in "".join(
        value for element in elements(shown) for value in element.attrib.values()
    )


def test_the_html_of_a_mastodon_post_is_kept_as_it_is() -> None:
    post = (
        f'<p><span class="h-card"><a href="https://m.example/@b" class="u-url mention" rel="{REL}">'
        f'@<span>b</span></a></span> voir <a href="https://a.example/long?x=1&amp;y=2" rel="{REL}">'
        '<span class="invisible">https://</span><span class="ellipsis">a.example/long</span>'
        '<span class="invisible">?x=1&amp;y=2</span></a> <a href="https://m.example/tags/Solaire" '
        f'class="mention hashtag" rel="{REL}">#<span>Solaire</span></a></p>'
        '<ol start="3" reversed=""><li value="4">un</li><li>deux</li></ol>'
        "<pre><code>x = 1\n</code></pre><blockquote><p><strong>a</strong> <em>b</em> <b>c</b>"
        " <i>d</i> <u>e</u> <del>f</del><br>g</p>"
        "</blockquote>"
    )

    assert text.sanitize(post) == post


def test_html_014_only_known_classes_stay() -> None:
    assert (
        text.sanitize('<span class="admin-badge u-url">x</span>') == '<span class="u-url">x</span>'
    )
    assert text.sanitize('<p class="h-card">x</p>') == "<p>x</p>"


@pytest.mark.parametrize(
    "href",
    [
        "/logout",
        "//evil.example/",
        "#x",
        "?a",
        "evil",
        "javascript:alert(1)",
        " JAVASCRIPT:alert(1)",
        "https:evil.example",
        "https:\\\\evil.example",
        "https://bank.example@evil.example/",
        "https://a\nb.example/",
        "https:///x",
        "https://[::1",
        "file:///etc/passwd",
        "https://a.example/" + "x" * 2048,
    ],
)
def test_html_015_a_link_that_leads_nowhere_sure_is_no_link(href: str) -> None:
    (link,) = elements(text.sanitize(f'<a href="{href}">x</a>'))

    assert link.get("href") is None
    assert link.text == "x"


@pytest.mark.parametrize(
    "href",
    [
        "https://a.example/é?x=1&amp;y=2",
        "http://[::1]:8080/",
        "mailto:a@b.example",
        "tel:+331",
        "xmpp:a@b.example",
    ],
)
def test_a_link_that_leads_somewhere_stays(href: str) -> None:
    assert text.sanitize(f'<a href="{href}">x</a>') == f'<a href="{href}" rel="{REL}">x</a>'


def test_what_could_end_an_address_is_encoded() -> None:
    shown = text.sanitize("<a href='https://a.example/&lt;b&gt; &quot;\u00a0c'>x</a>")

    assert shown.startswith('<a href="https://a.example/%3Cb%3E%20%22c" ')


def test_html_020_a_link_shows_its_own_address_when_it_shows_one() -> None:
    for words in ("https://coop.example/", "HTTPS://coop.example", "<b>www.coop.example</b>/x"):
        (link,) = elements(text.sanitize(f'<a href="https://evil.example/?a&amp;b">{words}</a>'))
        assert link.text == "https://evil.example/?a&b"

    (link,) = elements(text.sanitize('<a href="https://www.coop.example/x">coop.example</a>'))
    assert link.text == "coop.example"
    (link,) = elements(
        text.sanitize('<a href="http://xn--nergie-9ua.example/">http://énergie.example</a>')
    )
    assert link.text == "http://énergie.example"


def test_html_020_only_a_part_of_the_own_address_is_hidden() -> None:
    hidden = '<span class="invisible">evil </span>'

    assert text.sanitize(f"{hidden}x") == "<span>evil </span>x"
    assert "invisible" not in text.sanitize(f'<a href="https://a.example/">{hidden}a.example</a>')
    assert "invisible" not in text.sanitize(f"<a>{hidden}a</a>")
    kept = text.sanitize('<span class="u-x invisible p-name">x</span>')
    assert kept == '<span class="u-x p-name">x</span>'


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("a < b <3 & <", "a &lt; b &lt;3 &amp; &lt;"),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
        ("<b>a<p>b</b>c", "<b>a<p>b</p></b>c"),
        ("</p></b>a</br>b", "a<br>b"),
        ("<h1>T</h1><h2>U</h2><s>v</s>", "<h2>T</h2><h2>U</h2><del>v</del>"),
        ("<pre>\n\na\n</pre>", "<pre>a\n</pre>"),
        ("<A HREF=https://a.example/>b<a href='https://c.example'>d", None),
        ("a<!-- b --><!doctype c><?d?>e", "ae"),
        ("a<!-- b", "a"),
        ("a<script>b", "a"),
        ("<td>a</td><td>b</td>", "\na\n\nb\n"),
        ("<x-y>a</x-y><b/>b", "a<b>b</b>"),
        ("\x00a\u202eb\ud800c&#0;&#xD800;\r\nd", "abc\ufffd\ufffd\nd"),
    ],
)
def test_broken_html_is_mended(html: str, shown: str | None) -> None:
    result = text.sanitize(html)

    assert_harmless(result)
    assert shown is None or result == shown


_SCRAPS = st.sampled_from(
    [f"<{tag}>" for tag in sorted(TAGS)]
    + [f"</{tag}>" for tag in sorted(TAGS)]
    + list(HOSTILE.values())
    + ['<a href="https://a.example/">', '<a href="https://b.example/" class="u-url invisible">']
    + ['<span class="invisible h-x">', "https://c.example", "<ol start=1>", "<li value=x>", "\n"]
    + ["<table>", "<tr><td>", "<svg>", "<!--", "-->", "<select>", "<template>", "<", ">", '"', "'"]
    + [
        "&lt;",
        "&amp;lt;",
        "&#60;script&#62;",
        "é",
        "\u202e",
        "<p title='",
        "<plaintext>",
        "\f",
        "=",
        "/",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_SCRAPS, max_size=25).map("".join))
def test_whatever_comes_is_harmless_and_stays_the_same_when_cleaned_again(html: str) -> None:
    shown = text.sanitize(html)

    assert_harmless(shown)
    assert text.sanitize(shown) == shown


@settings(max_examples=300, deadline=None)
@given(st.lists(_SCRAPS, max_size=25).map("".join))
def test_bleach_finds_nothing_more_to_take_out(html: str) -> None:
    shown = text.sanitize(html)
    judge = Cleaner(
        tags=TAGS, attributes=ATTRIBUTES, protocols={"http", "https", "mailto", "tel", "xmpp"}
    )

    again = judge.clean(shown)

    assert [each.tag for each in elements(again)] == [each.tag for each in elements(shown)]
    assert [each.attrib for each in elements(again)] == [each.attrib for each in elements(shown)]


BOMBS = {
    "nested": "<blockquote>" * 50_000,
    "carried on": "<p>"
    + "".join(f"<b title={n}>" for n in range(3000))
    + "</p>"
    + "<p>x</p>" * 9000,
    "carried links": "<a href=https://a.example><b><p>" * 7000,
    "tags without end": "<a x='" * 40_000,
    "quotes across": "<a x=\"<a y='" * 20_000,
    "attributes": "<a " + "x " * 120_000,
    "comments": "<!--" * 60_000,
    "hidden": "<svg><style>" * 20_000,
    "signs": "<" * 250_000,
    "entities": "&#" * 120_000,
    "numbers": "&#" + "9" * 200_000 + ";",
    "hidden parts": '<span class="invisible">' * 10_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_dos_023_a_bomb_is_read_in_no_time(name: str) -> None:
    begun = process_time()
    shown = text.sanitize(BOMBS[name])
    words = text.plain(BOMBS[name], 500)
    spent = process_time() - begun

    assert spent < 1.5, "measured 0.02 to 0.25 s; a quadratic or exploding reader takes minutes"
    assert len(shown) < 1_500_000
    assert len(words) <= 500


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Bonjour <b>tous</b></p><p>a<br>b</p>", "Bonjour tous\n\na\nb"),
        ("<ul><li>a</li><li>b</li></ul>c", "a\nb\n\nc"),
        ("plain\ntext, a < b &amp; I <3 you", "plain\ntext, a < b & I <3 you"),
        ("<p>one\n   line</p>", "one line"),
        ("<div>a</div><div>b</div>", "a\n\nb"),
        ("<div><b>a</b></div> <p>b</p>", "a\n\nb"),
        ("&lt;script&gt; &eacute;", "<script> é"),
        ("a<script>b</script>&#999999999999;", "a\ufffd"),
        ("  ", ""),
    ],
)
def test_html_is_read_as_words(html: str, words: str) -> None:
    assert text.plain(html, 100) == words


def test_what_is_too_long_ends_with_an_ellipsis() -> None:
    assert text.plain("<p>un deux trois</p>", 12) == "un deux tro…"
    assert text.plain("un deux", 4) == "un…"
    assert text.plain("un deux", 7) == "un deux"


def test_a_plain_text_loses_what_nobody_sees() -> None:
    assert text.clean(" a\x00b\u202ec\x1b[31m\ud800 \r\nd\t", 100) == "abc[31m \nd"
    assert text.clean("e\u0301", 1) == "é"
    assert text.clean("👩\u200d🌾", 10) == "👩\u200d🌾"
    assert text.clean("a b", 2) == "a"
    assert len(text.clean("x" * 10_000_000, 100)) == 100


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


@pytest.mark.parametrize(
    "scrap",
    [
        "[",
        "![",
        "[a](",
        "*a **a ",
        "<",
        ">",
        "- ",
        "*_",
        "https://",
        "@a",
        "@a.a",
        "#a",
        "&",
        "`` ` ",
        "a\n",
        "~~a ",
    ],
)
def test_endless_markdown_is_read_in_no_time(scrap: str) -> None:
    source = scrap * (50_000 // len(scrap))

    begun = process_time()
    html = text.markdown(source)
    text.find_mentions(source)
    text.find_hashtags(source)
    spent = process_time() - begun

    assert spent < 20, "measured 0.1 to 1 s; a quadratic reader takes minutes"
    assert_harmless(html[:20_000])

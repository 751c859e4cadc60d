"""HTML from outside: what is shown of it, and what is not."""

from __future__ import annotations

import pytest
from bleach.sanitizer import Cleaner  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from fedicoop import text
from tests.text.judging import ATTRIBUTES, REL, TAGS, assert_harmless, elements

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

"""Words without their tags, and without what nobody sees."""

from __future__ import annotations

import pytest

from fedicoop import text


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

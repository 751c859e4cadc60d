"""What a letter says, in two languages, and what nobody can smuggle into it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from fedicoop.notifications import letters, paper, policy

URL = "https://coop.example/sign-in/abc?x=1&y=2"
KINDS = sorted(letters.TEXTS)


@dataclass
class Written:
    """A letter in its two forms."""

    kind: str
    subject: str
    text: str
    html: str


def a_letter(kind: str = "sign_in", language: str = "fr", **given: str) -> Written:
    """Write a letter to Ana."""
    words = {"coop": "Énergie commune", "name": "Ana", "url": URL} | given
    letter = letters.write(kind, language, **words)
    foot = paper.Foot(letters.one_line(words["coop"]))
    text, html = paper.in_text(letter, foot), paper.in_html(letter, foot)
    return Written(kind, letter.subject, text, html)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_letter_is_whole_in_each_language(kind: str, language: str) -> None:
    letter = a_letter(kind, language)

    assert letter.kind == kind
    assert policy.mail_fault("ana@coop.example", letter.subject, {}) == ""
    assert URL in letter.text
    assert 'href="https://coop.example/sign-in/abc?x=1&amp;y=2"' in letter.html
    assert f'<html lang="{language}" dir="ltr">' in letter.html
    assert letter.text.endswith("\n\n-- \nÉnergie commune\n")
    for words in (letter.subject, letter.text, letter.html):
        assert "{coop}" not in words
        assert "{name}" not in words


def test_another_language_is_answered_in_french() -> None:
    assert a_letter(language="de") == a_letter(language="fr")


def test_french_is_typeset() -> None:
    letter = a_letter()

    assert "qu\u2019une fois" in letter.text
    assert "rien demandé\u202f?" in letter.text
    assert f"Me connecter\u00a0:\n{URL}" in letter.text
    assert "'" not in letter.text


def test_a_letter_has_no_picture_and_no_tracker() -> None:
    for kind in KINDS:
        html = a_letter(kind).html
        assert "<img" not in html
        assert html.count("http") == html.count("https://coop.example/sign-in/abc")


def test_a_name_cannot_add_a_header_or_a_tag() -> None:
    letter = a_letter(name="Ana\r\nBcc: all@coop.example\x1b", coop="<b>Coop</b>\n{url}")

    assert "\n" not in letter.subject
    assert "Bonjour Ana Bcc: all@coop.example," in letter.text
    assert "<b>" not in letter.html
    assert "&lt;b&gt;Coop&lt;/b&gt; {url}" in letter.html
    assert "<b>Coop</b> {url}" in letter.subject


def test_a_name_without_end_is_cut() -> None:
    subject = a_letter(coop="x" * 10_000).subject

    assert policy.mail_fault("ana@mail.example", subject, {}) == ""

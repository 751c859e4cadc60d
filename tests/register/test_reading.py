"""Files of members are read as they come, and hostile ones end in one clear sentence."""

from __future__ import annotations

import pytest

from fedicoop.errors import Invalid
from fedicoop.register import MOST_BYTES, Sheet, reading
from fedicoop.register.reading import Unreadable
from tests.register.given import BEA, HEAD, LANGUAGES, sheet

HOSTILE = {
    "empty": (b"", reading.EMPTY, 0),
    "blank": (b"\r\n \r\n", reading.EMPTY, 0),
    "nul": (b"numero;nom\r\n1;A\0B\r\n", reading.NO_TABLE, 0),
    "utf16": ("numéro;nom\r\n1;A\r\n".encode("utf-16"), reading.NO_TABLE, 0),
    "workbook": (b"PK\x03\x04 a workbook", reading.NO_TABLE, 0),
    "mixed": ("numéro;nom\r\n1;Béa\r\n".encode() + b"2;L\xe9o\r\n", reading.MIXED, 0),
    "neither": (b"num\xe9ro;nom\r\n1;\x81\x8d\r\n", reading.ODD_LETTERS, 0),
    "no_number": (b"nom;courriel\r\nA;a@b.example\r\n", reading.NO_COLUMN, 0),
    "twice": (b"numero;matricule\r\n1;1\r\n", reading.TWICE, 0),
    "wide": (b"numero;" + b"x;" * 200 + b"\r\n", reading.NO_TABLE, 0),
    "long_line": (b"numero;nom\r\n1;A\r\n2;" + b"x" * 10_000_000 + b"\r\n", reading.LONG_LINE, 3),
    "swallowing": (b'numero;nom\r\n1;A\r\n2;"B\r\n' + b"3;C\r\n" * 1000, reading.UNCLOSED, 3),
    "unclosed": (b'numero;nom\r\n1;A\r\n2;"B\r\n3;C\r\n', reading.UNCLOSED, 3),
    "many": (b"numero\r\n" + b"1\r\n" * 100_001, reading.TOO_MANY, 0),
    "large": (b"numero\n" + b" " * MOST_BYTES, reading.TOO_LARGE, 0),
}


def test_a_row_is_read_with_the_line_it_stands_on() -> None:
    """In the form in which it is stored."""
    (row,) = sheet(BEA)
    assert row.line == 2
    assert not row.faults
    draft = row.draft
    assert (draft.number, draft.name, draft.email) == ("1042", "Béa Essai", "bea@mail.example")
    assert (draft.category, draft.college, draft.postcode) == ("particulier", "usagers", "76000")
    assert (draft.town, draft.language, draft.shares, draft.status) == ("Rouen", "fr", 3, "active")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_any_usual_encoding_and_separator_is_read(encoding: str, separator: str) -> None:
    """Excel on Windows, Calc, Numbers."""
    head, bea = HEAD.replace(";", separator), BEA.replace(";", separator)
    found = sheet(bea, head=head, encoding=encoding)
    assert found.separator == separator
    assert [row.draft.name for row in found] == ["Béa Essai"]


def test_headings_may_be_french_or_english_in_any_order_and_others_are_left_out() -> None:
    """As the files of cooperatives have them."""
    french = sheet("a@b.example;Béa Essai;7;06", head="Courriel;Nom;N° sociétaire;Téléphone")
    assert french.unknown == ["Téléphone"]
    assert [row.draft.name for row in french] == ["Béa Essai"]
    english = sheet("7;Bea;Test;12", head="Member number;First name;Last name;Shares")
    assert [(row.draft.name, row.draft.shares) for row in english] == [("Bea Test", 12)]


def test_what_excel_puts_before_the_head_and_empty_lines_are_passed_over() -> None:
    """The number of a line stays the one that a text editor shows."""
    data = f"sep=;\r\n\r\n{HEAD}\r\n\r\n;;;\r\n{BEA}\r\n".encode()
    assert [row.line for row in Sheet(data, LANGUAGES)] == [6]


def test_a_cell_may_go_over_lines_and_hold_quotes() -> None:
    """Its line is the one on which the row begins."""
    found = list(sheet('1;"Essai\r\nTest";"Jo ""le"" X"', "2;B"))
    assert [row.draft.name for row in found] == ['Jo "le" X Essai Test', "B"]
    assert [row.line for row in found] == [2, 4]


@pytest.mark.parametrize(
    ("row", "field", "fault"),
    [
        (";Essai", "number", "There is no member number."),
        ("=1+1;Essai", "number", "This is no member number"),
        ("1;Essai;;nonsense", "email", "This is not an e-mail address."),
        ("1;Essai;;a@b@c.example", "email", "This is not an e-mail address."),
        ("1;Essai;;;;;?", "postcode", "This is not a postcode."),
        ("1;Essai;;;;;;;;many", "shares", "not a whole number"),
        ("1;Essai;;;;;;;;99999999999999999999", "shares", "not a whole number"),
        ("1;Essai;;;;;;;;;perhaps", "status", "This status is not understood"),
        (f"1;{'x' * 201}", "name", "This is too long."),
        (f"1;Essai;;;;{'x' * 61}", "college", "This is too long."),
        ('1;"Essai" x', "", "quotation marks"),
        ("1;2;3;4;5;6;76000;8;fr;10;actif;12", "", "more cells"),
    ],
)
def test_a_fault_is_said_of_its_row_and_the_others_are_read(
    row: str, field: str, fault: str
) -> None:
    """A file is rarely wrong as a whole."""
    wrong, right = sheet(row, "2;Test")
    assert fault in wrong.faults[field]
    assert not right.faults


def test_cells_are_plain_words_without_what_nobody_sees() -> None:
    """A formula is a name like any other, and what turns a line around is gone."""
    rows = sheet("1;=cmd|'/c calc'!A1", "2;'=SUM(1)", "3;B\u202e\u0007éa", "4; a  b ")
    names = [row.draft.name for row in rows]
    assert names == ["=cmd|'/c calc'!A1", "=SUM(1)", "Béa", "a b"]


def test_a_language_that_is_not_offered_is_left_out_and_said() -> None:
    """It is no reason not to have somebody."""
    one, other = sheet("1;A;;;;;;;de", "2;B;;;;;;;Français")
    assert (one.draft.language, list(one.notes)) == ("", ["language"])
    assert (other.draft.language, other.notes) == ("fr", {})


@pytest.mark.parametrize(("data", "fault", "line"), HOSTILE.values(), ids=list(HOSTILE))
def test_a_file_that_is_no_table_of_members_ends_in_one_sentence(
    data: bytes, fault: str, line: int
) -> None:
    """With the line where there is one; nothing of the file is taken."""
    with pytest.raises(Unreadable) as refusal:
        list(Sheet(data, LANGUAGES))
    assert (refusal.value.fault, refusal.value.line) == (fault, line)
    assert isinstance(refusal.value, Invalid)
    assert "%d" not in refusal.value.fields["file"]

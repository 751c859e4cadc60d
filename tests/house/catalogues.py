"""Whether every text that people read is translated: what the code says against the catalogues.

English stands in the code. A text for people is one of ``_("…")``, ``msg("…")`` and the like, in
templates too; and, in the rooms, which know nothing of languages, a whole sentence: it starts with
a capital and ends with a full stop. What the log says never does.

``python -m tests.house.catalogues`` says what is missing; ``--write`` brings the catalogues up to
date, leaving to a person only what a person must do: translate.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PROGRAM = Path(__file__).parent.parent.parent / "fedicoop"
TEMPLATES = PROGRAM / "web" / "templates"
LOCALES = PROGRAM / "web" / "locale"
SOURCE = "en"
OURS = ("en", "fr")
_KEYWORDS = {"_", "gettext", "msg"}
_PLURALS = {"ngettext"}
_ROOMS = frozenset(
    {"actors", "accounts", "media", "moderation", "notifications", "groups", "posts", "events"}
    | {"library", "network", "digests", "directory", "register", "governance", "inbox"}
    | {"instance.py", "errors.py", "web"}
)
_SENTENCE = re.compile(r"[A-ZÀ-Ý“\"][^\n]{6,}[.?!]")
_OPTIONS = {"silent": "false", "trimmed": "true"}
_PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
_BARE_SPACE = re.compile(r"\w [:;?!»]|« ")

_HEAD = """msgid ""
msgstr ""
"Language: {code}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""

Text = str | tuple[str, str]


@dataclass(frozen=True)
class Said:
    """A text for people, and the file it stands in."""

    text: Text
    file: str


def said() -> Iterator[Said]:
    """Give every text for people, in code and templates."""
    for path in sorted(PROGRAM.rglob("*.py")):
        name = path.relative_to(PROGRAM.parent).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for text in [*marked(tree), *(sentences(tree) if _is_a_room(path) else [])]:
            yield Said(text, name)
    for path in sorted(TEMPLATES.rglob("*.*")):
        yield from _in_template(path)


def _is_a_room(path: Path) -> bool:
    return path.relative_to(PROGRAM).parts[0] in _ROOMS


def marked(tree: ast.AST) -> Iterator[Text]:
    """Give the texts that are marked for translation."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
        if name in _KEYWORDS and texts and isinstance(texts[0], str):
            yield texts[0]
        elif name in _PLURALS and len(texts) > 1:
            yield (str(texts[0]), str(texts[1]))


def sentences(tree: ast.AST) -> Iterator[str]:
    """Give the sentences of a room: no docstrings, no parts of formatted texts."""
    silent = {id(each) for each in _not_for_people(tree)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in silent else None
        if isinstance(text, str) and _SENTENCE.fullmatch(text):
            yield text


def _not_for_people(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr | ast.JoinedStr):
            yield from ast.walk(node)


def _in_template(path: Path) -> Iterator[Said]:
    name = path.relative_to(PROGRAM.parent).as_posix()
    source = io.BytesIO(path.read_bytes())
    keywords = [*_KEYWORDS, *_PLURALS]
    for _line, _function, found, _comments in babel_extract(source, keywords, [], _OPTIONS):
        texts = [found] if isinstance(found, str) else [each for each in found or () if each]
        if texts:
            yield Said(texts[0] if len(texts) == 1 else (texts[0], texts[1]), name)


def catalogues() -> dict[str, Catalog]:
    """Read every catalogue there is."""
    found = {}
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/fedicoop.po")):
        code = path.parent.parent.name
        with path.open("rb") as file:
            found[code] = read_po(file, locale=code, domain="fedicoop")
    return found


def faults() -> list[str]:
    """Say everything that is wrong with the catalogues, a line each."""
    texts = {each.text: each.file for each in said()}
    found = [f"{code}: there is no catalogue" for code in OURS if code not in catalogues()]
    for code, catalogue in catalogues().items():
        if code == SOURCE:
            continue
        known = {_key(message): message for message in catalogue if message.id}
        for text in texts.keys() - known.keys():
            found.append(f"{code}: not there: {_short(text)} ({texts[text]})")
        for text in known.keys() - texts.keys():
            found.append(f"{code}: no longer said: {_short(text)}")
        for text in texts.keys() & known.keys():
            found += [f"{code}: {fault}: {_short(text)}" for fault in wrong(code, known[text])]
    return sorted(found)


def _key(message: Message) -> Text:
    return message.id if isinstance(message.id, str) else (message.id[0], message.id[1])


def wrong(code: str, message: Message) -> Iterator[str]:
    """Say what does not hold in one translation."""
    forms = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    if message.fuzzy:
        yield "fuzzy"
    if not all(forms):
        yield "not translated"
        return
    places = {place for each in sources for place in _PLACE.findall(each)}
    for form in forms:
        named = set(_PLACE.findall(form))
        if named - places or (len(sources) == 1 and named != places):
            yield "not the same places as in English"
        if code == "fr" and _BARE_SPACE.search(form):
            yield "a space that may break before : ; ? ! or inside « »"


def _short(text: Text) -> str:
    whole = text if isinstance(text, str) else text[0]
    return repr(whole if len(whole) < 70 else f"{whole[:69]}…")


def write() -> None:
    """Add to each catalogue what the code says now, and take out what it no longer says."""
    texts = list(said())
    for code, catalogue in {**dict.fromkeys(OURS, Catalog()), **catalogues()}.items():
        fresh = Catalog(locale=code, fuzzy=False)
        for each in texts if code != SOURCE else []:
            old = catalogue.get(each.text)
            fresh.add(each.text, old.string if old else None, locations=[(each.file, 0)])
        body = io.BytesIO()
        write_po(body, fresh, width=100, include_lineno=False, sort_output=True, omit_header=True)
        path = LOCALES / code / "LC_MESSAGES" / "fedicoop.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(
            _HEAD.format(code=code, plurals=fresh.plural_forms).encode() + body.getvalue()
        )


def main(arguments: Iterable[str]) -> int:
    """Check, or write; give the exit code."""
    if "--write" in arguments:
        write()
        return 0
    found = faults()
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

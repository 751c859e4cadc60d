"""What one instance needs to make pages: templates in each language, assets, its own pages."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from typing_extensions import override

from fedicoop import gazetteer, text
from fedicoop.web import qr, signs
from fedicoop.web.assets import Assets
from fedicoop.web.i18n import Language, known_languages

if TYPE_CHECKING:
    from jinja2.bccache import Bucket

    from fedicoop.instance import Instance

TEMPLATES = Path(__file__).parent / "templates"
SHIPPED = Path(__file__).parent / "shipped" / "pages"
"""Pages that every cooperative has until it writes its own."""
_LONGEST_PAGE = 200_000
_LONGEST_NAME = 60
_LAST = 500
_HEADING = re.compile(r"<(h[23])>([^<]*)")
_TAKEN = {"main", "menu", "act"}
_ANCHOR = re.compile(r"[a-z0-9-]{2,80}")
_NAME = re.compile(r"(?:([0-9]{1,3})-)?([A-Za-z0-9][\w-]*)(?:\.([a-z]{2}))?\.md")


def _with_anchor(heading: re.Match[str]) -> str:
    """Give a heading an address of its own, so that others can link to it: /pages/glossaire#…."""
    name = gazetteer.plain(text.plain(heading[2], 80)).replace(" ", "-")
    if name in _TAKEN or not _ANCHOR.fullmatch(name):
        return heading[0]
    return f'<{heading[1]} id="{name}">{heading[2]}'


class StaticPage:
    """One of the cooperative's own pages: a title and what follows it."""

    def __init__(self, slug: str, source: str) -> None:
        """Read Markdown whose first heading is the title."""
        first, _, rest = source.lstrip("\ufeff\n").partition("\n")
        has_title = first.startswith("# ")
        self.slug = slug
        self.title = first[2:].strip() if has_title else slug.replace("-", " ").capitalize()
        said = text.markdown(rest if has_title else source, wrapped=True)
        self.content = Markup(_HEADING.sub(_with_anchor, said))  # noqa: S704 - sanitised

    @property
    def path(self) -> str:
        """Give the address of the page."""
        return "/about" if self.slug == "about" else f"/pages/{self.slug}"


class Site:
    """The pages' side of an instance; made once, shared by every request."""

    def __init__(self, instance: Instance) -> None:
        """Read what does not change while the instance runs."""
        self.instance = instance
        self.name = instance.config.name
        self.base = instance.urls.base
        self.secure = self.base.startswith("https://")
        self.folder = instance.config.folder

    @cached_property
    def assets(self) -> Assets:
        """Give the stylesheet, script and logo; read on first use."""
        assets = Assets(self.folder)
        if self.instance.config.map.tiles:
            assets.keep_map()
        return assets

    @property
    def languages(self) -> list[str]:
        """Give the languages this cooperative offers."""
        offered = [each for each in self.instance.config.languages if each in known_languages()]
        return offered or known_languages()

    @property
    def language(self) -> Language:
        """Give the language of what is for everybody alike, such as feeds: the first one."""
        return Language(self.languages[0])

    def kind(self, name: str, language: Language) -> str:
        """Give what people read for a kind of event of this cooperative; "" for any other."""
        return self.said(self.instance.config.events.kinds.get(name, ""), language)

    def said(self, setting: str, language: Language) -> str:
        """Give a text of the settings in a language: they say it in each, "le mardi | Tuesdays"."""
        texts = setting.split("|")
        codes = self.instance.config.languages
        place = codes.index(language.code) if language.code in codes else 0
        return (texts[place] if place < len(texts) else texts[0]).strip()

    def tools(self, language: Language, *, member: bool) -> list[tuple[str, str]]:
        """Give the links to what is used elsewhere, as (label, address), as far as one may see."""
        tools = self.instance.config.tools
        links = {**tools.public, **(tools.members if member else {})}
        return [(self.said(label, language), url) for label, url in links.items()]

    def environment(self, language: Language) -> Environment:
        """Give the templates in one language."""
        return make_environment(language)

    def page(self, slug: str, language: Language) -> StaticPage | None:
        """Give a page of pages/*.md: about.en.md for English readers when there is one.

        A number before the name, as in 20-charte.md, only says where it stands in the menu. Some
        pages come with the program, and are replaced by one of the cooperative's own.
        """
        if len(slug) > _LONGEST_NAME:
            return None
        for folder in (self.folder / "pages", SHIPPED):
            files = _files(folder).get(slug, {})
            found = files.get(language.code) or files.get("")
            if found is not None:
                return _read(found, found.stat().st_mtime_ns, slug)
        return None

    def menu(self, language: Language) -> list[StaticPage]:
        """Give the pages that stand in the menu, in order; home and contact have places."""
        own, shipped = _files(self.folder / "pages"), _files(SHIPPED)
        slugs = [*own, *(slug for slug in shipped if slug not in own)]
        found = [self.page(slug, language) for slug in slugs if slug not in {"home", "contact"}]
        return [page for page in found if page is not None]


@lru_cache(maxsize=200)
def _read(path: Path, _changed: int, slug: str) -> StaticPage:
    """Read a page, once for each time that it was changed."""
    return StaticPage(slug, path.read_text(encoding="utf-8")[:_LONGEST_PAGE])


def _files(folder: Path) -> dict[str, dict[str, Path]]:
    """Give the files of a folder by page and language, "" for any, in the order of the menu."""
    found: dict[str, dict[str, Path]] = {}
    named = [(_NAME.fullmatch(path.name), path) for path in folder.glob("*.md")]
    rows = [(int(name[1] or _LAST), name[2], name[3] or "", path) for name, path in named if name]
    for _, slug, code, path in sorted(rows):
        found.setdefault(slug, {})[code] = path
    return found


class _Compiled(BytecodeCache):
    """Templates compiled once for all languages: they differ in their texts, not in their code."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    @override
    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template's code, if it was compiled from the same source before."""
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    @override
    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code."""
        self._code[bucket.key] = bucket.bytecode_to_string()


_compiled = _Compiled()


@lru_cache
def make_environment(language: Language) -> Environment:
    """Make the templates of one language; an unknown name in a template is an error."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_compiled,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        language.gettext, language.ngettext, newstyle=True
    )
    environment.globals["language"] = language
    environment.globals["shapes"] = signs.SHAPES
    environment.filters["number"] = language.number
    environment.filters["qr"] = qr.code
    return environment

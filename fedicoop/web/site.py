"""What one instance needs to make pages: templates in each language, assets, its own pages."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from typing_extensions import override

from fedicoop import text
from fedicoop.web import qr
from fedicoop.web.assets import Assets
from fedicoop.web.i18n import Language, known_languages

if TYPE_CHECKING:
    from jinja2.bccache import Bucket

    from fedicoop.instance import Instance

TEMPLATES = Path(__file__).parent / "templates"
_LONGEST_PAGE = 200_000
_LONGEST_NAME = 60


class StaticPage:
    """One of the cooperative's own pages: a title and what follows it."""

    def __init__(self, slug: str, source: str) -> None:
        """Read Markdown whose first heading is the title."""
        first, _, rest = source.lstrip("\ufeff\n").partition("\n")
        has_title = first.startswith("# ")
        self.slug = slug
        self.title = first[2:].strip() if has_title else slug.replace("-", " ").capitalize()
        said = text.markdown(rest if has_title else source, wrapped=True)
        self.content = Markup(said)  # noqa: S704 - sanitised

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
        self._environments: dict[str, Environment] = {}
        self._pages: dict[tuple[str, str], tuple[float, StaticPage]] = {}

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

    def kind(self, name: str, language: Language) -> str:
        """Give what people read for a kind of event of this cooperative; "" for any other."""
        labels = self.instance.config.events.kinds.get(name, "").split("|")
        codes = self.instance.config.languages
        place = codes.index(language.code) if language.code in codes else 0
        return (labels[place] if place < len(labels) else labels[0]).strip()

    def environment(self, language: Language) -> Environment:
        """Give the templates in one language."""
        if language.code not in self._environments:
            self._environments[language.code] = make_environment(language)
        return self._environments[language.code]

    def page(self, slug: str, language: Language) -> StaticPage | None:
        """Give a page of pages/*.md: about.en.md for English readers when there is one."""
        for name in (f"{slug}.{language.code}", slug):
            found = self._page(name, slug)
            if found is not None:
                return found
        return None

    def menu(self, language: Language) -> list[StaticPage]:
        """Give the cooperative's own pages that stand in the menu; home and contact have places."""
        folder = self.folder / "pages"
        slugs = sorted({path.name.split(".")[0] for path in folder.glob("*.md")})
        found = [self.page(slug, language) for slug in slugs if slug not in {"home", "contact"}]
        return [page for page in found if page is not None]

    def _page(self, name: str, slug: str) -> StaticPage | None:
        path = self.folder / "pages" / f"{name}.md"
        plain = name.replace("-", "").replace(".", "").replace("_", "")
        if len(name) > _LONGEST_NAME or not plain.isalnum() or not path.is_file():
            return None
        changed = path.stat().st_mtime
        known = self._pages.get((name, slug))
        if known is None or known[0] != changed:
            source = path.read_text(encoding="utf-8")[:_LONGEST_PAGE]
            known = (changed, StaticPage(slug, source))
            self._pages[name, slug] = known
        return known[1]


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
    environment.filters["number"] = language.number
    environment.filters["qr"] = qr.code
    return environment

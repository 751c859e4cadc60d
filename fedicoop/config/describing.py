"""What the settings are, said to people: for ``config show`` and for docs/settings.md."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fedicoop.config.reading import variable_of
from fedicoop.config.settings import EVERY, SECTIONS, default_of

if TYPE_CHECKING:
    from fedicoop.config.settings import Config

_HEAD = "| setting | default | variable | what it does |\n|---|---|---|---|"


def described(config: Config) -> Iterator[tuple[str, str, str]]:
    """Give every setting's name, its value as instance.toml has it, and where the value is from.

    A password inside an address is never shown.
    """
    for name, item in EVERY.items():
        section, dot, key = name.partition(".")
        value = getattr(getattr(config, section), key) if dot else getattr(config, name)
        shown = without_password(value) if item.metadata["secret"] else value
        yield name, as_toml(shown), config.sources.get(name, "default")


def without_password(url: str) -> str:
    """Give an address with its password, if any, left out."""
    password = urlsplit(url).password
    return url.replace(f":{password}@", ":…@") if password else url


def as_toml(value: Any) -> str:
    """Write a setting's value the way instance.toml does."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{as_toml(key)} = {as_toml(each)}" for key, each in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def settings_markdown() -> str:
    """Write the tables of docs/settings.md: every setting, its default, its variable, its use."""
    parts = ["\n".join([_HEAD, *(_row(name) for name in EVERY if "." not in name)])]
    for section, kind in SECTIONS.items():
        rows = [_row(name) for name in EVERY if name.startswith(f"{section}.")]
        parts.append("\n".join([f"## [{section}]\n", f"{kind.__doc__}\n", _HEAD, *rows]))
    return "\n\n".join(parts) + "\n"


def _row(name: str) -> str:
    about = EVERY[name].metadata
    least, most = about["least"], about["most"]
    bounds = f" From {least} to {most}." if most else f" At least {least}." if least else ""
    shown = f"`{as_toml(default_of(name))}`"
    return f"| `{name}` | {shown} | `{variable_of(name)}` | {about['says']}{bounds} |"

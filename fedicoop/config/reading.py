"""From a file, a folder of secrets and variables to a Config: later ones win over earlier ones."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fedicoop.config import checking
from fedicoop.config.settings import EVERY, SECTIONS, Config, ConfigError, default_of

if TYPE_CHECKING:
    from pathlib import Path

PREFIX = "FEDICOOP_"
OUR_OTHER_VARIABLES = re.compile(
    r"FEDICOOP_(?:INSTANCE|NO_WORKERS|WIRE|PYTHON|(?:TEST|INTEROP|BENCH|BROWSER)_\w+)"
)
_WHOLE = re.compile(r"-?[0-9]{1,18}")


@dataclass(frozen=True)
class Found:
    """A value somebody gave, and where: a file or a variable."""

    value: Any
    source: str


def load(folder: Path, environ: Mapping[str, str]) -> Config:
    """Read FOLDER/instance.toml, FOLDER/data/secrets and FEDICOOP_… variables; raises ConfigError.

    Variables win over secrets, secrets over the file. Passwords are refused in the file, which
    people copy, show and commit.
    """
    path = folder / "instance.toml"
    found = dict(_from_file(path))
    found |= _from_secrets(folder / "data" / "secrets")
    found |= _from_variables(environ)
    for name, given in found.items():
        found[name] = replace(given, value=_typed(name, given))
    return _checked(_built(folder, found), path)


def _from_file(path: Path) -> Iterator[tuple[str, Found]]:
    source = str(path)
    for key, value in _parsed(path).items():
        if key in SECTIONS:
            yield from _section(key, value, source)
        else:
            yield _known(key, f"{key!r}", _TOP, source), Found(value, source)


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path} is missing; fedicoop init {path.parent} makes one") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error


def _section(section: str, table: object, source: str) -> Iterator[tuple[str, Found]]:
    if not isinstance(table, dict):
        raise ConfigError(f"{source}: [{section}] should be a table of settings, not {table!r}")
    keys = [name.partition(".")[2] for name in EVERY if name.startswith(f"{section}.")]
    for key, value in table.items():
        name = f"{section}.{_known(key, f'{section}.{key}', keys, source)}"
        if EVERY[name].metadata["secret"] and _password(value):
            variable = variable_of(name)
            raise ConfigError(
                f"{source}: {name} has a password in it, which belongs into {variable} "
                f"or the file data/secrets/{name}"
            )
        yield name, Found(value, source)


def _known(key: str, shown: str, known: Iterable[str], source: str) -> str:
    if key not in known:
        raise ConfigError(f"{source}: unknown key {shown}{_nearest(key, known)}")
    return key


def _nearest(key: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(key, list(known), 1, 0.5)
    return f"; did you mean {near[0]!r}?" if near else ""


def _password(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(urlsplit(value).password)
    except ValueError:
        return False


def _from_secrets(folder: Path) -> Iterator[tuple[str, Found]]:
    for name, item in EVERY.items():
        path = folder / name
        if item.metadata["secret"] and path.is_file():
            yield name, Found(path.read_text(encoding="utf-8").strip(), str(path))


def _from_variables(environ: Mapping[str, str]) -> Iterator[tuple[str, Found]]:
    known = {variable_of(name): name for name in EVERY}
    for variable, text in sorted(environ.items()):
        if not variable.startswith(PREFIX) or OUR_OTHER_VARIABLES.fullmatch(variable):
            continue
        if variable not in known:
            raise ConfigError(f"{variable}: no such setting{_nearest_variable(variable, known)}")
        yield known[variable], Found(_read(known[variable], text), variable)


def _nearest_variable(variable: str, known: Iterable[str]) -> str:
    bare = [each.removeprefix(PREFIX) for each in known]
    near = difflib.get_close_matches(variable.removeprefix(PREFIX), bare, 1, 0.5)
    return f"; did you mean {PREFIX}{near[0]}?" if near else ""


def variable_of(name: str) -> str:
    """Give the environment variable of a setting: FEDICOOP_SERVER__PORT for server.port."""
    return PREFIX + name.upper().replace(".", "__")


def _read(name: str, text: str) -> Any:
    """Read a variable's text as what its setting is; a wrong one stays text and is refused."""
    default = default_of(name)
    if isinstance(default, bool):
        return {"true": True, "1": True, "false": False, "0": False}.get(text.lower(), text)
    if isinstance(default, int):
        return int(text) if _WHOLE.fullmatch(text) else text
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if isinstance(default, tuple):
        return parts
    if isinstance(default, Mapping):
        pairs = (part.partition("=") for part in parts)
        return {key.strip(): value.strip() for key, _, value in pairs}
    return text


def _typed(name: str, given: Found) -> Any:
    """Give the value as its setting's type; the type is that of the default."""
    value, default = given.value, default_of(name)
    if isinstance(default, tuple) and isinstance(value, list) and _are_texts(value):
        return tuple(value)
    if isinstance(default, Mapping) and isinstance(value, dict) and _are_texts(value.values()):
        return MappingProxyType(dict(value))
    if type(value) is type(default):
        return value
    shown = "what it is" if EVERY[name].metadata["secret"] else repr(value)
    raise ConfigError(f"{given.source}: {name} should be {_WORDS[type(default)]}, not {shown}")


_WORDS: Mapping[type, str] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    tuple: "a list of texts",
    MappingProxyType: "a table of texts",
}


def _are_texts(values: Iterable[object]) -> bool:
    return all(isinstance(each, str) for each in values)


def _built(folder: Path, found: Mapping[str, Found]) -> Config:
    parts: dict[str, dict[str, Any]] = {section: {} for section in SECTIONS}
    top: dict[str, Any] = {}
    for name, given in found.items():
        section, dot, key = name.partition(".")
        (parts[section] if dot else top)[key or section] = given.value
    ca_file = parts["federation"].get("ca_file")
    if ca_file:  # as every path of an instance, it starts from the instance's folder
        parts["federation"]["ca_file"] = str(folder / ca_file)
    sections = {section: SECTIONS[section](**values) for section, values in parts.items()}
    sources = MappingProxyType({name: given.source for name, given in found.items()})
    return Config(folder=folder, sources=sources, **top, **sections)


def _checked(config: Config, path: Path) -> Config:
    for name, fault in checking.faults(config):
        raise ConfigError(f"{config.sources.get(name, str(path))}: {name} {fault}")
    return config


_TOP = [*SECTIONS, *(name for name in EVERY if "." not in name)]

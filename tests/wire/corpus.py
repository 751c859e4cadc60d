"""Where real documents come from, and how one is made to come from a server of the test network."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from fedicoop.activitypub.activity import id_of, ids_of, types_of
from fedicoop.urls import host_of
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

WIRE = Path(os.environ.get("FEDICOOP_WIRE", "") or ROOT.parent / "shared" / "wire")
ACTORS = frozenset({"Person", "Group", "Organization", "Service", "Application"})
HERE = "peer.example"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


def folders() -> list[Path]:
    """Give the folders of real documents, one for each kind of server."""
    found = sorted(path for path in WIRE.glob("*") if path.is_dir())
    return [folder for folder in found if any(documents(folder))]


def documents(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the ActivityStreams documents of a folder with their names."""
    for path in sorted(folder.rglob("*.json")):
        try:
            found = json.loads(path.read_text("utf-8"))
            if isinstance(found, dict) and found.get("raw_body"):
                found = json.loads(found["raw_body"])
        except ValueError:
            continue
        if isinstance(found, dict) and isinstance(found.get("type"), str | list):
            yield path.relative_to(folder).as_posix(), dated(found)


def dated(document: dict[str, Any]) -> dict[str, Any]:
    """Write the date into an event without one, as the test that the file is from does."""
    if document["type"] == "Event" and "startTime" not in document:
        return {**document, "startTime": "2026-12-05T18:00:00+01:00"}
    return document


def author_of(document: dict[str, Any]) -> str:
    """Give whom a document is by: its actor, its author, or itself."""
    for key in ("actor", "attributedTo"):
        uris = [uri for uri in ids_of(document.get(key)) if host_of(uri)]
        if uris:
            return uris[0]
    return id_of(document) or ""


def moved(document: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Let a document come from our strange server: its host is renamed wherever it is written."""
    author = author_of(document)
    host = host_of(author)
    if not host:
        return document, ""
    written = json.dumps(document)
    for scheme in ("http", "https"):
        written = written.replace(f"{scheme}://{host}", f"https://{HERE}")
    return json.loads(written), author.partition("://")[2].replace(host, f"https://{HERE}", 1)


def as_activity(document: dict[str, Any], author: str) -> dict[str, Any]:
    """Wrap a bare object into the activity that would bring it."""
    if "actor" in document and "object" in document:
        return document
    is_actor = bool(ACTORS & set(types_of(document)))
    return {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": f"{author}#wrapped",
        "type": "Update" if is_actor else "Create",
        "actor": author,
        "to": document.get("to", [PUBLIC]),
        "cc": document.get("cc", []),
        "object": document,
    }


def pasture() -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the odd objects of the package fediverse-pasture-inputs, without what it depends on."""
    _stand_in("fediverse_pasture.runner.entry", Entry=object)
    inputs = importlib.import_module("fediverse_pasture_inputs.inputs")
    for module in pkgutil.iter_modules(inputs.__path__):
        data = importlib.import_module(f"{inputs.__name__}.{module.name}").data
        for number, example in enumerate(data.examples):
            yield f"{module.name}-{number}", example


def funfedi(author: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the activities of the package funfedi-parsing-test-cases, as said by an author."""
    _stand_in("bovine.utils", now_isoformat=lambda: "2026-11-24T11:00:00Z")
    _stand_in("jsonschema", ValidationError=ValueError, validate=lambda *_, **__: None)
    package = importlib.import_module("funfedi_parsing_test_cases")
    environment = package.Environment(author, "https://coop.example/users/bob")
    for name in ("activity_suite", "event_suite", "notes_suite", "poll_suite"):
        for suite in getattr(package, name).sub_suites:
            for case in suite.tests:
                yield (
                    f"{suite.short_name}-{case.name}",
                    case.maker.activity_and_object(environment)[0],
                )


def _stand_in(name: str, **names: object) -> None:
    """Let an import find something in the place of a dependency that is not installed."""
    parts = name.split(".")
    for end in range(1, len(parts) + 1):
        sys.modules.setdefault(".".join(parts[:end]), ModuleType(".".join(parts[:end])))
    for key, value in names.items():
        setattr(sys.modules[name], key, value)

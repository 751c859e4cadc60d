"""What ``doctor`` looks at, and what ``config show`` shows."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fedicoop.activitypub import signatures
from fedicoop.activitypub.keys import keys_of
from fedicoop.activitypub.signatures import SignedRequest
from fedicoop.actors import documents, queries
from fedicoop.config import SECTIONS
from fedicoop.errors import FedicoopError
from fedicoop.outbox import collection as letters
from fedicoop.web import theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fedicoop.config import Config
    from fedicoop.instance import Instance

_LITTLE_SPACE = 1024**3
_LONG_WAIT = timedelta(hours=1)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; ``state`` is ok, note or fails."""

    state: str
    text: str


async def examine(instance: Instance) -> list[Finding]:
    """Look at everything that can be judged from this machine."""
    return [
        await _founded(instance),
        await _data(instance),
        await _signature(instance),
        await _queue(instance),
        _space(instance),
        _address(instance),
        _mail(instance),
        *_look(instance),
    ]


async def _founded(instance: Instance) -> Finding:
    try:
        async with instance.reading() as work:
            actor = await queries.instance_actor(work)
    except LookupError as error:
        return Finding("fails", str(error))
    if actor.uri != instance.urls.instance_actor:
        return Finding("fails", f"founded as {actor.uri}: set host and server.public_url back")
    return Finding("ok", f"founded as {instance.urls.base}")


async def _data(instance: Instance) -> Finding:
    fault = await instance.database.fault()
    return Finding("fails", f"the database: {fault}") if fault else Finding("ok", "database whole")


async def _signature(instance: Instance) -> Finding:
    """Sign a request and check it with the key that we publish."""
    try:
        signer = await instance.signer()
        async with instance.reading() as work:
            actor = await queries.instance_actor(work)
            pem = await queries.public_pem(work, actor)
        key = keys_of(documents.to_ap(actor, pem, work.urls.shared_inbox))[0]
        now = instance.clock()
        headers = signatures.sign("POST", actor.inbox, b"{}", signer, now)
        request = SignedRequest("POST", actor.inbox, list(headers.items()), b"{}")
        signatures.verify(signatures.claim(request, now), key)
    except (FedicoopError, LookupError, IndexError) as error:
        return Finding("fails", f"our signatures do not hold: {error}")
    return Finding("ok", "signatures hold")


async def _queue(instance: Instance) -> Finding:
    async with instance.reading() as work:
        age = await letters.queue_age(work)
    if age is not None and age > _LONG_WAIT:
        return Finding(
            "note", f"the oldest due delivery waits since {age}: are the workers running?"
        )
    return Finding("ok", "deliveries are on time")


def _space(instance: Instance) -> Finding:
    free = shutil.disk_usage(instance.config.folder).free
    text = f"{free / 1024**3:.1f} GB free on the disk"
    return Finding("ok" if free > _LITTLE_SPACE else "note", text)


def _address(instance: Instance) -> Finding:
    config = instance.config
    if config.development.is_on:
        return Finding("note", "[development] switches are on: not for real data")
    if urlsplit(config.public_url).scheme != "https":
        return Finding("fails", "server.public_url is not https: no other server will answer")
    return Finding("ok", f"public address {config.public_url}")


def _mail(instance: Instance) -> Finding:
    if instance.config.mail.url.startswith("file:"):
        return Finding("note", f"mail is only written to {instance.config.mail.url[5:]}")
    return Finding("ok", "mail leaves by SMTP; fedicoop mail test sends one")


def _look(instance: Instance) -> list[Finding]:
    """Say where the cooperative's colours are not drawn as written, so that all can read."""
    path = instance.config.folder / "theme.css"
    css = path.read_text("utf-8", "replace") if path.is_file() else ""
    found = [Finding("note", f"theme.css: {each}") for each in theme.remarks(css)]
    return found or [Finding("ok", "the colours can be read, in light and in dark")]


@dataclass(frozen=True)
class Setting:
    """One setting in force, without its password, and where its value comes from."""

    name: str
    value: object
    source: str


def settings_in_force(config: Config) -> Iterator[Setting]:
    """Give every setting, its value and where it comes from."""
    for name in ("host", "name", "languages", "national_hub"):
        yield _setting(config, name, getattr(config, name))
    for section in SECTIONS:
        part = getattr(config, section)
        for item in dataclasses.fields(part):
            yield _setting(config, f"{section}.{item.name}", getattr(part, item.name))


def _setting(config: Config, name: str, value: object) -> Setting:
    shown = _without_password(value) if name.endswith("url") else value
    if isinstance(shown, Mapping):
        shown = dict(shown)
    return Setting(name, shown, config.sources.get(name, "default"))


def _without_password(value: object) -> object:
    parts = urlsplit(str(value))
    return str(value).replace(f":{parts.password}@", ":…@") if parts.password else value

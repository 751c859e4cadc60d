"""The composition root: the rooms' handlers, the parts of an instance, the routes, the workers."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware

from fedicoop import log, upkeep
from fedicoop.activitypub.client import Client, ClientSettings, user_agent
from fedicoop.actors import federation as actors
from fedicoop.actors import queries as addresses
from fedicoop.actors import service as founding
from fedicoop.clock import Clock, system_clock
from fedicoop.config import Config, ConfigError, load
from fedicoop.db import Database
from fedicoop.events import federation as events
from fedicoop.groups import federation as groups
from fedicoop.handlers import Handlers
from fedicoop.inbox import worker as inbox_worker
from fedicoop.inbox.receive import Receiver
from fedicoop.instance import Instance
from fedicoop.migrations import upgrade
from fedicoop.moderation import federation as moderation
from fedicoop.network import federation as network
from fedicoop.notifications import mailer
from fedicoop.outbox.worker import DeliveryWorker
from fedicoop.posts import federation as posts
from fedicoop.search import worker as search_worker
from fedicoop.takeaways import worker as takeaways_worker
from fedicoop.urls import host_of
from fedicoop.web import federation as protocol
from fedicoop.web.errors import exception_handlers
from fedicoop.web.guard import BodyGuard
from fedicoop.web.routes import page_middleware, page_routes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from contextlib import AbstractAsyncContextManager

ROOMS = (actors, posts, events, groups, network, moderation)
_UPLOAD_SLACK = 64 * 1024


def all_handlers() -> Handlers:
    """Merge what every room answers; raises ValueError when two answer the same thing."""
    return Handlers.merged(room.handlers for room in ROOMS)


def database_url(config: Config) -> str:
    """Say where the data is: a file in the instance's folder, unless the settings name a server."""
    if config.database.url == "sqlite":
        return f"sqlite:///{config.folder}/data/fedicoop.sqlite3"
    return config.database.url


def client_settings(config: Config) -> ClientSettings:
    """Say what the door to the network may and may not do."""
    return ClientSettings(
        user_agent=user_agent(config.public_url),
        own_host=host_of(config.public_url),
        insecure_http=config.development.insecure_http,
        allow_networks=config.development.allow_networks,
        hosts=config.development.hosts,
        ca_file=config.federation.ca_file,
    )


def open_instance(
    folder: Path, environ: Mapping[str, str] | None = None, *, clock: Clock = system_clock
) -> Instance:
    """Read an instance's settings and put its parts together; connects to nothing yet."""
    config = load(folder, os.environ if environ is None else environ)
    return assemble(config, Client(client_settings(config), clock=clock), clock)


def assemble(config: Config, client: Client, clock: Clock) -> Instance:
    """Put an instance together around a door to the network: the real one, or a test's."""
    return Instance(config, Database(database_url(config)), client, all_handlers(), clock)


def create_app(instance: Instance, *, workers: bool = True) -> Starlette:
    """Make the web application of an instance; its workers live as long as it does."""
    app = Starlette(
        routes=[*protocol.routes, *page_routes],
        middleware=[_body_guard(instance.config), *page_middleware(instance)],
        exception_handlers=exception_handlers,
        lifespan=_lifespan(workers=workers),
    )
    app.state.instance = instance
    app.state.receiver = Receiver(instance)
    return app


def _body_guard(config: Config) -> Middleware:
    inbox = config.limits.inbox_kb * 1024
    images = config.limits.upload_mb * 1024 * 1024 * max(config.limits.images_per_post, 1)
    return Middleware(BodyGuard, limit=inbox, upload_limit=images + _UPLOAD_SLACK)


def _lifespan(*, workers: bool) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(run_workers(app.state.instance)) if workers else None
        try:
            yield
        finally:
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            await app.state.instance.close()

    return lifespan


async def run_workers(instance: Instance) -> None:
    """Process what arrives, deliver what leaves, send the mail, tidy up: until cancelled."""
    deliveries = DeliveryWorker(instance.database, instance.client, instance.clock, instance.config)
    async with asyncio.TaskGroup() as group:
        group.create_task(inbox_worker.run(instance))
        group.create_task(deliveries.run(instance.posted))
        group.create_task(mailer.run(instance.writing, instance.config))
        group.create_task(search_worker.run(instance.reading, instance.writing))
        group.create_task(takeaways_worker.run(instance.reading, instance.writing))
        group.create_task(upkeep.run(instance))


async def prepare(instance: Instance) -> None:
    """Bring the database up to date, found the instance once, and see that its name stayed.

    Raises ConfigError when the address of a running instance was changed: every follower, key and
    link out there carries the old one.
    """
    await upgrade(instance.database)
    async with instance.writing() as work:
        await founding.found(work)
        founded = (await addresses.instance_actor(work)).uri
    if founded != instance.urls.instance_actor:
        raise ConfigError(
            f"this instance was founded as {founded.removesuffix('/actor')} and cannot become "
            f"{instance.urls.base}; set host and server.public_url back"
        )


def from_environment() -> Starlette:
    """Make the application of the folder in FEDICOOP_INSTANCE: what uvicorn calls."""
    log.set_up()
    instance = open_instance(Path(os.environ["FEDICOOP_INSTANCE"]), os.environ)
    return create_app(instance, workers=not os.environ.get("FEDICOOP_NO_WORKERS"))

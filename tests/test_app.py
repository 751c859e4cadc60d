"""The parts put together: rooms, settings, routes, workers that live as long as the server."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx2
import pytest

from fedicoop import app as composition
from fedicoop import log
from fedicoop.activitypub.client import Client
from fedicoop.actors import queries
from fedicoop.actors import service as actors
from fedicoop.app import (
    ROOMS,
    all_handlers,
    assemble,
    client_settings,
    create_app,
    database_url,
    open_instance,
    prepare,
)
from fedicoop.config import ConfigError, load
from fedicoop.handlers import Handlers
from tests.givens import given_member, given_stranger
from tests.network import SETTINGS, Internet

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.applications import Starlette

    from fedicoop.config import Config
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock


def _given_folder(tmp_path: Path, more: str = "") -> Path:
    (tmp_path / "instance.toml").write_text(SETTINGS.format(host="coop.example") + more, "utf-8")
    return tmp_path


def _on(internet: Internet, config: Config, clock: StoppedClock) -> Instance:
    client = Client(client_settings(config), clock=clock, transport_for=internet.transport_for)
    return assemble(config, client, clock)


async def _get(app: Starlette, path: str) -> httpx2.Response:
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app), base_url="https://coop.example"
    ) as browser:
        return await browser.get(path)


def test_the_rooms_answer_different_things() -> None:
    assert all_handlers().activities
    with pytest.raises(ValueError, match="two rooms answer"):
        Handlers.merged([*(room.handlers for room in ROOMS), ROOMS[0].handlers])


def test_the_data_is_in_the_folder_unless_a_server_is_named(tmp_path: Path) -> None:
    folder = _given_folder(tmp_path)

    assert database_url(load(folder, {})) == f"sqlite:///{folder}/data/fedicoop.sqlite3"
    elsewhere = load(folder, {"FEDICOOP_DATABASE__URL": "postgresql://coop@db/coop"})
    assert database_url(elsewhere) == "postgresql://coop@db/coop"


def test_the_door_to_the_network_is_as_the_settings_say(tmp_path: Path) -> None:
    folder = _given_folder(tmp_path)

    strict = client_settings(load(folder, {}))
    assert (strict.own_host, strict.insecure_http, strict.allow_networks) == (
        "coop.example",
        False,
        (),
    )
    assert strict.user_agent.endswith("(+https://coop.example)")
    loose = client_settings(
        load(
            folder,
            {
                "FEDICOOP_DEVELOPMENT__INSECURE_HTTP": "true",
                "FEDICOOP_DEVELOPMENT__ALLOW_NETWORKS": "127.0.0.0/8",
                "FEDICOOP_DEVELOPMENT__HOSTS": "gts.test=127.0.0.2",
            },
        )
    )
    assert loose.insecure_http
    assert loose.allow_networks == ("127.0.0.0/8",)
    assert dict(loose.hosts) == {"gts.test": "127.0.0.2"}


async def test_an_instance_is_prepared_from_nothing_and_only_once(tmp_path: Path) -> None:
    instance = open_instance(_given_folder(tmp_path), {})

    await prepare(instance)
    first = (await instance.signer()).key_id
    await prepare(instance)

    async with instance.reading() as work:
        assert (await queries.instance_actor(work)).uri == "https://coop.example/actor"
        assert (await queries.cooperative(work)).uri == "https://coop.example/cooperative"
    assert first == "https://coop.example/actor#main-key"
    await instance.close()


async def test_an_instance_that_changed_its_name_does_not_start(tmp_path: Path) -> None:
    """Every follower, key and link out there carries the old one."""
    instance = open_instance(_given_folder(tmp_path), {})
    await prepare(instance)
    await instance.close()

    renamed = open_instance(tmp_path, {"FEDICOOP_HOST": "new.example"})
    with pytest.raises(ConfigError, match=r"founded as https://coop\.example and cannot become"):
        await prepare(renamed)
    await renamed.close()


async def test_protocol_and_pages_are_answered(tmp_path: Path) -> None:
    instance = open_instance(_given_folder(tmp_path), {})
    await prepare(instance)
    app = create_app(instance, workers=False)

    assert (await _get(app, "/livez")).status_code == 200
    assert (await _get(app, "/readyz")).status_code == 200
    assert (await _get(app, "/.well-known/nodeinfo")).status_code == 200
    assert (await _get(app, "/about")).status_code == 200
    assert (await _get(app, "/nothing/here")).status_code == 404
    await instance.close()


async def test_an_inbox_takes_no_more_than_the_settings_allow(tmp_path: Path) -> None:
    folder = _given_folder(tmp_path, "[limits]\ninbox_kb = 64\n")
    instance = open_instance(folder, {})
    await prepare(instance)
    app = create_app(instance, workers=False)

    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app), base_url="https://coop.example"
    ) as stranger:
        answer = await stranger.post(
            "/inbox",
            content=b"x" * (64 * 1024 + 1),
            headers={"content-type": "application/activity+json"},
        )

    assert answer.status_code == 413
    await instance.close()


async def test_the_workers_live_as_long_as_the_server(tmp_path: Path, clock: StoppedClock) -> None:
    internet = Internet()
    arrived = asyncio.Event()

    def take(_request: httpx2.Request) -> httpx2.Response:
        arrived.set()
        return httpx2.Response(202)

    internet.servers["peer.example"] = httpx2.MockTransport(take)
    instance = _on(internet, load(_given_folder(tmp_path), {}), clock)
    await prepare(instance)
    app = create_app(instance)
    before = len(asyncio.all_tasks())

    async with app.router.lifespan_context(app):
        assert app.state.instance is instance
        async with instance.writing() as work:
            ana = await given_member(work, "ana")
            await actors.follow(work, ana, await given_stranger(work, "bo"))
        async with asyncio.timeout(10):
            await arrived.wait()

    assert len(asyncio.all_tasks()) == before


async def test_a_server_without_workers_delivers_nothing(
    tmp_path: Path, clock: StoppedClock
) -> None:
    instance = _on(Internet(), load(_given_folder(tmp_path), {}), clock)
    await prepare(instance)
    app = create_app(instance, workers=False)
    before = len(asyncio.all_tasks())

    async with app.router.lifespan_context(app):
        assert len(asyncio.all_tasks()) == before


@pytest.mark.parametrize(("told", "workers"), [("", True), ("1", False)])
async def test_a_server_process_finds_its_instance_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: str, *, workers: bool
) -> None:
    """As uvicorn starts it, once for each of its processes."""
    asked: list[bool] = []
    create = composition.create_app

    def create_and_tell(instance: Instance, *, workers: bool = True) -> Starlette:
        asked.append(workers)
        return create(instance, workers=workers)

    monkeypatch.setattr(composition, "create_app", create_and_tell)
    monkeypatch.setattr(log, "set_up", lambda: None)
    monkeypatch.setenv("FEDICOOP_INSTANCE", str(_given_folder(tmp_path)))
    monkeypatch.setenv("FEDICOOP_NO_WORKERS", told)

    app = composition.from_environment()

    assert asked == [workers]
    assert app.state.instance.config.folder == tmp_path
    await app.state.instance.close()

"""What interop tests can ask for: our server, and the peers it meets, all as real processes."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest

from tests.interop import coop as ours
from tests.interop import fedify, pasture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.interop.coop import Coop, Member
    from tests.interop.fedify import Fay
    from tests.interop.pasture import Pasture

_numbers = count(1)


@pytest.fixture(scope="session")
def coop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coop]:
    """Give our server, as operators run it."""
    with ours.running(tmp_path_factory.mktemp("ours")) as server:
        yield server


@pytest.fixture
def ana(coop: Coop) -> Member:
    """Give a member of ours whom nobody knows yet."""
    return coop.member(f"ana{next(_numbers)}")


def _fedify(version: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fay]:
    reason = fedify.missing(version)
    if reason and version == "fedify2":
        pytest.skip(reason)
    assert not reason, reason
    with fedify.running(version, tmp_path_factory.mktemp(version)) as peer:
        yield peer


@pytest.fixture(scope="session", params=["fedify1", "fedify2"])
def fay(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fay]:
    """Give somebody at a Fedify server: once at each version."""
    yield from _fedify(request.param, tmp_path_factory)


@pytest.fixture(params=["fedify1", "fedify2"])
def stranger(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Fay]:
    """Give somebody at a Fedify server that never met ours."""
    yield from _fedify(request.param, tmp_path_factory)


@pytest.fixture
def modern_stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fay]:
    """Give somebody at a Fedify server that speaks RFC 9421 and never met ours."""
    yield from _fedify("fedify2", tmp_path_factory)


@pytest.fixture(scope="session")
def meadow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pasture]:
    """Give fediverse-pasture's six remote actors, who try our server out."""
    with pasture.running(tmp_path_factory.mktemp("pasture")) as peer:
        yield peer

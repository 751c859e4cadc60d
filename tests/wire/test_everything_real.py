"""Real documents through the whole inbox: understood, or refused with a reason; never an exception.

Those of ../shared/wire were written by running servers, those of the two packages by people who
collect oddities. Each is sent, signed, by its author on a server of the test network, whom a
member here follows.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.wire import corpus
from tests.wire.sending import Sending

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from fedicoop.instance import Instance
    from tests.network import Internet


LEAST = {
    "bovine": 0.7,
    "bonfire": 0.9,
    "fedify": 0.9,
    "gancio": 1.0,
    "gotosocial": 0.8,
    "lemmy": 0.75,
    "microblogpub": 0.5,
    "mobilizon": 0.6,
    "piefed": 0.7,
    "takahe": 0.8,
    "wp-event-bridge": 1.0,
}
"""The least share of a folder that has an effect; the rest is about people that are not here."""


@pytest.mark.parametrize("folder", corpus.folders(), ids=lambda folder: folder.name)
async def test_what_real_servers_wrote(coop: Instance, internet: Internet, folder: Path) -> None:
    sending = Sending(coop, internet)
    for name, document in corpus.documents(folder):
        await sending.send(name, document)

    await sending.judge(done=LEAST.get(folder.name, 0.0))


def _notes(examples: Iterable[tuple[str, dict[str, Any]]], author: str) -> list[dict[str, Any]]:
    """Make whole notes of the parts that fediverse-pasture-inputs has."""
    found = []
    for name, example in examples:
        written = json.dumps(example).replace("http://pasture-one-actor/actor", author)
        uri = f"https://{corpus.HERE}/objects/{name}"
        whole: dict[str, Any] = {"type": "Note", "id": uri, "attributedTo": author}
        found.append(whole | {"to": [corpus.PUBLIC]} | json.loads(written))
    return found


async def test_every_odd_object_of_the_pasture(coop: Instance, internet: Internet) -> None:
    sending = Sending(coop, internet)
    author = f"https://{corpus.HERE}/users/actor"

    for note in _notes(corpus.pasture(), author):
        await sending.send(str(note["id"]), {"actor": author, **corpus.as_activity(note, author)})

    assert len(sending.answers) > 250
    await sending.judge(done=0.9)


async def test_every_case_of_funfedi(coop: Instance, internet: Internet) -> None:
    sending = Sending(coop, internet)
    author = f"https://{corpus.HERE}/users/actor"
    profile = {"id": author, "followers": f"{author}/followers", "type": "Person"}

    for name, activity in corpus.funfedi(profile):
        await sending.send(name, activity)

    assert len(sending.answers) > 70
    await sending.judge(done=0.7)

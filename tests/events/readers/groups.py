"""How Mobilizon, Lemmy and Mastodon read the actor of a group: required keys, single pictures."""

from __future__ import annotations

from typing import Any

from tests.events.readers.seen import host_of, need

COLLECTIONS = ("members", "events", "posts", "discussions", "resources", "todos")
OPENNESS = ("open", "moderated", "invite_only")


def mobilizon_actor(actor: dict[str, Any]) -> str:
    """Import a group; give its name. Collections are read in ``endpoints`` alone."""
    for key in ("id", "inbox", "preferredUsername", "type"):
        need(holds=isinstance(actor.get(key), str), why=f"no {key}")
    key = actor["publicKey"]
    need(holds=isinstance(key, dict) and "PUBLIC KEY" in key["publicKeyPem"], why="no key")
    for name in COLLECTIONS:
        need(holds=host_of(actor["endpoints"][name]) == host_of(actor["id"]), why=f"no {name}")
    need(holds=actor["openness"] in OPENNESS, why="no such door")
    for name in ("icon", "image"):
        picture = actor.get(name, {"url": ""})
        need(holds=isinstance(picture, dict) and isinstance(picture["url"], str), why=name)
    need(holds=len(actor.get("summary", "")) <= 5000, why="a long summary")
    return str(actor["name"])


def lemmy_actor(actor: dict[str, Any]) -> str:
    """Import a community; give its title."""
    need(holds=actor["type"] == "Group", why="no group")
    for name in ("inbox", "outbox", "followers"):
        need(holds=host_of(actor[name]) == host_of(actor["id"]), why=f"no {name}")
    for name in ("featured", "attributedTo"):
        said = actor.get(name, actor["id"])
        need(holds=host_of(said) == host_of(actor["id"]), why=f"{name} is elsewhere")
    need(holds=type(actor.get("postingRestrictedToMods", False)) is bool, why="who may post")
    need(holds=host_of(actor["endpoints"]["sharedInbox"]) != "", why="no shared inbox")
    need(holds=actor["publicKey"]["owner"] == actor["id"], why="a key of somebody else")
    return str(actor.get("name") or actor["preferredUsername"])


def mastodon_actor(actor: dict[str, Any]) -> str:
    """Import a group as an account; give its name."""
    need(holds=actor["preferredUsername"].replace("_", "").isalnum(), why="an odd name")
    need(holds=host_of(actor["url"]) == host_of(actor["id"]), why="its page is elsewhere")
    need(holds="publicKeyPem" in actor["publicKey"], why="no key")
    return str(actor["name"])


GROUP_READERS = {each.__name__: each for each in (mobilizon_actor, lemmy_actor, mastodon_actor)}

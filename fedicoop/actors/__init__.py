"""The address book: everyone who can act, here or elsewhere; their keys, follows and blocks."""

from fedicoop.actors.models import Actor, Block, Follow, Key

__all__ = ["Actor", "Block", "Follow", "Key"]

"""Digests: what is near a member and new for her, in one letter as often as she likes."""

from fedicoop.digests.models import Digest, DigestTurn

__all__ = ["Digest", "DigestTurn"]

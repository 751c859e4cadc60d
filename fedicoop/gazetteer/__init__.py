"""The towns of France: found by name or postcode, without asking anybody.

The list, its sources and their licences are told in ``making``; it is read when first needed.
"""

from fedicoop.gazetteer.looking_up import Town, find, nearest, the_town
from fedicoop.gazetteer.names import plain

__all__ = ["Town", "find", "nearest", "plain", "the_town"]

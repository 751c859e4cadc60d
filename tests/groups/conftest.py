"""What stories about groups can ask for: a network, and cooperatives plugged into it."""

from tests.federation.conftest import coop, internet, neighbour

__all__ = ["coop", "internet", "neighbour"]

"""The way in: receive, one durable row, 202; then process, fetching what is missing."""

from fedicoop.inbox.models import Arrival

__all__ = ["Arrival"]

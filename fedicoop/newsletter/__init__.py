"""The cooperative's newsletter: picked from what there is, looked at, sent once to each member."""

from fedicoop.newsletter.models import Newsletter, State

__all__ = ["Newsletter", "State"]

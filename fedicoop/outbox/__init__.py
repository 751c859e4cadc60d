"""The way out: what we say to others, kept until it has arrived or been given up."""

from fedicoop.outbox.models import Delivery, HostTrouble, Outgoing, Reach, State

__all__ = ["Delivery", "HostTrouble", "Outgoing", "Reach", "State"]

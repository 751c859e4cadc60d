"""Private conversations: who writes with whom, what is unread, and who has to ask first."""

from fedicoop.messages.models import Conversation, Standing

__all__ = ["Conversation", "Standing"]

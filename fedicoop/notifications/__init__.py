"""What a member should hear about: notices on her page, and letters by e-mail."""

from fedicoop.notifications.models import Mail, Notification

__all__ = ["Mail", "Notification"]

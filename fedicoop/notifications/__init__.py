"""What a member should hear about: notices on her page, and letters by e-mail."""

from fedicoop.notifications.models import HeldLetter, Mail, MailKey, Notification, Refusal

__all__ = ["HeldLetter", "Mail", "MailKey", "Notification", "Refusal"]

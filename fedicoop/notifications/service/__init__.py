"""What happens to notices and letters: told, chosen, written, counted, refused."""

from fedicoop.notifications.mail import sender
from fedicoop.notifications.queries import unread_count
from fedicoop.notifications.service.choosing import answer_key, choose, key_holder, prune
from fedicoop.notifications.service.notices import (
    forget_departed,
    forget_subject,
    mark_read,
    mark_read_about,
    tell,
    tell_ids,
    tell_news,
)
from fedicoop.notifications.service.refusing import (
    forget_refusals,
    forgive,
    note_bounce,
    note_refusal,
)
from fedicoop.notifications.service.sending import (
    asks_too_often,
    has_room,
    open_key,
    release,
    send_email_asked,
    send_email_changed,
    send_letter,
    send_mail,
    send_password_changed,
    send_sign_in_link,
    send_test,
    send_to_address,
    send_unasked,
    send_welcome,
    take_back,
    wanting,
)

__all__ = [
    "answer_key",
    "asks_too_often",
    "choose",
    "forget_departed",
    "forget_refusals",
    "forget_subject",
    "forgive",
    "has_room",
    "key_holder",
    "mark_read",
    "mark_read_about",
    "note_bounce",
    "note_refusal",
    "open_key",
    "prune",
    "release",
    "send_email_asked",
    "send_email_changed",
    "send_letter",
    "send_mail",
    "send_password_changed",
    "send_sign_in_link",
    "send_test",
    "send_to_address",
    "send_unasked",
    "send_welcome",
    "sender",
    "take_back",
    "tell",
    "tell_ids",
    "tell_news",
    "unread_count",
    "wanting",
]

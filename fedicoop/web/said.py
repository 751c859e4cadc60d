"""What a page says once after something was done: the toast after a redirect."""

from __future__ import annotations

from fedicoop.web.i18n import msg

COOKIE = "fedicoop_said"
SECONDS = 30

TEXTS = {
    "published": msg("Your message is published."),
    "saved": msg("Your changes are saved."),
    "edited": msg("Your message was changed. What it said before stays readable in its history."),
    "deleted": msg("The message was deleted here, and every server that received it was told."),
    "followed": msg("You follow this account from now on."),
    "asked": msg("Your request was sent; it now waits for an answer."),
    "unfollowed": msg("You no longer follow this account."),
    "blocked": msg("This account is blocked: it no longer sees you, and you no longer see it."),
    "unblocked": msg("This account is no longer blocked."),
    "accepted": msg("The request is accepted."),
    "rejected": msg("The request is declined; the person is not told why."),
    "read": msg("All notifications are marked as read."),
    "welcome": msg("Welcome, you are signed in."),
    "goodbye": msg("You are signed out."),
    "mailed": msg(
        "If this address belongs to a member, a message with a sign-in link is on its way. "
        "It works for 15 minutes."
    ),
    "password": msg("Your password is changed. Your other devices were signed out."),
    "session": msg("This device is signed out."),
    "sessions": msg("All your other devices are signed out."),
    "revoked": msg("This program can no longer use your account."),
    "alias": msg("This other account is now known as yours."),
    "unalias": msg("This other account is no longer linked with yours."),
    "moved": msg("Your followers are being taken along to your new account."),
    "reported": msg("Thank you. The moderation team will look at it."),
    "resolved": msg("This report is closed."),
    "rule": msg("The rule is saved."),
    "unrule": msg("The rule is removed."),
    "server_asked": msg("The server is asked; what it announces comes once it agrees."),
    "server_unfollowed": msg("What this server announces no longer comes here."),
    "server_let_in": msg("This server hears what is announced here, from the events to come on."),
    "server_refused": msg("This server hears no more of what is announced here."),
    "server_trusted": msg("This cooperative is in the circle now."),
    "server_distrusted": msg("This cooperative is no longer in the circle."),
    "retried": msg("Everything waiting for this server will be tried again now."),
    "pinned": msg("This message now stands on top of your profile."),
    "started": msg("Your group is started. Invite those whom you want to have with you."),
    "joined": msg("You are a member of this group now."),
    "left": msg("You left the group."),
    "unasked": msg("Your request is taken back."),
    "link_added": msg("The link is added."),
    "link_removed": msg("The link is removed."),
    "invited": msg("The invitation is sent."),
    "uninvited": msg("The invitation is taken back."),
    "declined": msg("You declined the invitation."),
    "excluded": msg("This person is excluded from the group."),
    "let_back": msg("This person may join the group again."),
    "archived": msg("The group is at rest. What was written stays readable."),
    "closed": msg("The discussion is closed."),
    "reopened": msg("The discussion goes on."),
    "on_top": msg("This message now stands on top of the group."),
    "not_on_top": msg("This message no longer stands on top of the group."),
    "taken_out": msg("The message is no longer in the group."),
    "comment_waits": msg("The organisers read your comment first; until then only you see it."),
    "comment_let_in": msg("The comment is shown now."),
    "comment_turned_away": msg("The comment was turned away."),
    "comments_let_in": msg("The comments are shown now."),
    "let_in": msg("The message is in the group now."),
    "coming": msg("You come. See you there!"),
    "asked_to_come": msg("Your wish to come was sent; the organisers will answer."),
    "in_line": msg("You are on the waiting list; you are told as soon as a seat is free."),
    "sent_on": msg("Your wish to come was sent to the event's own site, which will answer."),
    "perhaps": msg("The organisers know that you perhaps come."),
    "not_coming": msg("The organisers know that you do not come."),
    "guest_mailed": msg("A letter is on its way to you. Open its link, and you are registered."),
    "announced": msg("Your event is announced."),
    "drafted": msg("Your draft is kept; nobody else sees it."),
    "scheduled": msg("Your event will be announced by itself at the time that you chose."),
    "dropped": msg("The draft was thrown away."),
    "cancelled": msg("The event is cancelled, and everybody who answered was told."),
    "event_deleted": msg("The event was deleted here, and every server that received it was told."),
    "noted": msg("This is noted."),
    "message_sent": msg("Your message was sent to those who come."),
    "partner_asked": msg("The group was asked; it now answers."),
    "organised": msg("Your group organises this event too; those who follow it hear of it."),
    "not_organised": msg("Your group does not organise this event."),
    "unarchived": msg("The group is awake again."),
    "feed_stopped": msg("This calendar is no longer followed; its events stay."),
    "found_event": msg("This event is in the agenda with everything that its site says of it."),
    "calendar_closed": msg("The address of your calendar no longer opens anything."),
    "unpinned": msg("This message no longer stands on top of your profile."),
}


def text_of(code: str) -> str:
    """Give the text of a code; "" for one that is not ours."""
    return TEXTS.get(code, "")

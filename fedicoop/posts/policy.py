"""Who may see, answer, change, like, pass on and quote a post: pure rules, one place each.

A viewer of None is somebody who is not signed in. ``follows`` says that the viewer follows the
author and was accepted, ``mentioned`` that the post is addressed to her, ``blocked`` that one of
the two blocks the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.groups import Sight
from fedicoop.posts.models import Visibility
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.posts.models import Post

OPEN = (Visibility.PUBLIC, Visibility.UNLISTED)
MOST_PINS = 5
MOST_QUOTES = 20
"""How often one person may quote one post with our stamp: each stamp is kept for good."""
INSIDE = (Visibility.MEMBERS, Visibility.NETWORK)
"""What is for members, here alone or of the whole circle: no stranger is told that it exists."""
_TOGETHER = (*INSIDE, Visibility.GROUP)

_ALL = tuple(each for each in Visibility if each != Visibility.GROUP)
_NARROWER: dict[str, tuple[Visibility, ...]] = {
    Visibility.PUBLIC: _ALL,
    Visibility.UNLISTED: _ALL,
    Visibility.FOLLOWERS: (Visibility.FOLLOWERS, Visibility.DIRECT),
    Visibility.DIRECT: (Visibility.DIRECT,),
    Visibility.NETWORK: (Visibility.NETWORK, Visibility.MEMBERS, Visibility.DIRECT),
    Visibility.MEMBERS: (Visibility.MEMBERS, Visibility.DIRECT),
    Visibility.GROUP: (Visibility.GROUP,),
}


def may_see(
    post: Post,
    viewer: Actor | None,
    *,
    follows: bool = False,
    mentioned: bool = False,
    belongs: bool = False,
    blocked: bool = False,
) -> bool:
    """Tell whether a post is for this viewer; its author must be loaded.

    ``belongs`` says that she is a member of the post's group or, of what is for the network, that
    her server is one of the circle.
    """
    if post.is_deleted or post.author.is_gone or blocked:
        return False
    if post.waits and (viewer is None or viewer.is_gone or viewer.id != post.author_id):
        return False
    if post.visibility in OPEN:
        return True
    if viewer is None or viewer.is_gone:
        return False
    if viewer.id == post.author_id:
        return True
    if post.visibility in INSIDE:
        return viewer.is_local or (belongs and _is_for_the_circle(post))
    if post.visibility == Visibility.GROUP:
        return belongs
    return mentioned or (follows and post.visibility == Visibility.FOLLOWERS)


def _is_for_the_circle(post: Post) -> bool:
    """Others are shown what is ours and for the network; what we were told is not passed on."""
    return post.local and post.visibility == Visibility.NETWORK


def reply_visibilities(parent: str) -> tuple[Visibility, ...]:
    """Give the visibilities a reply may have: never wider than what it answers.

    What members say among themselves is answered among members, or to one of them.
    """
    return _NARROWER[parent]


def may_reply(post: Post, visibility: str, *, sees: bool, blocked: bool = False) -> bool:
    """Tell whether somebody who sees a post (or not) may answer it with this visibility."""
    return sees and not blocked and visibility in reply_visibilities(post.visibility)


def counts_as_reply(parent: str, visibility: str) -> bool:
    """Tell whether a reply is counted: only when everybody who sees the parent may see it."""
    return visibility in OPEN or (parent == visibility and visibility in _TOGETHER)


def is_letter(post: Post) -> bool:
    """Tell whether a post belongs into private conversations; an event has its own place."""
    return post.visibility == Visibility.DIRECT and post.type != "Event"


def people_of(post: Post) -> tuple[str, ...]:
    """Give the URIs of all who openly take part in a private message: hidden readers do not.

    Its author and its mentions, with their actors, are loaded.
    """
    named = [each.actor.uri for each in post.mentions if not each.silent]
    people = dict.fromkeys([post.author.uri, *post.to, *post.cc, *named])
    return tuple(uri for uri in people if uri != PUBLIC)


def may_report_for(post: Post, host: str) -> bool:
    """Tell whether what another server reports is shown to ours: private only if it got it."""
    return not is_letter(post) or host in {host_of(uri) for uri in people_of(post)}


def may_mention(visibility: str, other: Actor, *, in_circle: bool = False) -> bool:
    """Let nobody be named in what is for members who is none of them: it would never arrive."""
    if visibility not in INSIDE or other.is_local:
        return True
    return in_circle and visibility == Visibility.NETWORK


def may_edit(post: Post, actor: Actor, *, speaks: bool = False) -> bool:
    """Let only authors edit, and only what is still there; an event is edited in its own room.

    ``speaks`` says that the actor writes in the author's name: the cooperative's.
    """
    if post.is_deleted or post.type == "Event":
        return False
    return (post.author_id == actor.id or speaks) and not actor.is_gone


def may_delete(post: Post, actor: Actor, *, moderates: bool = False, speaks: bool = False) -> bool:
    """Let authors delete what is theirs, and our moderators take anything away from here."""
    if post.is_deleted:
        return False
    return post.author_id == actor.id or speaks or (moderates and actor.is_local)


def may_write_as(writer: Actor, author: Actor, *, is_cooperative: bool, editor: bool) -> bool:
    """Let members write in their own name, and editors in the cooperative's."""
    if writer.is_gone or author.is_gone or not (writer.is_local and author.is_local):
        return False
    return writer.id == author.id or (is_cooperative and editor)


def may_like(*, sees: bool, blocked: bool = False) -> bool:
    """Let whoever sees a post like it, unless one of the two blocks the other."""
    return sees and not blocked


def may_boost(post: Post, actor: Actor, *, sees: bool, blocked: bool = False) -> bool:
    """Let open posts be passed on, followers-only ones only by their author, the rest by nobody."""
    if not sees or blocked or post.waits:
        return False
    own = post.visibility == Visibility.FOLLOWERS and post.author_id == actor.id
    return own or post.visibility in OPEN


def boost_visibility(post: Post, wanted: str) -> str:
    """Give how widely a boost is said: what is for followers is passed on to followers only."""
    if post.visibility == Visibility.FOLLOWERS or wanted not in OPEN:
        return Visibility.FOLLOWERS
    return wanted


def may_pin(post: Post, actor: Actor) -> bool:
    """Let authors pin what is open: the featured collection is read by anybody."""
    return may_edit(post, actor) and post.visibility in OPEN and not post.waits


def may_quote(
    post: Post, actor: Actor, *, sees: bool, blocked: bool = False, quoted: int = 0
) -> bool:
    """Tell whether a quote is approved at once: open posts whose author agreed, and one's own.

    ``quoted`` says how often she did so already.
    """
    if not sees or blocked or post.waits or quoted >= MOST_QUOTES:
        return False
    return post.author_id == actor.id or (post.quotable and post.visibility in OPEN)


def everyone_may_quote(post: Post) -> bool:
    """Tell what is said in canQuote: everybody, or nobody but the author."""
    return post.quotable and post.visibility in OPEN


def group_visibilities(sight: str) -> tuple[Visibility, ...]:
    """Give who a post may be for in a group that is seen by these people: never by more."""
    if sight == Sight.PUBLIC:
        return (Visibility.PUBLIC, Visibility.UNLISTED, Visibility.NETWORK, Visibility.GROUP)
    if sight == Sight.NETWORK:
        return (Visibility.NETWORK, Visibility.GROUP)
    if sight == Sight.MEMBERS:
        return (Visibility.MEMBERS, Visibility.GROUP)
    return (Visibility.GROUP,)


def may_answer_in(root: Post | None) -> bool:
    """Tell whether a discussion still takes answers; ``root`` is its first post."""
    return root is None or root.closed_at is None


def must_wait(root: Post, author: Actor, visibility: str, *, moderates: bool) -> bool:
    """Tell whether an answer waits until who looks after the thread has read it.

    Never what its author says herself, nor moderators of its group, nor what only some are told:
    that is no answer for everybody. Of threads elsewhere their own server decides.
    """
    if not root.local or not root.answers_wait or moderates:
        return False
    return author.id != root.author_id and counts_as_reply(root.visibility, visibility)


def may_tend(post: Post, actor: Actor, *, moderates: bool, speaks: bool = False) -> bool:
    """Let who looks after the group, and who began it, close a discussion and say its outcome.

    Outside groups it is who began it alone, or whoever ``speaks`` in the name that it stands in.
    """
    if post.is_deleted or post.in_reply_to_uri or post.type == "Event" or is_letter(post):
        return False
    if post.author_id == actor.id or (speaks and post.local):
        return True
    return moderates and post.group_id is not None

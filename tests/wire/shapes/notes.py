"""What microblogs send: notes."""

from __future__ import annotations

from typing import Any

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
BOB = "https://coop.example/users/bob"
Shape = tuple[dict[str, Any], dict[str, Any]]
"""The object without its id, author and date; what our copy then says, nothing for no copy."""
_PICTURE = {
    "type": "Document",
    "mediaType": "image/jpeg",
    "name": "Une éolienne",
    "blurhash": "UBL_:rOpGG-oBUNG,qRj2so|=eE1w^n4S5NH",
    "focalPoint": [0, 0],
    "width": 800,
    "height": 600,
}


def mastodon(base: str, author: str) -> Shape:
    """Give a note with everything that Mastodon says."""
    followers = f"{author}/followers"
    mention = {"type": "Mention", "href": BOB, "name": "@bob"}
    return (
        {
            "type": "Note",
            "summary": "météo",
            "inReplyTo": None,
            "url": f"{base}/@ana/1",
            "to": [PUBLIC],
            "cc": [followers, BOB],
            "sensitive": True,
            "atomUri": f"{base}/notes/1",
            "conversation": f"tag:{base[8:]},2026-11-24:objectId=1:objectType=Conversation",
            "interactionPolicy": {"canQuote": {"automaticApproval": [PUBLIC]}},
            "content": f'<p>Du vent <a href="{BOB}">@bob</a></p>',
            "contentMap": {"fr": "<p>Du vent</p>"},
            "attachment": [_PICTURE | {"url": f"{base}/media/1.jpg"}],
            "tag": [mention, {"type": "Hashtag", "href": f"{base}/tags/vent", "name": "#Vent"}],
            "replies": {
                "id": f"{base}/notes/1/replies",
                "type": "Collection",
                "first": {"type": "CollectionPage", "items": []},
            },
            "likes": {"id": f"{base}/notes/1/likes", "type": "Collection", "totalItems": 3},
        },
        {
            "visibility": "public",
            "summary": "météo",
            "sensitive": True,
            "language": "fr",
            "tags": ["vent"],
            "mentions": ["bob"],
            "attachments": [("image/jpeg", "Une éolienne", 800)],
            "likes_count": 3,
            "says": "Du vent",
        },
    )


def gotosocial(base: str, author: str) -> Shape:
    """Give a note where each list of one is its entry."""
    return (
        {
            "type": "Note",
            "to": f"{author}/followers",
            "cc": PUBLIC,
            "content": "<p>Un seul destinataire</p>",
            "contentMap": {"fr": "<p>Un seul destinataire</p>"},
            "attachment": [],
            "tag": {"type": "Hashtag", "name": "#seul", "href": f"{base}/tags/seul"},
            "interactionPolicy": {"canLike": {"always": PUBLIC}},
            "replies": f"{base}/notes/1/replies",
        },
        {"visibility": "unlisted", "tags": ["seul"], "says": "Un seul destinataire"},
    )


def misskey(base: str, author: str) -> Shape:
    """Give a quote in Misskey's own words."""
    return (
        {
            "type": "Note",
            "to": [PUBLIC],
            "cc": [f"{author}/followers"],
            "content": "<p><span>Regarde<br><br></span></p>",
            "_misskey_content": "Regarde",
            "source": {"content": "Regarde", "mediaType": "text/x.misskeymarkdown"},
            "_misskey_quote": f"{base}/notes/0",
            "quoteUrl": f"{base}/notes/0",
            "sensitive": False,
            "tag": [{"type": "Emoji", "name": ":vent:", "icon": {"url": f"{base}/e.png"}}],
        },
        {"visibility": "public", "says": "Regarde", "also": f"RE: {base}/notes/0"},
    )


def akkoma(base: str, author: str) -> Shape:
    """Give a note for followers, without paragraphs."""
    return (
        {
            "type": "Note",
            "actor": author,
            "to": [f"{author}/followers"],
            "cc": [],
            "bto": [],
            "content": "Sans paragraphe",
            "context": f"{base}/contexts/1",
            "source": {"content": "Sans paragraphe", "mediaType": "text/bbcode"},
            "tag": [],
            "summary": "",
        },
        {"visibility": "followers", "says": "Sans paragraphe"},
    )


def takahe(_base: str, _author: str) -> Shape:
    """Give a note with a compacted audience and no followers."""
    return (
        {"type": "Note", "to": "as:Public", "cc": [], "content": "<p>Court</p>"},
        {"visibility": "public", "says": "Court"},
    )


def pixelfed(base: str, author: str) -> Shape:
    """Give a picture without a word."""
    return (
        {
            "type": "Note",
            "to": [PUBLIC],
            "cc": [f"{author}/followers"],
            "content": None,
            "summary": None,
            "inReplyTo": None,
            "attachment": [
                {"type": "Image", "mediaType": "image/png", "url": f"{base}/1.png", "name": None}
            ],
            "commentsEnabled": True,
            "capabilities": {"announce": PUBLIC, "like": PUBLIC, "reply": PUBLIC},
            "location": None,
        },
        {"visibility": "public", "attachments": [("image/png", "", None)]},
    )


def chat(_base: str, _author: str) -> Shape:
    """Give a message of Pleroma's chat."""
    return (
        {"type": "ChatMessage", "to": [BOB], "content": "Bonjour", "mediaType": "text/html"},
        {"visibility": "direct", "says": "Bonjour", "mentions": []},
    )

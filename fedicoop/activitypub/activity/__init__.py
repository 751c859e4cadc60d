"""Types, ids, objects and values out of untrusted JSON: tolerant of shapes, bounded in everything.

No accessor here ever raises, whatever is inside the document; only ``parse`` does, with Malformed.
"""

from fedicoop.activitypub.activity.dates import date_of
from fedicoop.activitypub.activity.parsing import Document, Json, parse
from fedicoop.activitypub.activity.pictures import Picture, images_of, url_of
from fedicoop.activitypub.activity.reading import (
    embedded,
    id_of,
    ids_of,
    list_of,
    object_uri,
    type_of,
    types_of,
)
from fedicoop.activitypub.activity.values import bool_of, int_of, language_of, text_of

__all__ = [
    "Document",
    "Json",
    "Picture",
    "bool_of",
    "date_of",
    "embedded",
    "id_of",
    "ids_of",
    "images_of",
    "int_of",
    "language_of",
    "list_of",
    "object_uri",
    "parse",
    "text_of",
    "type_of",
    "types_of",
    "url_of",
]

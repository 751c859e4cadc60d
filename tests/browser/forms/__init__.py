"""Every form there is to type into: who fills it in wrongly, and which field is then to blame.

``test_forms`` insists that no form of the templates is forgotten.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fedicoop.web.site import TEMPLATES
from tests.browser.forms import known, rooms
from tests.browser.forms.case import Case

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FORMS", "NEVER_REFUSED", "SECRET", "Case", "typed_into"]

FORMS = [*known.FORMS, *rooms.FORMS]
SECRET = {"password"}
_FORM = re.compile(r'<form\b(?=[^>]*method="post")(?:[^>"]|"[^"]*")*>.*?</form>', re.DOTALL)
_ACTION = re.compile(r'action="([^"]*)"')
_TYPED = re.compile(
    r"\{\{ (?:field|area)\(|<textarea|link_fields\("
    r'|<input(?![^>]*type="(?:hidden|checkbox|radio|submit|file)")'
)
NEVER_REFUSED = {
    "contact/all.html /admin/contacts": "one line that the field itself keeps short enough",
    "events/cancel.html {{ event.path }}/cancel": "a reason, as long as one likes",
    "events/participants.html {{ event.path }}/message": "there when somebody comes",
    "groups/archive.html {{ person.path }}/archive": "a reason that its field keeps short enough",
    "groups/members.html {{ person.path }}/members/{{ member.id }}/exclude": "a reason, likewise",
    "groups/parts.html {{ path }}/join": "a few words that their field keeps short enough",
    "groups/talk.html {{ post.path }}/close": "what came of it, as long as one likes",
    "library/shelves.html /admin/documents/change": "a name that its field keeps short enough",
    "newsletter/send.html /newsletter/{{ row.id }}/send": "a time; the pages' tests try it",
    "settings/data.html /settings/data/confirm": "a password alone; the pages' tests try it",
    "moderation/report.html /moderation/reports/{{ report.id }}/suspend": "a reason, likewise",
    "moderation/report.html /moderation/reports/{{ report.id }}/resolve": "an answer, likewise",
}
"""Forms with nothing that could be wrong with what is typed, and why."""


def typed_into() -> Iterator[str]:
    """Give every form of the templates with a field to type in: its template and its action."""
    for template in sorted(TEMPLATES.rglob("*.html")):
        for form in _FORM.findall(template.read_text("utf-8")):
            action = _ACTION.search(form)
            if _TYPED.search(form):
                where = template.relative_to(TEMPLATES).as_posix()
                yield f"{where} {action[1]}" if action and "{%" not in action[1] else where

"""Reading what people typed: bounded, never trusted, never lost when something is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException

from fedicoop.errors import Invalid, Malformed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.requests import Request

_MOST_FIELDS = 200
_MOST_FILES = 8
_LONGEST = 100_000


@dataclass
class Form:
    """The fields of a form, as they were sent or as they are before anybody typed."""

    data: FormData = field(default_factory=FormData)
    faults: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Mapping[str, str | bool | Iterable[str]]) -> Form:
        """Make the form that is shown first, from what is stored."""
        pairs: list[tuple[str, str | UploadFile]] = []
        for name, value in values.items():
            if isinstance(value, bool):
                pairs += [(name, "on")] if value else []
            elif isinstance(value, str):
                pairs.append((name, value))
            else:
                pairs += [(name, each) for each in value]
        return cls(FormData(pairs))

    def text(self, name: str, limit: int = _LONGEST) -> str:
        """Give a text field, with line ends as we write them; "" when it is missing."""
        value = self.data.get(name, "")
        return _typed(value).replace("\r\n", "\n")[:limit] if isinstance(value, str) else ""

    def line(self, name: str, limit: int = 500) -> str:
        """Give a text of one line, without the blanks around it."""
        return " ".join(self.text(name, limit).split())

    def flag(self, name: str) -> bool:
        """Tell whether a box is ticked."""
        return bool(self.data.get(name))

    def many(self, name: str) -> list[str]:
        """Give every text that was sent under a name."""
        every = self.data.getlist(name)
        return [_typed(each)[:_LONGEST] for each in every if isinstance(each, str)]

    def choice(self, name: str, among: Iterable[str], default: str = "") -> str:
        """Give one of some choices; the default for anything else."""
        value = self.text(name, 200)
        return value if value in set(among) else default

    def files(self, name: str) -> list[UploadFile]:
        """Give the files that were chosen; browsers send an empty one for none."""
        return [
            each
            for each in self.data.getlist(name)
            if isinstance(each, UploadFile) and each.filename
        ]

    def blame(self, error: Invalid) -> Form:
        """Keep what is wrong, field by field, for showing the form again."""
        self.faults = {**self.faults, **error.fields}
        return self

    def fault(self, name: str) -> str:
        """Say what is wrong with a field; "" when nothing is."""
        return self.faults.get(name, "")


def _typed(value: str) -> str:
    """Leave out NUL characters, which nobody types and PostgreSQL does not store."""
    return value.replace("\0", "")


async def read(request: Request) -> Form:
    """Read the form of a request; raises Malformed when it is none."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {"application/x-www-form-urlencoded", "multipart/form-data", ""}:
        raise Malformed(f"a form of type {kind[:60]}")
    try:
        data = await request.form(
            max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=_LONGEST * 4
        )
    except (MultiPartException, ValueError) as error:
        raise Malformed(str(error)) from error
    return Form(data)

"""Whom a call is for: what the directory is asked, and a college or a group beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fedicoop.accounts import queries as accounts
from fedicoop.directory import Wanted, policy
from fedicoop.errors import NotFound
from fedicoop.groups import queries as groups
from fedicoop.web.pages.directory.asking import FILTERS, Asked, asked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fedicoop.groups import Group
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_LONGEST = 100
WORDS = (*FILTERS, "college", "group")


@dataclass(frozen=True)
class Whom:
    """Who is called on; ``group`` is the one in whose name, ``colleges`` are those to choose."""

    asked: Asked
    wanted: Wanted
    group: Group | None = None
    colleges: tuple[str, ...] = ()

    @property
    def filters(self) -> dict[str, str]:
        """Give what was typed into the filters and is not empty."""
        beside = {
            "college": self.wanted.college,
            "group": self.group.actor.username if self.group else "",
        }
        return self.asked.filters | {name: value for name, value in beside.items() if value}

    @property
    def is_known(self) -> bool:
        """Tell whether it is clear who is meant, and that is not everybody."""
        return self.wanted.is_narrowed and not self.asked.form.faults

    @property
    def said(self) -> str:
        """Say by what they are found, as it goes into a letter; "" for a group and no more."""
        return " · ".join(each for each in (self.asked.said, self.wanted.college) if each)

    @property
    def name(self) -> str:
        """Give the name of the group; "" for the whole cooperative."""
        return (self.group.actor.name or self.group.actor.username) if self.group else ""

    def query(self) -> str:
        """Write the same search, from the "?" on."""
        return f"?{urlencode(self.filters)}" if self.filters else ""


async def whom(visit: Visit, work: Work, params: Mapping[str, str]) -> Whom:
    """Read whom somebody would call on; raises NotFound when she may not call on them."""
    name = params.get("group", "")[:_LONGEST]
    group = await groups.by_username(work, name) if name else None
    standing = await groups.standing(work, group, visit.me.actor) if group else None
    if (name and group is None) or not policy.may_call(visit.me, group, standing):
        raise NotFound("not this member's to call on")
    found = await asked(work, params)
    colleges = () if group is not None else tuple(await accounts.colleges(work))
    college = params.get("college", "")[:_LONGEST]
    wanted = replace(found.wanted, college=college if college in colleges else "", group=group)
    return Whom(found, wanted, group, colleges)

"""What was measured, beside what this machine can do at best: a table, or JSON."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Figure:
    """One measurement. ``floor`` is the same work without us, ``beside`` says which work it is.

    ``mark`` is what we want to reach: at least for rates, at most where ``less_is_better``. ``cpu``
    is what the server spent on one of them, in µs: it says most on a machine that is busy anyway.
    """

    what: str
    value: float
    unit: str
    floor: float | None = None
    beside: str = ""
    mark: float | None = None
    less_is_better: bool = False
    cpu: float | None = None

    @property
    def ratio(self) -> float | None:
        """Give how much of the floor's rate is left, or how many times its cost we take."""
        return self.value / self.floor if self.floor else None

    @property
    def holds(self) -> bool | None:
        """Tell whether the mark is reached; None when there is none."""
        if self.mark is None:
            return None
        return self.value <= self.mark if self.less_is_better else self.value >= self.mark


def as_json(figures: Sequence[Figure]) -> str:
    """Write the figures for programs, with ratio and verdict."""
    rows = [
        {**dataclasses.asdict(each), "ratio": each.ratio, "holds": each.holds} for each in figures
    ]
    return json.dumps(rows, indent=2)


def show(figures: Sequence[Figure]) -> None:
    """Print the figures as a table."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("what")
    for name in ("measured", "floor", "ratio", "CPU µs", "mark"):
        table.add_column(name, justify="right")
    table.add_column("beside")
    for each in figures:
        table.add_row(
            each.what,
            f"{_number(each.value)} {each.unit}",
            _number(each.floor) if each.floor else "",
            f"{each.ratio:.2f}" if each.ratio else "",
            _number(each.cpu) if each.cpu else "",
            _verdict(each),
            each.beside,
        )
    Console(width=140).print(table)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.1f}"


def _verdict(figure: Figure) -> str:
    if figure.mark is None or figure.holds is None:
        return ""
    sign = "≤" if figure.less_is_better else "≥"
    return f"{'ok' if figure.holds else 'MISSED'} {sign} {_number(figure.mark)}"

"""Issued bulletins as a reader has them in hand: what a later figure tells beside the earlier one.

A count that was corrected, or that is known at a later day, differs from the one on paper by those records alone that
came in between; a handful of them is as telling as any small count. So a release period is shown again only as it was
shown before, or after changes none of which is small.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol, TypeVar

from core.metrics.as_of_span import AsOfSpan
from core.store.bulletin_cells import BulletinCell


class CellKey(Protocol):
    """A measure of a unit."""

    @property
    def unit(self) -> int:
        """The unit's id."""

    @property
    def measure(self) -> str:
        """The measure's name."""


Cell = TypeVar("Cell", bound=CellKey)


class _IssuedAmount(NamedTuple):
    amount: int
    is_hidden: bool


_Issue = dict[tuple[int, str], _IssuedAmount]  # by unit and measure


class EarlierIssues:
    """The amounts behind all issued bulletins, by release period."""

    def __init__(self, cells: Iterable[tuple[int, BulletinCell]] = ()) -> None:
        issues: dict[tuple[int, int], dict[tuple[int, int], _Issue]] = defaultdict(lambda: defaultdict(dict))
        for number, cell in cells:
            amount = _IssuedAmount(cell.amount, cell.is_hidden)
            issues[cell.first, cell.last][number, cell.known_by][cell.unit, cell.measure] = amount
        self._issues: Mapping[tuple[int, int], Mapping[tuple[int, int], _Issue]] = issues

    def tell_a_small_change(
        self, amounts: Mapping[Cell, int], hidden: frozenset[Cell], period: AsOfSpan, least: int
    ) -> bool:
        """Tell whether figures of a group, shown beside those on paper, would tell a change smaller than `least`.

        They would, too, where something else is hidden than was before: the one issue shows what the other hides.
        """
        issues = self._issues.get((period.first, period.last), {})
        return any(_tells(issue, amounts, hidden, least) for issue in issues.values())


def _tells(issue: _Issue, amounts: Mapping[Cell, int], hidden: frozenset[Cell], least: int) -> bool:
    shared = [(cell, issue[cell.unit, cell.measure]) for cell in amounts if (cell.unit, cell.measure) in issue]
    if not shared:
        return False
    measures = {cell.measure for cell, _ in shared}
    issued_units = {unit for unit, measure in issue if measure in measures}
    if issued_units != {cell.unit for cell in amounts if cell.measure in measures}:
        return True  # other units share the sum now, or a unit's own figure came or went
    changes = {(cell.unit, cell.measure): amounts[cell] - issued.amount for cell, issued in shared}
    if not any(changes.values()):
        return False
    is_other = any((cell in hidden) != issued.is_hidden for cell, issued in shared)
    return is_other or any(0 < abs(change) < least for change in _told_changes(changes))


def _told_changes(changes: Mapping[tuple[int, str], int]) -> Iterator[int]:
    """Yield the changes of cells, and of what one measure leaves of another: a rate tells of its rest."""
    by_unit: dict[int, list[int]] = defaultdict(list)
    for (unit, _), change in changes.items():
        by_unit[unit].append(change)
    for own in by_unit.values():
        yield from own
        yield from (first - second for first in own for second in own)

"""The chief's tiles of the bureau before and after a write that is only rehearsed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from core.metrics.display import NO_DATA, figure_text
from core.metrics.types import Board
from core.store.sqlite import StoreError
from core.store.store import Store

T = TypeVar("T")


class BoardReader(Protocol):
    """The engine, as far as a preview needs it."""

    def board(self, *, months: int, units: Sequence[int]) -> Board:
        """The KPIs of the board for the bureau, this year so far. Raises StoreError where there are no data."""


@dataclass(frozen=True, slots=True)
class TileChange:
    """One tile: its KPI, and its text before and after."""

    kpi: str
    zh: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        """True where the write would change what is shown."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class BoardChange:
    """The tiles in reading order, and the board's day before and after; None where there is no board yet."""

    day_before: date | None
    day_after: date | None
    tiles: tuple[TileChange, ...]


def rehearse(store: Store, reader_of: Callable[[Store], BoardReader], act: Callable[[], T]) -> tuple[T, BoardChange]:
    """Do a write, look at the board, and take the write back. `reader_of` opens an engine on the database."""
    day_before, before = _tiles(store, reader_of)
    with store.rehearsal():
        outcome = act()
        day_after, after = _tiles(store, reader_of)
    names = {kpi: store.catalogue.kpis[kpi].zh for kpi in store.catalogue.board}
    tiles = tuple(TileChange(kpi, zh, before[kpi], after[kpi]) for kpi, zh in names.items())
    return outcome, BoardChange(day_before, day_after, tiles)


def _tiles(store: Store, reader_of: Callable[[Store], BoardReader]) -> tuple[date | None, dict[str, str]]:
    """The text of each tile, read by an engine of its own: what another has kept may be of the other state."""
    catalogue = store.catalogue
    try:
        board = reader_of(store).board(months=0, units=[])
    except StoreError:
        return None, dict.fromkeys(catalogue.board, NO_DATA)
    root = board.units[0].id
    return board.as_of, {kpi: figure_text(catalogue.kpis[kpi], board.figures[kpi, root]) for kpi in catalogue.board}

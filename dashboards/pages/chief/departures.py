"""The map's first layer: quiet grey, and lit only the stations at which something is unusual or in doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import lru_cache
from typing import Any, NamedTuple

from core.features.signals.digest import SignalGroup
from core.features.signals.doubts import Doubts
from core.metrics.types import Board
from core.store.units import UnitRef
from dashboards.i18n import words
from dashboards.i18n.words import map as map_words

QUIET = "noise"
NO_SIGNALS: Counter[SignalGroup] = Counter()


class Departures(NamedTuple):
    """Counts of a unit: departures from what is usual or agreed, doubts about its data, and overdue work."""

    unusual: int
    doubtful: int
    overdue: int

    @property
    def tone(self) -> str:
        """The pattern of its area; overdue work alone lights none, it has a badge."""
        return "worse" if self.unusual else "watch" if self.doubtful else QUIET


NO_DEPARTURES = Departures(0, 0, 0)


class Search(Enum):
    """Says how far departures were looked for: the words for all units, and for one, where none was found."""

    COMPLETE = map_words.ALL_QUIET, map_words.NOTHING
    PARTIAL = map_words.NO_SIGNALS, map_words.NO_SIGNAL  # some rules lack records
    PENDING = map_words.NONE_JUDGED, map_words.SIGNALS_PENDING
    NO_FIGURES = map_words.NO_FIGURES, map_words.NO_FIGURE


def at_shown_units(
    counts: Mapping[int, Counter[SignalGroup]], shown_at: Mapping[int, int]
) -> Mapping[int, Counter[SignalGroup]]:
    """Return signals by the unit at which a board shows them: those of a station may stand at the county above it."""
    if not shown_at:  # mostly
        return counts
    shown: dict[int, Counter[SignalGroup]] = {}
    for unit, signals in counts.items():
        shown.setdefault(shown_at.get(unit, unit), Counter()).update(signals)
    return shown


def departures(
    board: Board, counts: Mapping[int, Counter[SignalGroup]], doubts: Doubts, overdue: Counter[int]
) -> dict[int, Departures]:
    """Return by unit its signals, and what the board says of its figures for sure, where they are not in doubt."""
    noted = {(kpi, unit) for kpi, unit, _ in board.deteriorations} | set(board.missed_standards)
    judged = Counter(unit for kpi, unit in noted if (unit, kpi) not in doubts)
    departures_of = {unit.id: NO_DEPARTURES for unit in board.units[1:]}
    for unit in departures_of.keys() & (counts.keys() | judged.keys() | overdue.keys()):
        signals = counts.get(unit, NO_SIGNALS)
        departures_of[unit] = Departures(
            signals[SignalGroup.UNUSUAL] + judged[unit],
            signals[SignalGroup.DOUBTFUL_DATA],
            signals[SignalGroup.OVERDUE] + overdue[unit],
        )
    return departures_of


def search_of(board: Board, *, is_pending: bool, left_out: int) -> Search:
    """Return how far departures of a board's units were looked for; where no unit has a figure nothing can be said."""
    units = board.units[1:]
    if not any(board.board_of(kpi).figures[kpi, unit.id].exact is not None for kpi in board.kpis for unit in units):
        return Search.NO_FIGURES
    return Search.PENDING if is_pending else Search.PARTIAL if left_out else Search.COMPLETE


def departure_areas(
    stations: Sequence[UnitRef], departures_of: Mapping[int, Departures], search: Search = Search.COMPLETE
) -> list[dict[str, Any]]:
    """Return the stations as areas: a quiet one has its name alone, a lit one its shape and number."""
    return [_area(unit.id, unit.name, departures_of[unit.id], search) for unit in stations]


@lru_cache(maxsize=4096)  # with new data hardly one of a hundred is another one
def _area(unit: int, name: str, own: Departures, search: Search) -> dict[str, Any]:
    if own == NO_DEPARTURES:  # most of them
        _, quiet = search.value
        return _area_data(unit, name, QUIET, text=quiet)
    marks = [
        template.format(count=count)
        for template, count in ((map_words.UNUSUAL, own.unusual), (map_words.DOUBTFUL, own.doubtful))
        if count
    ]
    phrases = (
        (map_words.UNUSUAL_OF, own.unusual),
        (map_words.DOUBTFUL_OF, own.doubtful),
        (map_words.OVERDUE_OF, own.overdue),
    )
    texts = [template.format(count=count) for template, count in phrases if count]
    badge = map_words.OVERDUE.format(count=own.overdue) if own.overdue else ""
    return _area_data(unit, name, own.tone, "，".join(texts), " ".join(marks), badge)


def _area_data(unit: int, name: str, tone: str, text: str, number: str = "", badge: str = "") -> dict[str, Any]:
    return {
        "id": unit,
        "name": words.short_unit(name),
        "full": name,
        "number": number,
        "text": text,
        "badge": badge,
        "tone": tone,
        "fill": None,
    }


def title(
    stations: Sequence[UnitRef], departures_of: Mapping[int, Departures], search: Search = Search.COMPLETE
) -> str:
    """Return the finding: how many stations are lit and for what, by name where it is one, or that none is.

    Only where everything was looked for (`search`) is it known that all is as usual.
    """
    some = [(unit.name, own) for unit in stations if (own := departures_of[unit.id]) != NO_DEPARTURES]
    lit = [
        (map_words.TITLE_UNUSUAL, [name for name, own in some if own.unusual]),
        (map_words.TITLE_DOUBTFUL, [name for name, own in some if own.doubtful]),
        (map_words.TITLE_OVERDUE, [name for name, own in some if own.overdue]),
    ]
    texts = [template.format(stations=_named(stations, names)) for template, names in lit if names]
    quiet, _ = search.value
    return map_words.TITLE_JOINT.join(texts) or quiet.format(each=words.each_unit(stations))


def _named(stations: Sequence[UnitRef], names: Sequence[str]) -> str:
    return words.short_unit(names[0]) if len(names) == 1 else words.counted_units(stations, len(names))


LEGEND = (
    {"tone": "worse", "text": map_words.LEGEND_UNUSUAL},
    {"tone": "watch", "text": map_words.LEGEND_DOUBTFUL},
    {"tone": "", "text": map_words.LEGEND_OVERDUE},  # a badge, no ground
)

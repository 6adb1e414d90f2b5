"""The map's first layer: quiet grey, and lit only the stations at which something is unusual or in doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from core.features.signals.digest import SignalGroup
from core.features.signals.doubts import Doubts
from core.metrics.types import Board
from core.store.units import UnitRef
from dashboards.i18n import words
from dashboards.i18n.words import map as map_words

QUIET = "noise"


class Departures(NamedTuple):
    """Counts of a unit: departures from what is usual or agreed, doubts about its data, and overdue work."""

    unusual: int
    doubtful: int
    overdue: int

    @property
    def tone(self) -> str:
        """The pattern of its area; overdue work alone lights none, it has a badge."""
        return "worse" if self.unusual else "watch" if self.doubtful else QUIET


def at_shown_units(
    counts: Mapping[int, Counter[SignalGroup]], shown_at: Mapping[int, int]
) -> dict[int, Counter[SignalGroup]]:
    """Return signals by the unit at which a board shows them: those of a station may stand at the county above it."""
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
    return {
        unit.id: Departures(
            counts.get(unit.id, Counter())[SignalGroup.UNUSUAL] + judged[unit.id],
            counts.get(unit.id, Counter())[SignalGroup.DOUBTFUL_DATA],
            counts.get(unit.id, Counter())[SignalGroup.OVERDUE] + overdue[unit.id],
        )
        for unit in board.units[1:]
    }


def departure_areas(stations: Sequence[UnitRef], departures_of: Mapping[int, Departures]) -> list[dict[str, Any]]:
    """Return the stations as areas: a quiet one has its name alone, a lit one its shape and number."""
    return [_area(unit, departures_of[unit.id]) for unit in stations]


def _area(unit: UnitRef, own: Departures) -> dict[str, Any]:
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
    return {
        "id": unit.id,
        "name": words.short_unit(unit.name),
        "full": unit.name,
        "number": " ".join(marks),
        "text": "，".join(texts) or map_words.NOTHING,
        "badge": map_words.OVERDUE.format(count=own.overdue) if own.overdue else "",
        "tone": own.tone,
        "fill": None,
    }


def title(stations: Sequence[UnitRef], departures_of: Mapping[int, Departures], *, has_all_rules: bool = True) -> str:
    """Return the finding: how many stations are lit and for what, by name where it is one, or that none is.

    Where rules were left out (not `has_all_rules`) nobody knows that all is as usual.
    """
    names = {unit.id: words.short_unit(unit.name) for unit in stations}
    lit = [
        (map_words.TITLE_UNUSUAL, [names[unit] for unit, own in departures_of.items() if own.unusual]),
        (map_words.TITLE_DOUBTFUL, [names[unit] for unit, own in departures_of.items() if own.doubtful]),
        (map_words.TITLE_OVERDUE, [names[unit] for unit, own in departures_of.items() if own.overdue]),
    ]
    texts = [template.format(stations=_named(stations, short_names)) for template, short_names in lit if short_names]
    quiet = map_words.ALL_QUIET if has_all_rules else map_words.NO_SIGNALS
    return map_words.TITLE_JOINT.join(texts) or quiet.format(each=words.each_unit(stations))


def _named(stations: Sequence[UnitRef], names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else words.counted_units(stations, len(names))


LEGEND = (
    {"tone": "worse", "text": map_words.LEGEND_UNUSUAL},
    {"tone": "watch", "text": map_words.LEGEND_DOUBTFUL},
    {"tone": "", "text": map_words.LEGEND_OVERDUE},  # a badge, no ground
)

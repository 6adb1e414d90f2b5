"""Calls that were entered twice: records that agree in everything but their number. Plain facts, of stations.

Where times are kept by the day, or little else is kept, calls may agree by themselves: then they did so in the year
before as well, and only TIMES as many as that are told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from core.catalogue.signal_model import SignalRule
from core.features.signals.amount_series import Ints
from core.features.signals.detection_context import DetectionContext
from core.features.signals.scan_statistics import YEAR
from core.features.signals.text import twice_text
from core.features.signals.types import Signal
from core.metrics.types import Window
from core.store.catalogue_tables import table_of
from core.time.days import to_date

KIND, TIMES = "alert", 10


class Again(NamedTuple):
    """A call that is there already: on which day it came in, and its number."""

    day: int
    number: str


def twice(asking: DetectionContext, name: str, rule: SignalRule) -> Iterator[Signal]:
    """Stations with so many calls that are there already, over the days up to the day."""
    width = rule.days[0]
    first = asking.anchor - width + 1
    lately = {
        station: found for station, found in _again(asking, first, asking.day).items() if len(found) >= rule.least
    }
    before = _again(asking, first - YEAR, first - 1) if lately else {}
    for station, found in lately.items():
        usual = len(before.get(station, ())) * width / YEAR
        a_day = np.bincount([one.day - first for one in found], minlength=asking.day - first + 1)
        enough = over(a_day, width) >= max(rule.least, TIMES * usual)
        if not enough[-1]:
            continue
        run = len(enough) if enough.all() else int(np.argmin(enough[::-1]))
        window = Window(asking.day - width + 1, asking.day)
        records = tuple(one.number for one in found if window.first <= one.day)
        yield Signal(
            key=f"{name}:{station}:{KIND}",
            rule=name,
            kind="twice",
            unit=asking.snapshot.tree.units[station],
            station=station,
            kpi=None,
            window=window,
            since=to_date(asking.day - run + 1),
            began_earlier=run == len(enough),
            weight=len(records),
            why=twice_text(window, len(records)),
            records=records,
        )


def over(a_day: Ints, width: int) -> Ints:
    """Sums over the `width` days up to each day, from the day on that has as many before it."""
    running = np.concatenate([[0], np.cumsum(a_day)])
    return np.asarray(running[width:] - running[:-width], np.int64)


def _again(asking: DetectionContext, first: int, last: int) -> dict[int, list[Again]]:
    """By station, the calls of which another with a lower number says the same."""
    table = table_of(KIND)
    said = [column for column in asking.catalogue.facts[KIND].columns if column != "id"]
    same = " AND ".join(f"f.{column} IS o.{column}" for column in said)
    rows = asking.store.conn.execute(
        f"WITH met AS (SELECT unit, occurred_at FROM {table} WHERE when_day BETWEEN ? AND ? "
        "GROUP BY unit, occurred_at HAVING count(*) > 1) "
        f"SELECT a.ancestor, f.when_day, f.id FROM met m JOIN {table} f ON f.unit = m.unit "
        "AND f.when_day = (m.occurred_at + 28800) / 86400 AND f.occurred_at = m.occurred_at "
        "JOIN unit_ancestor a ON a.unit = f.unit AND a.kind = 'station' "
        f"WHERE EXISTS (SELECT 1 FROM {table} o WHERE o.unit = f.unit AND o.when_day = f.when_day "
        f"AND o.id < f.id AND {same}) ORDER BY f.when_day, f.id",
        [first, last],
    )
    found: dict[int, list[Again]] = defaultdict(list)
    for station, day, number in rows:
        found[station].append(Again(day, number))
    return found

"""Communities where disputes already known bring calls again and again: a plain fact, dated by the day it became one.

How many calls, and of which disputes, is not told: it may be a small number of a community. That there were at least so
many is the rule.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from core.catalogue.signal_model import SignalRule
from core.features.signals.detection_context import DetectionContext
from core.features.signals.detectors.twice import over
from core.features.signals.text import repeat_text
from core.features.signals.types import Signal
from core.metrics.types import Window
from core.store.catalogue_tables import table_of
from core.time.days import to_date


def repeats(asking: DetectionContext, name: str, rule: SignalRule) -> Iterator[Signal]:
    """Communities (and stations, of what lies in none) with so many calls over the days up to the day."""
    width = rule.days[0]
    first = asking.anchor - width + 1
    for unit, calls in _calls(asking, first).items():
        a_day = np.bincount([day - first for day in calls], minlength=asking.day - first + 1)
        enough = over(a_day, width) >= rule.least
        if not enough[-1]:
            continue
        run = len(enough) if enough.all() else int(np.argmin(enough[::-1]))
        window = Window(asking.day - width + 1, asking.day)
        yield Signal(
            key=f"{name}:{unit}:disputes",
            rule=name,
            kind="repeat",
            unit=asking.snapshot.tree.units[unit],
            station=asking.station_of(unit),
            kpi=None,
            window=window,
            since=to_date(asking.day - run + 1),
            began_earlier=run == len(enough),
            weight=int(a_day[-width:].sum()),
            why=repeat_text(window, rule.least),
        )


def _calls(asking: DetectionContext, first: int) -> dict[int, list[int]]:
    """By unit, the days of the calls that disputes already known brought."""
    units = [one.id for one in (*asking.stations, *asking.communities)]
    rows = asking.store.conn.execute(
        f"SELECT f.unit, f.when_day FROM {table_of('alert')} f WHERE f.dispute IS NOT NULL "
        "AND f.class <> 'invalid' AND f.when_day BETWEEN ? AND ? AND f.unit IN (SELECT value FROM json_each(?))",
        [first, asking.day, json.dumps(units)],
    )
    found: dict[int, list[int]] = defaultdict(list)
    for unit, day in rows:
        found[unit].append(day)
    return found

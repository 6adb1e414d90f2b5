"""A bureau whose rates fall where a test says so, and a board of two rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import numpy as np

from core.metrics.types import (
    Board,
    Change,
    ChangeUnit,
    Figure,
    Judgement,
    StandardAnswer,
    UnitRef,
    Verdict,
    Window,
)
from core.store.coverage import add_coverage
from core.store.records import apply_records
from core.time.days import day_number
from tests.support.worlds import CATALOGUE, copied, empty_store, row_of

FIRST, LAST = date(2023, 4, 1), date(2026, 3, 31)


UNITS = tuple(
    UnitRef(n, str(n), name, kind, None if n == 1 else 1)
    for n, name, kind in [(1, "甲局", "bureau"), (2, "一所", "station"), (3, "二所", "station")]
)


FELL = Judgement(Verdict.FALL, 190, 150, -25.0, -15.0, 1.2, "worse", "因为", "全句", Fraction(19, 20), Fraction(3, 4))


RATE, OTHER = "onscene_completion_rate", "satisfaction_rate"


def board(
    judgements: Mapping[tuple[str, int], Judgement],
    worse: Mapping[tuple[str, int], Judgement],
    missed: Mapping[tuple[str, int], StandardAnswer],
) -> Board:
    """A board of two rates that holds just these."""
    figure, window = Figure(150, 200, Fraction(3, 4)), Window(1, 31)
    change = Change("yoy", window, Figure(190, 200, Fraction(19, 20)), Fraction(-20), ChangeUnit.POINTS)
    pairs = [(kpi, unit.id) for kpi in (RATE, OTHER) for unit in UNITS]
    calm = replace(FELL, verdict=Verdict.UNCLEAR, tone="none")
    return Board(
        "甲局",
        True,
        LAST,
        1,
        window,
        "2026-03",
        True,
        (RATE, OTHER),
        UNITS,
        dict.fromkeys(pairs, figure),
        {(*pair, "yoy"): change for pair in pairs},
        judgements={(*pair, "yoy"): judgements.get(pair, calm) for pair in pairs},
        deteriorations={(*pair, "yoy"): judged for pair, judged in worse.items()},
        standards=missed,
        missed_standards=missed,
    )


def bureau(folder: Path, bad: Mapping[int, float]) -> Path:
    """Station 3 and 4 with 300 traffic alerts a month; `bad` gives a station's on-scene rate in the last month."""
    store = copied(empty_store(folder), folder / "board.db")
    rows, day = [], FIRST
    rng = np.random.default_rng(1)
    while day <= LAST:
        last_month = (day.year, day.month) == (2026, 3)
        for unit in (3, 4):
            done = rng.random(300) < (bad.get(unit, 0.95) if last_month else 0.95)
            for index in range(300):
                at = (day_number(day) + index % 28) * 86_400 + 3600
                record = dict.fromkeys(CATALOGUE.facts["alert"].columns)
                record |= {"id": f"{day}-{unit}-{index}", "unit": unit, "occurred_at": at, "class": "traffic"}
                record |= {"recorded_at": at, "on_scene": int(done[index])}
                rows.append(row_of("alert", record | dict.fromkeys(("non_police", "diverted", "joint"), 0)))
        day = (day.replace(day=28) + timedelta(days=5)).replace(day=1)
    with store.write("test", "records", "", 0):
        apply_records(store, "alert", rows)
        add_coverage(store, "alert", 1, day_number(FIRST), day_number(LAST))
    store.close()
    return folder / "board.db"

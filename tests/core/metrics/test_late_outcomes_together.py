"""Late outcomes of many spans, read together, are those of each span read alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.engine import Engine
from core.metrics import cube_reader
from core.metrics.arrays import Ints
from core.metrics.as_of_span import AsOfSpan
from core.metrics.cohort_columns import CohortColumns
from core.metrics.late_outcomes import LateOutcomes, RecordRange
from core.store.open import open_store
from core.time.days import day_number

MEASURES = ["hazards_rectified", "sweeps_warned", "sweeps_disposed", "disputes_resolved"]


@pytest.fixture
def engines(demo_db: Path) -> Iterator[tuple[Engine, Engine]]:
    together, alone = Engine(open_store(demo_db, read_only=True)), Engine(open_store(demo_db, read_only=True))
    yield together, alone
    together.close()
    alone.close()


def spans_of(engine: Engine) -> list[AsOfSpan]:
    last = day_number(engine.as_of())
    months = [AsOfSpan(last - back - 29, last - back, last - back + 5) for back in range(30, 360, 30)]
    return [*months, AsOfSpan(last - 200, last - 40, last - 40), AsOfSpan(last - 90, last - 60, last)]


def test_every_late_outcome_counts_for_the_bureau(
    engines: tuple[Engine, Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once, looked_up = engines
    root, spans = at_once.units.root.id, spans_of(at_once)
    read = at_once._read(MEASURES, [root], spans)

    def looking_up(*arguments: Any) -> LateOutcomes:
        store, cache, columns, units, communities, sum_days, _ = arguments
        return LateOutcomes(store, cache, columns, units, communities, sum_days, None)

    monkeypatch.setattr(cube_reader, "LateOutcomes", looking_up)
    plain = looked_up._read(MEASURES, [root], spans)
    for name in MEASURES:
        assert read.amounts[name].any()
        assert np.array_equal(read.amounts[name], plain.amounts[name])


def test_communities_late_outcomes_read_together_are_those_of_each_span(
    engines: tuple[Engine, Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    together, alone = engines
    spans = spans_of(together)
    units = [unit.id for unit in together.units.of_kind("community")]
    read = together._read(MEASURES, units, spans)
    asked_alone = []

    def one_by_one(
        self: LateOutcomes, cohort: CohortColumns, ranges: list[RecordRange], columns: list[int], sums: Ints
    ) -> None:
        for index, unit, amounts in self._sum_records(cohort, self._communities, ranges):
            asked_alone.append(cohort.kind)
            sums[index, self._unit_index[unit], columns] -= amounts

    monkeypatch.setattr(LateOutcomes, "_subtract_together", one_by_one)
    plain = alone._read(MEASURES, units, spans)
    for name in MEASURES:
        assert np.array_equal(read.amounts[name], plain.amounts[name])
    assert {"inspection", "dispute"} <= set(asked_alone)  # there were late outcomes to read together

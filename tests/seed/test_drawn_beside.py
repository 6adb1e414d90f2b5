"""Records that are drawn in a process beside are those that are drawn here, and it ends with whoever asked for it."""

from __future__ import annotations

import multiprocessing
from datetime import date

import numpy as np
import pytest

from seed import drawn_beside
from seed.bureau import plan

pytestmark = pytest.mark.slow  # a process takes a second to start

PLAN = plan("small", 3, date(2026, 2, 28), date(2026, 1, 1))


def test_what_is_drawn_beside_is_the_same() -> None:
    parts = zip(drawn_beside.drawn_here(PLAN, PLAN.months), drawn_beside.drawn_beside(PLAN, PLAN.months), strict=True)
    drafts = [pair for here, beside in parts for pair in zip(here, beside, strict=True)]
    assert len(drafts) > len(PLAN.profiles)
    for here, beside in drafts:
        assert (here.kind, here.lives, here.columns.keys()) == (beside.kind, beside.lives, beside.columns.keys())
        for name, values in here.columns.items():
            np.testing.assert_array_equal(values, beside.columns[name], strict=True)


def test_the_process_ends_when_nobody_asks_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn_beside, "LEAST_STATIONS", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    parts = drawn_beside.station_months(PLAN, PLAN.months)
    next(parts)
    assert multiprocessing.active_children()
    parts.close()
    assert not multiprocessing.active_children()

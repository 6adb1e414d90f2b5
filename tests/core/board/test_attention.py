"""Notices to the chief: only significant ones, with their evidence, in a fixed order."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from benchmarks.attention import batch, strips
from benchmarks.judgement import AS_OF as SIMULATED_AS_OF
from core.board.attention import attention
from core.engine import Engine
from core.metrics.types import (
    StandardAnswer,
    StandardStatus,
)
from core.store.open import open_store
from core.store.records import apply_records
from core.time.days import day_number
from tests.support.attention_world import FELL, LAST, OTHER, RATE, board, bureau
from tests.support.worlds import CATALOGUE, row_of

pytestmark = pytest.mark.slow

MISSED = StandardAnswer(
    StandardStatus.MISSED, 0.7, 0.8, "worse", "整个区间都在标准的一边", "75.00%，标准 ≥ 90%，未达标。"
)


def test_a_calm_board_has_nothing_to_say() -> None:
    assert attention(board({}, {}, {}), CATALOGUE) == ()


def test_the_bureau_comes_first_then_standards_then_the_order_of_the_board() -> None:
    ordered_board = board(
        {(OTHER, 1): FELL}, {(OTHER, 3): FELL, (OTHER, 2): FELL, (RATE, 3): FELL}, {(RATE, 2): MISSED}
    )
    notices = [(notice.kpi, notice.unit, notice.kind) for notice in attention(ordered_board, CATALOGUE, limit=9)]
    assert notices == [
        (OTHER, 1, "worse"),
        (RATE, 2, "missed"),
        (RATE, 3, "worse"),
        (OTHER, 2, "worse"),
        (OTHER, 3, "worse"),
    ]
    assert [(notice.kpi, notice.unit, notice.kind) for notice in attention(ordered_board, CATALOGUE)] == notices[:3]


def test_a_stations_tile_verdict_is_not_enough() -> None:
    """A change significant among the stations of one KPI need not be so in a search of all stations by all KPIs."""
    assert attention(board({(RATE, 2): FELL}, {}, {}), CATALOGUE) == ()


def test_one_figure_is_told_once() -> None:
    (notice,) = attention(board({(RATE, 1): FELL}, {}, {(RATE, 1): MISSED}), CATALOGUE)
    assert (notice.kind, notice.unit_name, notice.marked_verdict) == ("missed", "全局", "× 未达标")
    assert notice.evidence == "75.00%，标准 ≥ 90%（95% 区间 70.00% 至 80.00%）"


def test_a_sentence_has_its_evidence() -> None:
    (notice,) = attention(board({}, {(RATE, 2): FELL}, {}), CATALOGUE)
    assert (notice.unit_name, notice.marked_verdict) == ("一所", "▼ 同比确有下降")
    assert notice.evidence == "95.00% → 75.00%，−20.0 个百分点（95% 区间 −25.0 至 −15.0 个百分点）"


def notice_rows(path: Path) -> list[tuple[str, str, str]]:
    with closing(open_store(path, read_only=True)) as store:
        month_board = Engine(store).board(period="2026-03", as_of=LAST)
        return [(notice.kpi, notice.unit_name, notice.marked_verdict) for notice in attention(month_board, CATALOGUE)]


def test_a_station_gone_bad_is_found_and_a_steady_bureau_is_calm(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    assert notice_rows(bureau(tmp_path / "a", {})) == []
    assert notice_rows(bureau(tmp_path, {4: 0.6})) == [
        (RATE, "全局", "× 未达标"),
        (RATE, "二所", "× 未达标"),
    ]


def test_one_more_alert_moves_nothing(tmp_path: Path) -> None:
    path = bureau(tmp_path, {3: 0.7, 4: 0.6})
    before = notice_rows(path)
    assert len(before) == 3
    with closing(open_store(path, now=0)) as store, store.write("test", "records", "", 0):
        at = day_number(LAST) * 86_400 + 7200
        record = dict.fromkeys(CATALOGUE.facts["alert"].columns)
        record |= {"id": "one more", "unit": 4, "occurred_at": at, "class": "traffic", "recorded_at": at, "on_scene": 1}
        record |= dict.fromkeys(("non_police", "diverted", "joint"), 0)
        assert apply_records(store, "alert", [row_of("alert", record)]).new == 1
    assert notice_rows(path) == before


def test_few_quiet_bureaus_have_a_false_sentence() -> None:
    """A quick look at what benchmarks/attention.py measures at length: at most one strip in twenty."""
    bureaus, stations = batch(30, 7, 0.92)
    false_notices = [
        strips(bureaus, stations, period, SIMULATED_AS_OF).any for period in ("2026-10", "2026Q3", "2025", "ytd")
    ]
    rate = float(np.mean(false_notices))
    print(f"false strips: {rate:.1%} of {np.size(false_notices)}")
    assert rate <= 0.05

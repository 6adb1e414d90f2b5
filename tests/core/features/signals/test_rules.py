"""The rules one by one: a source that stops, lists past their dates, standards missed beyond doubt."""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalogue.kpi_model import Standard
from core.catalogue.signal_model import SignalKind
from core.engine import Engine
from core.features.signals.detector import DETECTORS
from core.features.signals.standard_statistics import p_of_miss
from core.judgement.dispersion import Dispersion
from core.judgement.rates import exact_interval
from core.store.coverage import add_coverage
from core.store.open import open_store
from core.store.overlays import replace_overlays
from core.time.days import day_number, first_second, to_date
from tests.support.late_world import LAST, stopped_copy

pytestmark = pytest.mark.slow

ALL_LATE = "[signals.key_disputes]\nleast = 1\npast = 0\n[signals.cases]\nleast = 1\npast = 3\n"
HIGH = """
[kpis.onscene_completion_rate.standard]
op = ">="
value = 0.99999
zh = "不低于99.999%"
source = "doc000"
[kpis.station_force_share.standard]
op = ">="
value = 0.95
zh = "不低于95%"
source = "doc001"
"""


def test_a_source_that_stopped_is_told_from_the_day_it_was_late(demo_db: Path, tmp_path: Path) -> None:
    path = stopped_copy(demo_db, tmp_path / "late.db")
    with closing(open_store(path, read_only=True)) as store:
        engine = Engine(store)
        allowed = engine.catalogue.late_after("dispute")
        stopped = LAST - timedelta(days=20)
        for day in (LAST, LAST - timedelta(days=5)):
            (signal,) = [signal for signal in engine.signals(day).active if signal.kind == "late"]
            assert (signal.unit.id, signal.since) == (1, stopped + timedelta(days=allowed + 1))
            behind = (day - stopped).days
            assert f"只到 {stopped}，已落后 {behind} 天" in signal.why and signal.weight == behind / allowed
        assert not [o for o in engine.signals(stopped + timedelta(days=allowed)).active if o.kind == "late"]


def test_one_station_that_stopped_is_told_and_not_the_source(demo_db: Path, tmp_path: Path) -> None:
    path = stopped_copy(demo_db, tmp_path / "one.db", days=0)
    with closing(open_store(path)) as store:
        first, *others = (station.id for station in Engine(store).units.stations(1))
        with store.write("test", "stop", "", 0):
            begin, last = store.db.execute("SELECT first, last FROM coverage WHERE kind = 'dispute'").fetchone()
            store.db.execute("UPDATE coverage SET last = last - 20 WHERE kind = 'dispute'")
            for unit in others:
                add_coverage(store, "dispute", unit, begin, last)
        engine = Engine(store)
        (signal,) = [signal for signal in engine.signals(LAST).active if signal.kind == "late"]
        allowed = engine.catalogue.late_after("dispute")
        assert (signal.unit.id, signal.station) == (first, first) and signal.since == LAST - timedelta(
            days=20 - allowed - 1
        )


def test_a_station_that_never_brought_anything_is_told_from_the_day_the_others_began(
    demo_db: Path, tmp_path: Path
) -> None:
    path = stopped_copy(demo_db, tmp_path / "never.db", days=0)
    with closing(open_store(path)) as store:
        first, *others = (station.id for station in Engine(store).units.stations(1))
        with store.write("test", "stop", "", 0):
            begin, last = store.db.execute("SELECT first, last FROM coverage WHERE kind = 'dispute'").fetchone()
            store.db.execute("DELETE FROM coverage WHERE kind = 'dispute'")
            for unit in others:
                add_coverage(store, "dispute", unit, begin, last)
        engine = Engine(store)
        (signal,) = [signal for signal in engine.signals(LAST).active if signal.kind == "late"]
        assert (signal.unit.id, signal.station, signal.window.first) == (first, first, begin)
        assert "从未报来" in signal.why and str(to_date(begin)) in signal.why and "从未报来" in signal.headline


def test_what_is_past_its_date_is_what_the_lists_say(demo_db: Path, tmp_path: Path) -> None:
    path = stopped_copy(demo_db, tmp_path / "lists.db", days=0)
    with closing(open_store(path)) as store:
        replace_overlays(store, {"ours.toml": ALL_LATE}, actor="test", now=0)
        engine = Engine(store)
        signals = engine.signals(LAST).active
        disputes = Counter(
            o.station for o in engine.key_disputes(1, LAST) if o.days_left is not None and o.days_left < 0
        )
        cases = Counter(o.station for o in engine.open_cases(1, LAST) if o.days_over(LAST) > 3)
        instructions = Counter(o.state.content.unit for o in engine.overdue(first_second(day_number(LAST))))
        for rule, listed in (("key_disputes", disputes), ("cases", cases), ("instructions", instructions)):
            weights = {signal.unit.id: signal.weight for signal in signals if signal.rule == rule}
            assert weights == listed
        assert all(sum(counts.values()) for counts in (disputes, cases, instructions)), "the demo has some of each"


def test_a_list_past_its_dates_is_a_signal_since_there_were_enough(demo_db: Path, tmp_path: Path) -> None:
    """One old case does not date it; and what is counted is more than so many days past, as the sentence says."""
    path = stopped_copy(demo_db, tmp_path / "since.db", days=0)
    with closing(open_store(path)) as store:
        replace_overlays(store, {"ours.toml": "[signals.cases]\nleast = 2\npast = 2\n"}, actor="test", now=0)
        engine = Engine(store)
        past = defaultdict(list)
        for case in engine.open_cases(1, LAST):
            if case.days_over(LAST) > 2:
                past[case.station].append(case.days_over(LAST))
        signals = {signal.unit.id: signal for signal in engine.signals(LAST).active if signal.rule == "cases"}
        assert set(signals) == {station for station, days in past.items() if len(days) >= 2} and signals
        for station, signal in signals.items():
            days = sorted(past[station], reverse=True)
            assert signal.since == LAST - timedelta(days=days[1] - 3)
            assert f"件，最久的已逾期 {days[0]} 天" in signal.why
        assert any(len(set(days[:2])) == 2 for days in past.values()), "the second is not as old as the first"


def test_a_standard_is_missed_by_the_exact_interval_and_by_plain_sight(demo_db: Path, tmp_path: Path) -> None:
    path = stopped_copy(demo_db, tmp_path / "high.db", days=0)
    with closing(open_store(path)) as store:
        assert not [
            signal for signal in Engine(store).signals(LAST).active if signal.key.endswith(":onscene_completion_rate")
        ]
        replace_overlays(store, {"ours.toml": HIGH}, actor="test", now=0)
        signals = {signal.key: signal for signal in Engine(store).signals(LAST).active if signal.kind == "missed"}
    rate, share = signals["missed:1:onscene_completion_rate"], signals["missed:1:station_force_share"]
    assert rate.headline.startswith("28 天现场办结率 "), "a tile beside it has the rate of other days"
    assert rate.since <= LAST and share.began_earlier and "现场办结率" in rate.why and "全数清点" in share.why
    assert rate.window.days == 28 and rate.window.end.weekday() == 6 and rate.window.end <= LAST


@given(
    st.integers(0, 200),
    st.integers(0, 200),
    st.floats(1, 4),
    st.integers(8, 200),
    st.floats(0.0001, 0.2),
    st.floats(0.05, 0.95),
    st.sampled_from([">=", "<="]),
)
def test_the_p_of_a_miss_is_that_of_the_interval(
    hits: int, misses: int, phi: float, df: int, level: float, bound: float, op: str
) -> None:
    if not hits + misses:
        return
    spread = Dispersion(np.array([phi]), np.array([float(df)]))
    top, bottom = np.array([hits]), np.array([hits + misses])
    standard = Standard.model_validate({"op": op, "value": bound, "zh": "x", "source": "doc000"})
    p = float(p_of_miss(standard, top, bottom, spread)[0])
    low, high = (float(end[0]) for end in exact_interval((top, bottom), spread, 1 - 2 * level))
    missed, gap = (high < bound, abs(high - bound)) if op == ">=" else (low > bound, abs(low - bound))
    if gap > 1e-9:
        assert (p < level) == missed


def test_every_kind_of_rule_has_its_detector() -> None:
    assert set(DETECTORS) == set(get_args(SignalKind))

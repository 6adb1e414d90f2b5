"""A station among its peers, its people's load, and what is due: against slow readings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from core.engine import Engine
from core.features.officers import figures as people
from core.features.officers.scope import is_barred, officer_rates
from core.features.stations import change_decomposition as moved
from core.features.stations import due
from core.features.stations import peer_position as among
from core.features.stations import workload as load
from core.metrics.reporting_period import resolve_period
from core.metrics.types import Window
from core.store.coverage import add_coverage
from core.store.open import open_store
from core.store.records import apply_records
from core.time.days import day_number, to_date
from tests.conftest import DEMO_AS_OF
from tests.support.worlds import CATALOGUE, copied, empty_store

AS_OF = date.fromisoformat(DEMO_AS_OF)
WINDOW = resolve_period("ytd", AS_OF).window


@pytest.fixture(scope="module")
def demo(demo_db: Path) -> Iterator[Engine]:
    store = open_store(demo_db, read_only=True)
    yield Engine(store)
    store.close()


def stations(engine: Engine) -> list[int]:
    return [one.id for one in engine.units.stations(engine.units.root.id)]


def test_of_too_few_peers_there_is_no_middle_half(demo: Engine) -> None:
    unit = stations(demo)[0]
    assert len(stations(demo)) < 5 and among.peer_groups(demo, unit, "ytd") == {}
    found = among.peer_positions(demo, unit, ["alerts_valid"], "ytd", "all")["alerts_valid"]
    assert (found.low, found.high) == (None, None) and found.peer_count == len(stations(demo))


def test_five_peers_are_enough_and_four_are_not(demo: Engine) -> None:
    """As the README promises: a middle half of five or more."""
    comparison = demo.comparison("alerts_valid", "ytd")
    every = [*comparison.ranked_units, *comparison.ranked_units]
    for many, there in ((4, False), (5, True)):
        found = among._of(replace(comparison, ranked_units=tuple(every[:many])), every[0].unit.id)
        assert found.peer_count == many and (found.low is not None) is (found.high is not None) is there
    amounts = [3, 1, 4, 1, 5]
    for many, there in ((4, False), (5, True)):
        spread = load._spread("组", "m", "量", "起", amounts[:many], each=True)
        assert (spread.low is not None) is bool(spread.amounts) is there


def test_the_middle_half_is_that_of_all_the_peers(demo: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(among, "FEW", 2)
    unit, kpis = stations(demo)[0], ["alerts_valid", "onscene_completion_rate", "community_force_share"]
    for kpi, found in among.peer_positions(demo, unit, kpis, "ytd", "all").items():
        comparison = demo.comparison(kpi, "ytd")
        own = next(one for one in comparison.ranked_units if one.unit.id == unit)
        values = sorted(one.value for one in comparison.ranked_units)
        assert found.value == own.value and found.position == own.position and found.peer_count == len(values) == 3
        assert found.low == pytest.approx((values[0] + values[1]) / 2)
        assert found.high == pytest.approx((values[1] + values[2]) / 2)


def test_the_own_group_comes_first(demo: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(among, "FEW", 0)
    for unit in stations(demo):
        setting = demo.units.units[unit].setting
        found = list(among.peer_groups(demo, unit, "ytd"))
        assert found[0] == setting and "all" in found and not (set(found) & {"urban", "town", "rural"}) - {setting}


def test_the_load_is_the_records_of_each(demo: Engine) -> None:
    """Counts of the raw records, person by person, and their quartiles."""
    first, last = WINDOW.start, WINDOW.end
    for unit in stations(demo):
        posts = people.serving_officers(demo.store, WINDOW.last, unit)
        for spread in load.workload_spreads(demo, unit, WINDOW, each=True):
            if spread.officer_count < 5:
                assert (spread.low, spread.median, spread.high, spread.amounts) == (None, None, None, ())
                continue
            assert spread.officer_count == len(spread.amounts) and list(spread.amounts) == sorted(spread.amounts)
            expected = np.quantile(spread.amounts, [0.25, 0.5, 0.75])
            assert [spread.low, spread.median, spread.high] == pytest.approx(expected.tolist())
        everybody = [post[0] for post in posts]
        handled = [
            demo.store.conn.execute(
                "SELECT count(*) FROM fact_alert WHERE officer = ? AND class <> 'invalid' "
                "AND date(occurred_at + 28800, 'unixepoch') BETWEEN ? AND ?",
                [officer, str(first), str(last)],
            ).fetchone()[0]
            for officer in everybody
        ]
        told = [one for one in load.workload_spreads(demo, unit, WINDOW, each=True) if one.measure == "alerts_handled"]
        assert sum(one.officer_count for one in told) == len(everybody)
        few = sum(one.officer_count for one in told if not one.amounts)
        shown = sorted(value for one in told for value in one.amounts)
        assert len(shown) == len(everybody) - few and set(shown) <= set(handled)
        assert sum(shown) <= sum(handled)


def test_what_was_resolved_on_the_day_is_in_nobodys_hands(demo: Engine) -> None:
    rows = demo.store.conn.execute(
        "SELECT officer, date(occurred_at + 28800, 'unixepoch'), date(outcome_at + 28800, 'unixepoch') "
        "FROM fact_dispute WHERE officer IS NOT NULL"
    ).fetchall()
    day = max(resolved for _, _, resolved in rows if resolved and resolved <= str(AS_OF))
    open_ = Counter(who for who, came, went in rows if came <= day and (went is None or went > day))
    told = load._in_hand(demo.store, sorted({who for who, *_ in rows}), date.fromisoformat(day))
    assert {who: many for who, many in told.items() if many} == open_ and open_


def test_load_is_what_counts_by_itself(demo: Engine) -> None:
    measures = {one.measure for one in load.workload_spreads(demo, stations(demo)[0], WINDOW)}
    assert {"alerts_handled", "disputes_taken", load.IN_HAND} <= measures
    assert not measures & {"onscene_completed", "onscene_alerts", "callbacks_satisfied", "disputes_resolved"}


def test_what_is_due_is_read_off_the_records(demo: Engine) -> None:
    found_any = 0
    for unit in stations(demo):
        units = [unit, *(one.id for one in demo.units.below(unit))]
        found = due.disputes_due(demo, units, AS_OF)
        rows = demo.store.conn.execute(
            "SELECT id, due_day, date(occurred_at + 28800, 'unixepoch'), date(outcome_at + 28800, 'unixepoch'), unit "
            "FROM fact_dispute WHERE due_day IS NOT NULL"
        ).fetchall()
        expected = {
            number
            for number, day, reported, resolved, where in rows
            if where in units and reported <= str(AS_OF) and (resolved is None or resolved > str(AS_OF))
            and to_date(day) <= AS_OF + timedelta(days=7)
        }  # fmt: skip
        assert {one.id for one in found} == expected
        assert [one.days_left for one in found] == sorted(one.days_left for one in found)
        assert all(one.days_left == day_number(one.due) - day_number(AS_OF) for one in found)
        found_any += len(found)
    assert found_any


def test_an_officers_rates_have_both_counts(demo: Engine) -> None:
    rates = officer_rates(demo.catalogue)
    assert set(rates) == {"onscene_completion_rate", "callback_satisfaction_rate"}
    checked = 0
    for officer, _, _, _ in people.serving_officers(demo.store, WINDOW.last, stations(demo)[0]):
        for one in demo.officer_figures(officer, WINDOW):
            if one.measure != "onscene_completion_rate":
                assert (one.denominator is None) == (one.measure not in rates)
                continue
            top, bottom = demo.store.conn.execute(
                "SELECT ifnull(sum(on_scene), 0), count(*) FROM fact_alert WHERE officer = ? "
                "AND class IN ('traffic', 'dispute') AND date(occurred_at + 28800, 'unixepoch') BETWEEN ? AND ?",
                [officer, str(WINDOW.start), str(WINDOW.end)],
            ).fetchone()
            assert (one.own_count, one.denominator) == (top, bottom)
            if bottom:
                assert (
                    one.rate_low is not None
                    and one.rate_high is not None
                    and 0 <= one.rate_low <= top / bottom <= one.rate_high <= 1
                )
                checked += 1
            else:
                assert one.rate_low is None and one.rate_high is None
    assert checked > 5


def test_five_of_five_says_little() -> None:
    """What the page tells an officer of small numbers."""
    from core.comparison.standardised import Z95
    from core.judgement.counts import wilson_interval

    assert round(float(wilson_interval(1.0, 5, Z95)[0]) * 100) == 57


def test_what_is_barred_from_assessment_is_nobodys_figure(demo: Engine) -> None:
    catalogue = demo.catalogue
    counted = {kpi.numerator for kpi in catalogue.kpis.values() if kpi.kind == "count" and not kpi.assess}
    assert all(is_barred(catalogue, name) for name in counted)
    officer = people.serving_officers(demo.store, WINDOW.last, stations(demo)[0])[0][0]
    shown = {one.measure for one in demo.officer_figures(officer, WINDOW)}
    assert shown and not shown & counted
    assert all(catalogue.kpis[name].assess for name in shown if name in catalogue.kpis)


def test_records_that_end_early_say_so(demo: Engine) -> None:
    officer = people.serving_officers(demo.store, WINDOW.last, stations(demo)[0])[0][0]
    later = Window(WINDOW.first, WINDOW.last + 20)
    assert {one.covered_until for one in demo.officer_figures(officer, WINDOW)} == {None}
    assert all(
        one.covered_until is not None and one.covered_until <= AS_OF for one in demo.officer_figures(officer, later)
    )


def test_a_bureau_that_has_brought_little_yet(tmp_path: Path) -> None:
    """Records of alerts alone: no force to sort by size, no figures of disputes, nobody serving."""
    store = copied(empty_store(tmp_path), tmp_path / "little.db")
    blank = {name: 0 if column.type == "flag" else None for name, column in CATALOGUE.facts["alert"].columns.items()}
    row = blank | {"id": "A1", "unit": 3, "class": "dispute", "occurred_at": 1_767_250_000}
    with store.write("test", "rows", "", 0):
        apply_records(store, "alert", [tuple(row.values())])
        add_coverage(store, "alert", 1, day_number(date(2026, 1, 1)), day_number(date(2026, 1, 31)))
    engine = Engine(store)
    assert among.peer_groups(engine, 3, "ytd") == {}
    found = among.peer_positions(
        engine, 3, ["alerts_valid", "dispute_resolution_rate", "satisfaction_rate"], "2026-01", "all"
    )
    assert found["alerts_valid"].peer_count == 0 and found["alerts_valid"].reason
    assert found["dispute_resolution_rate"].value is None and "导入" in found["dispute_resolution_rate"].reason
    assert load.workload_spreads(engine, 3, Window(day_number(date(2026, 1, 1)), day_number(date(2026, 1, 31)))) == []
    assert due.disputes_due(engine, [3, 5, 6], date(2026, 1, 31)) == []
    board = engine.board(3, "2026-01", None, ["alerts_valid", "dispute_resolution_rate"], 0, [])
    for kpi in board.kpis:
        assert not moved.decompose_by_kind(engine, 3, kpi, "2026-01", board).components
    store.close()

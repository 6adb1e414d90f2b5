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
from core.features import quartiles
from core.features.officers.postings import places_throughout, serving_officers
from core.features.officers.scope import is_barred, officer_rates
from core.features.stations.change_decomposition import decompose_by_kind
from core.features.stations.due import disputes_due
from core.features.stations.peer_position import peer_groups, peer_positions, position_in
from core.features.stations.workload import IN_HAND, WorkLoad, disputes_in_hand, spread_over, workload_spreads
from core.metrics.reporting_period import resolve_period
from core.metrics.types import Window
from core.store.coverage import add_coverage
from core.store.open import open_store
from core.store.records import apply_records
from core.time.days import day_number, to_date
from core.time.reporting_calendar import CALENDAR
from tests.support.demo import DEMO_AS_OF
from tests.support.worlds import CATALOGUE, copied, empty_store

AS_OF = date.fromisoformat(DEMO_AS_OF)
WINDOW = resolve_period("ytd", AS_OF, CALENDAR).window


@pytest.fixture(scope="module")
def demo(demo_db: Path) -> Iterator[Engine]:
    store = open_store(demo_db, read_only=True)
    yield Engine(store)
    store.close()


def stations(engine: Engine) -> list[int]:
    return [station.id for station in engine.units.stations(engine.units.root.id)]


def test_of_too_few_peers_there_is_no_middle_half(demo: Engine) -> None:
    unit = stations(demo)[0]
    assert len(stations(demo)) < 5 and peer_groups(demo, unit, "ytd") == {}
    position = peer_positions(demo, unit, ["alerts_valid"], "ytd", "all")["alerts_valid"]
    assert (position.low, position.high) == (None, None) and position.peer_count == len(stations(demo))


@pytest.mark.parametrize(("count", "is_enough"), [(4, False), (5, True)])
def test_five_peers_are_enough_and_four_are_not(demo: Engine, count: int, is_enough: bool) -> None:
    """The README promises a middle half of five or more."""
    standings = demo.standings("alerts_valid", "ytd")
    units = [*standings.units, *standings.units]
    position = position_in(replace(standings, units=tuple(units[:count])), units[0].unit.id)
    assert position.peer_count == count
    assert (position.low is not None) is (position.high is not None) is is_enough
    amounts = dict(zip("abcde", [3, 1, 4, 1, 5], strict=True))
    spread = spread_over("组", list(amounts)[:count], WorkLoad("m", "量", "起", amounts), with_amounts=True)
    assert (spread.low is not None) is bool(spread.amounts) is is_enough


def test_the_middle_half_is_that_of_all_the_peers(demo: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quartiles, "MIN_MEMBERS", 3)
    unit, kpis = stations(demo)[0], ["alerts_valid", "onscene_completion_rate", "community_force_share"]
    for kpi, position in peer_positions(demo, unit, kpis, "ytd", "all").items():
        comparison = demo.comparison(kpi, "ytd")
        own = next(ranked for ranked in comparison.ranked_units if ranked.unit.id == unit)
        values = sorted(ranked.value for ranked in comparison.ranked_units)
        assert (position.exact, position.position, position.side) == (own.exact, own.position, own.side)
        assert (position.verdict, position.against_group) == (own.verdict, own.against_group)
        assert (position.quantity_zh, position.unit) == (comparison.quantity_zh, comparison.unit)
        assert position.peer_count == len(values) == 3
        assert (position.low, position.high) == pytest.approx((values[0], values[2]))


def test_the_own_group_comes_first(demo: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quartiles, "MIN_MEMBERS", 1)
    for unit in stations(demo):
        setting = demo.units.units[unit].setting
        names = list(peer_groups(demo, unit, "ytd"))
        assert names[0] == setting and "all" in names and not (set(names) & {"urban", "town", "rural"}) - {setting}


def test_the_load_is_the_records_of_each(demo: Engine) -> None:
    """Counts of the raw records, person by person, and their quartiles."""
    first, last = WINDOW.start, WINDOW.end
    for unit in stations(demo):
        spreads = workload_spreads(demo, unit, WINDOW, with_amounts=True)
        for spread in spreads:
            if spread.officer_count < 5:
                assert (spread.low, spread.median, spread.high, spread.amounts) == (None, None, None, ())
                continue
            assert spread.officer_count == len(spread.amounts) and list(spread.amounts) == sorted(spread.amounts)
            expected = np.quantile(spread.amounts, [0.25, 0.5, 0.75])
            assert spread.median == pytest.approx(expected[1])
            assert spread.low is not None and spread.median is not None and spread.high is not None
            assert spread.amounts[0] <= spread.low <= spread.median <= spread.high <= spread.amounts[-1]
        stayed = places_throughout(demo.store, unit, WINDOW)
        serving = [posting.officer for posting in serving_officers(demo.store, WINDOW.last, unit)]
        officers = [officer for officer in serving if officer in stayed]
        in_hand = [spread.officer_count for spread in spreads if spread.measure == IN_HAND]
        assert sum(in_hand) == len(serving), "what is in hand is of everybody"
        handled = [
            demo.store.conn.execute(
                "SELECT count(*) FROM fact_alert WHERE officer = ? AND class <> 'invalid' "
                "AND date(occurred_at + 28800, 'unixepoch') BETWEEN ? AND ?",
                [officer, str(first), str(last)],
            ).fetchone()[0]
            for officer in officers
        ]
        alerts = [spread for spread in spreads if spread.measure == "alerts_handled"]
        assert sum(spread.officer_count for spread in alerts) == len(officers)
        in_small_teams = sum(spread.officer_count for spread in alerts if not spread.amounts)
        amounts = sorted(amount for spread in alerts for amount in spread.amounts)
        assert len(amounts) == len(officers) - in_small_teams and set(amounts) <= set(handled)
        assert sum(amounts) <= sum(handled)


def test_what_was_resolved_on_the_day_is_in_nobodys_hands(demo: Engine) -> None:
    rows = demo.store.conn.execute(
        "SELECT officer, date(occurred_at + 28800, 'unixepoch'), date(outcome_at + 28800, 'unixepoch') "
        "FROM fact_dispute WHERE officer IS NOT NULL"
    ).fetchall()
    day = max(resolved for _, _, resolved in rows if resolved and resolved <= str(AS_OF))
    open_ = Counter(officer for officer, came, went in rows if came <= day and (went is None or went > day))
    counts = disputes_in_hand(demo.store, sorted({officer for officer, *_ in rows}), date.fromisoformat(day))
    assert {officer: count for officer, count in counts.items() if count} == open_ and open_


def test_load_is_what_counts_by_itself(demo: Engine) -> None:
    measures = {spread.measure for spread in workload_spreads(demo, stations(demo)[0], WINDOW)}
    assert {"alerts_handled", "disputes_taken", IN_HAND} <= measures
    assert not measures & {"onscene_completed", "onscene_alerts", "callbacks_satisfied", "disputes_resolved"}


def test_what_is_due_is_read_off_the_records(demo: Engine) -> None:
    total = 0
    for unit in stations(demo):
        units = [unit, *(descendant.id for descendant in demo.units.below(unit))]
        disputes = disputes_due(demo, units, AS_OF)
        rows = demo.store.conn.execute(
            "SELECT id, due_day, date(occurred_at + 28800, 'unixepoch'), date(outcome_at + 28800, 'unixepoch'), unit "
            "FROM fact_dispute WHERE due_day IS NOT NULL"
        ).fetchall()
        expected = {
            number
            for number, day, reported, resolved, place in rows
            if place in units
            and reported <= str(AS_OF)
            and (resolved is None or resolved > str(AS_OF))
            and to_date(day) <= AS_OF + timedelta(days=7)
        }
        assert {dispute.id for dispute in disputes} == expected
        days_left = [dispute.days_left for dispute in disputes]
        assert days_left == sorted(days_left)
        assert days_left == [day_number(dispute.due) - day_number(AS_OF) for dispute in disputes]
        total += len(disputes)
    assert total


def test_an_officers_rates_have_both_counts(demo: Engine) -> None:
    rates = officer_rates(demo.catalogue)
    assert set(rates) == {"onscene_completion_rate", "callback_satisfaction_rate"}
    checked = 0
    for posting in serving_officers(demo.store, WINDOW.last, stations(demo)[0]):
        for figure in demo.officer_figures(posting.officer, WINDOW):
            if figure.measure != "onscene_completion_rate":
                assert (figure.denominator is None) == (figure.measure not in rates)
                continue
            hits, cases = demo.store.conn.execute(
                "SELECT ifnull(sum(on_scene), 0), count(*) FROM fact_alert WHERE officer = ? "
                "AND class IN ('traffic', 'dispute') AND date(occurred_at + 28800, 'unixepoch') BETWEEN ? AND ?",
                [posting.officer, str(WINDOW.start), str(WINDOW.end)],
            ).fetchone()
            assert (figure.own_count, figure.denominator) == (hits, cases)
            if not cases:
                assert figure.rate_low is None and figure.rate_high is None
                continue
            assert figure.rate_low is not None and figure.rate_high is not None
            assert 0 <= figure.rate_low <= hits / cases <= figure.rate_high <= 1
            checked += 1
    assert checked > 5


def test_five_of_five_says_little() -> None:
    """The page tells officers so of small numbers."""
    from core.comparison.standardised import Z95
    from core.judgement.counts import wilson_interval

    assert round(float(wilson_interval(1.0, 5, Z95)[0]) * 100) == 57


def test_what_is_barred_from_assessment_is_nobodys_figure(demo: Engine) -> None:
    catalogue = demo.catalogue
    counted = {kpi.numerator for kpi in catalogue.kpis.values() if kpi.kind == "count" and not kpi.assess}
    assert all(is_barred(catalogue, name) for name in counted)
    officer = serving_officers(demo.store, WINDOW.last, stations(demo)[0])[0].officer
    measures = {figure.measure for figure in demo.officer_figures(officer, WINDOW)}
    assert measures and not measures & counted
    assert all(catalogue.kpis[name].assess for name in measures if name in catalogue.kpis)


def test_records_that_end_early_say_so(demo: Engine) -> None:
    officer = serving_officers(demo.store, WINDOW.last, stations(demo)[0])[0].officer
    later = Window(WINDOW.first, WINDOW.last + 20)
    assert {figure.covered_until for figure in demo.officer_figures(officer, WINDOW)} == {None}
    ends = [figure.covered_until for figure in demo.officer_figures(officer, later)]
    assert all(end is not None and end <= AS_OF for end in ends)


def test_a_bureau_that_has_brought_little_yet(tmp_path: Path) -> None:
    """Records of alerts alone: no force to sort by size, no figures of disputes, nobody serving."""
    store = copied(empty_store(tmp_path), tmp_path / "little.db")
    blank = {name: 0 if column.type == "flag" else None for name, column in CATALOGUE.facts["alert"].columns.items()}
    row = blank | {"id": "A1", "unit": 3, "class": "dispute", "occurred_at": 1_767_250_000}
    with store.write("test", "rows", "", 0):
        apply_records(store, "alert", [tuple(row.values())])
        add_coverage(store, "alert", 1, day_number(date(2026, 1, 1)), day_number(date(2026, 1, 31)))
    engine = Engine(store)
    assert peer_groups(engine, 3, "ytd") == {}
    kpis = ["alerts_valid", "dispute_resolution_rate", "satisfaction_rate"]
    positions = peer_positions(engine, 3, kpis, "2026-01", "all")
    assert positions["alerts_valid"].peer_count == 0 and positions["alerts_valid"].reason
    resolution = positions["dispute_resolution_rate"]
    assert resolution.exact is None and "导入" in resolution.reason
    assert workload_spreads(engine, 3, Window(day_number(date(2026, 1, 1)), day_number(date(2026, 1, 31)))) == []
    assert disputes_due(engine, [3, 5, 6], date(2026, 1, 31)) == []
    board = engine.board(3, "2026-01", None, ["alerts_valid", "dispute_resolution_rate"], 0, [])
    for kpi in board.kpis:
        assert not decompose_by_kind(engine, 3, kpi, "2026-01", board).components
    store.close()

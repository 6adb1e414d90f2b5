"""A campaign: counts are those of the rows, pace is said only where the counts carry it, bulletins stand the audit."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from scipy.stats import poisson

from core.board import unripe_standards
from core.catalogue.load import load_catalogue
from core.catalogue.problems import CatalogueError
from core.engine import Engine
from core.features.campaigns.pace import CountPace, judge_paces, p_value, usual_range
from core.features.campaigns.targets import apportion
from core.features.campaigns.text import percent, target_text
from core.features.campaigns.types import CampaignStatus, TargetStatus
from core.judgement.dispersion import Dispersion
from core.store.open import open_store
from core.store.overlays import replace_overlays
from core.store.store import Store
from dashboards.cli.command import cli
from tests.support.late_world import STOPPED, stop

pytestmark = pytest.mark.slow

FIRST = date(2026, 9, 1)


def run(*words: object) -> str:
    result = CliRunner().invoke(cli, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def store(demo_db: Path) -> Iterator[Store]:
    with closing(open_store(demo_db, read_only=True)) as opened:
        yield opened


def test_what_is_counted_are_the_rows_of_the_campaigns_days(store: Store) -> None:
    progress = Engine(store).campaign("hundred_days")
    assert progress.window is not None and progress.window.start == FIRST
    assert progress.status is CampaignStatus.RUNNING
    (inspected,) = store.conn.execute(
        "SELECT count(*) FROM fact_inspection WHERE premises = 'nine_small' "
        "AND date(occurred_at, 'unixepoch', '+8 hours') BETWEEN '2026-09-01' AND ?",
        [progress.as_of.isoformat()],
    ).fetchone()
    bureau = progress.units[0].id
    assert inspected > 0 and progress.lines["premises_inspected", bureau].figure.value == inspected
    assert progress.elapsed_days == (progress.as_of - FIRST).days + 1


def test_a_campaign_without_dates_is_not_running(demo_db: Path, tmp_path: Path) -> None:
    with ours(Path(shutil.copy(demo_db, tmp_path / "a.db")), "2026-02-10", "2026-05-20") as engine:
        progress = engine.campaign("sweeps")
    assert progress.window is None and progress.status is CampaignStatus.UNDATED and not progress.lines


def test_nothing_is_ahead_or_behind_without_a_target(store: Store) -> None:
    progress = Engine(store).campaign("hundred_days")
    targeted = [line for line in progress.lines.values() if line.target is not None]
    assert targeted and len(targeted) < len(progress.lines)
    for line in progress.lines.values():
        if line.target is None:
            assert not line.status


def test_a_bulletins_figures_stand_the_audit(demo_db: Path, tmp_path: Path) -> None:
    sheet, claims = tmp_path / "week.xlsx", tmp_path / "claims.csv"
    run("campaign", "--db", demo_db, "--bulletin", "week", "--to", sheet, "--claims", claims)
    cells = [str(cell.value) for page in load_workbook(sheet) for row in page for cell in row if cell.value is not None]
    assert any("演示数据" in text for text in cells) and any("检查九小场所" in text for text in cells)
    audited = json.loads(run("audit", claims, "--format", "json"))
    assert len(audited) > 10
    assert {claim["verdict"] for claim in audited} == {"holds"} and any(claim["numerator"] for claim in audited)


# --- by hand -------------------------------------------------------------------------------------------------
SPREAD = Dispersion(np.array(1.2), np.array(30.0))


def statuses(*paces: CountPace, ended: bool = False) -> list[TargetStatus]:
    return [judgement.status for judgement in judge_paces(paces, ended=ended)]


def test_what_is_said_of_a_count_against_the_time_that_is_over() -> None:
    def half(count: float) -> CountPace:
        return CountPace(count, 1000.0, 0.5, SPREAD, 5.0)

    assert statuses(half(1000)) == [TargetStatus.REACHED] and statuses(half(999)) == [TargetStatus.AHEAD]
    assert statuses(half(300)) == [TargetStatus.BEHIND] and statuses(half(510)) == [TargetStatus.ON_PACE]
    assert statuses(half(999), half(1000), ended=True) == [TargetStatus.NOT_REACHED, TargetStatus.REACHED]
    large = CountPace(510_000.0, 1_000_000.0, 0.5, SPREAD, 5.0)  # surely ahead, and by too little to be worth saying
    assert p_value(large) < 1e-6 and statuses(large) == [TargetStatus.ON_PACE]
    assert statuses(CountPace(0.0, 10.0, 0.0, SPREAD, 5.0)) == [TargetStatus.ON_PACE]  # nothing is over yet
    none = CountPace(0.0, 20.0, 0.5, Dispersion(np.array(3.0), np.array(20.0)), 5.0)
    assert p_value(none) < 0.01 and statuses(none) == [TargetStatus.BEHIND]


def test_the_usual_range_of_a_count_and_its_test_are_explained_where_they_differ() -> None:
    low, high = usual_range(CountPace(0.0, 1000.0, 0.5, SPREAD, 5.0))
    assert low < 500 < high and poisson.cdf(low, 500) == pytest.approx(0.02, abs=0.02)
    just_outside = CountPace(float(high + 1), 1000.0, 0.5, SPREAD, 5.0)
    ((status, reason),) = judge_paces([just_outside], ended=False)
    assert 0.02 < p_value(just_outside) < 0.05 and status is TargetStatus.ON_PACE
    assert "单看超出平常波动" in reason and f"平常 {low}–{high}" in reason
    ((_, within),) = judge_paces([CountPace(500.0, 1000.0, 0.5, SPREAD, 5.0)], ended=False)
    assert "没有超出平常波动" in within


def test_what_is_counted_has_no_interval(demo_db: Path) -> None:
    """Return how much of a target is done is known; of a rate it is not, and it stays between 0 and 100%."""
    with closing(open_store(demo_db, read_only=True)) as store:
        progress = Engine(store).campaign("hundred_days")
        assert any(line.completion is not None for line in progress.lines.values())
        for line in progress.lines.values():
            if line.completion is not None:
                assert line.low is None and line.high is None
            elif line.low is not None and line.high is not None:
                assert 0 <= line.low <= line.high <= 1


@given(st.lists(st.integers(0, 60), min_size=1, max_size=20), st.integers(0, 5000))
def test_a_target_that_is_shared_out_adds_up_and_is_nobodys_where_a_stock_is_not_known(
    stocks: list[int], total: int
) -> None:
    by_station: dict[int, float | None] = dict(enumerate(map(float, stocks)))
    shares = apportion(total, by_station)
    if sum(stocks):
        assert sum(shares.values()) == total and set(shares) == set(by_station)
        assert all(abs(shares[unit] - total * stocks[unit] / sum(stocks)) < 1 for unit in by_station)
    else:
        assert shares == {}
    assert apportion(total, by_station | {99: None}) == {}


# --- a campaign of our own, against the rows ----------------------------------------------------------------------
OURS = """
[campaigns.ours]
zh = "本局行动"
en = "Ours"
remark = "本局自定。"
first = {first}
last = {last}
targets.premises_inspected = {{ value = 100000 }}
targets.dispute_resolution_rate_canvassed = {{ value = 0.99 }}
decision = {{ decided_by = "局党委", when = 2026-01-10, why = "安排工作量" }}
[campaigns.ours.parts.all]
zh = "各项"
kpis = ["premises_inspected", "disputes_reported", "dispute_resolution_rate_canvassed"]
"""
RATE = "dispute_resolution_rate_canvassed"


@contextmanager
def ours(path: Path, first: str, last: str) -> Iterator[Engine]:
    with closing(open_store(path)) as store:
        replace_overlays(store, {"ours.toml": OURS.format(first=first, last=last)}, actor="test", now=0)
        yield Engine(store)


def resolved(store: Store, first: date, last: date, as_of: date) -> tuple[int, int]:
    """Disputes canvassed on some days: those resolved by the end of a day, and all of them."""
    row: tuple[int, int] = store.conn.execute(
        "SELECT ifnull(sum(date(outcome_at, 'unixepoch', '+8 hours') <= :as_of), 0), count(*) FROM fact_dispute "
        "WHERE origin = 'canvassed' AND date(occurred_at, 'unixepoch', '+8 hours') BETWEEN :first AND :last",
        {"as_of": str(as_of), "first": str(first), "last": str(last)},
    ).fetchone()
    return row


def test_a_bulletin_sets_a_week_beside_the_one_before_as_it_was_known_then(demo_db: Path, tmp_path: Path) -> None:
    with ours(Path(shutil.copy(demo_db, tmp_path / "a.db")), "2026-02-10", "2026-10-25") as engine:
        root, back = engine.units.root.id, timedelta(days=7)
        sundays = [date(2026, 3, 1) + timedelta(days=7 * week) for week in range(30)]
        weeks = {day: (day - timedelta(days=6) - back, day - back) for day in sundays}
        later = [
            day
            for day, week in weeks.items()
            if resolved(engine.store, *week, day - back) != resolved(engine.store, *week, day)
        ]
        assert later, "of a week before, some were resolved in the week after"
        for day in (later[0], date(2026, 4, 30)):  # a Sunday, a Thursday
            week, single_day = engine.bulletin("ours", "week", day=day), engine.bulletin("ours", "day", day=day)
            monday = day - timedelta(days=day.weekday())
            assert (week.window.start, week.window.end) == (monday, day)
            assert single_day.window.start == single_day.window.end == day
            item, then = week.items[RATE, root], resolved(engine.store, monday - back, day - back, day - back)
            assert (item.figure.numerator, item.figure.denominator) == resolved(engine.store, monday, day, day)
            assert (item.base_figure.numerator, item.base_figure.denominator) == then
            judged = [item.verdict for item in week.items.values() if item.unit.id == root]
            assert any(judged) is (day.weekday() == 6), "a verdict on whole weeks alone"
            assert not any(item.verdict for item in single_day.items.values())


def test_a_rate_below_its_bound_is_missed_only_when_no_outcome_to_come_can_lift_it(
    demo_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ours(Path(shutil.copy(demo_db, tmp_path / "a.db")), "2026-02-10", "2026-05-20") as engine:
        root = engine.units.root.id
        running, over = (engine.campaign("ours", as_of=day).lines[RATE, root] for day in (date(2026, 5, 1), None))
        monkeypatch.setattr(unripe_standards, "LEEWAY", 0.0)
        progress, alone = engine.campaign("ours"), engine.campaign("ours", with_stations=False)
        assert alone.lines == {key: line for key, line in progress.lines.items() if key[1] == root}
        nothing_to_come = progress.lines[RATE, root]
    assert running.high is not None and running.high < 0.99 and over.high is not None and over.high < 0.99
    assert (running.status, over.status) == (TargetStatus.UNDECIDED, TargetStatus.UNDECIDED)
    assert over.reason == unripe_standards.OUTCOMES_TO_COME and over.figure.ripeness and over.figure.note
    assert nothing_to_come.status is TargetStatus.MISSED


def test_a_target_is_not_missed_where_the_source_has_not_come_to_the_end(demo_db: Path, tmp_path: Path) -> None:
    for stopped, status in ((0, TargetStatus.NOT_REACHED), (20, TargetStatus.UNDECIDED)):
        path = stop(Path(shutil.copy(demo_db, tmp_path / f"{stopped}.db")), "inspection", stopped)
        with ours(path, "2026-09-01", "2026-10-25") as engine:
            line = engine.campaign("ours").lines["premises_inspected", engine.units.root.id]
        assert line.status is status
        assert (f"只到 {STOPPED}" in line.reason) is bool(stopped)


def test_a_target_not_quite_reached_is_not_a_hundred_percent() -> None:
    shares = [Fraction(count, 2500) for count in (0, 1525, 2499, 2500, 2501)]
    assert [percent(share) for share in shares] == ["0.0%", "61.0%", "99.96%", "100.0%", "100.0%"]


def test_a_target_has_the_decimals_it_was_declared_with(store: Store) -> None:
    catalogue, lines = store.catalogue, Engine(store).campaign("hundred_days").lines.values()
    line = next(line for line in lines if line.target is not None and catalogue.kpis[line.kpi].kind == "count")
    kpi = catalogue.kpis[line.kpi]
    written = [target_text(kpi, replace(line, target=number)) for number in (12.5, 13.0, 1200.0, 2.25)]
    assert written == [f"{number} {kpi.unit}" for number in ("12.5", "13", "1,200", "2.25")]


def test_a_count_that_is_shared_out_is_whole() -> None:
    text = OURS.format(first="2026-02-10", last="2026-05-20")
    load_catalogue({"ours.toml": text.replace("100000 }", "12.0, split = true }")})
    with pytest.raises(CatalogueError, match=r"12\.5 分到各单位时不能都是整数"):
        load_catalogue({"ours.toml": text.replace("100000 }", "12.5, split = true }")})

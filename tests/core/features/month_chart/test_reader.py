"""Month charts of a demo bureau: what is read, which months make the limits, what is told and what is not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.writer import copy_database
from core.disclosure.reasons import suppression_reason
from core.engine import Engine
from core.features.month_chart.limits import RUN
from core.features.month_chart.months import AGE, BASELINE_MONTHS
from core.features.month_chart.text import CHECK, basis_text, chart_sentence, point_name
from core.features.month_chart.types import ChartKind, MonthPoint, MonthState, NoLimits, Side
from core.store.catalogue_tables import table_of
from core.store.open import open_store
from core.store.records import apply_records
from core.time.days import month_days, month_number, month_text, to_date
from dashboards.cli.command import cli
from dashboards.pages.indicators.month_chart import rows
from tests.support.demo import DEMO_AS_OF

pytestmark = pytest.mark.slow
AS_OF = date.fromisoformat(DEMO_AS_OF)
COHORT = "dispute_resolution_rate"


@pytest.fixture(scope="module")
def engine(demo_db: Path) -> Iterator[Engine]:
    with closing(open_store(demo_db, read_only=True)) as store:
        yield Engine(store)


@pytest.fixture(scope="module")
def busy_db(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo bureau with every alert of the last month three times."""
    path = copy_database(demo_db, tmp_path_factory.mktemp("busy") / "busy.db")
    with closing(open_store(path)) as store:
        columns = list(store.catalogue.facts["alert"].columns)
        number = columns.index("id")
        alerts = store.conn.execute(
            f"SELECT {', '.join(columns)} FROM {table_of('alert')} WHERE when_day BETWEEN ? AND ?",
            month_days(month_number(AS_OF)),
        ).fetchall()
        more = [(*row[:number], f"{row[number]}-{time}", *row[number + 1 :]) for row in alerts for time in (1, 2)]
        with store.write("test", "records", "alert", 0):
            apply_records(store, "alert", more)
    return path


def period_of(point: MonthPoint) -> str:
    return f"{to_date(month_days(point.first_month)[0])}..{to_date(month_days(point.last_month)[1])}"


@pytest.mark.parametrize(
    ("kpi", "kind"),
    [
        ("alerts_valid", ChartKind.U_PRIME),
        ("alerts_per_100_officers", ChartKind.U_PRIME),
        ("sweeps_archived", ChartKind.U_PRIME),
        ("invalid_share", ChartKind.P_PRIME),
        (COHORT, ChartKind.P_PRIME),
        ("response_time_p90", ChartKind.XMR),
        ("police_total", ChartKind.XMR),
    ],
)
def test_every_month_is_the_boards_at_one_age(engine: Engine, kpi: str, kind: ChartKind) -> None:
    chart, root = engine.month_chart(kpi), engine.units.root.id
    is_cohort = engine.catalogue.kpis[kpi].basis == "cohort"
    assert chart.kind is kind and chart.age == (AGE if is_cohort else None)
    assert len(chart.points) > 20
    for point in chart.points:
        end = to_date(month_days(point.last_month)[1])
        read_on = min(end + timedelta(days=AGE), AS_OF) if is_cohort else end
        assert point.known_by == read_on
        board = engine.board(None, period_of(point), read_on, [kpi], 0, [])
        assert point.exact == board.figures[kpi, root].exact


@pytest.mark.parametrize("kpi", ["alerts_valid", COHORT, "response_time_p90"])
def test_what_comes_later_changes_no_month_that_was_ripe(engine: Engine, kpi: str) -> None:
    early, late = (engine.month_chart(kpi, None, day) for day in (date(2026, 7, 31), AS_OF))
    then, now = ({p.last_month: p.exact for p in chart.points} for chart in (early, late))
    ripe = [p.last_month for p in early.points if p.state is not MonthState.UNRIPE]
    assert ripe and all(then[month] == now[month] for month in ripe if month in now)


@pytest.mark.parametrize("kpi", ["alerts_valid", COHORT, "invalid_share"])
def test_the_months_before_those_judged_make_the_limits(engine: Engine, kpi: str) -> None:
    chart = engine.month_chart(kpi)
    assert len(chart.judged) == RUN and chart.reason is None
    assert chart.baseline[-1].last_month < chart.judged[0].first_month
    assert chart.judged[0].last_month - chart.baseline[0].last_month <= BASELINE_MONTHS
    assert all(left.last_month + 1 == right.first_month for left, right in pairwise(chart.points))
    for point in chart.judged:
        assert point.low is not None and point.centre is not None and point.high is not None
        assert point.low < point.centre < point.high
        assert (point.outside is Side.ABOVE) == (point.value is not None and point.value > point.high)


def test_months_too_young_are_marked_and_not_judged(engine: Engine) -> None:
    chart = engine.month_chart(COHORT)
    unripe = [point for point in chart.points if point.state is MonthState.UNRIPE]
    assert [point_name(point) for point in unripe] == ["2026-10"]
    assert unripe[0].exact is not None and unripe[0].low is None and unripe[0].outside is None
    assert f"2026-10 {MonthState.UNRIPE}" in basis_text(chart)
    *earlier, row = rows(engine.catalogue.kpis[COHORT], chart)
    assert str(MonthState.UNRIPE) in row and row[1] is None  # not drawn: it would look like a collapse
    beside = [number for month in earlier[-3:] for number in month[1:5] if number is not None]
    assert beside and row[5] == max(beside)  # the mark's text covers no point beside it
    assert not any(point.state is MonthState.UNRIPE for point in engine.month_chart("alerts_valid").points)


def test_january_waits_for_its_february(engine: Engine) -> None:
    counts, shares = (
        [point_name(point) for point in engine.month_chart(kpi, None, date(2026, 1, 31)).points][-1]
        for kpi in ("alerts_valid", "invalid_share")
    )
    assert (counts, shares) == ("2025-12", "2026-01")
    assert point_name(engine.month_chart("alerts_valid", None, date(2026, 2, 28)).points[-1]) == "2026-01/02"
    assert point_name(engine.month_chart("alerts_valid", None, date(2026, 2, 27)).points[-1]) == "2025-12"


@pytest.mark.parametrize(
    ("kpi", "as_of", "reason"),
    [
        ("alerts_valid", date(2026, 3, 31), NoLimits.SHORT_HISTORY),
        ("invalid_share", date(2025, 3, 31), NoLimits.SHORT_HISTORY),
        ("bathhouses_suspended", AS_OF, NoLimits.TOO_FEW),
        ("stations", AS_OF, NoLimits.NO_VARIATION),
        ("actual_population", AS_OF, NoLimits.CUMULATIVE),
    ],
)
def test_where_there_are_no_limits_the_reason_stands(engine: Engine, kpi: str, as_of: date, reason: NoLimits) -> None:
    chart = engine.month_chart(kpi, None, as_of)
    assert chart.reason == reason and chart.points and chart.r is None and chart.run is None
    assert all(point.low is None and point.outside is None for point in chart.points)
    assert chart_sentence(engine.catalogue.kpis[kpi], chart) == "" and str(reason) in basis_text(chart)


def test_small_numbers_stay_hidden(engine: Engine) -> None:
    station = engine.units.stations(engine.units.root.id)[0]
    chart = engine.month_chart("criminal_detentions", station.id)
    assert chart.points == () and chart.reason == suppression_reason(engine.catalogue)


def test_a_month_that_lies_outside_is_told(engine: Engine, busy_db: Path) -> None:
    kpi = engine.catalogue.kpis["alerts_valid"]
    assert chart_sentence(kpi, engine.month_chart("alerts_valid")) == ""
    with closing(open_store(busy_db, read_only=True)) as store:
        chart = Engine(store).month_chart("alerts_valid")
    newest = chart.newest
    assert newest is not None and newest.outside is Side.ABOVE and point_name(newest) == month_text(month_number(AS_OF))
    sentence = chart_sentence(kpi, chart)
    assert sentence.startswith(f"2026-10 为 {newest.value:,.0f} 起，高于") and sentence.endswith(f"{CHECK}。")
    assert "中线" not in sentence


def test_counts_are_drawn_by_the_day(engine: Engine) -> None:
    chart = engine.month_chart("alerts_valid")
    january = next(point for point in chart.points if point_name(point) == "2026-01/02")
    drawn = {row[0]: row[1] for row in rows(engine.catalogue.kpis["alerts_valid"], chart)}
    assert january.value is not None and drawn["2026-01/02"] == january.value / 59
    assert drawn["2026-10"] == (chart.points[-1].value or 0) / 31
    rate = engine.month_chart("invalid_share")
    assert rows(engine.catalogue.kpis["invalid_share"], rate)[-1][1] == rate.points[-1].value


def test_a_run_is_told_with_the_months_that_it_has(engine: Engine) -> None:
    kpi, chart = engine.catalogue.kpis["alerts_valid"], engine.month_chart("alerts_valid")
    assert chart_sentence(kpi, replace(chart, run=Side.BELOW)) == "最近 8 个月都低于中线，水平可能已经下移，请核实。"
    merged = engine.month_chart("alerts_valid", None, date(2026, 8, 31))
    assert merged.run is None
    assert chart_sentence(kpi, replace(merged, run=Side.ABOVE)).startswith("最近 9 个月都高于中线")


def test_the_command_prints_months_and_limits(demo_db: Path) -> None:
    def run(*words: str) -> str:
        result = CliRunner().invoke(cli, ["months", *words, "--db", str(demo_db)], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    (valid, cohort) = json.loads(run("有效警情", COHORT, "--format", "json"))
    assert (valid["kpi"], valid["chart"], valid["age"], valid["sentence"]) == ("alerts_valid", "u_prime", None, None)
    assert [month["state"] for month in valid["months"]][-RUN:] == ["judged"] * RUN
    assert (cohort["age"], cohort["months"][-1]["state"]) == (AGE, "unripe")
    table = run(COHORT)
    assert "2026-10" in table and "未到期" in table and "p′ 图" in table
    assert CliRunner().invoke(cli, ["months", "--db", str(demo_db)]).exit_code == 2

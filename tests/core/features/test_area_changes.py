"""What was before a unit's area became another one makes no limits, no usual range, no forecast and no signal.

Nor is it compared with what came after: not in a contest, not per head, not in what an instruction or a campaign did.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from core.catalogue.load import load_catalogue
from core.engine import Engine
from core.features.campaigns.effect import CHANGED_AREA
from core.features.expected_range.types import NoRange
from core.features.follow_up.pooled.answers import FollowUpPooler
from core.features.month_chart.text import basis_text
from core.features.month_chart.types import MonthState, NoLimits
from core.features.slips.build import INCOMPLETE
from core.features.year_end.types import NoPace
from core.intake.unit_history.change import write_unit_change
from core.intake.unit_history.plans import plan_merge, plan_move, plan_rename
from core.judgement.dispersion import DEFAULT_PHI
from core.metrics.mixed_area import NO_QUOTIENT
from core.store.coverage import add_coverage
from core.store.create import create_store
from core.store.ledger import LedgerRow, apply_ledger
from core.store.officers import add_officers
from core.store.open import open_store
from core.store.records import apply_records
from core.store.store import Store
from core.store.unit_events import UnitEvent
from core.store.units import NewUnit, UnitTree, add_units, unit_tree
from core.time.days import day_number, first_second, month_days, month_number, week_days, week_number
from dashboards.pages.indicators.month_chart import rows
from tests.support.worlds import ALL_SHOWN

pytestmark = pytest.mark.slow

FIRST, CHANGE, LAST = date(2023, 1, 1), date(2026, 7, 1), date(2026, 11, 28)
NOW = first_second(day_number(LAST) + 1)
STATIONS, OWN, MOVED = 4, 3, 3  # alerts a day of each station's first community, and of the one that moves
KPI, PER_OFFICER = "alerts_valid", "alerts_per_100_officers"


def _alerts(store: Store) -> Iterator[tuple[Any, ...]]:
    columns = store.catalogue.facts["alert"].columns
    blank = dict.fromkeys(columns) | {"class": "traffic", "kind": "accident"}
    blank |= dict.fromkeys(("on_scene", "non_police", "diverted", "joint"), 0)
    communities = {unit.code: unit.id for unit in unit_tree(store).of_kind("community")}
    for code, unit in communities.items():
        for day in range(day_number(FIRST), day_number(LAST) + 1):
            many = (MOVED if code == "CX" else OWN) + (day * (unit + 3)) % 3 - 1
            for number in range(many):
                when = first_second(day) + 3600 * (8 + number)
                record = blank | {"id": f"{code}-{day}-{number}", "unit": unit, "occurred_at": when}
                yield tuple(record[name] for name in columns)


def _inhabitants(store: Store) -> list[LedgerRow]:
    stations = unit_tree(store).stations(1)
    ends = [month_days(month) for month in range(month_number(date(2026, 6, 1)), month_number(LAST))]
    return [LedgerRow(unit.id, "actual_population", *days, 20_000, "月报") for unit in stations for days in ends]


def _postings(store: Store) -> Iterator[tuple[Any, ...]]:
    columns = store.catalogue.facts["posting"].columns
    for unit in unit_tree(store).stations(1):
        given = {"id": f"P{unit.id}", "unit": unit.id, "officer": f"P{unit.id}", "from_day": day_number(FIRST)}
        record = dict.fromkeys(columns) | given | {"kind": "police", "post": "community"}
        yield tuple(record[name] for name in columns)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four stations for nearly four years; a community of the second moved to the first four months ago."""
    path = tmp_path_factory.mktemp("areas") / "bureau.db"
    with closing(create_store(path, bureau="澄岚县公安局", demo=False, now=0, overlays=ALL_SHOWN)) as store:
        stations = [NewUnit(f"S{place}", f"{place}所", "station", "澄岚县公安局") for place in range(STATIONS)]
        communities = [NewUnit(f"C{place}", f"{place}社区", "community", f"S{place}") for place in range(STATIONS)]
        with store.write("test", "seed", "", 0):
            add_units(store, [*stations, *communities, NewUnit("CX", "九里社区", "community", "S1")])
        with store.write("test", "seed", "", 0):
            apply_records(store, "alert", _alerts(store))
            add_coverage(store, "alert", 1, day_number(FIRST), day_number(LAST))
            apply_ledger(store, _inhabitants(store))
            add_officers(store, [(f"P{unit.id}", "某人") for unit in unit_tree(store).stations(1)])
            apply_records(store, "posting", _postings(store))
            add_coverage(store, "posting", 1, day_number(FIRST), day_number(LAST))
        tree = unit_tree(store)
        write_unit_change(store, plan_move(tree, "CX", "S0", day_number(CHANGE)), actor="test", now=NOW)
        renamed = plan_rename(unit_tree(store), "S2", "新二所", day_number(CHANGE))
        write_unit_change(store, renamed, actor="test", now=NOW)
    return path


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    with closing(open_store(path, read_only=True)) as store:
        yield Engine(store)


def test_months_of_another_area_have_no_part_in_a_chart(engine: Engine) -> None:
    chart = engine.month_chart(KPI, "S0", LAST)
    before = {point.state for point in chart.points if point.last_month < month_number(CHANGE)}
    assert before == {MonthState.OTHER_AREA} and chart.reason == NoLimits.SHORT_HISTORY
    assert "2026-07-01 九里社区划入：此前各月是另一个辖区的" in basis_text(chart)
    drawn = rows(engine.catalogue.kpis[KPI], chart)
    assert [row[1] is None for row in drawn] == [point.state is MonthState.OTHER_AREA for point in chart.points]


@pytest.mark.parametrize("unit", ["S2", None])
def test_a_new_name_and_the_bureau_keep_their_months(engine: Engine, unit: str | None) -> None:
    chart = engine.month_chart(KPI, unit, LAST)
    assert chart.reason is None and chart.area_change is None and "辖区" not in basis_text(chart)
    assert engine.pace(KPI, unit, LAST).mid is not None


def test_a_usual_range_begins_with_the_area(engine: Engine) -> None:
    soon, later = (engine.expected_range(KPI, "S0", day) for day in (CHANGE + timedelta(days=40), LAST))
    assert soon.reason == NoRange.OTHER_AREA
    assert later.range is not None and OWN + MOVED - 1 < later.range.mid < OWN + MOVED + 1
    before = engine.expected_range(KPI, "S0", CHANGE - timedelta(days=1))
    assert before.range is not None and before.range.mid < OWN + 1  # as it was then


def test_no_year_is_forecast_from_another_area(engine: Engine) -> None:
    pace = engine.pace(KPI, "S0", LAST)
    board = engine.board("S0", "ytd", LAST, [KPI], months=0, units=[])
    figure = board.figures[KPI, board.units[0].id]
    assert pace.reason == NoPace.OTHER_AREA and pace.mid is None and pace.value == figure.exact


def test_months_of_another_area_make_no_dispersion(path: Path) -> None:
    """October against September, both of the present area: the step of July is no wildness of the station's months."""

    def phi(unit: str) -> float:
        with closing(open_store(path, read_only=True)) as store:
            board = Engine(store).board(unit, "2026-10", LAST, [KPI], months=0, units=[])
            dispersion = board.judgements[KPI, board.units[0].id, "mom"].phi
        assert dispersion is not None
        return dispersion

    with patch("core.judgement.autocorrelation.leaves_enough", return_value=False):  # July is recent
        with patch.object(UnitTree, "area_change", return_value=None):
            blind = {unit: phi(unit) for unit in ("S0", "S2")}
        assert phi("S0") < 1.1 * DEFAULT_PHI < blind["S0"] / 2
        assert phi("S2") == blind["S2"]  # it was only renamed


def test_a_change_of_area_is_no_signal(path: Path) -> None:
    """Were its area not known to have changed, the station that has twice as much would be told of."""
    day = CHANGE + timedelta(days=20)
    with closing(open_store(path, read_only=True)) as store:
        stations = {unit.id for unit in unit_tree(store).stations(1) if unit.code in ("S0", "S1")}
        told = [signal for signal in Engine(store).signals(day).active if signal.unit.id in stations]
        with patch.object(UnitTree, "area_change", return_value=None):
            blind = [signal for signal in Engine(store).signals(day).active if signal.unit.id in stations]
    assert told == [] and blind != []


@pytest.mark.parametrize(
    ("period", "is_mixed"), [("2026Q3", False), ("2026-06-15..2026-09-30", True), ("2026-10", False)]
)
def test_no_count_is_set_against_the_people_of_another_area(engine: Engine, period: str, is_mixed: bool) -> None:
    """A station that took a community in had its people for a part of the days alone: it would seem to be quiet."""
    board = engine.board(None, period, LAST, [PER_OFFICER], months=0)
    figures = {unit.code: board.figures[PER_OFFICER, unit.id] for unit in board.units}
    comparison = engine.comparison(KPI, period, LAST)
    compared = {ranked.unit.code for ranked in comparison.ranked_units}
    for code in ("S0", "S1"):
        assert (figures[code].exact is None) is is_mixed and (code not in compared) is is_mixed
    assert figures["S2"].exact is not None and {"S2", "S3"} <= compared
    if is_mixed:
        assert str(figures["S0"].reason).endswith(f"划入，{NO_QUOTIENT}")
        assert [left.reason for left in comparison.left_out if left.unit.code == "S0"] == [figures["S0"].reason]


def test_a_month_in_which_the_area_changed_has_no_point_per_officer(engine: Engine) -> None:
    """As if July had begun before the area changed."""

    def changes(tree: UnitTree, unit: int, first: int, last: int) -> list[UnitEvent]:
        return [event for event in tree.events(unit) if event.is_break and first <= event.day <= last]

    with patch.object(UnitTree, "area_changes", changes):
        board = engine.board(None, "ytd", LAST, [PER_OFFICER], months=8)
        series = {unit.code: board.series[PER_OFFICER, unit.id] for unit in board.units}
    assert [value is None for value in series["S0"]] == [month == month_number(CHANGE) for month in board.months]
    assert None not in series["S2"]


@pytest.mark.parametrize("period", ["2026-10", "ytd"])
def test_nobody_is_placed_in_a_contest_by_another_area(engine: Engine, period: str) -> None:
    contest = engine.contest("alerts", period, LAST)
    assert {line.id for line in contest.lines} == {"S2", "S3"}
    assert sorted(left.zh for left in contest.left_out) == ["0所", "1所"]
    assert all("前后辖区不同" in left.reason for left in contest.left_out)


def test_a_slip_is_not_given_for_what_came_with_another_area(engine: Engine) -> None:
    day = CHANGE + timedelta(days=60)
    slips = {slip.station.code: slip for slip in engine.slips(None, day)}
    assert slips["S0"].incomplete_reason == INCOMPLETE and slips["S0"].lines == ()
    with patch.object(UnitTree, "area_starts", lambda _, units, __: tuple(0 for _ in units)):
        assert any(line.station_rose for slip in engine.slips("S0", day) for line in slip.lines)


def test_months_of_another_area_make_no_dispersion_in_a_contest(engine: Engine) -> None:
    """As if all stations had had another area until two months ago: what is known of fewer months is φ as assumed."""
    usual = {line.phi for line in engine.contest("alerts", "2026-10", LAST).lines}
    since = day_number(date(2026, 9, 1))
    with patch.object(UnitTree, "area_starts", lambda _, units, __: tuple(since for _ in units)):
        young = {line.phi for line in engine.contest("alerts", "2026-10", LAST).lines}
    assert max(usual) < 0.9 * DEFAULT_PHI < min(young)


CAMPAIGN = """
[campaigns.ours]
zh = "本局行动"
en = "Ours"
remark = "本局自定。"
first = 2026-09-01
last = 2026-11-28
stations = ["{station}"]
[campaigns.ours.parts.all]
zh = "各项"
kpis = ["traffic_alerts"]
"""


@pytest.mark.parametrize("taken_up", ["S0", "S2"])
def test_a_campaign_is_not_judged_by_stations_of_another_area(path: Path, taken_up: str) -> None:
    with closing(open_store(path)) as store:
        catalogue = load_catalogue({"own.toml": CAMPAIGN.format(station=taken_up)})
        with patch.object(Engine, "catalogue", catalogue):
            (effect,) = Engine(store).campaign_effects("ours", LAST).effects
            with patch.object(UnitTree, "area_changes", return_value=[]):
                (blind,) = Engine(store).campaign_effects("ours", LAST).effects
    assert (effect.test, effect.reason) == (None, CHANGED_AREA)
    assert blind.reason != CHANGED_AREA


def test_weeks_of_another_area_are_not_pooled(engine: Engine) -> None:
    """What instructions did is read from weekly amounts: a week of the other area is as one without data."""
    with engine._snapshot() as snapshot:
        pooler = FollowUpPooler(engine.catalogue, snapshot.tree, engine._read, engine._policy(snapshot))
        last = week_number(day_number(LAST)) - 1
        known = pooler._panel(KPI, last - 60, last, []).known
    of_area = [week_days(week)[0] >= day_number(CHANGE) for week in range(last - 60, last + 1)]
    assert known[0].tolist() == known[1].tolist() == of_area and known[2:].all()


SHARED_OUT = """
[campaigns.ours]
zh = "本局行动"
en = "Ours"
remark = "本局自定。"
first = 2026-06-15
last = 2026-11-28
targets.premises_inspected = { value = 8, split = true }
decision = { decided_by = "局党委", when = 2026-01-10, why = "安排工作量" }
[campaigns.ours.parts.all]
zh = "各项"
kpis = ["premises_inspected", "traffic_alerts"]
"""


def test_a_target_shared_out_by_the_people_of_the_first_day_is_that_of_their_area(path: Path, tmp_path: Path) -> None:
    """One officer a station: two of eight for each. Two that became one have four, those of another area have none."""
    with closing(open_store(Path(shutil.copy(path, tmp_path / "merged.db")))) as store:
        merged = plan_merge(unit_tree(store), ["S2", "S3"], "S9=合所", None, day_number(date(2026, 8, 1)))
        write_unit_change(store, merged, actor="test", now=NOW)
        engine = Engine(store)
        with patch.object(Engine, "catalogue", load_catalogue({"own.toml": SHARED_OUT})):
            progress = engine.campaign("ours", None, LAST)
    targets = {line.unit.code: line.target for (kpi, _), line in progress.lines.items() if kpi == "premises_inspected"}
    assert targets == {"澄岚县公安局": 8, "S0": None, "S1": None, "S9": 4}


INDEX = """
[kpis.load]
zh = "民警人均联动出警"
en = "Joint dispatches an officer"
domain = "command"
systems = ["S02"]
kind = "ratio"
basis = "flow"
numerator = "joint_dispatches"
denominator = "police_total"
unit = "起/人"
digits = 1
direction = "down"
assess = true
definition = "本期三台联动出警数除以期末民警数。"
[indices.ours]
zh = "本局指数"
en = "Ours"
remark = "本局自定。"
units = ["station"]
months = 3
least = 1
[indices.ours.parts]
load = { weight = 100, floor = 1000, target = 0 }
"""


@pytest.mark.parametrize("month", [date(2026, 8, 1), date(2026, 10, 1)])
def test_no_score_rests_on_the_people_of_another_area(engine: Engine, month: date) -> None:
    """The three months up to August began before the area changed on 1 July, those up to October after it."""
    with patch.object(Engine, "catalogue", load_catalogue({"own.toml": INDEX})):
        table = engine.index_table("ours", month_number(month), "station")
    scored = {unit.code for unit in table.units if table.scores[unit.id].value is not None}
    assert scored == {"S2", "S3"} | ({"S0", "S1"} if month.month == 10 else set())
    reasons = [part.reason for unit in table.units for part in table.scores[unit.id].parts if unit.code not in scored]
    assert all(str(reason).endswith(NO_QUOTIENT) for reason in reasons)

"""The engine's comparison on a real database: peers, coverage, bars, and what the catalogue must refuse."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from core.catalogue.load import load_catalogue
from core.catalogue.problems import CatalogueError
from core.comparison.case_mix import compare_pair
from core.comparison.groups import find_group
from core.comparison.method import method_of
from core.comparison.peers import Peer
from core.comparison.ranked_units import VerdictRule, fit_funnel, rank_units
from core.comparison.summary_text import summary
from core.comparison.types import AgainstGroup, Group
from core.engine import Engine
from core.judgement.dispersion import Dispersion
from core.metrics.types import Figure, UnitRef
from core.store.check import check_store
from core.store.coverage import add_coverage
from core.store.create import create_store
from core.store.open import open_store
from core.store.overlays import replace_overlays
from core.store.records import apply_records
from core.store.units import NewUnit, add_units
from core.time.days import day_number, first_second
from dashboards.cli.command import cli
from tests.support.demo import DEMO_AS_OF

pytestmark = pytest.mark.slow

AS_OF = date.fromisoformat(DEMO_AS_OF)
CATALOGUE = load_catalogue()
RULE = VerdictRule(1.0, 0.05, "派出所")


@pytest.fixture(scope="module")
def engine(demo_db: Path) -> Iterator[Engine]:
    store = open_store(demo_db, read_only=True)
    yield Engine(store)
    store.close()


def peer(index: int, top: int, size: int) -> Peer:
    unit = UnitRef(index, f"S{index:02d}", f"{index}所", "station", 1)
    return Peer(unit, Figure(top, size, Fraction(top, size)), float(top), float(size))


def judged(tops: list[int], size: int, kpi: str = "satisfaction_rate") -> dict[str, str | None]:
    peers = [peer(index, top, size) for index, top in enumerate(tops)]
    way = method_of(CATALOGUE, kpi)
    return {
        ranked.unit.code: ranked.verdict
        for ranked in rank_units(peers, way, fit_funnel(peers, way, own_error(peers)), RULE)
    }


def own_error(peers: list[Peer]) -> Dispersion:
    """Units whose own months vary by chance alone."""
    return Dispersion(np.ones(len(peers)), np.full(len(peers), 30.0))


EVEN = [940, 944, 936, 941, 939, 943, 938, 942, 940, 937, 945, 941]


def test_only_strong_evidence_names_anybody() -> None:
    assert set(judged(EVEN, 1000).values()) == {"不足以定级"}
    worse = judged([*EVEN, 820], 1000)
    assert worse.pop("S12") == "最差之一" and set(worse.values()) == {"不足以定级"}
    assert judged([*EVEN, 999], 1000)["S12"] == "最好之一"
    assert set(judged([*EVEN[:3], 820], 1000).values()) == {"不足以定级"}, "too few to hold one against"


def test_the_better_way_decides_who_is_best() -> None:
    share = method_of(CATALOGUE, "response_time_p90")
    assert share.highest_first, "less time is more of them within the edge"
    lower = method_of(CATALOGUE, "disputes_escalated")
    assert not lower.highest_first and lower.no_verdicts and lower.no_verdicts.startswith("不进考核")


@pytest.mark.parametrize(
    "kpi", [name for name, kpi in CATALOGUE.kpis.items() if not kpi.assess or kpi.direction == "none"]
)
def test_what_is_barred_has_a_reason_to_name_nobody(kpi: str) -> None:
    assert method_of(CATALOGUE, kpi).no_verdicts


def test_what_is_barred_is_put_in_order_without_a_label() -> None:
    peers = [peer(index, top, 1000) for index, top in enumerate([*EVEN, 200])]
    way = method_of(CATALOGUE, "clearance_rate")
    ranked_units = rank_units(peers, way, fit_funnel(peers, way, own_error(peers)), RULE)
    assert {ranked.verdict for ranked in ranked_units} == {None}
    assert {ranked.side for ranked in ranked_units} <= {"偏高", "偏低", ""}
    assert ranked_units[-1].rank == 13 and ranked_units[-1].position == "99.8%界外"


@pytest.mark.parametrize("kpi", list(CATALOGUE.kpis))
def test_every_kpi_answers_with_the_figures_of_its_board(engine: Engine, kpi: str) -> None:
    comparison = engine.comparison(kpi, "ytd", AS_OF)
    board = engine.board(period="ytd", as_of=AS_OF, kpis=[kpi], months=0)
    stations = {unit.id for unit in board.units[1:]}
    assert {listed.unit.id for listed in comparison.ranked_units} | {
        listed.unit.id for listed in comparison.left_out
    } == stations
    assert comparison.unit_kind == "派出所"
    for listed in comparison.ranked_units:
        assert listed.figure == board.figures[kpi, listed.unit.id]
        assert 1 <= listed.rank_low <= listed.rank <= listed.rank_high <= len(comparison.ranked_units)
        assert listed.verdict in (None, "不足以定级"), "three stations are too few"
        assert (listed.verdict is None) == (comparison.no_verdicts is not None)
        assert (listed.against_group is None) == (not comparison.kind.is_tested)
        if listed.against_group is AgainstGroup.ABOVE and comparison.level is not None:
            assert listed.value > comparison.level
        if listed.low is not None and listed.high is not None:
            assert listed.low <= listed.value <= listed.high
        if listed.limits95 and comparison.level is not None:
            low, high = listed.limits95
            assert (low is None or low < comparison.level) and (high is None or high > comparison.level)
    for out in comparison.left_out:
        assert out.reason


def test_a_units_rate_has_the_interval_that_it_has_on_its_board(engine: Engine) -> None:
    comparison = engine.comparison("dispute_resolution_rate", "ytd")
    board = engine.board(period="ytd", as_of=comparison.as_of, kpis=["dispute_resolution_rate"])
    assert comparison.ranked_units
    for ranked in comparison.ranked_units:
        assert (ranked.low, ranked.high) == board.intervals["dispute_resolution_rate", ranked.unit.id]
    assert any("区间不含全组平均也可能仍看不出" in note for note in comparison.notes)


def test_the_same_data_give_the_same_answer(demo_db: Path, engine: Engine) -> None:
    store = open_store(demo_db, read_only=True)
    assert Engine(store).comparison("satisfaction_rate", "ytd", AS_OF) == engine.comparison(
        "satisfaction_rate", "ytd", AS_OF
    )
    store.close()


def test_strata_add_up_and_no_stratum_is_divided_by_zero(engine: Engine) -> None:
    standardised_count = 0
    for kpi in ("dispute_resolution_rate", "onscene_completion_rate"):
        for period in ("2026-10-31", "2026-10", "ytd"):
            for ranked in engine.comparison(kpi, period, AS_OF).ranked_units:
                assert ranked.standardised is not None
                assert (ranked.standardised.value is None) == (ranked.standardised.reason is not None)
                if ranked.strata:
                    assert sum(s.numerator for s in ranked.strata) == ranked.numerator
                    assert sum(s.denominator for s in ranked.strata) == ranked.denominator
                if ranked.standardised.reason:
                    assert "不能标准化" in ranked.standardised.reason
                    standardised_count += 1
    assert standardised_count, "a single day must leave some stratum empty"


def test_two_units_and_their_crossing(engine: Engine) -> None:
    from core.comparison.types import Stratum

    comparison = engine.comparison("satisfaction_rate", "ytd", AS_OF)
    first, second = comparison.ranked_units[0], comparison.ranked_units[1]
    mixed = replace(first, numerator=273.0, denominator=350.0, strata=(Stratum("小", 81, 87), Stratum("大", 192, 263)))
    other = replace(second, numerator=289.0, denominator=350.0, strata=(Stratum("小", 234, 270), Stratum("大", 55, 80)))
    difference = compare_pair(replace(comparison, ranked_units=(mixed, other)), first.unit.code, second.unit.code)
    assert difference is not None and difference.reversal is not None
    assert f"总的比率{second.unit.name}高于{first.unit.name}" in difference.reversal
    assert difference.difference == pytest.approx((273 - 289) / 350 * 100)


def test_a_station_without_reports_is_left_out_and_not_at_zero(demo_db: Path, tmp_path: Path) -> None:
    store = open_store(Path(shutil.copy(demo_db, tmp_path / "gap.db")), now=0)
    root, *stations = [store.conn.execute("SELECT id FROM unit WHERE parent IS NULL").fetchone()[0]] + [
        row[0] for row in store.conn.execute("SELECT id FROM unit WHERE kind = 'station' ORDER BY id")
    ]
    with store.write("test", "coverage", "", 0):
        spans = store.conn.execute(
            "SELECT first, last FROM coverage WHERE kind = 'survey' AND unit = ?", [root]
        ).fetchall()
        assert spans
        store.conn.execute("DELETE FROM coverage WHERE kind = 'survey'")
        for station in stations[1:]:
            store.conn.executemany(
                "INSERT INTO coverage VALUES ('survey', ?, ?, ?)", [(station, *span) for span in spans]
            )
    comparison = Engine(store).comparison("satisfaction_rate", "ytd", AS_OF)
    assert [listed.unit.id for listed in comparison.left_out] == [stations[0]]
    assert stations[0] not in {listed.unit.id for listed in comparison.ranked_units}
    assert any("不等于 0" in note for note in comparison.notes)
    store.close()


def test_groups_by_setting_size_and_the_bureaus_own(demo_db: Path, tmp_path: Path) -> None:
    store = open_store(Path(shutil.copy(demo_db, tmp_path / "own.db")), now=0)
    codes = [row[0] for row in store.conn.execute("SELECT code FROM unit WHERE kind = 'station' ORDER BY id")]
    own = f'[peer_groups.hills]\nzh = "山区所"\nmembers = ["{codes[0]}", "{codes[2]}", "X99"]\n'
    replace_overlays(store, {"own.toml": own}, actor="test", now=0)
    engine = Engine(store)
    assert engine.peer_groups()["hills"] == "山区所"
    hills = engine.comparison("alerts_valid", "ytd", AS_OF, "hills")
    assert {ranked.unit.code for ranked in hills.ranked_units} == {codes[0], codes[2]}
    assert any("X99" in fault and "山区所" in fault for fault in check_store(store))
    sized = [
        engine.comparison("alerts_valid", "ytd", AS_OF, name).ranked_units for name in ("large", "medium", "small")
    ]
    assert sorted(ranked.unit.code for third in sized for ranked in third) == sorted(codes)
    for name in ("urban", "town", "rural"):
        assert {
            ranked.unit.setting for ranked in engine.comparison("alerts_valid", "ytd", AS_OF, name).ranked_units
        } == {name}
    with pytest.raises(LookupError, match="没有同类组"):
        engine.comparison("alerts_valid", "ytd", AS_OF, "plains")
    store.close()


def test_times_of_communities_are_not_compared_by_bins_that_no_board_shows(tmp_path: Path) -> None:
    """The board shows three quarters of them; the bins would be those of the month begun since, too."""
    store = create_store(tmp_path / "own.db", bureau="甲局", demo=False, now=0)
    codes = [f"C{number}" for number in range(5)]
    columns = store.catalogue.facts["alert"].columns
    flags = {name: 0 for name, column in columns.items() if column.type == "flag"}
    with store.write("test", "units", "", 0):
        add_units(store, [NewUnit("S", "甲所", "station", "甲局")])
        add_units(store, [NewUnit(code, f"{code}村", "community", "S") for code in codes])
        add_coverage(store, "alert", 1, day_number(date(2025, 1, 1)), day_number(AS_OF))
        rows = [
            flags
            | {"id": f"{code}-{month}-{number}", "unit": unit, "class": "dispute", "response_seconds": 200 + number}
            | {"occurred_at": first_second(day_number(date(2026, month, 9)))}
            for code, unit in store.conn.execute("SELECT code, id FROM unit WHERE kind = 'community'").fetchall()
            for month in (2, 5, 8, 10)
            for number in range(30)
        ]
        apply_records(store, "alert", [tuple(map(row.get, columns)) for row in rows])
    replace_overlays(
        store, {"own.toml": f'[peer_groups.villages]\nzh = "各村"\nmembers = {json.dumps(codes)}\n'}, actor="t", now=0
    )
    engine = Engine(store)
    units = [unit.id for unit in engine.units.of_kind("community")]
    board = engine.board(None, "ytd", AS_OF, ["response_time_p90"], 0, units)
    assert [board.figures["response_time_p90", unit].denominator for unit in units] == [90] * 5
    comparison = engine.comparison("response_time_p90", "ytd", AS_OF, "villages")
    assert comparison.ranked_units == () and comparison.denominator is None
    assert {listed.unit.code for listed in comparison.left_out} == set(codes)
    store.close()


def test_units_of_unknown_size_are_named(engine: Engine) -> None:
    tree = engine.units
    stations = tree.stations(tree.root.id)
    officers = {station.id: Figure(5, None, Fraction(5)) for station in stations} | {
        stations[0].id: Figure(None, None, None, "没有登记")
    }
    large_group: Group = find_group(CATALOGUE, tree, tree.root.id, "large", officers)
    assert [unit for unit, _ in large_group.unclassified] == [stations[0]]


BROKEN = """
[peer_groups.urban]
zh = "城里"
members = ["A", "B"]

[peer_groups.twice]
zh = "重复"
members = ["A", "A"]

[exposures.population]
kpi = "satisfaction_rate"
counts = ["alerts_valid", "nothing", "cameras_connected"]

[exposures.other]
zh = "甲"
en = "other"
kpi = "police_total"
scale = 1
unit = "起"
counts = ["alerts_valid"]

[kpis.dispute_resolution_rate]
strata = ["dispute_resolution_rate_canvassed", "key_dispute_resolution_rate"]

[kpis.onscene_completion_rate]
strata = ["onscene_completion_rate_traffic"]

[kpis.satisfaction_rate]
strata = ["no_such", "callback_satisfaction_rate"]
"""


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("urban", "自带的同类组"),
        ("twice", "写了两次"),
        ("population", "“satisfaction_rate”不是时点数"),
        ("population", "没有指标“nothing”"),
        ("population", "“cameras_connected”不是件数"),
        ("other", "“alerts_valid”在“population”里也有"),
        ("dispute_resolution_rate", "分子加起来不是“disputes_resolved”"),
        ("dispute_resolution_rate", "分母加起来不是“disputes_reported”"),
        ("onscene_completion_rate", "两个以上的比率"),
        ("satisfaction_rate", "“no_such”，没有这个指标"),
    ],
)
def test_what_is_declared_wrong_is_refused_with_its_mend(entry: str, reason: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue({"broken.toml": BROKEN})
    matching = [problem for problem in caught.value.problems if problem.entry == entry and reason in problem.reason]
    assert len(matching) == 1 and matching[0].file == "broken.toml" and matching[0].mend


def test_the_command_gives_the_engines_answer(engine: Engine, demo_db: Path) -> None:
    arguments = ["compare", "满意度不存在", "--db", str(demo_db), "--period", "ytd"]
    assert "没有指标" in CliRunner().invoke(cli, arguments).output
    arguments = ["compare", "satisfaction_rate", "--db", str(demo_db), "--period", "ytd", "--as-of", DEMO_AS_OF]
    printed = json.loads(CliRunner().invoke(cli, [*arguments, "--format", "json"], catch_exceptions=False).stdout)
    comparison = engine.comparison("satisfaction_rate", "ytd", AS_OF)
    assert [row["unit_code"] for row in printed["units"]] == [ranked.unit.code for ranked in comparison.ranked_units]
    assert (printed["level"], printed["phi"]) == (comparison.level, comparison.phi)
    table = CliRunner().invoke(cli, arguments, catch_exceptions=False).stdout
    assert "不足以定级" in table and "演示数据" in table
    assert {row["against_group"] for row in printed["units"]} <= {"above", "below", "unclear"}
    assert [row["against_group"] for row in printed["units"]] == [
        ranked.against_group for ranked in comparison.ranked_units
    ]
    assert printed["summary"] == summary(comparison) and printed["summary"] in table

"""The engine's comparison on a real database: peers, coverage, bars, and what the catalogue must refuse."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.catalogue.load import load_catalogue
from core.catalogue.problems import CatalogueError
from core.comparison.case_mix import compare_pair
from core.comparison.groups import find_group
from core.comparison.method import method_of
from core.comparison.peers import Peer
from core.comparison.ranked_units import VerdictRule, fit_funnel, rank_units
from core.comparison.types import Group
from core.engine import Engine
from core.metrics.types import Figure, UnitRef
from core.store.check import check_store
from core.store.open import open_store
from core.store.overlays import replace_overlays
from dashboards.cli.command import cli
from tests.conftest import DEMO_AS_OF

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
    return Peer(unit, Figure(top, size, top / size), float(top), float(size))


def judged(tops: list[int], size: int, kpi: str = "satisfaction_rate") -> dict[str, str | None]:
    peers = [peer(index, top, size) for index, top in enumerate(tops)]
    way = method_of(CATALOGUE, kpi)
    return {one.unit.code: one.verdict for one in rank_units(peers, way, fit_funnel(peers, way), RULE)}


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
    "kpi", [name for name, one in CATALOGUE.kpis.items() if not one.assess or one.direction == "none"]
)
def test_what_is_barred_has_a_reason_to_name_nobody(kpi: str) -> None:
    assert method_of(CATALOGUE, kpi).no_verdicts


def test_what_is_barred_is_put_in_order_without_a_label() -> None:
    peers = [peer(index, top, 1000) for index, top in enumerate([*EVEN, 200])]
    way = method_of(CATALOGUE, "clearance_rate")
    told = rank_units(peers, way, fit_funnel(peers, way), RULE)
    assert {one.verdict for one in told} == {None}
    assert {one.side for one in told} <= {"偏高", "偏低", ""}
    assert told[-1].rank == 13 and told[-1].position == "99.8%界外"


@pytest.mark.parametrize("kpi", list(CATALOGUE.kpis))
def test_every_kpi_answers_with_the_figures_of_its_board(engine: Engine, kpi: str) -> None:
    found = engine.comparison(kpi, "ytd", AS_OF)
    board = engine.board(period="ytd", as_of=AS_OF, kpis=[kpi], months=0)
    stations = {unit.id for unit in board.units[1:]}
    assert {one.unit.id for one in found.ranked_units} | {one.unit.id for one in found.left_out} == stations
    assert found.unit_kind == "派出所"
    for one in found.ranked_units:
        assert one.figure == board.figures[kpi, one.unit.id]
        assert 1 <= one.rank_low <= one.rank <= one.rank_high <= len(found.ranked_units)
        assert one.verdict in (None, "不足以定级"), "three stations are too few"
        assert (one.verdict is None) == (found.no_verdicts is not None)
        if one.limits95 and found.level is not None:
            low, high = one.limits95
            assert (low is None or low < found.level) and (high is None or high > found.level)
    for out in found.left_out:
        assert out.reason


def test_the_same_data_give_the_same_answer(demo_db: Path, engine: Engine) -> None:
    store = open_store(demo_db, read_only=True)
    assert Engine(store).comparison("satisfaction_rate", "ytd", AS_OF) == engine.comparison(
        "satisfaction_rate", "ytd", AS_OF
    )
    store.close()


def test_strata_add_up_and_no_stratum_is_divided_by_zero(engine: Engine) -> None:
    told = 0
    for kpi in ("dispute_resolution_rate", "onscene_completion_rate"):
        for period in ("2026-10-31", "2026-10", "ytd"):
            for one in engine.comparison(kpi, period, AS_OF).ranked_units:
                assert one.standardised is not None
                assert (one.standardised.value is None) == (one.standardised.reason is not None)
                if one.strata:
                    assert sum(s.numerator for s in one.strata) == one.numerator
                    assert sum(s.denominator for s in one.strata) == one.denominator
                if one.standardised.reason:
                    assert "不能标准化" in one.standardised.reason
                    told += 1
    assert told, "a single day must leave some stratum empty"


def test_two_units_and_their_crossing(engine: Engine) -> None:
    from core.comparison.types import Stratum

    found = engine.comparison("satisfaction_rate", "ytd", AS_OF)
    one, two = found.ranked_units[0], found.ranked_units[1]
    mixed = replace(one, numerator=273.0, denominator=350.0, strata=(Stratum("小", 81, 87), Stratum("大", 192, 263)))
    other = replace(two, numerator=289.0, denominator=350.0, strata=(Stratum("小", 234, 270), Stratum("大", 55, 80)))
    told = compare_pair(replace(found, ranked_units=(mixed, other)), one.unit.code, two.unit.code)
    assert told is not None and told.reversal is not None
    assert f"总的比率{two.unit.name}高于{one.unit.name}" in told.reversal
    assert told.difference == pytest.approx((273 - 289) / 350 * 100)


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
    found = Engine(store).comparison("satisfaction_rate", "ytd", AS_OF)
    assert [one.unit.id for one in found.left_out] == [stations[0]]
    assert stations[0] not in {one.unit.id for one in found.ranked_units}
    assert any("不等于 0" in note for note in found.notes)
    store.close()


def test_groups_by_setting_size_and_the_bureaus_own(demo_db: Path, tmp_path: Path) -> None:
    store = open_store(Path(shutil.copy(demo_db, tmp_path / "own.db")), now=0)
    codes = [row[0] for row in store.conn.execute("SELECT code FROM unit WHERE kind = 'station' ORDER BY id")]
    own = f'[peer_groups.hills]\nzh = "山区所"\nmembers = ["{codes[0]}", "{codes[2]}", "X99"]\n'
    replace_overlays(store, {"own.toml": own}, actor="test", now=0)
    engine = Engine(store)
    assert engine.peer_groups()["hills"] == "山区所"
    hills = engine.comparison("alerts_valid", "ytd", AS_OF, "hills")
    assert {one.unit.code for one in hills.ranked_units} == {codes[0], codes[2]}
    assert any("X99" in fault and "山区所" in fault for fault in check_store(store))
    sized = [
        engine.comparison("alerts_valid", "ytd", AS_OF, name).ranked_units for name in ("large", "medium", "small")
    ]
    assert sorted(one.unit.code for third in sized for one in third) == sorted(codes)
    for name in ("urban", "town", "rural"):
        assert {one.unit.setting for one in engine.comparison("alerts_valid", "ytd", AS_OF, name).ranked_units} == {
            name
        }
    with pytest.raises(LookupError, match="没有同类组"):
        engine.comparison("alerts_valid", "ytd", AS_OF, "plains")
    store.close()


def test_units_of_unknown_size_are_named(engine: Engine) -> None:
    tree = engine.units
    stations = tree.stations(tree.root.id)
    force = {one.id: Figure(5, None, 5.0) for one in stations} | {stations[0].id: Figure(None, None, None, "没有登记")}
    found: Group = find_group(CATALOGUE, tree, tree.root.id, "large", force)
    assert [unit for unit, _ in found.unclassified] == [stations[0]]


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
        ("urban", "every bureau has"),
        ("twice", "given twice"),
        ("population", "`satisfaction_rate` is no stock"),
        ("population", "no KPI `nothing`"),
        ("population", "`cameras_connected` is no count"),
        ("other", "alerts_valid also under `population`"),
        ("dispute_resolution_rate", "do not add up to `disputes_resolved`"),
        ("dispute_resolution_rate", "do not add up to `disputes_reported`"),
        ("onscene_completion_rate", "two rates or more"),
        ("satisfaction_rate", "`no_such`, which is no KPI"),
    ],
)
def test_what_is_declared_wrong_is_refused_with_its_mend(entry: str, reason: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue({"broken.toml": BROKEN})
    found = [one for one in caught.value.problems if one.entry == entry and reason in one.reason]
    assert len(found) == 1 and found[0].file == "broken.toml" and found[0].mend


def test_the_command_gives_the_engines_answer(engine: Engine, demo_db: Path) -> None:
    asking = ["compare", "满意度不存在", "--db", str(demo_db), "--period", "ytd"]
    assert "没有指标" in CliRunner().invoke(cli, asking).output
    asking = ["compare", "satisfaction_rate", "--db", str(demo_db), "--period", "ytd", "--as-of", DEMO_AS_OF]
    told = json.loads(CliRunner().invoke(cli, [*asking, "--format", "json"], catch_exceptions=False).stdout)
    found = engine.comparison("satisfaction_rate", "ytd", AS_OF)
    assert [row["unit_code"] for row in told["units"]] == [one.unit.code for one in found.ranked_units]
    assert (told["level"], told["phi"]) == (found.level, found.phi)
    table = CliRunner().invoke(cli, asking, catch_exceptions=False).stdout
    assert "不足以定级" in table and "演示数据" in table

"""A steward changes units: what the verbs say, what arrives then, what comparisons say, and what an undo leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.disclosure.policy import SuppressionPolicy
from core.engine import Engine
from core.intake.undo import undo_batch
from core.intake.unit_history.change import UnitChangeReport, write_unit_change
from core.intake.unit_history.plans import plan_close, plan_merge, plan_move, plan_rename, plan_split
from core.metrics.as_of_span import AsOfSpan
from core.metrics.types import Board, Verdict
from core.store.check import check_store
from core.store.records import apply_records
from core.store.sqlite import StoreError
from core.store.store import Store
from core.store.units import UnitRef, unit_tree
from core.time.days import first_second
from tests.support.intake_world import ALERT, FLOW, LEDGER, NOW, alert, bring, day, empty_store, unit_id
from tests.support.store_state import differences, state

UNITS = [
    ["单位编号", "单位名称", "单位类别", "上级单位", "城乡类别"],
    ["K1", "东分局", "分局/县局", "", ""],
    ["K2", "西分局", "分局/县局", "", ""],
    *([f"S{n}", f"{name}派出所", "派出所", "K1" if n < 4 else "K2", "城区"] for n, name in enumerate("甲乙丙丁戊", 1)),
]
MARCH = day("2026-03-01")
ALERTS = "alerts_valid"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A bureau of two counties and five stations with alerts from January to April, complete."""
    store = empty_store(tmp_path)
    assert not bring(store, "units", UNITS).refused
    days = [f"2026-{month:02d}-{day_of_month:02d} 08:30" for month in (1, 2, 3, 4) for day_of_month in (5, 15, 25)]
    rows = [
        alert(f"{station}-{number}", station, when)
        for station in ("S1", "S2", "S3", "S4", "S5")
        for number, when in enumerate(days)
    ]
    report = bring(store, "alert", [ALERT, *rows], covers=(day("2026-01-01"), day("2026-04-30")), complete=True)
    assert not report.refused
    yield store
    store.close()


def rename(store: Store, unit: str, name: str, first: int = MARCH) -> UnitChangeReport:
    return write_unit_change(store, plan_rename(unit_tree(store), unit, name, first), actor="test", now=NOW)


def move(store: Store, unit: str, parent: str, first: int = MARCH) -> UnitChangeReport:
    return write_unit_change(store, plan_move(unit_tree(store), unit, parent, first), actor="test", now=NOW)


def merge(store: Store, units: list[str], into: str, first: int = MARCH) -> UnitChangeReport:
    return write_unit_change(store, plan_merge(unit_tree(store), units, into, None, first), actor="test", now=NOW)


def split(store: Store, unit: str, parts: list[str], first: int = MARCH) -> UnitChangeReport:
    return write_unit_change(store, plan_split(unit_tree(store), unit, parts, {}, first), actor="test", now=NOW)


def close(store: Store, unit: str, first: int = MARCH) -> UnitChangeReport:
    return write_unit_change(store, plan_close(unit_tree(store), unit, first), actor="test", now=NOW)


def april(store: Store, period: str = "2026-04") -> Board:
    return Engine(store).board(period=period, as_of=date(2026, 4, 30), kpis=[ALERTS], months=0)


def names(units: tuple[UnitRef, ...]) -> list[str]:
    return [unit.name for unit in units]


def count(store: Store, unit: str, period: str) -> int | None:
    found = unit_tree(store).find(unit).id
    board = Engine(store).board(period=period, as_of=date(2026, 4, 30), kpis=[ALERTS], months=0, units=[found])
    return board.figures[ALERTS, found].numerator if board.figures[ALERTS, found].value is not None else None


def test_a_renamed_station_keeps_its_figures_and_has_its_name_by_date(store: Store) -> None:
    rename(store, "S1", "新甲派出所")
    assert "新甲派出所" in names(april(store).units) and "甲派出所" in names(april(store, "2026-02").units)
    assert count(store, "新甲派出所", "2026-02") == 3 and count(store, "甲派出所", "2026-04") == 3
    late = bring(store, "alert", [ALERT, alert("L1", "甲派出所", "2026-02-20 10:00")], file="late.csv")
    assert not late.refused and count(store, "S1", "2026-02") == 4


def test_a_moved_station_counts_under_each_parent_in_its_time(store: Store) -> None:
    move(store, "S1", "K2")
    assert [count(store, county, month) for month in ("2026-02", "2026-03") for county in ("K1", "K2")] == [9, 6, 6, 9]
    assert names(april(store, "2026-02").units)[0] == "澄岚县公安局"
    board = Engine(store).board("K1", "2026-04", date(2026, 4, 30), [ALERTS], 0)
    assert names(board.units) == ["东分局", "乙派出所", "丙派出所"]
    across = Engine(store).board("K1", "2026-03", date(2026, 4, 30), [ALERTS], 0)
    county = across.units[0].id
    judged = across.judgements[ALERTS, county, "mom"]
    assert judged.verdict is Verdict.NOT_COMPARABLE and judged.reason == "2026-03-01 甲派出所划出，前后辖区不同，不可比"
    assert across.changes[ALERTS, county, "mom"].change is None
    bureau = april(store, "2026-03")
    assert bureau.judgements[ALERTS, 1, "mom"].verdict is not Verdict.NOT_COMPARABLE


def test_a_merged_station_has_the_history_of_those_that_became_it(store: Store) -> None:
    merge(store, ["S1", "S2"], "S9=和平派出所")
    assert [count(store, "S9", month) for month in ("2026-02", "2026-03", "2026-04")] == [6, 6, 6]
    assert names(april(store).units)[1:] == ["丙派出所", "和平派出所", "丁派出所", "戊派出所"]
    board = april(store, "2026-03")
    new = unit_tree(store).find("S9").id
    judged = board.judgements[ALERTS, new, "mom"]
    assert judged.verdict is not Verdict.NOT_COMPARABLE
    assert judged.note == "2026-03-01 由甲派出所、乙派出所合并，之前的数是它们之和" and judged.note in judged.sentence


def test_a_merged_stations_reports_join_those_of_the_ones_before(store: Store) -> None:
    """Printed figures by month: January and February of the two, March of the one, are one quarter."""
    merge(store, ["S1", "S2"], "S9=和平派出所")
    rows = [("S1", "01", 1), ("S1", "02", 2), ("S2", "01", 4), ("S2", "02", 8), ("S9", "03", 16)]
    table = [LEDGER, *([unit, f"2026-{month}", FLOW, str(value), "月报"] for unit, month, value in rows)]
    assert not bring(store, "ledger", table).refused
    tree, engine = unit_tree(store), Engine(store)
    found, span = tree.find("S9").id, AsOfSpan(day("2026-01-01"), day("2026-03-31"), day("2026-03-31"))
    assert engine._read([FLOW], [found], [span]).get(FLOW, found, span).amounts == (31,)
    late = bring(store, "ledger", [LEDGER, ["S9", "2026-01", FLOW, "9", "月报"]], file="late.csv")
    assert "甲派出所（S1）" in late.refused[0].mend


def test_a_station_that_takes_in_another_is_not_compared_across_the_day(store: Store) -> None:
    merge(store, ["S1"], "S2")
    assert [count(store, "S2", month) for month in ("2026-02", "2026-03")] == [3, 6]
    judged = april(store, "2026-03").judgements[ALERTS, unit_id(store, "乙派出所"), "mom"]
    assert judged.verdict is Verdict.NOT_COMPARABLE and "甲派出所并入" in judged.reason


def test_the_parts_of_a_split_station_have_no_figures_before(store: Store) -> None:
    before = [count(store, "K1", month) for month in ("2026-02", "2026-03")]
    split(store, "S1", ["P1=甲东派出所", "P2=甲西派出所"])
    assert [count(store, "K1", month) for month in ("2026-02", "2026-03")] == before
    assert count(store, "P1", "2026-02") is None and count(store, "P1", "2026-03") == 0
    board = april(store, "2026-03")
    part = unit_tree(store).find("P1").id
    assert board.judgements[ALERTS, part, "mom"].verdict is Verdict.NOT_COMPARABLE
    comparison = Engine(store).comparison(ALERTS, "2026-01-01..2026-04-30", date(2026, 4, 30))
    assert {left.unit.name for left in comparison.left_out} >= {"甲东派出所", "甲西派出所"}


def test_what_comes_after_the_end_is_not_the_units_any_more(store: Store) -> None:
    """Records of later days were there before the change: they stay in the sums above."""
    notes = close(store, "S1", day("2026-02-10")).notes
    assert [note.split("，")[0] for note in notes] == ["有 8 条警情记录的日期在 2026-02-10 或以后"]
    assert count(store, "S1", "2026-02") == 1 and count(store, "S1", "2026-03") is None
    assert [count(store, "K1", month) for month in ("2026-02", "2026-03")] == [9, 9]


def test_a_closed_station_is_not_asked_for_and_its_past_remains(store: Store) -> None:
    close(store, "S1", day("2026-05-01"))
    assert check_store(store) == [] and count(store, "K1", "2026-04") == 9
    late = bring(store, "alert", [ALERT, alert("L1", "S1", "2026-05-02 10:00")], file="late.csv")
    assert [(r.rule, r.mend) for r in late.refused] == [
        ("“甲派出所”只存在到 2026-04-30，2026-05-02 没有这个单位", "核对单位和日期")
    ]
    may = bring(
        store, "alert", [ALERT, *(alert(f"M{n}", f"S{n}", "2026-05-03 10:00") for n in (2, 3, 4, 5))], file="5.csv"
    )
    assert not any("没有以下派出所的记录" in warning for warning in may.warnings)


def test_a_row_for_a_day_without_the_unit_is_refused_with_the_one_to_write(store: Store) -> None:
    merge(store, ["S1", "S2"], "S9=乙派出所")
    late = bring(
        store,
        "alert",
        [
            ALERT,
            alert("L1", "S1", "2026-03-02 10:00"),
            alert("L2", "S9", "2026-02-02 10:00"),
            alert("L3", "乙派出所", "2026-02-02 11:00"),
            alert("L4", "乙派出所", "2026-03-02 11:00"),
        ],
        file="late.csv",
    )
    assert [refusal.mend for refusal in late.refused] == [
        "改填当时的单位：乙派出所（S9）",
        "改填当时的单位：甲派出所（S1）、乙派出所（S2）",
    ]
    rows = dict(
        store.db.execute("SELECT f.id, u.code FROM fact_alert f JOIN unit u ON u.id = f.unit WHERE f.id LIKE 'L%'")
    )
    assert rows == {"L3": "S2", "L4": "S9"}


def test_a_units_file_with_another_name_says_which_command_or_takes_a_day(store: Store) -> None:
    changed = [UNITS[0], ["S1", "新甲派出所", "派出所", "K2", "城区"]]
    refused = bring(store, "units", changed).refused
    assert len(refused) == 1
    assert "fengjing unit rename S1 新甲派出所" in refused[0].mend and "unit move S1 --to K2" in refused[0].mend
    before = state(store)
    dated = [
        [*changed[0], "生效日期"],
        [*changed[1], "2026-03-01"],
        ["S7", "己派出所", "派出所", "K1", "镇", "2026-04-10"],
    ]
    report = bring(store, "units", dated)
    assert (report.new, report.changed) == (1, 1) and report.batch is not None
    assert count(store, "K2", "2026-03") == 9 and check_store(store) == []
    assert count(store, "S7", "2026-03") is None and count(store, "S7", "2026-04") == 0
    undo_batch(store, report.batch, now=NOW, actor="test")
    assert not differences(before, state(store))


def test_small_numbers_are_not_told_by_the_sums_around_a_move(store: Store) -> None:
    """A quarter in which the units below a parent changed shows no protected figure of any of them."""
    move(store, "S1", "K2")
    measure, engine = store.catalogue.kpis["criminal_detentions"].numerator, Engine(store)
    policy = SuppressionPolicy(store.catalogue, unit_tree(store), engine._read)
    quarters = [(day("2025-10-01"), day("2025-12-31")), (day("2026-01-01"), day("2026-03-31"))]
    hidden = [
        [policy.is_suppressed([measure], unit_id(store, name), AsOfSpan(*quarter, quarter[1])) for quarter in quarters]
        for name in ("甲派出所", "乙派出所", "丁派出所")
    ]
    assert hidden == [[False, True]] * 3


def test_what_cannot_be_is_refused_and_changes_nothing(store: Store) -> None:
    merge(store, ["S1", "S2"], "S9=和平派出所")
    before = state(store)
    acts: list[tuple[Callable[[], object], str]] = [
        (lambda: close(store, "S1"), "只存在到"),
        (lambda: rename(store, "S3", "和平派出所"), "同名|已有"),
        (lambda: move(store, "K1", "S3"), "一圈"),
        (lambda: close(store, "K1"), "下面还有"),
        (lambda: merge(store, ["S3", "K1"], "S8=又一所"), "同一类别"),
        (lambda: rename(store, "S9", "早名", day("2026-02-01")), "不能再有变更"),
        (lambda: rename(store, "S3", "后名", day("2027-01-01")), "还没有到"),
    ]
    for act, told in acts:
        with pytest.raises(StoreError, match=told):
            act()
        assert not differences(before, state(store)), told


@pytest.mark.parametrize("name", ["甲\u202e派出所", "甲\u3164派出所", "甲\n派出所", "长" * 65, "乙 派出所", "乙派出所"])
def test_a_command_brings_no_name_that_a_file_could_not(store: Store, name: str) -> None:
    """Lookalikes, marks of direction, ends of lines, and names without end: for a renamed unit and for new ones."""
    before = state(store)
    with pytest.raises(StoreError, match="什么也没有改动"):
        rename(store, "S1", name)
    with pytest.raises(StoreError, match="什么也没有改动"):
        split(store, "S1", [f"S9={name}", "S1"])
    assert state(store) == before


def test_changes_are_taken_back_in_any_order_that_leaves_no_contradiction(store: Store) -> None:
    before = state(store)
    first = rename(store, "S1", "新甲派出所", day("2026-02-10"))
    second = merge(store, ["S1", "S2"], "S9=和平派出所")
    third = move(store, "S9", "K2", day("2026-04-01"))
    with pytest.raises(StoreError, match=f"请先撤销第 {third.batch} 批"):
        undo_batch(store, second.batch, now=NOW, actor="test")
    for batch in (first.batch, third.batch, second.batch):
        undo_batch(store, batch, now=NOW, actor="test")
        assert check_store(store) == []
    assert not differences(before, state(store))


def test_units_that_a_later_file_names_just_so_stay_and_others_hold_their_batch(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    bring(store, "units", UNITS)
    bring(store, "units", [*UNITS[:-1], ["S6", "己坪派出所", "派出所", "K2", "农村"]])  # all but the last one
    report = undo_batch(store, 1, now=NOW, actor="test")
    assert [tuple(later) for later in report.carried] == [(2, 6)] and report.counts.removed == 1
    assert {unit.code for unit in unit_tree(store).units.values()} > {"K1", "S1", "S4", "S6"}
    renamed = rename(store, "S1", "新甲派出所", day("2026-02-10"))
    later = bring(
        store, "units", [UNITS[0], ["S1", "新甲派出所", "派出所", "K1", "城区"], ["S7", "庚坪派出所", "派出所", "", ""]]
    )
    with pytest.raises(StoreError, match=f"请先撤销第 {later.batch} 批"):
        undo_batch(store, 2, now=NOW, actor="test")  # which the last one knows by the name that another batch gave it
    for batch in (later.batch, renamed.batch, 2):
        assert batch is not None
        undo_batch(store, batch, now=NOW, actor="test")
    assert set(unit_tree(store).units) == {1} and check_store(store) == []
    store.close()


def test_what_is_open_at_an_ended_station_stays_on_a_list(store: Store) -> None:
    """A merged station's on its successor's; a closed or divided one's, under its name, on that of the unit above."""
    columns = store.catalogue.facts["dispute"].columns.items()
    blank: dict[str, Any] = {name: 0 if one.type == "flag" else None for name, one in columns}
    blank |= {"origin": "canvassed", "kind": "land", "body": "station", "key": 1}
    blank |= {"occurred_at": first_second(day("2026-02-01"))}
    units = {unit.code: unit.id for unit in unit_tree(store).units.values()}
    with store.write("test", "rows", "", 0):
        apply_records(
            store,
            "dispute",
            [tuple((blank | {"id": code, "unit": units[code]}).values()) for code in ("S1", "S2", "S3", "S4")],
        )
    notes = [
        merge(store, ["S2"], "S3").notes,
        close(store, "S1").notes,
        split(store, "S4", ["P1=一所", "P2=二所"]).notes,
    ]
    assert all(any("有 1 条矛盾纠纷还没有办结" in note for note in told) for told in notes)

    def listed(unit: str | None, as_of: date = date(2026, 4, 30)) -> dict[str, str]:
        found = Engine(store).key_disputes(units[unit] if unit else 1, as_of)
        return {dispute.id: unit_tree(store).units[dispute.station].code for dispute in found}

    assert listed(None, date(2026, 2, 27)) == {code: code for code in ("S1", "S2", "S3", "S4")}
    assert listed(None) == {"S1": "S1", "S2": "S3", "S3": "S3", "S4": "S4"}
    assert listed("K1") == {"S1": "S1", "S2": "S3", "S3": "S3"} and listed("K2") == {"S4": "S4"}
    assert listed("S3") == {"S2": "S3", "S3": "S3"} and listed("S5") == {}

"""Batches taken back: data, cube, figures, coverage, freshness and notes are what they were; the trail tells both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from core.engine import Engine
from core.intake.undo import undo_batch
from core.intake.withdraw import withdraw_rows
from core.store.batches import Batch, batches, find_batch
from core.store.catalogue_tables import GRAINS
from core.store.check import check_store
from core.store.refused_rows import refused_rows
from core.store.sources import source_ages
from core.store.sqlite import StoreError
from core.store.store import Store
from core.store.trail import trail_lines
from core.store.undo import changed_later
from core.store.units import unit_tree
from tests.support.intake_world import (
    ALERT,
    FLOW,
    LEDGER,
    NOW,
    OFFICERS,
    UNITS,
    alert,
    bring,
    day,
    empty_store,
    peopled_store,
    unit_id,
)
from tests.support.store_state import differences, state

NOVEMBER = (day("2026-11-01"), day("2026-11-10"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    peopled = peopled_store(tmp_path)
    yield peopled
    assert check_store(peopled) == []
    peopled.close()


def undo(store: Store, number: int) -> tuple[int, int, int]:
    """Rows removed, reverted and returned."""
    counts = undo_batch(store, number, now=NOW + 60, actor="steward").counts
    return counts.removed, counts.reverted, counts.returned


def last(store: Store) -> Batch:
    return batches(store)[0]


def alerts(store: Store) -> list[tuple[str, str]]:
    return [tuple(row) for row in store.db.execute("SELECT id, class FROM fact_alert ORDER BY id")]


def valid_alerts(store: Store) -> tuple[float | None, str | None]:
    board = Engine(store).board(None, "2026-11-01..2026-11-10", date(2026, 11, 10), ["alerts_valid"], 0, [])
    figure = board.figures["alerts_valid", 1]
    return figure.value, figure.note


def test_what_a_batch_was_is_told(store: Store) -> None:
    bring(store, "alert", [ALERT, alert("A1"), alert("A2"), alert("A3", "戊")], covers=NOVEMBER)
    batch = last(store)
    assert (batch.number, batch.act, batch.kind, batch.file, batch.actor) == (3, "import", "alert", "alert.csv", "test")
    counts = batch.counts
    assert (counts.read, counts.new, counts.changed, counts.same, counts.withdrawn, counts.refused) == (
        3,
        2,
        0,
        0,
        0,
        1,
    )
    assert (batch.days, batch.at, batch.undone_at) == (NOVEMBER, NOW, None)
    with pytest.raises(LookupError, match="没有第 9 批"):
        find_batch(store, 9)


def test_a_file_that_says_nothing_new_is_no_batch(store: Store) -> None:
    rows = [ALERT, alert("A1"), alert("A2", "戊")]
    assert bring(store, "alert", rows).batch == 3
    assert bring(store, "alert", rows).batch is None
    assert last(store).number == 3


def test_an_undone_import_leaves_nothing_but_its_lines_in_the_trail(store: Store) -> None:
    bring(store, "alert", [ALERT, alert("A0")], covers=(day("2026-10-01"), day("2026-10-31")), complete=True)
    before, ages = state(store), source_ages(store)
    changed = [ALERT, alert("A0", kind="治安"), alert("A1"), alert("A2"), alert("A3", "戊")]
    bring(store, "alert", changed, covers=NOVEMBER, complete=True, now=NOW + 30)
    assert valid_alerts(store)[0] == 3 and refused_rows(store) and state(store) != before
    assert undo(store, 4) == (2, 1, 0)
    assert differences(before, state(store)) == {}
    assert source_ages(store) == ages and refused_rows(store) == {}
    assert valid_alerts(store)[0] is None
    assert [(line.action, line.actor) for line in trail_lines(store.conn, 2)] == [
        ("undo", "steward"),
        ("import", "test"),
    ]
    batch = find_batch(store, 4)
    assert (batch.undone_at, batch.undone_by) == (NOW + 60, "steward")
    with pytest.raises(StoreError, match="已经撤销过"):
        undo(store, 4)


def test_the_engine_sees_figures_go_and_come(store: Store) -> None:
    engine = Engine(store)

    def value() -> float | None:
        board = engine.board(None, "2026-11-01..2026-11-10", date(2026, 11, 10), ["alerts_valid"], 0, [])
        return board.figures["alerts_valid", 1].value

    bring(store, "alert", [ALERT, alert("A1")], covers=NOVEMBER, complete=True)
    bring(store, "alert", [ALERT, alert("A2")], covers=NOVEMBER)
    assert value() == 2
    undo(store, 4)
    assert value() == 1


def test_a_later_change_stays_and_stands_on_what_was_before(store: Store) -> None:
    bring(store, "alert", [ALERT, alert("A1"), alert("A2")])
    after_first = state(store)
    bring(store, "alert", [ALERT, alert("A1", kind="治安"), alert("A3")])
    bring(store, "alert", [ALERT, alert("A1", kind="刑事")])
    report = undo_batch(store, 4, now=NOW, actor="steward")
    assert [(later.number, later.rows) for later in report.kept] == [(5, 1)]
    assert alerts(store) == [("A1", "criminal"), ("A2", "dispute")]
    undo(store, 5)
    assert differences(after_first, state(store)) == {}


def carriers(store: Store) -> dict[str, int]:
    """The batch that each alert belongs to."""
    return dict(store.db.execute("SELECT id, batch FROM fact_alert").fetchall())


def test_rows_that_came_again_stay_with_the_batch_that_brought_them_again(store: Store) -> None:
    bring(store, "alert", [ALERT, alert("A1"), alert("A2"), alert("A3")])
    bring(store, "alert", [ALERT, alert("A1"), alert("A2"), alert("A4")])
    bring(store, "alert", [ALERT, alert("A1"), alert("A5")])
    report = undo_batch(store, 3, now=NOW, actor="steward")
    assert report.counts.removed == 1 and [tuple(later) for later in report.carried] == [(4, 2)]
    assert carriers(store) == {"A1": 4, "A2": 4, "A4": 4, "A5": 5}
    undo(store, 4)  # whose A1 the fifth has confirmed just as it had that of the third
    assert carriers(store) == {"A1": 5, "A5": 5}
    undo(store, 5)
    assert alerts(store) == []


def test_a_confirmation_goes_with_its_batch(store: Store) -> None:
    bring(store, "alert", [ALERT, alert("A1")])
    bring(store, "alert", [ALERT, alert("A1"), alert("A2")])
    undo(store, 4)
    assert undo(store, 3) == (1, 0, 0)
    assert alerts(store) == []


def test_a_row_confirmed_and_then_changed_stands_on_what_the_confirming_batch_brought(store: Store) -> None:
    bring(store, "alert", [ALERT, alert("A1")])
    bring(store, "alert", [ALERT, alert("A1"), alert("A2")])
    bring(store, "alert", [ALERT, alert("A1", kind="治安")])
    undo(store, 3)
    assert alerts(store) == [("A1", "public_order"), ("A2", "dispute")]
    undo(store, 5)
    assert carriers(store) == {"A1": 4, "A2": 4}


def test_ledger_rows_and_officers_that_came_again_stay(store: Store) -> None:
    row = ["甲溪派出所", "2026-09", FLOW, "12", "月报"]
    bring(store, "ledger", [LEDGER, row])
    bring(store, "ledger", [LEDGER, row, ["甲溪派出所", "2026-10", FLOW, "4", "月报"]])
    undo(store, 3)
    assert [value for _, value in ledger(store)] == [12, 4]
    more = ["P009", "演示壬", "甲溪派出所", "民警", "社区", "1985", "2024-01-01", "2025-01-01", ""]
    bring(store, "officers", [OFFICERS[0], more])
    bring(store, "officers", [OFFICERS[0], [*more[:6], "2025-01-01", "", ""]])  # another post of the same officer
    undo(store, 5)
    assert store.db.execute("SELECT name, batch FROM officer WHERE id = 'P009'").fetchone() == ("演示壬", 6)
    assert store.db.execute("SELECT count(*) FROM fact_posting WHERE officer = 'P009'").fetchone() == (1,)


def test_no_empty_cell_stays_in_the_cube(store: Store) -> None:
    def cells() -> dict[str, list[tuple[int, ...]]]:
        return {grain: store.db.execute(f"SELECT * FROM {grain}").fetchall() for grain in GRAINS}

    at_first = cells()
    bring(store, "alert", [ALERT, alert("A1")], covers=NOVEMBER)
    of_one_alert = cells()
    bring(store, "alert", [ALERT, alert("A2", when="2026-11-04 10:00")], covers=NOVEMBER)
    undo(store, 4)
    assert cells() == of_one_alert
    withdraw_rows(store, "alert", ["A1"], now=NOW, actor="steward")
    assert cells() == at_first


def test_withdrawn_rows_return_and_a_batch_below_them_can_go_first(store: Store) -> None:
    bring(store, "alert", [ALERT, alert("A1"), alert("A2")])
    before = state(store)
    assert withdraw_rows(store, "alert", ["A1"], now=NOW, actor="steward").withdrawn == 1
    assert alerts(store) == [("A2", "dispute")]
    assert undo(store, 4) == (0, 0, 1)
    assert differences(before, state(store)) == {}
    withdraw_rows(store, "alert", ["A1"], now=NOW, actor="steward")
    bring(store, "alert", [ALERT, alert("A1", kind="治安")])  # comes back by a file of its own
    assert undo(store, 5) == (0, 0, 0)  # the file's row stays, and stands on what the first file brought
    undo(store, 6)
    assert differences(before, state(store)) == {}


def test_a_file_that_brings_a_withdrawn_row_leaves_it_withdrawn_when_it_goes(store: Store) -> None:
    bring(store, "alert", [ALERT, alert("A1")])
    withdraw_rows(store, "alert", ["A1"], now=NOW, actor="steward")
    before = state(store)
    bring(store, "alert", [ALERT, alert("A1", kind="治安")])
    withdraw_rows(store, "alert", ["A1"], now=NOW, actor="steward")
    undo(store, 5)  # the file in the middle
    undo(store, 6)  # what withdrew its row
    assert differences(before, state(store)) == {}
    undo(store, 4)
    assert alerts(store) == [("A1", "dispute")]


def test_what_does_not_exist_is_not_withdrawn(store: Store) -> None:
    bring(store, "alert", [ALERT, alert("A1")])
    with pytest.raises(LookupError, match="A9"):
        withdraw_rows(store, "alert", ["A1", "A9"], now=NOW, actor="steward")
    with pytest.raises(LookupError, match="读不懂"):
        withdraw_rows(store, "ledger", ["甲溪派出所"], now=NOW, actor="steward")
    with pytest.raises(StoreError, match="那一批"):
        withdraw_rows(store, "units", ["S1"], now=NOW, actor="steward")
    assert len(alerts(store)) == 1 and last(store).number == 3


def ledger(store: Store) -> list[tuple[int, int]]:
    return store.db.execute("SELECT first, value FROM ledger ORDER BY 1").fetchall()


def test_ledger_rows_and_their_corrections_go_back(store: Store) -> None:
    row = ["甲溪派出所", "2026-09", FLOW, "12", "月报"]
    bring(store, "ledger", [LEDGER, row])
    before = state(store)
    bring(
        store, "ledger", [LEDGER, [*row[:3], "13", "月报"], ["甲溪派出所", "2026-10", FLOW, "4", "月报"]], now=NOW + 5
    )
    assert undo(store, 4) == (1, 1, 0)
    assert differences(before, state(store)) == {}
    withdraw_rows(store, "ledger", [f"S1/{FLOW}/2026-09"], now=NOW, actor="steward")
    assert ledger(store) == []
    assert undo(store, 5) == (0, 0, 1)
    assert differences(before, state(store)) == {}
    undo(store, 3)
    assert ledger(store) == [] and "ledger:月报" not in source_ages(store)


def test_a_ledger_row_does_not_return_beside_records_of_its_days(store: Store) -> None:
    bring(store, "ledger", [LEDGER, ["甲溪派出所", "2026-10", "alerts_valid", "12", "月报"]])
    withdraw_rows(store, "ledger", ["甲溪派出所/alerts_valid/2026-10"], now=NOW, actor="steward")
    bring(store, "alert", [ALERT, alert("A1", when="2026-10-05 08:00")], covers=(day("2026-10-01"), day("2026-10-31")))
    with pytest.raises(StoreError, match="请先撤销第 5 批"):
        undo(store, 4)
    undo(store, 5)
    undo(store, 4)
    assert len(ledger(store)) == 1


def test_a_ledger_row_does_not_return_beside_another_source(store: Store) -> None:
    bring(store, "ledger", [LEDGER, ["甲溪派出所", "2026-10", FLOW, "12", "月报"]])
    withdraw_rows(store, "ledger", [f"甲溪派出所/{FLOW}/2026-10"], now=NOW, actor="steward")
    bring(
        store,
        "ledger",
        [LEDGER, ["甲溪派出所", "2026Q3", FLOW, "40", "季报"], ["S1", "2026-10-05", FLOW, "1", "日报"]],
    )
    with pytest.raises(StoreError, match=r"另一来源.*请先撤销第 5 批"):
        undo(store, 4)


def test_officers_go_back_but_not_from_under_records(store: Store) -> None:
    before = state(store)
    more = ["P009", "演示壬", "甲溪派出所", "民警", "社区", "1985", "2024-01-01", "", ""]
    bring(store, "officers", [OFFICERS[0], more, ["P001", "演示新名", *OFFICERS[1][2:]]])
    headers = ["纠纷编号", "单位", "受理时间", "来源", "纠纷类型", "办理方", "重点纠纷", "转为案件", "责任人"]
    row = ["D1", "甲溪派出所", "2026-11-01 08:30", "摸排", "邻里纠纷", "派出所", "否", "否"]
    bring(store, "dispute", [headers, [*row, "P009"]])
    with pytest.raises(StoreError, match=r"1 条.*纠纷.*请先撤销第 4 批"):
        undo(store, 3)
    bring(store, "dispute", [headers, [*row, "P001"]])  # no record points there now, but an earlier version does
    with pytest.raises(StoreError, match="请先撤销第 4 批"):
        undo(store, 3)
    undo(store, 5)
    undo(store, 4)
    undo(store, 3)
    assert differences(before, state(store)) == {}


def test_an_officer_does_not_return_to_two_posts_at_a_time(store: Store) -> None:
    first = OFFICERS[1]
    closed = [*first[:7], "2026-01-01", *first[8:]]
    bring(store, "officers", [OFFICERS[0], closed])
    bring(
        store, "officers", [OFFICERS[0], ["P001", "演示甲", "乙坪派出所", "民警", "办案", "1985", "2026-01-01", "", ""]]
    )
    with pytest.raises(StoreError, match="请先撤销第 4 批"):
        undo(store, 3)
    undo(store, 4)
    undo(store, 3)


def test_units_go_back_but_not_from_under_anything(tmp_path: Path) -> None:
    store = empty_store(tmp_path)
    before = state(store)
    bring(store, "units", UNITS)
    bring(store, "units", [UNITS[0], ["C12", "甲溪二社区", "社区/警务室", "S1", ""]])
    with pytest.raises(StoreError, match=r"1 个下级单位.*请先撤销第 2 批"):
        undo(store, 1)
    bring(store, "alert", [ALERT, alert("A1")])
    undo(store, 3)
    used = {number for (number,) in store.db.execute("SELECT id FROM unit")}
    undo(store, 2)
    undo(store, 1)
    assert differences(before, state(store)) == {}
    assert set(unit_tree(store).units) == {1}
    bring(store, "units", UNITS)
    assert not (set(unit_tree(store).units) - {1}) & used  # an id stands for one unit for ever
    assert check_store(store) == []
    store.close()


def test_a_unit_in_use_elsewhere_stays(store: Store) -> None:
    with store.write("test", "kiosk", "", NOW):
        store.db.execute(
            "INSERT INTO kiosk (name, unit, link_until, created_at) VALUES ('厅', ?, 0, 0)",
            [unit_id(store, "甲溪派出所")],
        )
    undo(store, 2)
    with pytest.raises(StoreError, match="1 块大屏"):
        undo(store, 1)


def test_notes_of_refused_rows_come_back_with_what_had_settled_them(store: Store) -> None:
    bring(store, "alert", [ALERT, alert("A1"), alert("A2", kind="外星")], covers=NOVEMBER, complete=True)
    before = state(store)
    assert "1 行被拒收" in (valid_alerts(store)[1] or "")
    bring(store, "alert", [ALERT, alert("A2")], file="补.csv")
    assert valid_alerts(store) == (2, None)
    undo(store, 4)
    assert differences(before, state(store)) == {}
    bring(store, "alert", [ALERT, alert("A1"), alert("A2")], covers=NOVEMBER, complete=True)
    assert refused_rows(store) == {}
    undo(store, 5)
    assert differences(before, state(store)) == {}


def test_who_changed_rows_later_is_told_before(store: Store) -> None:
    bring(store, "alert", [ALERT, alert("A1"), alert("A2")])
    bring(store, "alert", [ALERT, alert("A1", kind="治安")])
    withdraw_rows(store, "alert", ["A2"], now=NOW, actor="steward")
    assert [(later.number, later.rows) for later in changed_later(store, 3)] == [(5, 1), (4, 1)]


def test_a_withdrawal_that_a_later_complete_file_confirms_stays(store: Store) -> None:
    bring(store, "alert", [ALERT, alert("A1"), alert("A2")], covers=NOVEMBER)
    bring(store, "alert", [ALERT, alert("A1")], covers=NOVEMBER, complete=True, withdraw=True)  # A2 goes
    gone = last(store).number
    bring(
        store, "alert", [ALERT, alert("A1", when="2026-11-03 09:00")], covers=NOVEMBER, complete=True, withdraw=True
    )  # A2 is not in this one either
    assert undo(store, gone) == (0, 0, 0)
    assert [number for number, _ in alerts(store)] == ["A1"]
    assert undo(store, gone + 1) == (0, 1, 1)
    assert [number for number, _ in alerts(store)] == ["A1", "A2"]


def test_a_withdrawal_of_other_days_is_confirmed_by_nothing(store: Store) -> None:
    bring(store, "alert", [ALERT, alert("A1"), alert("A2")], covers=NOVEMBER)
    bring(store, "alert", [ALERT, alert("A1")], covers=NOVEMBER, complete=True, withdraw=True)
    gone, october = last(store).number, (day("2026-10-01"), day("2026-10-10"))
    october_alert = alert("A3", when="2026-10-03 09:00")
    bring(store, "alert", [ALERT, october_alert], covers=october, complete=True, withdraw=True)
    undo(store, gone)
    assert [number for number, _ in alerts(store)] == ["A1", "A2", "A3"]


def test_the_trail_calls_kinds_of_files_what_people_call_them(store: Store) -> None:
    bring(store, "alert", [ALERT, alert("A1")], covers=NOVEMBER)
    undo(store, last(store).number)
    lines = [line.detail for line in trail_lines(store.conn, 20) if line.action in ("import", "undo")]
    assert "警情" in lines[0] and "警情" in lines[1]
    assert not [line for line in lines for kind in ("alert", "ledger", "officers", "units") if kind in line.split()]

"""A class set at first report and another at closing: both are kept, and either can be asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from core.catalogue.examples import example_text
from core.engine import Engine
from core.intake.mapping.choose import own_kinds
from core.intake.mapping.suggest import suggest_mapping
from core.intake.table import Table, read_table
from core.intake.undo import undo_batch
from core.store.check import check_store
from core.store.overlays import replace_overlays
from core.store.store import Store
from core.store.units import unit_tree
from tests.support.intake_world import ALERT, NOW, alert, bring, day, peopled_store, write_csv

NOVEMBER = (day("2026-11-01"), day("2026-11-20"))
SLIP = ["接警单号", "单位", "接警时间", "初报类别", "终报类别"]
CLASSES = ("刑事", "刑事", "刑事", "刑事", "治安", "纠纷")  # at first report
CLOSED = ("刑事", "治安", "纠纷", "", "治安", "刑事")  # at closing; the fourth is not closed


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A bureau that has taken over the example."""
    peopled = replace_overlays(
        peopled_store(tmp_path), {"call_slips.toml": example_text("call_slips")}, actor="test", now=NOW
    )
    yield peopled
    peopled.close()


def figure(store: Store, kpi: str) -> tuple[int | None, int | None, Fraction | None]:
    board = Engine(store).board(None, "2026-11-01..2026-11-20", date(2026, 11, 20), [kpi])
    found = board.figures[kpi, 1]
    return found.numerator, found.denominator, found.exact


def alerts(classes: Sequence[str]) -> list[list[str]]:
    return [ALERT] + [alert(f"A{n}", kind=word) for n, word in enumerate(classes)]


def slips(final: Sequence[str]) -> list[list[str]]:
    first = enumerate(zip(CLASSES, final, strict=True))
    return [SLIP] + [[f"A{n}", "甲溪派出所", "2026-11-01 08:30", word, last] for n, (word, last) in first]


def test_the_class_at_first_report_stays_when_closing_changes_the_alert(store: Store) -> None:
    bring(store, "call", slips([""] * 6), covers=NOVEMBER, complete=True)
    bring(store, "alert", alerts(CLASSES), covers=NOVEMBER, complete=True)
    assert [figure(store, kpi)[0] for kpi in ("criminal_alerts", "calls_criminal")] == [4, 4]
    closed = bring(
        store, "alert", alerts(["刑事", "治安", "纠纷", "刑事", "治安", "刑事"]), covers=NOVEMBER, complete=True
    )
    assert closed.changed == 3
    assert [figure(store, kpi)[0] for kpi in ("criminal_alerts", "calls_criminal", "calls_dispute")] == [3, 4, 1]
    assert closed.batch is not None
    undo_batch(store, closed.batch, now=NOW, actor="test")
    assert [figure(store, kpi)[0] for kpi in ("criminal_alerts", "calls_criminal")] == [4, 4]
    assert check_store(store) == []


def test_a_file_with_both_says_how_many_were_classed_anew(store: Store) -> None:
    bring(store, "call", slips(CLOSED), covers=NOVEMBER, complete=True)
    assert figure(store, "criminal_calls_reclassed") == (2, 3, Fraction(2, 3))  # the one not closed is in neither


def test_a_file_without_the_class_at_closing_asks_for_nothing_and_states_no_rate(store: Store) -> None:
    report = bring(store, "call", [row[:4] for row in slips(CLOSED)], covers=NOVEMBER, complete=True)
    assert (report.new, report.refused_rows) == (6, 0)
    assert figure(store, "calls_criminal")[0] == 4
    assert figure(store, "criminal_calls_reclassed")[2] is None


def test_each_file_is_known_for_what_it_is(store: Store, tmp_path: Path) -> None:
    def read(name: str, rows: list[list[str]]) -> Table:
        return read_table(write_csv(tmp_path / name, rows))

    assert own_kinds(store.catalogue, read("警情.csv", alerts(CLASSES))) == ["alert"]
    assert own_kinds(store.catalogue, read("接警单.csv", slips(CLOSED))) == ["call"]
    theirs = [["接警编号", "派出所", "报警时间", "报警类别", "处警类别"], *slips(CLOSED)[1:]]
    proposal = suggest_mapping(read("反馈.csv", theirs), "call", store.catalogue, unit_tree(store))
    assert proposal.mapping.columns["class"] == "报警类别"
    assert proposal.mapping.columns["final_class"] == "处警类别"

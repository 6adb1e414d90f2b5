"""Rows refused at import are remembered: figures over their days say that they may be too low."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from core.engine import Engine
from core.intake.import_plan import ImportOptions
from core.intake.importer import import_file
from core.metrics.types import Figure
from core.store.refused_rows import refused_rows
from core.store.store import Store
from tests.support.intake_world import ALERT, NOW, day, peopled_store, write_csv

GOOD = ["A1", "甲溪派出所", "2026-11-02 08:00", "交通", "是", "否", "否", "否"]
BAD = ["A2", "乙坪派出所", "2026-11-03 08:00", "外星", "是", "否", "否", "否"]
MENDED = ["A2", "乙坪派出所", "2026-11-03 08:00", "纠纷", "是", "否", "否", "否"]
NOVEMBER = (day("2026-11-01"), day("2026-11-10"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    peopled = peopled_store(tmp_path)
    yield peopled
    peopled.close()


def bring(store: Store, folder: Path, name: str, *rows: list[str], complete: bool = True) -> None:
    file = write_csv(folder / name, [ALERT, *rows])
    import_file(store, "alert", file, now=NOW, actor="test", options=ImportOptions(NOVEMBER, complete))


def figure(store: Store, period: str, kpi: str = "alerts_valid") -> Figure:
    board = Engine(store).board(None, period, date(2026, 11, 10), [kpi], months=0, units=[])
    return board.figures[kpi, 1]


def test_figures_over_the_days_say_so_until_the_rows_are_in(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, "十一月.csv", GOOD, BAD)
    shown_figure = figure(store, "2026-11-01..2026-11-10")
    assert shown_figure.value == 1
    assert shown_figure.note is not None and "警情记录有 1 行被拒收未导入" in shown_figure.note
    assert figure(store, "2026-11-09..2026-11-10").note == shown_figure.note  # which day it is of nobody knows
    version = store.data_version()
    bring(store, tmp_path, "十一月.csv", GOOD, BAD)
    assert store.data_version() == version  # the same file again changes nothing
    bring(store, tmp_path, "十一月.csv", GOOD, MENDED)
    assert figure(store, "2026-11-01..2026-11-10") == Figure(2, None, Fraction(2))
    assert refused_rows(store) == {}


def test_another_station_s_file_does_not_hide_it(store: Store, tmp_path: Path) -> None:
    other = ["A3", *MENDED[1:]]
    bring(store, tmp_path, "一所.csv", GOOD, BAD, complete=False)
    bring(store, tmp_path, "二所.csv", other, complete=False)
    assert [note.file for note in refused_rows(store)["alert"]] == ["一所.csv"]


def missing(store: Store) -> list[tuple[str, int]]:
    return [(note.file, note.rows) for note in refused_rows(store).get("alert", [])]


def test_the_note_falls_row_by_row_whatever_file_the_rows_come_in(store: Store, tmp_path: Path) -> None:
    worse = [["A2", *BAD[1:]], ["A3", *BAD[1:]], ["A4", *BAD[1:]]]
    bring(store, tmp_path, "十一月.csv", GOOD, *worse)
    assert missing(store) == [("十一月.csv", 3)]
    bring(store, tmp_path, "补一行.csv", MENDED, complete=False)
    assert missing(store) == [("十一月.csv", 2)]
    bring(store, tmp_path, "再补.csv", ["A3", *MENDED[1:]], ["A4", *BAD[1:]], complete=False)
    assert missing(store) == [("十一月.csv", 1)]  # the row that is refused again is missing once
    bring(store, tmp_path, "末行.csv", ["A4", *MENDED[1:]], complete=False)
    assert missing(store) == []


def test_a_file_of_the_same_name_with_one_row_clears_one_row(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, "十一月.csv", GOOD, BAD, ["A3", *BAD[1:]], complete=False)
    bring(store, tmp_path, "十一月.csv", MENDED, complete=False)
    assert missing(store) == [("十一月.csv", 1)]


def test_the_same_file_again_without_its_bad_rows_clears_them(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, "十一月.csv", GOOD, BAD, complete=False)
    bring(store, tmp_path, "十一月.csv", GOOD, complete=False)
    assert missing(store) == []


def test_a_row_without_a_number_comes_in_by_its_place(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, "十一月.csv", GOOD, ["", *MENDED[1:]], ["", *MENDED[1:]], complete=False)
    assert missing(store) == [("十一月.csv", 2)]
    (batch,) = store.db.execute("SELECT max(number) FROM batch").fetchone()
    header = ["拒收原因", "怎样改正", *ALERT, "拒收批次", "拒收行号"]
    row = ["警情编号：必填项为空", "填写", "A9", *MENDED[1:], str(batch), "4"]
    file = write_csv(tmp_path / "拒收.csv", [header, row])
    report = import_file(store, "alert", file, now=NOW, actor="test")
    assert (report.new, report.refused) == (1, [])
    assert missing(store) == [("十一月.csv", 1)]

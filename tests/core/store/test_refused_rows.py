"""Rows refused at import are remembered: figures over their days say that they may be too low."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from core.engine import Engine
from core.intake.importer import import_file
from core.metrics.types import Figure
from core.store.refused_rows import RefusedRows, refused_rows, update_refused
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
    import_file(store, "alert", file, now=NOW, actor="test", covers=NOVEMBER, complete=complete)


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
    bring(store, tmp_path, "一所.csv", GOOD, BAD, complete=False)
    bring(store, tmp_path, "二所.csv", MENDED, complete=False)
    assert [note.file for note in refused_rows(store)["alert"]] == ["一所.csv"]


def test_what_is_noted_after_a_file() -> None:
    notes = [RefusedRows("a", 1, 10, 3)]
    assert update_refused(notes, "a", (4, 6), 0, complete=False) == [
        RefusedRows("a", 1, 3, 3),
        RefusedRows("a", 7, 10, 3),
    ]
    assert update_refused(notes, "b", (4, 6), 2, complete=False) == [
        RefusedRows("a", 1, 10, 3),
        RefusedRows("b", 4, 6, 2),
    ]
    assert update_refused(notes, "b", (1, 10), 0, complete=True) == []

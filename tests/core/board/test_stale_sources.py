"""A source that has stopped holds back its own figures, cut at its last day in both periods, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.board.attention import attention
from core.catalogue.load import load_catalogue
from core.engine import Engine
from core.metrics.freshness import SourceEnd, common_end, data_horizon
from core.metrics.types import Board
from core.store.open import open_store
from core.store.sqlite import StoreError
from tests.support.late_world import HELD_UP, LAST, STOPPED, stopped_copy

DAY = LAST.toordinal() - date(1970, 1, 1).toordinal()


@pytest.fixture(scope="module")
def complete(demo_db: Path) -> Iterator[Engine]:
    yield Engine(open_store(demo_db, read_only=True))


@pytest.fixture(scope="module")
def late(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    path = stopped_copy(demo_db, tmp_path_factory.mktemp("late") / "late.db")
    yield Engine(open_store(path, read_only=True))


def same(a: Board, b: Board, kpis: list[str]) -> None:
    for kpi in kpis:
        for unit in a.units:
            assert a.figures[kpi, unit.id] == b.figures[kpi, unit.id]
            assert a.changes[kpi, unit.id, "yoy"] == b.changes[kpi, unit.id, "yoy"]


def test_the_board_goes_on_and_the_late_figures_stand_at_their_own_day(complete: Engine, late: Engine) -> None:
    board = late.board(period="ytd")
    assert board.as_of == LAST and dict(board.late_kpis) == dict.fromkeys(HELD_UP, STOPPED)
    assert board.kpis == tuple(late.catalogue.board)
    on_time = [kpi for kpi in board.kpis if kpi not in HELD_UP]
    assert len(on_time) == 9
    same(board, complete.board(period="ytd"), on_time)
    then = complete.board(period="ytd", as_of=STOPPED)  # what the whole data said as of that day
    same(board, then, list(HELD_UP))
    root = board.units[0].id
    assert all(board.figures[kpi, root].value is not None for kpi in board.kpis)
    assert board.changes[HELD_UP[0], root, "yoy"].base.end == date(STOPPED.year - 1, STOPPED.month, STOPPED.day)
    own = board.board_of(HELD_UP[0])
    assert own.as_of == STOPPED and own.period.end == STOPPED and board.board_of(on_time[0]) is board
    assert own.series[HELD_UP[0], root] == then.series[HELD_UP[0], root]


def test_a_months_line_of_a_late_one_runs_along_the_boards_months(demo_db: Path, tmp_path: Path) -> None:
    engine = Engine(open_store(stopped_copy(demo_db, tmp_path / "late.db", days=50), read_only=True))
    board = engine.board(period="ytd")
    line = board.series[HELD_UP[0], board.units[0].id]
    assert len(line) == len(board.months) and line[-1] is None and line[-2] is not None


def test_what_stopped_says_nothing_of_a_month_that_it_has_not_seen(demo_db: Path, tmp_path: Path) -> None:
    engine = Engine(open_store(stopped_copy(demo_db, tmp_path / "late.db", days=50), read_only=True))
    for period in ("mtd", "last7", "last30"):
        board = engine.board(period=period)
        figure = board.figures[HELD_UP[0], board.units[0].id]
        assert figure.value is None and figure.reason
        assert board.late_kpis[HELD_UP[0]] == LAST - timedelta(days=50)
        assert board.figures["alerts_valid", board.units[0].id].value is not None


def test_a_month_that_it_covers_whole_is_not_late(late: Engine, complete: Engine) -> None:
    board = late.board(period="2026-08")
    assert "disputes_reported" not in board.late_kpis  # a count of August is what it is
    assert board.late_kpis["dispute_resolution_rate"] == STOPPED  # of those, some may be resolved by now
    root = board.units[0].id
    assert (
        board.figures["disputes_reported", root] == complete.board(period="2026-08").figures["disputes_reported", root]
    )


def test_the_strip_does_not_speak_of_what_is_late(late: Engine) -> None:
    board = late.board(period="ytd")
    assert not set(HELD_UP) & {kpi for kpi, *_ in board.deteriorations} and not set(HELD_UP) & {
        k for k, _ in board.missed_standards
    }
    assert isinstance(attention(board, late.catalogue), tuple)


def test_a_figure_asked_for_alone_is_as_of_its_own_day(late: Engine) -> None:
    board = late.board(period="ytd", kpis=[HELD_UP[0]])
    assert board.as_of == STOPPED and not board.late_kpis


def test_an_explicit_day_is_answered_as_asked(late: Engine) -> None:
    board = late.board(period="ytd", as_of=LAST)
    assert not board.late_kpis and board.figures[HELD_UP[0], board.units[0].id].value is None


def test_the_explanation_says_that_the_source_is_late(late: Engine) -> None:
    board = late.board(period="ytd")
    lines = dict(late.explain(HELD_UP[0], board.units[0].id, board).lines)
    assert str(STOPPED) in lines["来源迟到"] and str(LAST) in lines["来源迟到"] and str(STOPPED) in lines["期间"]
    assert "来源迟到" not in dict(late.explain("alerts_valid", board.units[0].id, board).lines)


def test_codes_wait_for_all_sources(late: Engine, complete: Engine) -> None:
    assert complete.last_month() - late.last_month() == 1  # October is not covered whole


def test_a_bureau_declares_its_own_rhythm() -> None:
    slow = load_catalogue({"own.toml": "[rhythms.alert]\nevery_days = 30\n"})
    assert (slow.late_after("alert"), slow.late_after("dispute"), slow.late_after(None)) == (60, 2, 62)
    assert set(slow.facts) <= set(slow.rhythms)


@pytest.mark.parametrize(
    ("ends", "as_of", "late_days"),
    [
        ({"a": [(0, 1, 2)], "b": [(-2, 1, 2)]}, -2, {}),  # both within their rhythm: the earlier one
        ({"a": [(0, 1, 2)], "b": [(-3, 1, 2)]}, 0, {"b": -3}),
        ({"a": [(0, 1, 2)], "b": [(-40, 1, 62)], "c": [(-3, 1, 2)]}, -40, {"c": -3}),  # a monthly report is on time
        ({"a": [(0, 1, 2), (-9, 1, 2)]}, -9, {}),  # nothing goes on without what is late
        ({"a": [(0, 1, 2)], "b": [(0, 1, 2), (-9, 1, 2)]}, 0, {"b": -9}),
        ({"a": [(0, 1, 2)], "s": [(-90, 0, 62)]}, 0, {"s": -90}),  # a stock last counted long ago
        ({"a": [(0, 1, 2)], "s": [(30, 0, 62)]}, 0, {}),  # one that reaches beyond moves no day
        ({"s": [(-90, 0, 62)], "t": [(-5, 0, 62)]}, -5, {}),
        ({"a": [(0, 1, 2)], "n": []}, 0, {}),  # no data at all is not late
    ],
)
def test_lateness_by_hand(ends: dict[str, list[tuple[int, int, int]]], as_of: int, late_days: dict[str, int]) -> None:
    source_ends = {
        kpi: [SourceEnd(DAY + day, bool(flow), after) for day, flow, after in of] for kpi, of in ends.items()
    }
    horizon = data_horizon(source_ends)
    assert horizon.as_of == LAST + timedelta(days=as_of)
    assert horizon.late_kpis == {kpi: LAST + timedelta(days=day) for kpi, day in late_days.items()}


def test_without_any_data_it_is_said() -> None:
    with pytest.raises(StoreError, match="还没有"):
        common_end({"a": []})

"""A cohort's outcomes as known on an earlier day, by hand: what came later, in the same month or not, is left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from core.engine import Engine
from core.metrics import late_outcomes
from core.metrics.as_of_span import AsOfSpan
from core.store.coverage import add_coverage
from core.store.records import apply_records
from core.store.store import Store
from core.time.days import CHINA, day_number
from tests.support.worlds import copied, empty_store, row_of

RATE = "dispute_resolution_rate"
MARCH = (date(2026, 3, 10), date(2026, 3, 15), date(2026, 3, 16), date(2026, 3, 31))
OUTCOMES = (date(2026, 1, 12), date(2026, 1, 20), *MARCH, date(2026, 4, 1), None)
STATION, COMMUNITY = 3, 5  # 一所, and 一社区 below it


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=CHINA)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Disputes of one January day in a community, each resolved on another day, some in January, or not yet."""
    folder: Path = tmp_path_factory.mktemp("late")
    store: Store = copied(empty_store(folder), folder / "late.db")
    plain = dict.fromkeys(store.catalogue.facts["dispute"].columns) | {
        "unit": COMMUNITY,
        "occurred_at": noon(date(2026, 1, 10)),
        "origin": "alert",
        "kind": "other",
        "body": "station",
        "key": 0,
        "escalated": 0,
    }
    rows = [
        plain | {"id": f"D{number}", "outcome_at": None if day is None else noon(day)}
        for number, day in enumerate(OUTCOMES)
    ]
    with store.write("test", "dispute", "", 0):
        apply_records(store, "dispute", [row_of("dispute", row) for row in rows])
        for unit in (STATION, STATION + 1):
            add_coverage(store, "dispute", unit, day_number(date(2026, 1, 1)), day_number(date(2026, 4, 30)))
    yield Engine(store)
    store.close()


@pytest.mark.parametrize("unit", ["甲局", "一所", "一社区"])
@pytest.mark.parametrize("period", ["2026-01", "2026-01-05..2026-01-20", "2026-01-05..2026-02-10", "2026Q1"])
def test_only_what_was_known_on_the_day_counts(engine: Engine, unit: str, period: str) -> None:
    for as_of in (date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 30)):
        resolved = sum(day is not None and day <= as_of for day in OUTCOMES)
        board = engine.board(unit, period, as_of, [RATE], months=0)
        figure = board.figures[RATE, board.units[0].id]
        assert (figure.numerator, figure.denominator) == (resolved, len(OUTCOMES)), as_of


@pytest.mark.parametrize("unit", ["甲局", "一所", "一社区"])
@pytest.mark.parametrize(
    "as_of", [date(2026, 1, 15), date(2026, 1, 31), date(2026, 3, 9), date(2026, 3, 15), date(2026, 3, 30)]
)
def test_a_day_within_the_month_of_the_outcomes_divides_them(engine: Engine, unit: str, as_of: date) -> None:
    board = engine.board(unit, "2026-01", as_of, [RATE], months=0)
    figure = board.figures[RATE, board.units[0].id]
    assert figure.numerator == sum(day is not None and day <= as_of for day in OUTCOMES)


def late_reads(engine: Engine) -> list[str]:
    """Note the statements that read late outcomes of communities from records, from now on."""
    noted: list[str] = []

    def note(statement: str) -> None:
        if "a.kind = 'community'" in statement and "fact_dispute" in statement:
            noted.append(statement)

    engine.store.conn.set_trace_callback(note)
    return noted


def test_late_outcomes_of_many_communities_are_read_once_for_all_who_ask_and_again_after_a_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late_outcomes, "MOST_COMMUNITIES_LISTED", 0)
    store = copied(empty_store(tmp_path), tmp_path / "late.db")
    row = dict.fromkeys(store.catalogue.facts["dispute"].columns) | {
        "id": "D1",
        "unit": COMMUNITY,
        "occurred_at": noon(date(2026, 1, 10)),
        "origin": "alert",
        "kind": "other",
        "body": "station",
        "key": 0,
        "escalated": 0,
        "outcome_at": noon(date(2026, 3, 10)),
    }

    def write(**columns: object) -> None:
        with store.write("test", "dispute", "", 0):
            apply_records(store, "dispute", [row_of("dispute", row | columns)])

    write()
    with store.write("test", "dispute", "", 0):
        add_coverage(store, "dispute", 1, day_number(date(2026, 1, 1)), day_number(date(2026, 4, 30)))
    engine, end = Engine(store), day_number(date(2026, 1, 31))
    span, reads = AsOfSpan(day_number(date(2026, 1, 1)), end, end), late_reads(engine)

    def resolved(*measures: str) -> int:
        return int(engine.values((measures, (COMMUNITY,), (span,))).amounts["disputes_resolved"][0, 0, 0])

    assert resolved("disputes_resolved") == resolved("disputes_resolved", "key_disputes_resolved") == 0
    assert len(reads) == 1
    write(outcome_at=noon(date(2026, 1, 20)))
    write(id="D2")
    assert resolved("disputes_resolved") == 1 and len(reads) == 2
    store.close()

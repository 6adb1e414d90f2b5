"""What a quarter was when it ended and what it is now must not tell of the few that were resolved in between."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from core.disclosure.release_periods import ends_between
from core.engine import Engine
from core.metrics.as_of_span import AsOfSpan
from core.store.store import Store
from core.time.days import day_number
from core.time.reporting_calendar import CALENDAR
from tests.support.intake_world import DISPUTE, UNITS, bring, day, dispute, empty_store, unit_id

COMMUNITIES = ("甲村", "乙村", "丙村", "丁村")
RATE, CAME, IN_TIME = "dispute_resolution_rate", 40, 20
SECOND, THIRD = date(2026, 6, 30), date(2026, 9, 30)


def bureau(folder: Path, added: dict[str, int]) -> Store:
    """Each community took in CAME disputes in spring, and resolved IN_TIME by summer and some in the summer."""
    store = empty_store(folder)
    communities = [[f"C{name}", name, "社区/警务室", "甲溪派出所", ""] for name in COMMUNITIES]
    stations = [row for row in UNITS if row[2] == "派出所"]
    assert not bring(store, "units", [UNITS[0], *stations, *communities]).refused

    def resolved(number: int, later: int) -> str:
        if number < IN_TIME:
            return "2026-05-20 08:00"
        return "2026-08-20 08:00" if number < IN_TIME + later else ""

    rows = [
        dispute(f"{name}{number}", name, "2026-05-01 08:00", resolved(number, later))
        for name, later in added.items()
        for number in range(CAME)
    ]
    report = bring(store, "dispute", [DISPUTE, *rows], covers=(day("2026-01-01"), day("2026-09-30")), complete=True)
    assert report.new == len(rows), report.refused
    return store


def shown(store: Store, as_of: date) -> dict[str, int | None]:
    """How many of the spring's disputes of each community are said to be resolved, as known on a day."""
    units = {name: unit_id(store, name) for name in COMMUNITIES}
    board = Engine(store).board(
        unit_id(store, "甲溪派出所"), "2026Q2", as_of, [RATE], months=0, units=list(units.values())
    )
    figures = {name: board.figures[RATE, unit].numerator for name, unit in units.items()}
    return {name: None if figure is None else int(figure) for name, figure in figures.items()}


def test_two_dates_do_not_tell_of_two_disputes(tmp_path: Path) -> None:
    store = bureau(tmp_path, {"甲村": 2, "乙村": 10, "丙村": 12, "丁村": 14})
    assert shown(store, SECOND) == dict.fromkeys(COMMUNITIES, IN_TIME)
    now = shown(store, THIRD)
    assert now["甲村"] is None
    assert [name for name, value in now.items() if value is None] != ["甲村"], "else the rest of the sum tells it"
    store.close()


@pytest.mark.parametrize("few", [0, 5])
def test_none_and_many_are_told(tmp_path: Path, few: int) -> None:
    store = bureau(tmp_path, {"甲村": few, "乙村": 10, "丙村": 12, "丁村": 14})
    assert shown(store, THIRD) == {"甲村": IN_TIME + few, "乙村": 30, "丙村": 32, "丁村": 34}
    store.close()


def test_the_earlier_dates_are_the_ends_of_periods_since_its_own() -> None:
    days = [day_number(date.fromisoformat(text)) for text in ("2026-04-01", "2026-06-30", "2026-12-31", "2026-09-30")]
    spring, summer, now, autumn = days
    assert ends_between(AsOfSpan(spring, summer, now), 3, CALENDAR) == [summer, autumn]
    assert ends_between(AsOfSpan(spring, summer, summer), 3, CALENDAR) == []

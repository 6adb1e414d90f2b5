"""What is open must not tell what is hidden of what came in and was resolved: 10 taken in, 7 open, so 3 resolved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from core.catalogue.load import load_catalogue
from core.disclosure.stock_identities import StockIdentity, stock_identities
from core.disclosure.subset_relations import subset_pairs
from core.engine import Engine
from core.store.store import Store
from tests.support.intake_world import DISPUTE, UNITS, bring, day, dispute, empty_store, unit_id

AS_OF = date(2026, 9, 30)
COMMUNITIES = ("甲村", "乙村", "丙村", "丁村")
OPEN, CAME, LEFT = "disputes_outstanding", "disputes_reported", "dispute_resolution_rate"


class Quarter(NamedTuple):
    """Disputes that a community took in on the first day of some month, and how many of them are resolved."""

    begins: str
    came: int
    left: int


def _bureau(folder: Path, quarters: dict[str, Sequence[Quarter]], covered_from: str = "2026-04-01") -> Store:
    store = empty_store(folder)
    communities = [[f"C{name}", name, "社区/警务室", "甲溪派出所", ""] for name in COMMUNITIES]
    stations = [row for row in UNITS if row[2] == "派出所"]
    assert not bring(store, "units", [UNITS[0], *stations, *communities]).refused
    rows = [
        dispute(f"{name}{quarter.begins}{number}", name, f"{quarter.begins}-01 08:00", done)
        for name, of_unit in quarters.items()
        for quarter in of_unit
        for number in range(quarter.came)
        for done in [f"{quarter.begins}-20 08:00" if number < quarter.left else ""]
    ]
    report = bring(store, "dispute", [DISPUTE, *rows], covers=(day(covered_from), day("2026-09-30")), complete=True)
    assert report.new == len(rows), report.refused
    return store


def _shown(store: Store, kpi: str) -> dict[str, int | None]:
    """What a board shows of the communities over the last quarter."""
    engine, units = Engine(store), {name: unit_id(store, name) for name in COMMUNITIES}
    station = unit_id(store, "甲溪派出所")
    board = engine.board(station, "2026Q3", AS_OF, [kpi], units=list(units.values()))
    figures = {name: board.figures[kpi, unit] for name, unit in units.items()}
    return {
        name: None if figure.value is None else int(figure.numerator if figure.numerator is not None else figure.value)
        for name, figure in figures.items()
    }


def test_identities_follow_from_the_catalogue() -> None:
    identities = stock_identities(load_catalogue())
    assert identities[OPEN] == StockIdentity("disputes_reported", "disputes_resolved")
    assert "disputes_due" not in identities, "one without a due day never enters it"
    assert "police_total" not in identities


def test_what_is_open_is_hidden_with_what_was_resolved(tmp_path: Path) -> None:
    store = _bureau(
        tmp_path,
        {
            "甲村": [Quarter("2026-04", 6, 6), Quarter("2026-07", 10, 3)],
            "乙村": [Quarter("2026-07", 12, 6)],
            "丙村": [Quarter("2026-07", 20, 10)],
            "丁村": [Quarter("2026-07", 9, 9)],
        },
    )
    assert _shown(store, CAME) == {"甲村": 10, "乙村": 12, "丙村": 20, "丁村": 9}
    assert _shown(store, LEFT) == {"甲村": None, "乙村": None, "丙村": 10, "丁村": 9}
    assert _shown(store, OPEN) == {"甲村": None, "乙村": None, "丙村": 10, "丁村": 0}
    store.close()


def test_what_was_hidden_in_an_earlier_quarter_stays_so(tmp_path: Path) -> None:
    store = _bureau(
        tmp_path,
        {
            "甲村": [Quarter("2026-04", 10, 3), Quarter("2026-07", 8, 8)],
            "乙村": [Quarter("2026-04", 12, 6), Quarter("2026-07", 8, 8)],
            "丙村": [Quarter("2026-04", 20, 10)],
            "丁村": [],
        },
    )
    assert _shown(store, LEFT) == {"甲村": 8, "乙村": 8, "丙村": None, "丁村": None}, (
        "of none taken in there is no rate"
    )
    assert _shown(store, OPEN) == {"甲村": None, "乙村": None, "丙村": 10, "丁村": 0}
    store.close()


def test_what_was_open_before_the_records_begin_is_a_small_number_too(tmp_path: Path) -> None:
    """Open 12, of which 10 came in since: 2 from before, which no flow tells."""
    came = [Quarter("2026-07", 20, 10)]
    store = _bureau(
        tmp_path,
        {
            "甲村": [Quarter("2026-02", 2, 0), *came],
            "乙村": [Quarter("2026-02", 9, 0), *came],
            "丙村": came,
            "丁村": came,
        },
    )
    assert _shown(store, LEFT) == dict.fromkeys(COMMUNITIES, 10)
    shown = _shown(store, OPEN)
    assert shown["甲村"] is None
    assert [name for name, value in shown.items() if value is None] != ["甲村"], "else the rest of the sum tells it"
    store.close()


def test_a_percentiles_base_is_a_part_of_its_whole() -> None:
    """Of the alerts with a time of arrival nobody learns how few the others are."""
    pairs = subset_pairs(load_catalogue(), ["alert_response", "alerts_valid", "alerts_total"])
    assert ("alert_response", "alerts_valid") in pairs and ("alerts_valid", "alerts_total") in pairs

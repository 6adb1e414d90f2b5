"""小数隐藏 on a whole bureau: everything that boards show, put before a solver; and what must not change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
import pytest
from scipy.optimize import linprog

from core.catalogue.load import load_catalogue
from core.catalogue.problems import CatalogueError
from core.engine import Engine
from core.metrics.arrays import Floats
from core.metrics.as_of_span import AsOfSpan
from core.metrics.reporting_period import resolve_period
from core.metrics.types import Verdict
from core.store.open import open_store
from core.store.store import Store
from core.time.reporting_calendar import CALENDAR

pytestmark = pytest.mark.slow

AS_OF = date(2026, 10, 31)
QUARTERS = ("2026Q1", "2026Q2", "2026Q3")
# All the counts of disputes that any KPI tells, each as a KPI or as a rate's part, and what everybody knows of them.
RATES = {
    "dispute_resolution_rate": ("disputes_resolved", "disputes_reported"),
    "dispute_resolution_rate_canvassed": ("canvassed_disputes_resolved", "canvassed_disputes"),
    "dispute_resolution_rate_alert": ("alert_disputes_resolved", "alert_disputes"),
    "key_dispute_resolution_rate": ("key_disputes_resolved", "key_disputes"),
}
COUNTS = {"disputes_reported": "disputes_reported", "key_disputes_reported": "key_disputes"}
SUMS = {
    "disputes_reported": ("canvassed_disputes", "alert_disputes"),
    "disputes_resolved": ("canvassed_disputes_resolved", "alert_disputes_resolved"),
}
MEASURES = sorted({one for pair in RATES.values() for one in pair})
LEAST = 5

CHAIN = tuple(f"{year}Q{quarter}" for year in (2024, 2025, 2026) for quarter in range(1, 5))[:-1]
FLOWS = ("disputes_reported", "disputes_resolved")

Cell = tuple[int, str]
ChainCell = tuple[int, str, str]  # unit, measure, quarter
C = TypeVar("C")


@pytest.fixture(scope="module")
def store(demo_db: Path) -> Iterator[Store]:
    opened = open_store(demo_db, read_only=True)
    yield opened
    opened.close()


def shown(engine: Engine, station: int, units: list[int], period: str, months: int = 24) -> dict[Cell, int]:
    """Every count that boards show of communities over a period, whichever KPI tells it."""
    kpis = [*RATES, *COUNTS]
    board = engine.board(station, period, AS_OF, kpis, months=months, units=units)
    told: dict[Cell, int] = {}
    for kpi in kpis:
        for unit in units:
            figure = board.figures[kpi, unit]
            assert (figure.value is None) == (figure.reason is not None)
            top, bottom = RATES.get(kpi, (COUNTS.get(kpi, ""), ""))
            if figure.numerator is not None:
                told[unit, top] = int(figure.numerator)
            if figure.denominator is not None:
                told[unit, bottom] = int(figure.denominator)
            assert all(value is None for value in board.series[kpi, unit])  # a month is no whole block
    return told


def true_values(engine: Engine, units: list[int], period: str) -> dict[Cell, int]:
    window = resolve_period(period, AS_OF, CALENDAR).window
    known = resolve_period("2026Q3", AS_OF, CALENDAR).window.last  # the last whole block by then
    span = AsOfSpan(window.first, window.last, known)
    values = engine._read(MEASURES, units, [span])
    return {(unit, name): values.get(name, unit, span).amount for unit in units for name in MEASURES}


class Reader(Generic[C]):
    """Who reads all that is shown, and knows which sums of cells are told above, and which are never positive."""

    def __init__(
        self, true: Mapping[C, int], sums: Sequence[Mapping[C, int]], at_most: Sequence[Mapping[C, int]]
    ) -> None:
        self._true, self._at = true, {cell: index for index, cell in enumerate(true)}
        self._sums, self._at_most = self._rows(sums), self._rows(at_most)
        self._totals = self._sums @ np.array(list(true.values()))

    def _rows(self, relations: Sequence[Mapping[C, int]]) -> Floats:
        rows = np.zeros((len(relations), len(self._at)))
        for row, relation in enumerate(relations):
            for cell, weight in relation.items():
                rows[row, self._at[cell]] = weight
        return rows

    def width(self, told: Mapping[C, int], wanted: Mapping[C, int]) -> float:
        """How wide what is told lets the reader place a sum of cells."""
        bounds = [(told[cell], told[cell]) if cell in told else (0, None) for cell in self._true]
        (weights,) = self._rows([wanted])
        ends = []
        for sign in (1, -1):
            answer = linprog(sign * weights, self._at_most, [0] * len(self._at_most), self._sums, self._totals, bounds)
            assert answer.fun is not None, answer.message
            ends.append(sign * answer.fun)
        return float(ends[1] - ends[0])

    def assert_safe(self, told: Mapping[C, int], sensitive: Iterable[Mapping[C, int]]) -> int:
        """No small one of these sums is placed more narrowly than need be; return how many are small."""
        tried = 0
        for wanted in sensitive:
            if 1 <= sum(weight * self._true[cell] for cell, weight in wanted.items()) < LEAST:
                tried += 1
                width = self.width(told, wanted) + 1e-6
                assert width >= LEAST - 1 or width >= self.width({}, wanted), wanted
        return tried


def reader(true: dict[Cell, int], units: list[int]) -> Reader[Cell]:
    """Who looks at one period."""
    sums = [{(unit, name): 1 for unit in units} for name in MEASURES]
    sums += [
        {(unit, whole): 1, **{(unit, part): -1 for part in parts}} for unit in units for whole, parts in SUMS.items()
    ]
    pairs = [*RATES.values(), ("key_disputes", "disputes_reported")]
    return Reader(true, sums, [{(unit, part): 1, (unit, whole): -1} for unit in units for part, whole in pairs])


@pytest.mark.parametrize("period", QUARTERS)
def test_nothing_small_follows_from_all_that_is_shown(store: Store, period: str) -> None:
    engine = Engine(store)
    tried = 0
    for station in engine.units.stations(1):
        units = [unit.id for unit in engine.units.children(station.id)]
        told, true = shown(engine, station.id, units, period), true_values(engine, units, period)
        assert told.items() <= true.items()
        lone = [{cell: 1} for cell in true]
        left = [{(unit, whole): 1, (unit, part): -1} for unit in units for part, whole in RATES.values()]
        tried += reader(true, units).assert_safe(told, [*lone, *left])
    assert tried > 20


@pytest.mark.parametrize("station", range(3))
def test_nothing_small_follows_from_what_is_open_and_what_came_in(store: Store, station: int) -> None:
    """What is open is what came in less what was resolved; the reader knows what was open before the first quarter."""
    engine = Engine(store)
    chosen = engine.units.stations(1)[station]
    units = [unit.id for unit in engine.units.children(chosen.id)]
    told, true = shown_of_chain(engine, chosen.id, units), true_chain(engine, units)
    assert told.items() <= true.items() and not {(unit, "open", "") for unit in units} <= told.keys()
    told |= {(unit, "before", ""): true[unit, "before", ""] for unit in units}
    sums = [{(unit, name, quarter): 1 for unit in units} for name, quarter in [*product(FLOWS, CHAIN), ("open", "")]]
    for unit in units:
        came = {(unit, name, quarter): sign for name, sign in zip(FLOWS, (-1, 1), strict=True) for quarter in CHAIN}
        sums.append({(unit, "open", ""): 1, (unit, "before", ""): -1, **came})
    still_open = [
        {(unit, came, quarter): 1, (unit, left, quarter): -1}
        for unit, quarter in product(units, CHAIN)
        for came, left in [FLOWS]
    ]
    lone = [{cell: 1} for cell in true if cell[1] != "before"]
    at_most = [{cell: -weight for cell, weight in relation.items()} for relation in still_open]
    assert Reader(true, sums, at_most).assert_safe(told, [*lone, *still_open]) > 5


def shown_of_chain(engine: Engine, station: int, units: list[int]) -> dict[ChainCell, int]:
    """What boards show of these units' disputes, quarter by quarter, and what they show to be open."""
    told = {
        (unit, name, quarter): value
        for quarter in CHAIN
        for (unit, name), value in shown(engine, station, units, quarter, months=0).items()
        if name in FLOWS
    }
    board = engine.board(station, "2026Q3", AS_OF, ["disputes_outstanding"], months=0, units=units)
    for unit in units:
        if (value := board.figures["disputes_outstanding", unit].value) is not None:
            told[unit, "open", ""] = int(value)
    return told


def true_chain(engine: Engine, units: list[int]) -> dict[ChainCell, int]:
    chain: dict[ChainCell, int] = {}
    for quarter in CHAIN:
        values = true_values(engine, units, quarter)
        chain |= {(unit, name, quarter): values[unit, name] for unit, name in product(units, FLOWS)}
    last = resolve_period(CHAIN[-1], AS_OF, CALENDAR).window
    span = AsOfSpan(last.first, last.last, last.last)
    stock = engine._read(["disputes_outstanding"], units, [span])
    for unit in units:
        chain[unit, "open", ""] = stock.get("disputes_outstanding", unit, span).amount
        came, left = (sum(chain[unit, name, quarter] for quarter in CHAIN) for name in FLOWS)
        chain[unit, "before", ""] = chain[unit, "open", ""] - came + left
        assert chain[unit, "before", ""] >= 0
    return chain


def test_longer_and_shorter_windows_tell_nothing_more(store: Store) -> None:
    """What is shown over any window is a sum of blocks that are all shown; a running year stops at the last block."""
    engine = Engine(store)
    stations = engine.units.stations(1)
    seen = 0
    # What is safe of alerts by class takes a second a quarter: one station does.
    for station, kpi in [(stations[0], "alerts_total"), *((station, "services_accepted") for station in stations)]:
        units = [unit.id for unit in engine.units.children(station.id)]
        boards = [engine.board(station.id, one, AS_OF, [kpi], months=0, units=units) for one in (*QUARTERS, "ytd")]
        for unit in units:
            *parts, whole = (board.figures[kpi, unit] for board in boards)
            values = [part.value for part in parts]
            if whole.value is None:
                assert None in values
            else:
                seen += 1
                assert whole.value == sum(value for value in values if value is not None)
                assert None not in values
                assert whole.as_of == date(2026, 9, 30)
                assert whole.note and "涉及个人" in whole.note
        for period in ("2026-09", "2026-10-31", "last7", "2026-02-01..2026-09-30"):
            board = engine.board(station.id, period, AS_OF, [kpi], months=0, units=units)
            assert all(board.figures[kpi, unit].value is None for unit in units)
    assert seen


def test_changes_and_judgements_keep_silent_too(store: Store) -> None:
    engine = Engine(store)
    station = engine.units.stations(1)[0].id
    units = [unit.id for unit in engine.units.children(station)]
    board = engine.board(station, "2026Q3", AS_OF, ["key_disputes_reported"], units=units)
    hidden = 0
    for unit in units:
        sides = (board.figures["key_disputes_reported", unit], board.changes["key_disputes_reported", unit, "yoy"])
        if None in (sides[0].value, sides[1].base_figure.value):
            hidden += 1
            judged = board.judgements["key_disputes_reported", unit, "yoy"]
            assert sides[1].change is None
            assert judged.verdict == Verdict.NOT_COMPARABLE
            assert (judged.low, judged.high) == (None, None)
            assert None in (judged.n0, judged.n1)
    assert hidden


def test_the_same_is_hidden_whatever_is_asked(store: Store) -> None:
    """One community alone, or one KPI alone, shows no more than all together."""
    engine, again = Engine(store), Engine(store)
    station = engine.units.stations(1)[0].id
    units = [unit.id for unit in engine.units.children(station)]
    together = engine.board(station, "2026Q3", AS_OF, [*RATES, *COUNTS], units=units)
    for unit in reversed(units):
        for kpi in (*COUNTS, *RATES):
            alone = again.board(unit, "2026Q3", AS_OF, [kpi], units=[])
            figures = (board.figures[kpi, unit] for board in (alone, together))
            one, other = (replace(figure, ripeness=None) for figure in figures)  # read at the unit that a board is of
            assert one == other


def test_what_is_sensitive_at_a_station_is_hidden_below_it_too(store: Store) -> None:
    engine = Engine(store)
    stations = [unit.id for unit in engine.units.stations(1)]
    board = engine.board(None, "2026Q3", AS_OF, ["administrative_detentions", "disputes_reported"])
    hidden = [unit for unit in stations if board.figures["administrative_detentions", unit].value is None]
    assert hidden
    assert board.figures["administrative_detentions", 1].value is not None
    assert all(board.figures["disputes_reported", unit].value is not None for unit in stations)
    for station in hidden:
        units = [unit.id for unit in engine.units.children(station)]
        below = engine.board(station, "2026Q3", AS_OF, ["administrative_detentions"], units=units)
        assert all(below.figures["administrative_detentions", unit].value is None for unit in units)


def test_the_twelve_tiles_are_as_without_a_threshold(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(store)
    board = engine.board(None, "ytd", AS_OF)
    assert engine._last_policy is not None
    assert not engine._last_policy[1]._suppressed  # nothing was decided: nothing sensitive is on it
    monkeypatch.setattr(store, "catalogue", load_catalogue({"ours.toml": "[disclosure.small_numbers]\nleast = 1\n"}))
    assert dict(Engine(store).board(None, "ytd", AS_OF).figures) == dict(board.figures)


def test_a_bureau_sets_its_own(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    overlay = '[sensitive]\ndispute = { at = "station", why = "本局规定" }\n[disclosure.small_numbers]\nleast = 60\n'
    monkeypatch.setattr(store, "catalogue", load_catalogue({"ours.toml": overlay}))
    board = Engine(store).board(None, "2026Q3", AS_OF, ["key_disputes_reported"])
    reasons = {board.figures["key_disputes_reported", unit.id].reason for unit in board.units[1:]}
    assert "少于 60，或可由它推算出这样的数，不显示" in reasons


@pytest.mark.parametrize(
    ("overlay", "told"),
    [
        ('[sensitive]\nnobody = { at = "station", why = "没有这一项" }', "没有这个计数项"),
        ('[sums]\nalerts_total = { parts = ["alerts_valid", "disputes_reported"] }', "数法不同"),
        ("[disclosure.small_numbers]\nmonths = 5", "months"),
        ("[disclosure.large_numbers]\nleast = 5\nmonths = 3", "只有 small_numbers 这一条"),
    ],
)
def test_a_broken_rule_is_refused(overlay: str, told: str) -> None:
    with pytest.raises(CatalogueError, match=told):
        load_catalogue({"ours.toml": overlay})


def test_hours_and_classes_of_a_community(store: Store) -> None:
    engine = Engine(store)
    station = engine.units.stations(1)[0].id
    community = engine.units.children(station)[0].id
    window, base = (resolve_period(text, AS_OF, CALENDAR).window for text in ("2026Q3", "2025Q3"))
    with pytest.raises(LookupError, match="不显示"):
        engine.hours(community, window)
    shares = engine.composition(community, window, base, AS_OF)
    assert any(share.value is None for share in shares)
    assert all(share.value is None or share.value == 0 or share.value >= LEAST for share in shares)
    assert all(share.value is not None for share in engine.composition(station, window, base, AS_OF))

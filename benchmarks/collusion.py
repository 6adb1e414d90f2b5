"""Two who may look put together all that they were shown in a year: which small counts can they place?

    python -m benchmarks.collusion --db FILE [--stations N] [--as-if-stocks-were-shown]

One is a station's chief, who sees its communities; the other sees the whole bureau, and so the station's own figures;
or one sees the stations, and the other knows the bureau's. Both ask for every KPI and every class of alerts over every
stretch of time, on the last day of every quarter: days, weeks and months, of which nothing may come at a protected
unit, and all runs of whole quarters. What they put together: sums over the units, sums and subsets of measures, the
same quarter as it was known earlier and later, stocks against flows, percentiles. Then a solver that knows nothing of
how the product decides asks of every hidden count of 1 to 4, of the rest of every rate, and of what was added to a
quarter afterwards, how wide a range is left, and whether it would be wider were nothing shown. FILE is made by
`fengjing demo`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from benchmarks.placing import Attack, Relation, components, without_shown
from core.disclosure.policy import UNIT_LEVELS
from core.disclosure.stock_identities import stock_identities
from core.disclosure.subset_relations import subset_pairs
from core.engine import Engine
from core.metrics.as_of_span import AsOfSpan
from core.metrics.types import Window
from core.store.open import open_store
from core.store.store import ROOT as ROOT_UNIT
from core.time.days import day_number

QUARTERS = ("2025-10-01", "2026-01-01", "2026-04-01", "2026-07-01")
ENDS = ("2025-12-31", "2026-03-31", "2026-06-30", "2026-09-30")
SHORT_PERIODS = (
    "2026-09",
    "2026-W36",
    "2026-09-15",
    "last30",
    "last7",
    "2026-08-01..2026-09-30",
    "2026-06-15..2026-09-30",
)


class Amount(NamedTuple):
    """A measure of a unit in a quarter (by its number), as known at the end of another; a stock at the end of one."""

    unit: int
    measure: str
    quarter: int
    known: int


@dataclass
class Board:
    """Figures shown to the two of a station's communities: windows of quarters by KPI, and how many in all."""

    sums: list[tuple[int, str, int, int, int, int]] = field(default_factory=list)  # unit, measure, from, to, known, sum
    figures: int = 0
    short_figures: int = 0


def boards_of(engine: Engine, station: int, units: Sequence[int]) -> Board:
    """Asks for everything that may be asked."""
    seen_board, kpis = Board(), [name for name, kpi in engine.catalogue.kpis.items()]
    protected = [name for name in kpis if is_protected(engine, name, units[0])]
    for period in SHORT_PERIODS:
        board = engine.board(station, period, date.fromisoformat(ENDS[-1]), protected, months=1, units=list(units))
        seen_board.short_figures += sum(
            figure.exact is not None for (_, unit), figure in board.figures.items() if unit in set(units)
        )
    for reading, end in enumerate(ENDS):
        for first, last in [(a, b) for a in range(reading + 1) for b in range(a, reading + 1)]:
            text = f"{QUARTERS[first]}..{ENDS[last]}"
            board = engine.board(station, text, date.fromisoformat(end), protected, months=1, units=list(units))
            for (name, unit), figure in board.figures.items():
                if unit not in set(units) or (figure.numerator is None and figure.denominator is None):
                    continue
                kpi = engine.catalogue.kpis[name]
                seen_board.figures += 1
                if kpi.kind != "percentile" and figure.numerator is not None:
                    seen_board.sums.append((unit, kpi.numerator, first, last, reading, figure.numerator))
                if figure.denominator is not None:
                    base = kpi.denominator or kpi.numerator  # a percentile's base
                    seen_board.sums.append((unit, base, first, last, reading, figure.denominator))
            window = Window(day_number(date.fromisoformat(QUARTERS[first])), day_number(date.fromisoformat(ENDS[last])))
            for unit in units:
                shares = engine.composition(unit, window, window, date.fromisoformat(end))
                seen_board.sums += [
                    (unit, share.measure, first, last, reading, int(share.value))
                    for share in shares
                    if share.value is not None
                ]
    return seen_board


def is_protected(engine: Engine, kpi: str, unit: int) -> bool:
    """Tells whether a KPI's small numbers are hidden at a unit."""
    with engine._snapshot() as snapshot:
        return engine._policy(snapshot).is_protected(engine.catalogue.kpis[kpi].measures(), unit)


def is_measure_protected(engine: Engine, measure: str, unit: int) -> bool:
    """Tells whether a measure's small numbers are hidden at a unit."""
    with engine._snapshot() as snapshot:
        return engine._policy(snapshot).is_protected([measure], unit)


def truth_of(engine: Engine, units: Sequence[int], measures: Sequence[str]) -> dict[Amount, int]:
    """The unprotected amounts, which only this benchmark reads."""
    spans = {
        (quarter, reading): AsOfSpan(*(day_number(date.fromisoformat(day)) for day in days))
        for reading, end in enumerate(ENDS)
        for quarter in range(reading + 1)
        for days in [(QUARTERS[quarter], ENDS[quarter], end)]
    }
    with engine._snapshot():
        values = engine._read(measures, list(units), list(spans.values()))
    truth = {}
    for (quarter, reading), span in spans.items():
        for name in measures:
            is_stock = engine.catalogue.measures[name].kind == "stock"
            for unit in units:
                value = values.get(name, unit, span)
                if value.reason is None and not (is_stock and reading != quarter):
                    truth[Amount(unit, name, quarter, reading)] = sum(value.amounts)
    return truth


def relations(engine: Engine, units: Sequence[int], truth: Mapping[Amount, int]) -> Iterator[Relation[Amount]]:
    """All that anybody knows to hold: sums over the units, sums and subsets of measures, growth with time, stocks."""
    catalogue = engine.catalogue
    measures = list(dict.fromkeys(amount.measure for amount in truth))
    subsets = subset_pairs(catalogue, measures)
    for name, quarter, reading in dict.fromkeys((a.measure, a.quarter, a.known) for a in truth):
        cells = [cell for unit in units if (cell := Amount(unit, name, quarter, reading)) in truth]
        yield Relation(dict.fromkeys(cells, 1), sum(truth[cell] for cell in cells))
    for unit, quarter, reading in dict.fromkeys((a.unit, a.quarter, a.known) for a in truth):
        for name, total in catalogue.sums.items():
            terms = {Amount(unit, name, quarter, reading): 1}
            terms |= {Amount(unit, part_measure, quarter, reading): -1 for part_measure in total.parts}
            if all(cell in truth for cell in terms) and not sum(truth[c] * w for c, w in terms.items()):
                yield Relation(terms, 0)
        for subset, superset in subsets:
            terms = {Amount(unit, subset, quarter, reading): 1, Amount(unit, superset, quarter, reading): -1}
            if all(cell in truth for cell in terms) and sum(truth[c] * w for c, w in terms.items()) <= 0:
                yield Relation(terms, 0, is_exact=False)
    for cell in truth:
        later = cell._replace(known=cell.known + 1)
        if later in truth and truth[cell] <= truth[later]:
            yield Relation({cell: 1, later: -1}, 0, is_exact=False)
    for stock, identity in stock_identities(catalogue).items():
        yield from stock_relations(units, truth, stock, identity.entered, identity.left)


def stock_relations(
    units: Sequence[int], truth: Mapping[Amount, int], stock: str, entered: str, left: str
) -> Iterator[Relation[Amount]]:
    """Yield what is open at the end of a quarter, less what was open a quarter before, by what came and what left."""
    for unit in units:
        for reading in range(1, len(ENDS)):
            now, before = Amount(unit, stock, reading, reading), Amount(unit, stock, reading - 1, reading - 1)
            terms = {now: 1, before: -1, Amount(unit, entered, reading, reading): -1}
            terms |= {Amount(unit, left, quarter, reading): 1 for quarter in range(reading + 1)}
            terms |= {Amount(unit, left, quarter, reading - 1): -1 for quarter in range(reading)}
            if all(cell in truth for cell in terms):
                # What left of the records from before the year is in none of these flows: it only makes less open.
                remainder = sum(truth[cell] * weight for cell, weight in terms.items())
                if remainder <= 0:
                    yield Relation(terms, 0, is_exact=False)


def shown_of(board: Board, truth: Mapping[Amount, int]) -> tuple[dict[Amount, int], list[Relation[Amount]]]:
    """Figures shown of single quarters, and sums over several."""
    shown: dict[Amount, int] = {}
    sums = []
    for unit, measure, first, last, reading, amount in board.sums:
        cells = [Amount(unit, measure, quarter, reading) for quarter in range(first, last + 1)]
        if Amount(unit, measure, last, last) in truth and cells[-1] not in truth:
            cells = [Amount(unit, measure, last, last)]  # a stock
        if len(cells) == 1:
            shown[cells[0]] = amount
        else:
            sums.append(Relation(dict.fromkeys(cells, 1), amount))
    return shown, [reading for reading in sums if all(cell in truth for cell in reading.terms)]


def targets(
    engine: Engine, hidden: set[Amount], truth: Mapping[Amount, int]
) -> Iterator[tuple[str, dict[Amount, int]]]:
    """Every small count that should be in the dark, with what sort it is of."""
    least = engine.catalogue.small_numbers.least
    for cell in truth:
        if cell in hidden and 1 <= truth[cell] < least:
            yield "a count", {cell: 1}
        later = cell._replace(known=cell.known + 1)
        if later in truth and 1 <= truth[later] - truth[cell] < least:
            yield "added afterwards", {later: 1, cell: -1}
    pairs = {(k.numerator, k.denominator) for k in engine.catalogue.kpis.values() if k.kind == "rate" and k.denominator}
    for cell in truth:
        for numerator, denominator in pairs:
            base_cell = cell._replace(measure=denominator or "")
            if cell.measure == numerator and base_cell in truth and 1 <= truth[base_cell] - truth[cell] < least:
                yield "the rest of a rate", {base_cell: 1, cell: -1}


@dataclass
class Result:
    """Counts the small counts of each sort, and how many of them lie in too narrow a range."""

    figures: int = 0
    short_figures: int = 0
    all: Counter[str] = field(default_factory=Counter)
    placed: Counter[str] = field(default_factory=Counter)


def attack(engine: Engine, parent: int, kind: str, *, facts: Sequence[str], with_stocks: bool, result: Result) -> None:
    """Attacks the units of a kind below another, in the kinds of record named, or in all."""
    with engine._snapshot():
        level = UNIT_LEVELS[kind]  # a total over the stations alone nobody is shown, where departments have counts too
        units = [unit.id for unit in engine.units.children(parent) if UNIT_LEVELS[unit.kind] == level]
    if len(units) < 2:
        return
    board = boards_of(engine, parent, units)
    result.figures += board.figures
    result.short_figures += board.short_figures
    by_fact: dict[str, list[str]] = {}
    kpis = [kpi for name, kpi in engine.catalogue.kpis.items() if is_protected(engine, name, units[0])]
    for name in dict.fromkeys(name for kpi in kpis for name in kpi.measures()):
        by_fact.setdefault(engine.catalogue.measures[name].fact or "ledger", []).append(name)
    for measures in (names for fact, names in by_fact.items() if not facts or fact in facts):
        truth = truth_of(engine, units, measures)
        public = frozenset(name for name in measures if not is_measure_protected(engine, name, units[0]))
        open_cells, sums = shown_of(board, truth)
        open_cells = {cell: amount for cell, amount in open_cells.items() if cell in truth}
        wrong = [cell for cell, amount in open_cells.items() if truth[cell] != amount]
        if wrong:
            raise ArithmeticError(f"shown otherwise than read: {wrong[:3]}")
        open_cells |= {cell: amount for cell, amount in truth.items() if cell.measure in public}
        if with_stocks:
            stocks = stock_identities(engine.catalogue)
            open_cells |= {cell: amount for cell, amount in truth.items() if cell.measure in stocks}
        place(engine, truth, open_cells, [*relations(engine, units, truth), *sums], public, result)


def place(
    engine: Engine,
    truth: Mapping[Amount, int],
    shown: Mapping[Amount, int],
    relations: Sequence[Relation[Amount]],
    public: frozenset[str],
    result: Result,
) -> None:
    """Asks the solver of every small count of one kind of record; `public` measures are no secret at all."""
    hidden = set(truth) - set(shown)
    wanted_cells = [
        (sort, terms)
        for sort, terms in targets(engine, hidden, truth)
        if not public.issuperset(cell.measure for cell in terms)
    ]
    width = engine.catalogue.small_numbers.least - 1
    groups = components(hidden, without_shown(relations, shown))
    group_of = {key: place for place, (keys, _) in enumerate(groups) for key in keys}
    attacks: dict[tuple[int, ...], Attack[Amount]] = {}
    whole = {cell: amount for cell, amount in truth.items() if cell.measure in public}
    told_anyway = without_shown(relations, whole)
    for sort, terms in wanted_cells:
        result.all[sort] += 1
        open_terms = {cell: weight for cell, weight in terms.items() if cell in hidden}
        numbers = tuple(sorted({group_of[cell] for cell in open_terms}))
        if not open_terms:
            result.placed[f"{sort}: shown outright"] += 1
            continue
        if numbers not in attacks:
            keys = [key for number in numbers for key in groups[number][0]]
            relations_of = [relation for number in numbers for relation in groups[number][1]]
            attacks[numbers] = Attack({key: truth[key] for key in keys}, relations_of)
        attacked_width = attacks[numbers].width(open_terms, width)
        secret_terms = {cell: weight for cell, weight in terms.items() if cell not in whole}
        if attacked_width < width and attacked_width < widest(truth, told_anyway, secret_terms, width):
            result.placed[sort] += 1
            print(f"  {sort}: range {attacked_width} of {dict(terms)}", flush=True)


def widest(
    truth: Mapping[Amount, int], relations: Sequence[Relation[Amount]], terms: Mapping[Amount, int], width: int
) -> int:
    """Return how wide the range would be if no protected number were shown: sums over the units alone may tell it.

    Where three of a station's cases are late, nobody can hide that a community has three at most. Only what is known of
    the same quarters as of the same dates counts, so that the range is rather too wide than too narrow.
    """
    quarters, dates = {cell.quarter for cell in terms}, {cell.known for cell in terms}
    near = [
        relation
        for relation in relations
        if all(cell.quarter in quarters and cell.known in dates for cell in relation.terms)
    ]
    keys = {key for relation in near for key in relation.terms} | set(terms)
    joined = Relation(terms, sum(truth.values()), is_exact=False)  # says nothing, and holds the terms together
    group, relations_of = next(
        component for component in components(keys, [*near, joined]) if set(terms) & set(component[0])
    )
    return Attack({key: truth[key] for key in group}, relations_of).width(terms, width)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--db", required=True, type=Path)
    parser.add_argument("--stations", type=int, default=4, help="so many, the first ones; each takes minutes")
    parser.add_argument("--facts", nargs="*", default=[], help="kinds of record; all, if none is named")
    parser.add_argument("--as-if-stocks-were-shown", action="store_true", help="what showing every stock would tell")
    arguments = parser.parse_args()
    engine, result, start = Engine(open_store(arguments.db, read_only=True)), Result(), time.perf_counter()
    with engine._snapshot():
        stations = [unit.id for unit in engine.units.units.values() if unit.kind == "station"]
    places = [(ROOT_UNIT, "station"), *((station, "community") for station in stations[: arguments.stations])]
    for parent, kind in places:
        with_stocks = arguments.as_if_stocks_were_shown
        attack(engine, parent, kind, facts=arguments.facts, with_stocks=with_stocks, result=result)
        took = time.perf_counter() - start
        print(f"below unit {parent}: {dict(result.all)} placed {dict(result.placed)} ({took:.0f} s)", flush=True)
    print(f"figures shown: {result.figures:,}; of stretches that are no whole quarters: {result.short_figures}")
    for sort, count in result.all.items():
        outright = result.placed[f"{sort}: shown outright"]
        print(f"{sort}: {count:,} small ones, {result.placed[sort]} placed, {outright} shown outright")
    sys.exit(bool(result.short_figures or result.placed["a count"]))


if __name__ == "__main__":
    main()

"""Decides which figures of a database may be shown: the catalogue's rule, unit by unit, release period by period.

A decision is made for all the children of a unit together and for all the measures that bear on each other, whatever
was asked: so two boards never hide different numbers, and one of them never tells what the other hides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import NamedTuple

from core.catalogue.model import Catalogue
from core.disclosure.cell_suppression import suppress_cells
from core.disclosure.decisions import Cell, DecisionKey, Decisions
from core.disclosure.earlier_issues import EarlierIssues
from core.disclosure.feasibility_audit import Relation, Table
from core.disclosure.reasons import suppression_reason
from core.disclosure.release_periods import ends_between, releasable_span, release_periods
from core.disclosure.sensitive_cells import SensitiveCell
from core.disclosure.stock_identities import OpenBefore, StockChains
from core.disclosure.subset_relations import subset_pairs
from core.metrics.as_of_span import AsOfSpan
from core.metrics.measure_values import MeasureValues, ValuesReader
from core.store.bulletin_cells import BulletinCell
from core.store.kept_results import KeptResults
from core.store.units import UnitRef, UnitTree
from core.time.day_spans import clipped

UNIT_LEVELS = {"bureau": 0, "county": 0, "department": 1, "town": 1, "station": 1, "community": 2}
FIRST_PROTECTED_LEVEL = {"station": 1, "community": 2, "none": 3}


class _Group(NamedTuple):
    """The children of a unit, the measures that are protected there and bear on each other, and those that are not.

    What is not protected is shown to everybody, and tells of the rest: one of one officer's age group.
    """

    units: tuple[int, ...]
    measures: tuple[str, ...]
    public: tuple[str, ...] = ()


class _Amounts(NamedTuple):
    """The amounts of a group's cells: those that are protected, and those that anybody is shown."""

    protected: dict[Cell, int]
    public: dict[Cell, int]

    @property
    def all(self) -> dict[Cell, int]:
        """Both together."""
        return self.public | self.protected


_OutcomesThen = tuple[tuple[Cell, int], ...]  # amounts of cells as they were known at the ends of earlier periods


class _WatchedFigure(NamedTuple):
    """A measure of a unit over a window, of which it was asked whether it may be shown."""

    measure: str
    unit: int
    window: AsOfSpan


class SuppressionPolicy:
    """Answers for one data version. `read` reads amounts, unprotected; `issued` is what was issued on paper.

    Decisions of the `previous` version on the same numbers are taken over.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        tree: UnitTree,
        read: ValuesReader,
        previous: SuppressionPolicy | None = None,
        issued: EarlierIssues | None = None,
        results: KeptResults | None = None,
    ) -> None:
        self._catalogue, self._tree, self._read = catalogue, tree, read
        self._issued = issued or EarlierIssues()
        self._watched: list[set[_WatchedFigure]] = []
        self._rule = catalogue.small_numbers
        self._suppressed: dict[tuple[_Group, AsOfSpan], frozenset[Cell]] = {}
        self._suppressed_below: dict[tuple[str, int, int, AsOfSpan], frozenset[Cell]] = {}  # the same, by a short key
        self._stock_chains = StockChains(catalogue, read, self._is_suppressed_in)
        has_same_rule = previous is not None and previous._catalogue is catalogue
        self._decisions: Decisions = (
            previous._decisions if previous and has_same_rule else Decisions(catalogue, results)
        )
        self._protected: dict[tuple[str, int], bool] = previous._protected if previous and has_same_rule else {}
        self._protected_kinds: dict[tuple[tuple[str, ...], tuple[str, ...]], frozenset[tuple[str, str]]] = (
            previous._protected_kinds if previous and has_same_rule else {}
        )
        self._public_beside: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[str, ...]] = {}

    def is_protected(self, measures: Sequence[str], unit: int) -> bool:
        """Return True if any of the measures is protected at a unit."""
        level = UNIT_LEVELS[self._tree.units[unit].kind]
        return any(self._is_protected_at(name, level) for name in measures)

    def protected_kinds(self, kpis: tuple[str, ...], kinds: tuple[str, ...]) -> frozenset[tuple[str, str]]:
        """Return the pairs of a KPI and a kind of unit at which it is protected; asked for every board, so kept."""
        key = kpis, kinds
        if key not in self._protected_kinds:
            measures = self._catalogue.kpis
            self._protected_kinds[key] = frozenset(
                (kpi, kind)
                for kpi in kpis
                for kind in kinds
                if any(self._is_protected_at(name, UNIT_LEVELS[kind]) for name in measures[kpi].measures())
            )
        return self._protected_kinds[key]

    def _is_protected_at(self, measure: str, level: int) -> bool:
        """Return True if a measure is protected at units of a level; asked of every figure, so kept."""
        key = measure, level
        if key not in self._protected:
            first = FIRST_PROTECTED_LEVEL[self._catalogue.sensitive_from(measure)]
            self._protected[key] = self._rule.least > 1 and first <= level
        return self._protected[key]

    def releasable_window(self, span: AsOfSpan) -> AsOfSpan | None:
        """Return the whole release periods of a span, all that may be shown of it at a protected unit."""
        return releasable_span(span, self._rule.months, self._catalogue.reporting_calendar)

    def is_suppressed(self, measures: Sequence[str], unit: int, window: AsOfSpan) -> bool:
        """Return True if any measure is suppressed in any release period of a window, at a unit or one above it."""
        for watched in self._watched:
            watched.update(_WatchedFigure(name, unit, window) for name in measures)
        return any(
            self._is_suppressed_in(name, unit, period) for name in measures for period in self._periods_of(name, window)
        )

    @contextmanager
    def watched_cells(self) -> Iterator[list[BulletinCell]]:
        """Collect the protected amounts that the figures asked for inside rest on; the list is filled at the end."""
        watched: set[_WatchedFigure] = set()
        cells: list[BulletinCell] = []
        self._watched.append(watched)
        try:
            yield cells
        finally:
            self._watched.remove(watched)
        for name, unit, window in sorted(watched):
            for period in self._periods_of(name, window):
                cells += self._cells_behind(name, unit, period)

    def _cells_behind(self, measure: str, unit: int, period: AsOfSpan) -> Iterator[BulletinCell]:
        """Yield the amounts of the group that a figure was decided in, and of the groups above it."""
        tree = self._tree.on(period.last)
        parent = tree.units[unit].parent
        if parent is None or not self.is_protected([measure], unit):
            return
        group = self._group_of(measure, tree.units[unit], tree.children(parent))
        values = self._read(group.measures, group.units, [period])
        hidden = self._suppressed.get((group, period), frozenset())
        for cell, amount in _known_amounts(values, group.measures, group.units, period).items():
            yield BulletinCell(cell.measure, cell.unit, *period, amount, cell in hidden)
        yield from self._cells_behind(measure, parent, period)

    def _periods_of(self, measure: str, window: AsOfSpan) -> list[AsOfSpan]:
        """Return the release periods that a window's amount is made of: a stock is its level at the last one's end."""
        periods = release_periods(window, self._rule.months, self._catalogue.reporting_calendar)
        return periods[-1:] if self._catalogue.measures[measure].kind == "stock" else periods

    def _is_suppressed_in(self, measure: str, unit: int, period: AsOfSpan) -> bool:
        tree = self._tree.on(period.last)
        parent = tree.units[unit].parent
        if parent is None or not self.is_protected([measure], unit):
            return False
        if self._tree.history is not None and not self._is_settled(unit, parent, period):
            return True
        key = measure, parent, UNIT_LEVELS[tree.units[unit].kind], period
        suppressed = self._suppressed_below.get(key)
        if suppressed is None:
            group = self._group_of(measure, tree.units[unit], tree.children(parent))
            if (group, period) not in self._suppressed:
                self._suppressed[group, period] = self._decide(group, period)
            suppressed = self._suppressed_below[key] = self._suppressed[group, period]
        return Cell(unit, measure) in suppressed or self._is_suppressed_in(measure, parent, period)

    def _is_settled(self, unit: int, parent: int, period: AsOfSpan) -> bool:
        """Return True if the same units, this one among them, stood below its parent throughout a period.

        Otherwise sums of other units tell of its figure too, which no decision among its neighbours has in view.
        """
        children = self._tree.children_ever(parent)
        touching = [(child.id, days) for child, days in children if clipped([days], period.first, period.last)]
        is_whole = all(first <= period.first and period.last <= last for _, (first, last) in touching)
        return is_whole and any(child == unit for child, _ in touching)

    def _group_of(self, measure: str, unit: UnitRef, siblings: Sequence[UnitRef]) -> _Group:
        """Return the measures of its kind of record that bear on it. Stocks come after flows, which tell of them."""
        declared, level = self._catalogue.measures[measure], UNIT_LEVELS[unit.kind]
        names = self._reported_together.get((declared.fact, declared.kind), ())
        units = tuple(child.id for child in siblings if UNIT_LEVELS[child.kind] == level)
        protected = tuple(name for name in names if self._is_protected_at(name, level))
        return _Group(units, protected, self._public_of(names, protected))

    def _public_of(self, names: tuple[str, ...], protected: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of some measures that are shown and bear on the protected ones: the same at all such units."""
        key = names, protected
        if key not in self._public_beside:
            public_names = (name for name in names if name not in protected)
            self._public_beside[key] = tuple(name for name in public_names if self._bears_on(name, protected))
        return self._public_beside[key]

    def _bears_on(self, measure: str, others: Sequence[str]) -> bool:
        """Return True if a measure is the sum, a part, the whole or a rate's denominator of others."""
        sums = ({name, *total.parts} for name, total in self._catalogue.sums.items())
        if any(measure in names and not names.isdisjoint(others) for names in sums):
            return True
        return any(measure in pair for pair in subset_pairs(self._catalogue, [measure, *others]))

    @cached_property
    def _reported_together(self) -> dict[tuple[str | None, str], tuple[str, ...]]:
        """The measures behind any figure, by their kind of record and their own kind."""
        kpis = self._catalogue.kpis.values()
        together: dict[tuple[str | None, str], list[str]] = defaultdict(list)
        for name in dict.fromkeys([*(name for kpi in kpis for name in kpi.measures()), *self._catalogue.classes]):
            declared = self._catalogue.measures[name]
            together[declared.fact, declared.kind].append(name)
        return {key: tuple(names) for key, names in together.items()}

    def _decide(self, group: _Group, period: AsOfSpan) -> frozenset[Cell]:
        values = self._read([*group.measures, *group.public], group.units, [period])

        amounts = _Amounts(
            _known_amounts(values, group.measures, group.units, period),
            _known_amounts(values, group.public, group.units, period),
        )
        open_before = self._open_before(group, amounts.protected, period)
        cells = [Cell(unit, name) for name in (*group.measures, *group.public) for unit in group.units]
        outcomes_then = self._outcomes_then(group, period)
        everything = amounts.all
        amounts_of_cells = tuple(everything.get(cell, -1) for cell in cells)
        suppressed = self._decisions.get_or_make(
            DecisionKey(group, amounts_of_cells, tuple(open_before.items()), outcomes_then),
            lambda: self._suppress(group, amounts, open_before, outcomes_then),
        )
        if self._issued.tell_a_small_change(amounts.protected, suppressed, period, self._rule.least):
            return frozenset(amounts.protected)
        return suppressed

    def _outcomes_then(self, group: _Group, period: AsOfSpan) -> _OutcomesThen:
        """Return what the outcomes of a period were when earlier periods ended: two dates tell what came in between."""
        names = [name for name in group.measures if self._catalogue.measures[name].cohort]
        known_by = ends_between(period, self._rule.months, self._catalogue.reporting_calendar)
        if not names or not known_by:
            return ()
        spans = [AsOfSpan(period.first, period.last, day) for day in known_by]
        values = self._read(names, group.units, spans)
        cells = [Cell(unit, name) for name in names for unit in group.units]
        return tuple(
            (cell, sum(value.amounts))
            for span in spans
            for cell in cells
            if (value := values.get(cell.measure, cell.unit, span)).reason is None
        )

    def _open_before(self, group: _Group, amounts: dict[Cell, int], period: AsOfSpan) -> dict[Cell, OpenBefore]:
        open_cells = {}
        for name in group.measures:
            by_unit = {unit: amounts[Cell(unit, name)] for unit in group.units if Cell(unit, name) in amounts}
            for unit, open_before in self._stock_chains.open_before(name, by_unit, period).items():
                open_cells[Cell(unit, name)] = open_before
        return open_cells

    def _suppress(
        self, group: _Group, amounts: _Amounts, open_before: dict[Cell, OpenBefore], outcomes_then: _OutcomesThen
    ) -> frozenset[Cell]:
        ranks = {name: rank for rank, name in enumerate(group.measures)}
        costs = {name: self._hiding_cost(name) for name in group.measures}
        sensitive = [SensitiveCell({cell: 1}, cell) for cell in amounts.protected]
        sensitive += self._rests_of_rates(amounts)
        # Of a stock whose flows are all shown, what was open before them is told too; where one is hidden, so is the
        # stock. Of the hidden ones together no more is told than by the flows, which are hidden at two units or none.
        sensitive += [
            SensitiveCell({cell: 1}, cell, offset=remainder.amount - amounts.protected[cell])
            for cell, remainder in open_before.items()
            if remainder.amount is not None
        ]
        # Whoever was shown it then and is shown it now knows of those few that were added. Whether it was shown then is
        # not asked, so that no decision rests on another one.
        sensitive += [
            SensitiveCell({cell: 1}, cell, offset=-amount)
            for cell, amount in dict.fromkeys(outcomes_then)
            if cell in amounts.protected
        ]
        hidden = frozenset(cell for cell, remainder in open_before.items() if remainder.amount is None)
        rows = [[Cell(unit, name) for name in group.measures] for unit in group.units]
        table = Table(amounts.protected, list(self._relations(group, amounts)), rows)
        return suppress_cells(
            table,
            sensitive,
            self._rule.least,
            lambda cell: (costs[cell.measure], ranks[cell.measure], cell.unit),
            hidden,
        )

    def _hiding_cost(self, measure: str) -> int:
        """Return how late a measure is hidden: totals, which readers want most, come last, then totals of totals."""
        totals = self._catalogue.sums
        depth = 1 + max(self._hiding_cost(name) for name in totals[measure].parts) if measure in totals else 0
        return depth or int(any(kpi.denominator == measure for kpi in self._catalogue.kpis.values()))

    def _rests_of_rates(self, amounts: _Amounts) -> Iterator[SensitiveCell[Cell]]:
        """Yield what is left of each rate's whole: it can be as telling as the numerator."""
        pairs = {
            (kpi.numerator, kpi.denominator)
            for kpi in self._catalogue.kpis.values()
            if kpi.kind == "rate" and kpi.denominator
        }
        everything = amounts.all
        by_measure: dict[str, list[Cell]] = defaultdict(list)
        for cell in amounts.protected:
            by_measure[cell.measure].append(cell)
        for numerator, denominator in sorted(pairs):
            for cell in by_measure.get(numerator, ()):
                denominator_cell = Cell(cell.unit, denominator)
                if everything.get(denominator_cell, -1) < amounts.protected[cell]:
                    continue
                if denominator_cell in amounts.protected:
                    yield SensitiveCell({denominator_cell: 1, cell: -1}, cell)
                else:
                    yield SensitiveCell({cell: -1}, cell, offset=amounts.public[denominator_cell])

    def _relations(self, group: _Group, amounts: _Amounts) -> Iterator[Relation[Cell]]:
        """Yield all that is publicly known: sums over the children (from the parent), sums of measures, and subsets."""
        for name in group.measures:
            cells = [Cell(unit, name) for unit in group.units if Cell(unit, name) in amounts.protected]
            yield Relation(dict.fromkeys(cells, 1), sum(amounts.protected[cell] for cell in cells))
        names = {*group.measures, *group.public}
        sums = {name: total for name, total in self._catalogue.sums.items() if names.issuperset((name, *total.parts))}
        subsets = subset_pairs(self._catalogue, [*group.measures, *group.public])
        everything = amounts.all
        for unit in group.units:
            for name, total in sums.items():
                terms = {Cell(unit, name): 1, **{Cell(unit, addend): -1 for addend in total.parts}}
                if all(cell in everything for cell in terms) and not _weighted_sum(everything, terms):
                    yield from _without_public(Relation(terms, 0), amounts)
            for subset, superset in subsets:
                terms = {Cell(unit, subset): 1, Cell(unit, superset): -1}
                if all(cell in everything for cell in terms) and _weighted_sum(everything, terms) <= 0:
                    yield from _without_public(Relation(terms, 0, is_exact=False), amounts)


def _known_amounts(
    values: MeasureValues, names: Sequence[str], units: Sequence[int], period: AsOfSpan
) -> dict[Cell, int]:
    """Return the amounts of the cells that have one."""
    cells = {Cell(unit, name): values.get(name, unit, period) for name in names for unit in units}
    return {cell: sum(value.amounts) for cell, value in cells.items() if value.reason is None}


def _without_public(relation: Relation[Cell], amounts: _Amounts) -> Iterator[Relation[Cell]]:
    """Yield a relation of what is protected alone, with what anybody is shown put in; nothing where nothing is left."""
    terms = {cell: weight for cell, weight in relation.terms.items() if cell in amounts.protected}
    if terms:
        public = sum(weight * amounts.public[cell] for cell, weight in relation.terms.items() if cell not in terms)
        yield Relation(terms, relation.total - public, relation.is_exact)


def _weighted_sum(amounts: dict[Cell, int], terms: dict[Cell, int]) -> int:
    return sum(weight * amounts[cell] for cell, weight in terms.items())


def refuse_protected(
    catalogue: Catalogue, policy: SuppressionPolicy, measures: Sequence[str], units: Sequence[int]
) -> None:
    """Raise LookupError (Chinese) where one of the units' small numbers are protected."""
    if any(policy.is_protected(measures, unit) for unit in units):
        raise LookupError(suppression_reason(catalogue))

"""Which figures of a database may be shown: the catalogue's rule, unit by unit and block by block.

Decided for all the children of a unit together and for all the measures that bear on each other, whatever was asked:
so two boards never hide different numbers, and one of them never tells what the other hides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.disclosure.cell_suppression import SensitiveCell, suppress_cells
from core.disclosure.feasibility_audit import Relation, Table
from core.disclosure.release_periods import releasable_span, release_periods
from core.disclosure.subset_relations import subset_pairs
from core.metrics.as_of_span import AsOfSpan
from core.metrics.measure_values import MeasureValues
from core.store.units import UnitRef, UnitTree

ValuesReader = Callable[[Sequence[str], Sequence[int], Sequence[AsOfSpan]], MeasureValues]
Cell = tuple[int, str]  # a measure of a unit
LEVEL = {"bureau": 0, "county": 0, "department": 1, "town": 1, "station": 1, "community": 2}
FROM = {"station": 1, "community": 2, "none": 3}
KEPT = 2000  # so many decisions are kept (about 5 KB each)


class _Group(NamedTuple):
    """The children of a unit, and the measures that are protected there and bear on each other."""

    units: tuple[int, ...]
    measures: tuple[str, ...]


class SuppressionPolicy:
    """Answers for one data version. `read` reads amounts, unprotected.

    What was decided for the same numbers `before` is not worked out again.
    """

    def __init__(
        self, catalogue: Catalogue, tree: UnitTree, read: ValuesReader, before: SuppressionPolicy | None = None
    ) -> None:
        self._catalogue, self._tree, self._read = catalogue, tree, read
        self._rule = catalogue.small_numbers
        self._hidden: dict[tuple[_Group, AsOfSpan], frozenset[Cell]] = {}
        self._decided: dict[tuple[_Group, tuple[int, ...]], frozenset[Cell]] = {}
        if before is not None and before._catalogue is catalogue and len(before._decided) < KEPT:
            self._decided = before._decided

    def is_protected(self, measures: Sequence[str], unit: int) -> bool:
        """Whether any of the measures is protected at a unit."""
        level = LEVEL[self._tree.units[unit].kind]
        return self._rule.least > 1 and any(FROM[self._catalogue.sensitive_from(name)] <= level for name in measures)

    def releasable_window(self, span: AsOfSpan) -> AsOfSpan | None:
        """What may be told of a span at a protected unit: its whole blocks, or nothing."""
        return releasable_span(span, self._rule.months)

    def is_suppressed(self, measures: Sequence[str], unit: int, window: AsOfSpan) -> bool:
        """Whether any of the measures is hidden in any block of a window at a unit, or at a unit above it."""
        return any(self._hides(name, unit, block) for name in measures for block in self._told_by(name, window))

    def _told_by(self, measure: str, window: AsOfSpan) -> list[AsOfSpan]:
        """The blocks that a window's amount is made of: a stock is its level at the last one's end."""
        blocks = release_periods(window, self._rule.months)
        return blocks[-1:] if self._catalogue.measures[measure].kind == "stock" else blocks

    def _hides(self, measure: str, unit: int, block: AsOfSpan) -> bool:
        parent = self._tree.units[unit].parent
        if parent is None or not self.is_protected([measure], unit):
            return False
        group = self._group(measure, self._tree.units[unit], parent)
        if (group, block) not in self._hidden:
            self._hidden[group, block] = self._decide(group, block)
        return (unit, measure) in self._hidden[group, block] or self._hides(measure, parent, block)

    def _group(self, measure: str, unit: UnitRef, parent: int) -> _Group:
        fact = self._catalogue.measures[measure].fact
        names = [name for name in self._shown if self._catalogue.measures[name].fact == fact]
        units = [child.id for child in self._tree.children(parent) if LEVEL[child.kind] == LEVEL[unit.kind]]
        return _Group(tuple(units), tuple(name for name in names if self.is_protected([name], unit.id)))

    @cached_property
    def _shown(self) -> list[str]:
        """The measures that any figure tells."""
        kpis = self._catalogue.kpis.values()
        return list(dict.fromkeys([*(name for kpi in kpis for name in kpi.measures()), *self._catalogue.classes]))

    def _decide(self, group: _Group, block: AsOfSpan) -> frozenset[Cell]:
        read = self._read(group.measures, group.units, [block])
        answers = {(unit, name): read.get(name, unit, block) for name in group.measures for unit in group.units}
        values = {cell: sum(answer.amounts) for cell, answer in answers.items() if answer.reason is None}
        key = group, tuple(values.get(cell, -1) for cell in answers)
        if key not in self._decided:
            self._decided[key] = self._protect(group, values)
        return self._decided[key]

    def _protect(self, group: _Group, values: dict[Cell, int]) -> frozenset[Cell]:
        rank = {name: index for index, name in enumerate(group.measures)}
        dear = {name: self._dear(name) for name in group.measures}
        watched = [SensitiveCell({cell: 1}, cell) for cell in values]
        watched += [SensitiveCell({whole: 1, part: -1}, part) for part, whole in self._rates(values)]
        rows = [[(unit, name) for name in group.measures] for unit in group.units]
        table = Table(values, list(self._relations(group, values)), rows)
        return suppress_cells(table, watched, self._rule.least, lambda cell: (dear[cell[1]], rank[cell[1]], cell[0]))

    def _dear(self, measure: str) -> int:
        """A whole is what readers want most: it is hidden last, and a whole of wholes after it."""
        sums = self._catalogue.sums
        own = 1 + max(self._dear(part) for part in sums[measure].parts) if measure in sums else 0
        return own or int(any(kpi.denominator == measure for kpi in self._catalogue.kpis.values()))

    def _rates(self, values: dict[Cell, int]) -> Iterator[tuple[Cell, Cell]]:
        """Each rate's two cells: what is left over between them can be as telling as the part."""
        pairs = {
            (kpi.numerator, kpi.denominator)
            for kpi in self._catalogue.kpis.values()
            if kpi.kind == "rate" and kpi.denominator
        }
        for part, whole in sorted(pairs):
            for unit, name in values:
                if name == part and values.get((unit, whole), -1) >= values[unit, name]:
                    yield (unit, part), (unit, whole)

    def _relations(self, group: _Group, values: dict[Cell, int]) -> Iterator[Relation[Cell]]:
        """What everybody may know: the children's sums (from the parent), sums of measures, parts within wholes."""
        for name in group.measures:
            cells = [(unit, name) for unit in group.units if (unit, name) in values]
            yield Relation(dict.fromkeys(cells, 1), sum(values[cell] for cell in cells))
        sums = self._catalogue.sums
        within = subset_pairs(self._catalogue, group.measures)
        for unit in group.units:
            for whole, total in sums.items():
                terms = {(unit, whole): 1, **{(unit, part): -1 for part in total.parts}}
                if all(cell in values for cell in terms) and not _sum(values, terms):
                    yield Relation(terms, 0)
            for part, whole in within:
                terms = {(unit, part): 1, (unit, whole): -1}
                if all(cell in values for cell in terms) and _sum(values, terms) <= 0:
                    yield Relation(terms, 0, exact=False)


def _sum(values: dict[Cell, int], terms: dict[Cell, int]) -> int:
    return sum(weight * values[cell] for cell, weight in terms.items())


def refuse_protected(
    catalogue: Catalogue, policy: SuppressionPolicy, measures: Sequence[str], units: Sequence[int]
) -> None:
    """Raises LookupError (Chinese) where one of the units' small numbers are protected."""
    if any(policy.is_protected(measures, unit) for unit in units):
        raise LookupError(suppression_reason(catalogue))


def suppression_reason(catalogue: Catalogue) -> str:
    """Why a figure is not shown; the same for all, so that it does not tell which was too small (Chinese)."""
    return f"少于 {catalogue.small_numbers.least}，或可由它推算出这样的数，不显示"


def no_release_period_reason(catalogue: Catalogue) -> str:
    """Why nothing is told of a stretch of time (Chinese)."""
    months = catalogue.small_numbers.months
    return f"涉及个人的数在本级按每 {months} 个整月（自 1 月起）显示，这段时间没有一个整段"


def cut_window_note(kpi: Kpi, months: int) -> str:
    """What is to be said of a figure whose window was cut back (Chinese)."""
    return f"“{kpi.zh}”涉及个人，本级只算到最近一个 {months} 个月的整段末"

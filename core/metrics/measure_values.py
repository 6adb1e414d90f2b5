"""Measures of units over spans of days: arrays of amounts, and for each the reason where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from core.catalogue.measure_model import Measure
from core.metrics.arrays import Flags, Ints
from core.metrics.as_of_span import AsOfSpan
from core.metrics.coverage import Coverage
from core.metrics.cube_cache import CubeCache
from core.metrics.cube_reader import CubeReader
from core.metrics.ledger import LedgerBook
from core.metrics.plan import Plan, PlanTerm, Report
from core.metrics.planner import Planner
from core.metrics.record_reach import RecordReach
from core.metrics.reported_figures import reported_figures
from core.metrics.units_behind import behind_text
from core.store.measure_sql import columns_of
from core.store.store import Store
from core.time.day_spans import covers

UnitNames = Callable[[int], str]
COUNTED_ELSEWHERE = "看板只数了建它的那个库里的指令，没有数之后写在状态文件里的：这里不出数，办理情况看指令页"


@dataclass(frozen=True, slots=True)
class MeasureValue:
    """A measure's amounts (one, or one a bin), or the reason (Chinese) why there are none.

    `as_of` is the last day they speak of; `reports` are the rows of the ledger that have a share in them, with their
    units' `names`.
    """

    amounts: tuple[int, ...]
    as_of: int | None = None
    reason: str | None = None
    note: str | None = None
    reports: Sequence[Report] = ()
    names: UnitNames | None = None

    @property
    def from_ledger(self) -> bool:
        """True where printed figures have a share in them."""
        return bool(self.reports)

    @property
    def amount(self) -> int:
        """The one amount of a measure without bins."""
        return self.amounts[0]


class MeasureValues:
    """The values of one query: measures × units × spans, all read together.

    Where a unit's records are complete, figures are taken from the cube as whole arrays, and from the ledger where it
    alone has a measure; the rest is planned figure by figure.
    """

    def __init__(
        self,
        store: Store,
        cache: CubeCache,
        coverage: Coverage,
        ledger: LedgerBook,
        measures: Iterable[str],
        units: Sequence[int],
        spans: Sequence[AsOfSpan],
    ) -> None:
        catalogue = self._catalogue = store.catalogue
        self._has_own_sums = store.has_own_sums
        self._names, self._units = list(dict.fromkeys(measures)), list(dict.fromkeys(units))
        self.spans = list(dict.fromkeys(spans))
        self._span_index = {span: index for index, span in enumerate(self.spans)}
        self._unit_index = {unit: index for index, unit in enumerate(self._units)}
        self._coverage, self._ledger = coverage, ledger
        self._planner = Planner(catalogue, coverage, ledger)
        self._reach = RecordReach(catalogue, cache, coverage.tree)
        of_a_board_file = [] if self._reach.is_everything else self._units
        self._are_communities = np.array([self._reach.is_community(unit) for unit in of_a_board_file], dtype=bool)
        self._lacking: set[str] = set()
        self._lacking_by_kind: dict[tuple[str | None, bool, bool], Flags] = {}
        self._direct_days = {name: self._find_direct_days(name, catalogue.measures[name]) for name in self._names}
        self._reported = {
            name: reported_figures(name, catalogue.measures[name], coverage, ledger, self._units, self.spans)
            for name in self._names
            if catalogue.measures[name].fact is None
        }
        open_cells = {name: np.argwhere(self._is_open(name)) for name in self._names if not self._is_records_only(name)}
        self._plans = {
            name: {
                (unit, span): self._plan(name, unit, span)
                for i, j in cells
                for unit, span in [(self._units[j], self.spans[i])]
            }
            for name, cells in open_cells.items()
            if len(cells)
        }
        self._looked_at: dict[tuple[str, int, AsOfSpan], Plan] = {}
        terms = [
            (name, span, term)
            for name, plans in self._plans.items()
            for (_, span), plan in plans.items()
            for term in (*plan.terms, *plan.terms_below)
        ]
        units_read = [*self._units, *(term.unit for _, _, term in terms)]
        self._readers = {
            kind: CubeReader(
                store,
                coverage.tree,
                cache,
                [name for name in self._names if catalogue.measures[name].kind == kind],
                units_read,
                self._names,
            )
            for kind in ("flow", "stock")
        }
        self._read(terms)
        self.amounts = {name: self._amounts(name) for name in self._names}

    @property
    def rests_on_spans_alone(self) -> bool:
        """True of flows of a file with all the records: what is not of the spans' own months has no part in them."""
        is_flow = all(self._catalogue.measures[name].kind == "flow" for name in self._names)
        return is_flow and self._reach.is_everything

    @property
    def nbytes(self) -> int:
        """The size of the amounts, which are nearly all of it."""
        return sum(amounts.nbytes for amounts in self.amounts.values())

    def _is_open(self, name: str) -> Flags:
        """Return by (span, unit) where a figure has to be planned; not to be asked of what is in records only."""
        if name in self._reported:
            return self._reported[name].is_open
        return self._direct_days[name] < 0

    def _is_records_only(self, name: str) -> bool:
        """Return True of a flow that no ledger has: not known from the cube, it is not known at all."""
        measure = self._catalogue.measures[name]
        return measure.fact is not None and measure.kind == "flow" and not self._ledger.has_measure(name)

    def _find_direct_days(self, name: str, measure: Measure) -> Ints:
        """Return by (span, unit) the last day that the cube speaks of, or −1 where the figure must be planned."""
        if measure.fact is None or (measure.kind == "stock" and self._ledger.has_measure(name)):
            return np.full((len(self.spans), len(self._units)), -1, np.int64)
        days = self._coverage.last_days(measure, tuple(self._units), tuple(self.spans))
        if self._reach.is_everything:
            return days
        lacking = self._find_lacking(name, days) & (days >= 0)
        if not lacking.any():
            return days
        self._lacking.add(name)
        return np.where(lacking, -1, days)

    def _find_lacking(self, name: str, days: Ints) -> Flags:
        """Return by (span, unit) where the cube's figure of `days` needs records that are not in the file."""
        if self._catalogue.measures[name].kind == "stock":  # whose levels are known by the cube, but for communities
            level_days = np.unique(days[:, self._are_communities]).tolist()
            absent = [day for day in level_days if self._reach.lacks_level(name, day, is_community=True)]
            return self._are_communities & np.isin(days, absent)
        of_others = self._lacking_spans(name, is_community=False)[:, None]
        if not self._are_communities.any():
            return np.broadcast_to(of_others, days.shape)
        return np.where(self._are_communities, self._lacking_spans(name, is_community=True)[:, None], of_others)

    def _lacking_spans(self, name: str, *, is_community: bool) -> Flags:
        """Return by span where flows of units need records that are not in the file: alike for many measures."""
        measure = self._catalogue.measures[name]
        key = measure.fact, measure.cohort is not None, is_community
        if key not in self._lacking_by_kind:
            lacks = [self._reach.lacks_flow(name, span, is_community=is_community) for span in self.spans]
            self._lacking_by_kind[key] = np.array(lacks, bool)
        return self._lacking_by_kind[key]

    def _lacks_records(self, name: str, span: AsOfSpan, day: int, *, is_community: bool) -> bool:
        """Return True if the cube's figure needs records that are not in the file; `day` is that of a stock's level."""
        if self._catalogue.measures[name].kind == "stock":
            return self._reach.lacks_level(name, day, is_community=is_community)
        return self._reach.lacks_flow(name, span, is_community=is_community)

    def _plan(self, name: str, unit: int, span: AsOfSpan) -> Plan:
        """Return the plan of a figure; why there is none if outcomes are not known, or records are not in the file."""
        if self._is_counted_elsewhere(name):
            return Plan(reason=COUNTED_ELSEWHERE, missing=(unit,))
        plan = self._planner.plan(name, unit, span.first, span.last)
        if not plan.reason and (reason := self._unknown_outcomes(name, plan, span)):
            return Plan(reason=reason, missing=(unit,))
        lacking = any(
            self._lacks_records(
                name,
                AsOfSpan(term.first, term.last, span.known_by),
                term.last,
                is_community=self._reach.is_community(term.unit),
            )
            for term in ((*plan.terms, *plan.terms_below) if not self._reach.is_everything else ())
        )
        if not lacking:
            return plan
        self._lacking.add(name)
        return Plan(reason=self._reach.reason(name))

    def _is_counted_elsewhere(self, name: str) -> bool:
        """Tell whether a board has counted the database that it was built from, and not what is written beside it."""
        fact = self._catalogue.measures[name].fact
        return not self._has_own_sums and fact is not None and self._catalogue.facts[fact].derived

    def _unknown_outcomes(self, name: str, plan: Plan, span: AsOfSpan) -> str | None:
        """Return why the outcomes of a plan's records are not known by the span's day (Chinese), if they are not."""
        measure = self._catalogue.measures[name]
        if measure.cohort is None or measure.fact is None:
            return None
        for term in plan.terms:
            end = self._coverage.outcomes_end(measure, term.unit)
            is_covered = covers(self._coverage.complete_days(measure, term.unit), (term.first, term.last))
            if is_covered and end is not None and end < span.known_by:
                zh = self._catalogue.facts[measure.fact].zh
                return behind_text(self._coverage, measure, term.unit, span.known_by, zh)
        return None

    def _read(self, terms: list[tuple[str, AsOfSpan, PlanTerm]]) -> None:
        """Read from the cube all that the figures need."""
        measures = self._catalogue.measures
        term_spans = [
            AsOfSpan(term.first, term.last, span.known_by)
            for name, span, term in terms
            if measures[name].kind == "flow"
        ]
        flows = list(dict.fromkeys([*self.spans, *term_spans]))
        self._flow_index = {span: index for index, span in enumerate(flows)}
        self._flows = self._readers["flow"].flow_sums(flows)
        sums = self._flows[: len(self.spans)]
        self._tables = self._readers["flow"].measure_tables(self.spans, sums, self._direct_days) if sums else {}
        stocks = [name for name in self._names if measures[name].kind == "stock"]
        days = {int(day) for name in stocks for day in np.unique(self._direct_days[name]) if day >= 0}
        days |= {term.last for name, _, term in terms if measures[name].kind == "stock"}
        self._levels = self._readers["stock"].stock_levels(sorted(days))
        self._level_days = np.array(sorted(days), np.int64)
        self._stacked_levels = np.stack([self._levels[day] for day in sorted(days)]) if days else np.zeros(0, np.int64)

    def _columns(self, name: str) -> list[int]:
        measure = self._catalogue.measures[name]
        return [self._readers[measure.kind].column_index.get(column, -1) for column in columns_of(name, measure)]

    def _amounts(self, name: str) -> Ints:
        """Return the amounts by (span, unit, bin); 0 where there is no figure (see `has_figure`)."""
        if name in self._tables and name not in self._plans:
            return self._tables[name]
        columns, direct = self._columns(name), self._direct_days[name]
        shape = (len(self.spans), len(self._units))  # the units asked for are the first rows of all cells
        amounts = np.zeros((*shape, len(columns)), np.int64)
        measure = self._catalogue.measures[name]
        if name in self._tables:
            amounts = self._tables[name].copy()
        elif measure.fact and len(self._level_days):
            days = np.searchsorted(self._level_days, direct)
            amounts = self._stacked_levels[days, np.arange(shape[1]), columns[0] : columns[-1] + 1]
        amounts[direct < 0] = 0
        if name in self._reported:
            amounts[..., 0] = self._reported[name].amounts
        for (unit, span), plan in self._plans.get(name, {}).items():
            if not plan.reason:
                amounts[self._span_index[span], self._unit_index[unit]] = self._total(measure, columns, plan, span)
        return amounts

    def _total(self, measure: Measure, columns: list[int], plan: Plan, span: AsOfSpan) -> Ints:
        total = np.zeros(len(columns), np.int64)
        total[0] = plan.constant
        for term in plan.terms:
            row = self._readers[measure.kind].unit_index[term.unit]
            if measure.kind == "stock":
                total += term.sign * self._levels[term.last][row][columns]
            else:
                total += (
                    term.sign
                    * self._flows[self._flow_index[AsOfSpan(term.first, term.last, span.known_by)]][row][columns]
                )
        return total

    def has_figure(self, name: str) -> Flags:
        """Return by (span, unit) where there is a figure."""
        flags: Flags = self._direct_days[name] >= 0
        if name in self._reported:
            flags |= self._reported[name].has_figure
        for (unit, span), plan in self._plans.get(name, {}).items():
            flags[self._span_index[span], self._unit_index[unit]] = plan.reason is None
        return flags

    def lacks_records(self, name: str) -> bool:
        """Tell whether any of a measure's figures needs records that are not in the file."""
        return name in self._lacking

    def is_from_ledger(self, name: str) -> Flags:
        """Return by (span, unit) where printed figures have a share in the figure."""
        flags = np.zeros(self._direct_days[name].shape, bool)
        if name in self._reported:
            flags |= self._reported[name].has_figure
        for (unit, span), plan in self._plans.get(name, {}).items():
            flags[self._span_index[span], self._unit_index[unit]] = plan.from_ledger
        return flags

    def inputs(self, name: str) -> tuple[object, ...] | None:
        """Return all that a measure's values rest on; None where its figures are planned one by one.

        Two queries of the same units and spans whose inputs are the same have the same values.
        """
        if name in self._plans or name in self._reported:
            return None
        return self.amounts[name], self._direct_days[name], self._coverage, self._ledger, self._catalogue

    def get(self, name: str, unit: int, span: AsOfSpan) -> MeasureValue:
        """Return one value with its note, or the reason why there is none."""
        index, row = self._span_index[span], self._unit_index[unit]
        plan = self._plans.get(name, {}).get((unit, span))
        if plan is None and self._direct_days[name][index, row] < 0:  # what is wanting are the reason and the reports
            plan = self._plan_looked_at(name, unit, span)
        if plan is not None and plan.reason:
            return MeasureValue((), reason=plan.reason)
        amounts = tuple(self.amounts[name][index, row].tolist())
        if plan is None:
            return MeasureValue(amounts, int(self._direct_days[name][index, row]))
        note = self._note(name, plan, span)
        return MeasureValue(amounts, plan.as_of, note=note, reports=plan.reports, names=self._name_of)

    def amount(self, name: str, unit: int, span: AsOfSpan) -> int | None:
        """Return the one amount of a measure without bins; None where there is no figure, whatever the reason."""
        index, row = self._span_index[span], self._unit_index[unit]
        return int(self.amounts[name][index, row, 0]) if self.has_figure(name)[index, row] else None

    def amounts_over(self, name: str, units: Sequence[int], span: AsOfSpan) -> tuple[Ints, Flags]:
        """Return by unit the amounts of a measure without bins over a span, and where there is a figure."""
        index, rows = self._span_index[span], [self._unit_index[unit] for unit in units]
        return self.amounts[name][index, rows, 0], self.has_figure(name)[index, rows]

    def _plan_looked_at(self, name: str, unit: int, span: AsOfSpan) -> Plan:
        """Return the plan of a figure that was taken from the ledger without one, or why there is no figure."""
        if (name, unit, span) not in self._looked_at:
            own_plan = None
            if name in self._reported:
                own_plan = self._reported[name].own_plan(self._span_index[span], self._unit_index[unit], unit, span)
            self._looked_at[name, unit, span] = own_plan or self._plan(name, unit, span)
        return self._looked_at[name, unit, span]

    def _name_of(self, unit: int) -> str:
        return self._coverage.tree.units[unit].name

    def _note(self, name: str, plan: Plan, span: AsOfSpan) -> str | None:
        """Return the note on a planned figure: also that the units below do not add up to it."""
        sum_below = plan.sum_below()
        if sum_below is None:
            return plan.note
        measure, columns = self._catalogue.measures[name], self._columns(name)
        own, below = (int(self._total(measure, columns, added, span)[0]) for added in (plan, sum_below))
        difference = f"本级报表 {own} 与下级之和 {below} 不一致，取本级报表" if own != below else None
        return "；".join(filter(None, [plan.note, difference])) or None


ValuesReader = Callable[[Sequence[str], Sequence[int], Sequence[AsOfSpan]], MeasureValues]  # measures, units, spans

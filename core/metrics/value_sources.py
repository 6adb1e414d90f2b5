"""Sources of the values of one query: the cube, the ledger, or a plan of both; decided without any of the numbers.

Coverage and ledger decide it. While they stay the same, a write changes amounts and nothing else: the sources of a
query are found once, and its amounts are read from them again (measure_values.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np

from core.catalogue.measure_model import Measure
from core.metrics.arrays import Flags, Ints
from core.metrics.as_of_span import AsOfSpan
from core.metrics.coverage import Coverage
from core.metrics.cube_cache import CubeCache
from core.metrics.cube_reader import CubeReader
from core.metrics.ledger import LedgerBook
from core.metrics.plan import Plan, PlanTerm
from core.metrics.planner import Planner
from core.metrics.record_reach import RecordReach
from core.metrics.reported_figures import reported_figures
from core.metrics.units_behind import behind_text
from core.store.measure_sql import columns_of
from core.store.store import Store
from core.time.day_spans import DaySpan, covers

PLAN_BYTES = 500  # of one figure with its terms
COUNTED_ELSEWHERE = "看板只数了建它的那个库里的指令，没有数之后写在状态文件里的：这里不出数，办理情况看指令页"


class ValueSources:
    """The sources of one query: measures × units × spans.

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
        catalogue = self.catalogue = store.catalogue
        self._has_own_sums = store.has_own_sums
        self.names, self.units = list(dict.fromkeys(measures)), list(dict.fromkeys(units))
        self.spans = list(dict.fromkeys(spans))
        self.span_index = {span: index for index, span in enumerate(self.spans)}
        self.unit_index = {unit: index for index, unit in enumerate(self.units)}
        self.coverage, self.ledger = coverage, ledger
        self._planner = Planner(catalogue, coverage, ledger)
        self._cache = cache
        self._reach = RecordReach(catalogue, cache, coverage.tree)
        places = [] if self._reach.is_everything else [self._reach.place_of(unit) for unit in self.units]
        self._places = list(dict.fromkeys(places))
        place_index = {place: index for index, place in enumerate(self._places)}
        self._place_of_units = np.array([place_index[place] for place in places], np.int64)
        self._lacking: set[str] = set()
        self.direct_days = {name: self._find_direct_days(name, catalogue.measures[name]) for name in self.names}
        self.reported = {
            name: reported_figures(name, catalogue.measures[name], coverage, ledger, self.units, self.spans)
            for name in self.names
            if catalogue.measures[name].fact is None
        }
        open_cells = {name: np.argwhere(self._is_open(name)) for name in self.names if not self._is_records_only(name)}
        self.plans = {
            name: {
                (unit, span): self._plan(name, unit, span)
                for i, j in cells
                for unit, span in [(self.units[j], self.spans[i])]
            }
            for name, cells in open_cells.items()
            if len(cells)
        }
        self._looked_at: dict[tuple[str, int, AsOfSpan], Plan] = {}
        self._flags: dict[str, Flags] = {}
        terms = [
            (name, span, term)
            for name, plans in self.plans.items()
            for (_, span), plan in plans.items()
            for term in (*plan.terms, *plan.terms_below)
        ]
        units_read = [*self.units, *(term.unit for _, _, term in terms)]
        self.readers = {
            kind: CubeReader(
                store,
                coverage.tree,
                cache,
                [name for name in self.names if catalogue.measures[name].kind == kind],
                units_read,
                self.names,
            )
            for kind in ("flow", "stock")
        }
        self.flow_spans = self._find_flow_spans(terms)
        self.flow_index = {span: index for index, span in enumerate(self.flow_spans)}
        self.stocks = [name for name in self.names if catalogue.measures[name].kind == "stock"]
        self.level_days = self._find_level_days(terms)

    def still_hold(self, coverage: Coverage, ledger: LedgerBook) -> bool:
        """Tell whether they are the sources of the same query asked of this coverage and ledger, too."""
        is_same = self.coverage is coverage and self.ledger is ledger
        return is_same and self._reach.is_of(self._cache)

    def _find_flow_spans(self, terms: Sequence[tuple[str, AsOfSpan, PlanTerm]]) -> list[AsOfSpan]:
        """Return the spans of which flows are read: those asked for come first."""
        measures = self.catalogue.measures
        term_spans = [
            AsOfSpan(term.first, term.last, span.known_by)
            for name, span, term in terms
            if measures[name].kind == "flow"
        ]
        return list(dict.fromkeys([*self.spans, *term_spans]))

    def _find_level_days(self, terms: Sequence[tuple[str, AsOfSpan, PlanTerm]]) -> list[int]:
        """Return the days of which levels of stocks are read, in order."""
        days = {int(day) for name in self.stocks for day in np.unique(self.direct_days[name]) if day >= 0}
        days |= {term.last for name, _, term in terms if self.catalogue.measures[name].kind == "stock"}
        return sorted(days)

    @cached_property
    def nbytes(self) -> int:
        """About how much memory they take: their plans, and arrays by span and unit."""
        planned = sum(map(len, self.plans.values()))
        flags = len(self.names) * len(self.spans) * len(self.units)
        reported = sum(figures.amounts.nbytes for figures in self.reported.values())
        return planned * PLAN_BYTES + flags + reported + sum(days.nbytes for days in self.direct_days.values())

    @cached_property
    def days_read(self) -> DaySpan | None:
        """The first and the last of the days asked for; None where none are."""
        if not self.spans:
            return None
        return min(span.first for span in self.spans), max(span.last for span in self.spans)

    @cached_property
    def rests_on_spans_alone(self) -> bool:
        """True of flows of a file with all the records: what is not of the spans' own months has no part in them."""
        is_flow = all(self.catalogue.measures[name].kind == "flow" for name in self.names)
        return is_flow and self._reach.is_everything

    def _is_open(self, name: str) -> Flags:
        """Return by (span, unit) where a figure has to be planned; not to be asked of what is in records only."""
        if name in self.reported:
            return self.reported[name].is_open
        return self.direct_days[name] < 0

    def _is_records_only(self, name: str) -> bool:
        """Return True of a flow that no ledger has: not known from the cube, it is not known at all."""
        measure = self.catalogue.measures[name]
        return measure.fact is not None and measure.kind == "flow" and not self.ledger.has_measure(name)

    def _find_direct_days(self, name: str, measure: Measure) -> Ints:
        """Return by (span, unit) the last day that the cube speaks of, or −1 where the figure must be planned."""
        if measure.fact is None or (measure.kind == "stock" and self.ledger.has_measure(name)):
            return np.full((len(self.spans), len(self.units)), -1, np.int64)
        days = self.coverage.last_days(measure, tuple(self.units), tuple(self.spans))
        if self._reach.is_everything:
            return days
        lacking = self._find_lacking(name, days) & (days >= 0)
        if not lacking.any():
            return days
        self._lacking.add(name)
        return np.where(lacking, -1, days)

    def _find_lacking(self, name: str, days: Ints) -> Flags:
        """Return by (span, unit) where the cube's figure of `days` needs records that are not in the file."""
        if self.catalogue.measures[name].kind == "flow":
            by_place = [self._reach.lacks_each(name, place, tuple(self.spans)) for place in self._places]
            table = np.array(by_place, bool).reshape(len(self._places), len(self.spans))
            return table[self._place_of_units].T
        lacking = np.zeros(days.shape, bool)
        for index in (index for index, place in enumerate(self._places) if place.is_community):
            rows = np.flatnonzero(self._place_of_units == index)
            levels = [AsOfSpan(day, day, day) for day in np.unique(days[:, rows]).tolist()]
            absent = [level.last for level in levels if self._reach.lacks(name, self._places[index], level)]
            lacking[:, rows] = np.isin(days[:, rows], absent)
        return lacking

    def _plan(self, name: str, unit: int, span: AsOfSpan) -> Plan:
        """Return the plan of a figure; why there is none if outcomes are not known, or records are not in the file."""
        if self._is_counted_elsewhere(name):
            return Plan(reason=COUNTED_ELSEWHERE, missing=(unit,))
        plan = self._planner.plan(name, unit, span.first, span.last)
        if not plan.reason and (reason := self._unknown_outcomes(name, plan, span)):
            return Plan(reason=reason, missing=(unit,))
        for term in () if self._reach.is_everything else (*plan.terms, *plan.terms_below):
            read = AsOfSpan(term.first, term.last, span.known_by)
            if self._reach.lacks(name, self._reach.place_of(term.unit), read):
                self._lacking.add(name)
                return Plan(reason=self._reach.reason(name, term.unit))
        return plan

    def _is_counted_elsewhere(self, name: str) -> bool:
        """Tell whether a board has counted the database that it was built from, and not what is written beside it."""
        fact = self.catalogue.measures[name].fact
        return not self._has_own_sums and fact is not None and self.catalogue.facts[fact].derived

    def _unknown_outcomes(self, name: str, plan: Plan, span: AsOfSpan) -> str | None:
        """Return why the outcomes of a plan's records are not known by the span's day (Chinese), if they are not."""
        measure = self.catalogue.measures[name]
        if measure.cohort is None or measure.fact is None:
            return None
        for term in plan.terms:
            end = self.coverage.outcomes_end(measure, term.unit)
            is_covered = covers(self.coverage.complete_days(measure, term.unit), (term.first, term.last))
            if is_covered and end is not None and end < span.known_by:
                zh = self.catalogue.facts[measure.fact].zh
                return behind_text(self.coverage, measure, term.unit, span.known_by, zh)
        return None

    def columns(self, name: str) -> list[int]:
        """Return the places of a measure's columns among those of its reader; -1 of one that the cube has not."""
        measure = self.catalogue.measures[name]
        return [self.readers[measure.kind].column_index.get(column, -1) for column in columns_of(name, measure)]

    def has_figure(self, name: str) -> Flags:
        """Return by (span, unit) where there is a figure. Not to be written to."""
        if name not in self._flags:
            flags: Flags = self.direct_days[name] >= 0
            if name in self.reported:
                flags |= self.reported[name].has_figure
            for (unit, span), plan in self.plans.get(name, {}).items():
                flags[self.span_index[span], self.unit_index[unit]] = plan.reason is None
            flags.setflags(write=False)
            self._flags[name] = flags
        return self._flags[name]

    def lacks_records(self, name: str) -> bool:
        """Tell whether any of a measure's figures needs records that are not in the file."""
        return name in self._lacking

    def is_from_ledger(self, name: str) -> Flags:
        """Return by (span, unit) where printed figures have a share in the figure."""
        flags = np.zeros(self.direct_days[name].shape, bool)
        if name in self.reported:
            flags |= self.reported[name].has_figure
        for (unit, span), plan in self.plans.get(name, {}).items():
            flags[self.span_index[span], self.unit_index[unit]] = plan.from_ledger
        return flags

    def plan_of(self, name: str, unit: int, span: AsOfSpan) -> Plan | None:
        """Return the plan of a figure, or of why there is none; None of one that the cube tells plainly."""
        plan = self.plans.get(name, {}).get((unit, span))
        index, row = self.span_index[span], self.unit_index[unit]
        if plan is None and self.direct_days[name][index, row] < 0:  # what is wanting are the reason and the reports
            return self._plan_looked_at(name, unit, span)
        return plan

    def _plan_looked_at(self, name: str, unit: int, span: AsOfSpan) -> Plan:
        """Return the plan of a figure that was taken from the ledger without one, or why there is no figure."""
        if (name, unit, span) not in self._looked_at:
            own_plan = None
            if name in self.reported:
                own_plan = self.reported[name].own_plan(self.span_index[span], self.unit_index[unit], unit, span)
            self._looked_at[name, unit, span] = own_plan or self._plan(name, unit, span)
        return self._looked_at[name, unit, span]

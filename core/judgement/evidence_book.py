"""The evidence on a board's changes, gathered when it is first needed and kept for the next data version."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.judgement.case import Case, ComparedFigure, Evidence, gather_evidence, joint_p_values
from core.judgement.comparison_rows import TestResults
from core.judgement.dispersion import DEFAULT_DISPERSION, Dispersion
from core.judgement.dispersion_history import DispersionHistory, HistoryScope
from core.judgement.quantiles import nearest_edge
from core.judgement.scope import BoardScope, JudgedFigures, KpiUnit
from core.metrics.measure_values import ValuesReader
from core.metrics.result_cache import CacheEntry, EntryKey, ResultCache, UnitKey
from core.metrics.types import ChangeKind


class EvidenceBook:
    """The cases of one scope with their evidence."""

    def __init__(
        self, catalogue: Catalogue, figures: JudgedFigures, scope: BoardScope, read: ValuesReader, cache: ResultCache
    ) -> None:
        self.catalogue, self.figures, self.scope, self.cache = catalogue, figures, scope, cache
        self._read = read
        self._entries: dict[str, CacheEntry] = {}
        self.scope_id = cache.interner.intern(scope.period.window, scope.units, scope.kinds, scope.kpis)
        self._entries_id = cache.interner.intern(self.scope_id, figures.query_number)

    @cached_property
    def history(self) -> DispersionHistory:
        """The months behind the window, read when something is judged."""
        scope = self.scope
        flows = [kpi for kpi in scope.kpis if self.catalogue.kpis[kpi].basis != "stock"]
        months = HistoryScope(scope.period.window, flows, scope.units, scope.area_starts)
        return DispersionHistory(self.catalogue, self._read, months, self.cache)

    def cache_entry(self, kpi: str) -> CacheEntry:
        """Return the cached judgements of a KPI, with those of the last data version that still hold.

        What is judged of one unit alone holds while the unit's own figures and months are the same.
        """
        if kpi not in self._entries:
            inputs = list(self.figures.inputs(kpi))
            if self.catalogue.kpis[kpi].basis != "stock":
                inputs += self.history.inputs(kpi)
            self._entries[kpi] = self.cache.entry(
                EntryKey("judgements", kpi, self._entries_id), inputs, self.scope.units
            )
        return self._entries[kpi]

    def joint_entry(self, kpis: tuple[str, ...]) -> CacheEntry:
        """Return what is cached of some KPIs tested together, as long as the cached judgements of each hold."""
        key = EntryKey("joint tests", kpis[0], self.cache.interner.intern("joint tests", self._entries_id, kpis))
        return self.cache.entry(key, [self.cache_entry(kpi) for kpi in kpis])

    def station_items(self, kpi: str) -> list[KpiUnit]:
        """Return the units below the one asked about, by one KPI."""
        return [KpiUnit(kpi, unit) for unit in self.scope.units[1:]]

    def evidence(self, item: KpiUnit, kind: ChangeKind) -> tuple[Case, Evidence | None]:
        """Return a gathered case with its evidence; None where it is no test."""
        gathered: list[tuple[Case, Evidence | None]] = self.cache_entry(item.kpi)[UnitKey("evidence", item.unit)]
        return gathered[self.scope.kinds.index(kind)]

    def gather(self, items: Iterable[KpiUnit]) -> None:
        """Gather the evidence on each comparison taken alone, of those items that have none yet."""
        kinds = self.scope.kinds
        new = [item for item in items if UnitKey("evidence", item.unit) not in self.cache_entry(item.kpi)]
        if not new:
            return
        cases = [self._case(item, kind) for item in new for kind in kinds]
        evidence = iter(gather_evidence([case for case in cases if case.is_tested]))
        pairs = [(case, next(evidence) if case.is_tested else None) for case in cases]
        for index, (kpi, unit) in enumerate(new):
            self.cache_entry(kpi)[UnitKey("evidence", unit)] = pairs[index * len(kinds) : (index + 1) * len(kinds)]

    def test_cases(self, items: Sequence[KpiUnit], kinds: tuple[ChangeKind, ...]) -> TestResults:
        """Test some items, each comparison as a case of its own."""
        self.gather(items)
        rows = [[self.evidence(item, kind)[1] for kind in kinds] for item in items]
        p = [[evidence.p if evidence else math.nan for evidence in row] for row in rows]
        least = [[evidence.min_attainable_p if evidence else math.nan for evidence in row] for row in rows]
        joint = self._joint_p(items, kinds) if len(kinds) > 1 else [math.nan] * len(rows)
        return TestResults(*(np.array(results, float) for results in (p, least, joint)))

    def _joint_p(self, items: Sequence[KpiUnit], kinds: tuple[ChangeKind, ...]) -> list[float]:
        """Return the p of each item against the first two bases at once."""
        first, second = kinds[:2]
        keys = {item: UnitKey("joint p", item.unit, (first, second)) for item in items}
        new = [item for item in items if keys[item] not in self.cache_entry(item.kpi)]
        pairs = [(self.evidence(item, first)[0], self.evidence(item, second)[0]) for item in new]
        for item, p in zip(new, joint_p_values(pairs), strict=True):
            self.cache_entry(item.kpi)[keys[item]] = p
        return [self.cache_entry(item.kpi)[keys[item]] for item in items]

    def _case(self, item: KpiUnit, kind: ChangeKind) -> Case:
        kpi = self.catalogue.kpis[item.kpi]
        now, base = (ComparedFigure(*compared) for compared in self.figures.compared_figures(*item, kind))
        change = self.figures.change(*item, kind)
        obstacle = change.note or ""
        if None in (now.figure.value, base.figure.value) or (kpi.kind == "percentile" and not base.figure.value):
            obstacle = change.reason or ""
        has_history = not obstacle and kpi.basis != "stock"
        dispersion = self.dispersion(item, now, base) if has_history else DEFAULT_DISPERSION
        smallest = self.catalogue.smallest_change(kpi)
        return Case(kpi, now, base, change, smallest, dispersion, self.edges(kpi), obstacle)

    def edges(self, kpi: Kpi) -> tuple[int, ...]:
        """Return the edges of a percentile's bins; none of another KPI."""
        bins = self.catalogue.measures[kpi.numerator].bins
        return tuple(bins.edges) if bins else ()

    def dispersion(self, item: KpiUnit, now: ComparedFigure, base: ComparedFigure) -> Dispersion:
        """Return φ of windows so long, from the unit's own months; of a percentile, of the edge nearest to both."""
        quantile = self.catalogue.kpis[item.kpi].quantile
        edge = None if quantile is None else nearest_edge(now.bins, base.bins, quantile)
        return self.history.dispersion(item.kpi, item.unit, edge, max(now.window.days, base.window.days))

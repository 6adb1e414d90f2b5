"""Searches all the stations by all the KPIs for changes that are significant."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, partial

import numpy as np

from core.judgement import multiple_testing
from core.judgement.comparison_rows import TestResults, comparison_rows, run_tests
from core.judgement.evidence_book import EvidenceBook
from core.judgement.families import KpiFamily
from core.judgement.scope import ChangeKey
from core.metrics.result_cache import KpiKey, RowsKey, get_or_compute
from core.metrics.types import ChangeKind

STATIONS = slice(1, None)


class StationSearch:
    """The search of one board. It takes arrays where they can be had, and otherwise goes case by case.

    All the stations by one KPI are a family, at the share that the KPI has of all errors whatever else the board shows
    (families.py): so a search through all boards errs no oftener than one. What has no better or worse is not searched.
    What is counted at a moment is left out, too: at a station one officer moves a share by whole points, and of work in
    hand a station has little.
    """

    def __init__(
        self,
        book: EvidenceBook,
        questions: list[tuple[ChangeKind, ...]],
        families: Mapping[str, KpiFamily],
        alpha: float,
    ) -> None:
        self._book, self._questions, self._families, self._alpha = book, questions, families, alpha

    @cached_property
    def significant(self) -> set[ChangeKey]:
        """The changes that are significant among all the stations."""
        if not self._book.scope.units[STATIONS]:
            return set()
        return {
            change
            for kinds in self._questions
            for kpi in self._searched_kpis()
            for change in self._significant_of(kpi, kinds)
        }

    def _significant_of(self, kpi: str, kinds: tuple[ChangeKind, ...]) -> list[ChangeKey]:
        """Return the significant changes of all the stations by one KPI: kept while none of their numbers changes."""
        alpha = self._alpha * self._families[kpi].share_of_one
        key = KpiKey("significant stations", (kinds, alpha))
        return get_or_compute(self._book.cache_entry(kpi), key, partial(self._find_significant, kpi, kinds, alpha))

    def _find_significant(self, kpi: str, kinds: tuple[ChangeKind, ...], alpha: float) -> list[ChangeKey]:
        results, stations = self._test(kpi, kinds), self._book.scope.units[STATIONS]
        flags = multiple_testing.hierarchical_fdr(results.p, results.joint_p, results.min_attainable_p, alpha)
        return [ChangeKey(kpi, stations[row], kinds[column]) for row, column in np.argwhere(flags)]

    def _searched_kpis(self) -> list[str]:
        declared = self._book.catalogue.kpis
        return [
            kpi for kpi in self._book.scope.kpis if declared[kpi].basis != "stock" and declared[kpi].direction != "none"
        ]

    def _test(self, kpi: str, kinds: tuple[ChangeKind, ...]) -> TestResults:
        entry = self._book.cache_entry(kpi)
        results = get_or_compute(entry, KpiKey("station tests", kinds), partial(self._test_rows, kpi, kinds))
        return self._book.test_cases(self._book.station_items(kpi), kinds) if results is None else results

    def _test_rows(self, kpi: str, kinds: tuple[ChangeKind, ...]) -> TestResults | None:
        book = self._book
        columns = [book.figures.columns(kpi, kind) for kind in kinds]
        pairs = [(pair[0], pair[1]) for pair in columns if pair is not None]
        if len(pairs) < len(kinds):
            return None
        rows = comparison_rows(kpi, book.catalogue.kpis[kpi], pairs, book.history)
        results = run_tests(rows, book.cache, RowsKey("p", kpi, book.scope_id, kinds))
        return TestResults(*(result[STATIONS] for result in results))

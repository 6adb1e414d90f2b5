"""Judges a board: its changes by families of what is shown together, its standards one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

import numpy as np

from core.catalogue.model import Catalogue
from core.judgement import multiple_testing
from core.judgement.comparison_rows import TestResults
from core.judgement.evidence_book import EvidenceBook
from core.judgement.inertia import hold_alpha
from core.judgement.scope import (
    ALIGNED,
    PLAIN,
    PRECEDING,
    BoardScope,
    ChangeKey,
    JudgedFigures,
    KpiUnit,
    equivalent_kinds,
    kinds_by_question,
)
from core.judgement.spring_festival import note_alignment, remove_seasonal_tone
from core.judgement.standard_judge import StandardJudge
from core.judgement.station_search import StationSearch
from core.judgement.verdict import FamilyResult, judgement_of, verdict_of
from core.metrics.arrays import Flags
from core.metrics.measure_values import ValuesReader
from core.metrics.reporting_period import touches_spring_unevenly
from core.metrics.result_cache import ResultCache, UnitKey, get_or_compute
from core.metrics.types import ChangeKind, Judgement, Verdict

SEARCH_FRACTION = 0.5  # of a family's alpha, for the search through all stations
FamilyResults = Mapping[ChangeKind, FamilyResult]  # of the comparisons of one KPI of a unit
EarlierJudge = Callable[[], "Judge | None"]


class Judge:
    """Answers for one board; each family is tested when first asked for.

    Of boards shown in turn each search has its part of the alpha of a single search. `earlier` returns the judge of the
    same tiles as of the day before, asked where a verdict may still stand from then (see `inertia`).
    """

    def __init__(
        self,
        catalogue: Catalogue,
        figures: JudgedFigures,
        scope: BoardScope,
        read: ValuesReader,
        cache: ResultCache | None = None,
        earlier: EarlierJudge = lambda: None,
    ) -> None:
        self._catalogue = catalogue
        self._find_earlier = earlier
        self._equivalent = equivalent_kinds(figures, scope.kinds)
        kinds = tuple(dict.fromkeys(self._equivalent.values()))
        self._scope = scope._replace(kinds=kinds)
        self._questions = kinds_by_question(kinds)
        is_running = scope.period.is_running
        self._alpha = multiple_testing.ALPHA_RUNNING if is_running else multiple_testing.ALPHA_FINISHED
        search_alpha = self._alpha * SEARCH_FRACTION / scope.boards_in_turn
        self._book = EvidenceBook(catalogue, figures, self._scope, read, cache or ResultCache())
        self._search = StationSearch(self._book, self._questions, search_alpha)
        self.standards = StandardJudge(self._book, search_alpha)
        self._results: dict[KpiUnit, dict[ChangeKind, FamilyResult]] = {}

    def judgement(self, kpi: str, unit: int, kind: ChangeKind) -> Judgement:
        """Return the judgement of one change, in the family of what is shown with it."""
        item = KpiUnit(kpi, unit)
        return self._judgement(item, kind, self._results_of(item))

    def told(self, item: KpiUnit, kind: ChangeKind) -> Verdict | None:
        """Return the verdict on one change without its words; None of a kind that is not compared."""
        if kind not in self._equivalent:
            return None
        tested = self._equivalent[kind]
        is_significant = self._results_of(item)[tested].is_significant
        return verdict_of(*self._book.evidence(item, tested), is_significant)

    def _results_of(self, item: KpiUnit) -> FamilyResults:
        if item not in self._results:
            self._test_family(self._family(item))
        return self._results[item]

    def search_judgement(self, kpi: str, unit: int, kind: ChangeKind) -> Judgement:
        """Return the judgement of one change of a station in the search (see `deteriorations`)."""
        item, significant = KpiUnit(kpi, unit), self._search.significant
        self._book.gather([item])  # only what is looked at is made into cases and words
        results = {
            tested: FamilyResult(ChangeKey(kpi, unit, tested) in significant, self._search.needed_p)
            for tested in self._scope.kinds
        }
        return self._judgement(item, kind, results)

    def deteriorations(self) -> list[ChangeKey]:
        """Return the deteriorations significant after FDR over stations × KPIs."""
        return [key for key in self._search.significant if self.search_judgement(*key).tone == "worse"]

    def _family(self, item: KpiUnit) -> list[KpiUnit]:
        """Return what is shown together: the KPIs of the unit asked about; or the units below, by one KPI."""
        if item.unit == self._scope.units[0]:
            return [KpiUnit(kpi, item.unit) for kpi in self._scope.kpis]
        return self._book.station_items(item.kpi)

    def _test_family(self, items: list[KpiUnit]) -> None:
        """Find the significant comparisons of a family."""
        for kinds in self._questions:
            results = self._book.test_cases(items, kinds)
            flags = multiple_testing.hierarchical_fdr(results.p, results.joint_p, results.min_attainable_p, self._alpha)
            kept = self._kept(items, kinds, results, flags)
            needed_p = multiple_testing.first_step(results.min_attainable_p, self._alpha)
            for row, item in enumerate(items):
                by_kind = {
                    kind: FamilyResult(bool(flags[row, column] | kept[row, column]), needed_p, bool(kept[row, column]))
                    for column, kind in enumerate(kinds)
                }
                self._results.setdefault(item, {}).update(by_kind)

    def _kept(self, items: list[KpiUnit], kinds: tuple[ChangeKind, ...], results: TestResults, flags: Flags) -> Flags:
        """Return the comparisons of the unit asked about that stood the day before, and are not clearly gone."""
        kept = np.zeros_like(flags)
        if not self._scope.period.is_running or items[0].unit != self._scope.units[0]:
            return kept
        alpha = hold_alpha(self._alpha)
        holds = multiple_testing.hierarchical_fdr(results.p, results.joint_p, results.min_attainable_p, alpha)
        for row, column in np.argwhere(holds & ~flags):
            kept[row, column] = self._stood(items[row], kinds[column])
        return kept

    def _stood(self, item: KpiUnit, kind: ChangeKind) -> bool:
        """Tell whether a change that would be firm if its family held it up was told alike the day before."""
        verdict = verdict_of(*self._book.evidence(item, kind), True)
        return verdict.is_firm and self._earlier is not None and self._earlier.told(item, kind) is verdict

    @cached_property
    def _earlier(self) -> Judge | None:
        """The judge of the day before, made when first asked."""
        return self._find_earlier()

    def _judgement(self, item: KpiUnit, kind: ChangeKind, results: FamilyResults) -> Judgement:
        key = UnitKey("judgement", item.unit, (kind, tuple(results[tested] for tested in self._scope.kinds)))
        return get_or_compute(self._book.cache_entry(item.kpi), key, lambda: self._judge(item, kind, results))

    def _judge(self, item: KpiUnit, kind: ChangeKind, results: FamilyResults) -> Judgement:
        tested = self._equivalent[kind]
        case, evidence = self._book.evidence(item, tested)
        judged = judgement_of(case, evidence, kind, results[tested])
        if case.kpi.basis == "stock":  # a moment has no festival days
            return judged
        if kind == PLAIN and ALIGNED in results:
            aligned = judgement_of(*self._book.evidence(item, ALIGNED), ALIGNED, results[ALIGNED])
            return note_alignment(judged, aligned)
        spring = self._catalogue.spring
        is_uneven = kind in PRECEDING and touches_spring_unevenly(
            case.now.window, case.base.window, spring.before, spring.after
        )
        return remove_seasonal_tone(judged) if is_uneven else judged

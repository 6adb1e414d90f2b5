"""Judges a board: its changes by families that the catalogue fixes, its standards one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from core.catalogue.model import Catalogue
from core.judgement import multiple_testing
from core.judgement.comparison_rows import TestResults
from core.judgement.evidence_book import EvidenceBook
from core.judgement.families import FamilyKind, KpiFamily, kpi_families
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

SEARCH_FRACTION = 0.5  # of the share of errors, for the search through all stations
FamilyResults = Mapping[ChangeKind, FamilyResult]  # of the comparisons of one KPI of a unit


class OtherJudges(NamedTuple):
    """Say how a judge comes by others: of KPIs of its unit that its board does not show, and of the day before."""

    of_kpis: Callable[[Sequence[str]], Judge]
    of_day_before: Callable[[], Judge | None]


class Judge:
    """Answers for one board; each family is tested when first asked for.

    Of the unit asked about, a KPI is tested with those of its family (families.py), whether the board shows them or
    not. Of the units below, one KPI is tested with all of them. The judge of the day before is asked where a verdict
    may still stand from then (inertia.py).
    """

    def __init__(
        self,
        catalogue: Catalogue,
        figures: JudgedFigures,
        scope: BoardScope,
        read: ValuesReader,
        cache: ResultCache,
        others: OtherJudges,
    ) -> None:
        self._catalogue = catalogue
        self._equivalent = equivalent_kinds(figures, scope.kinds)
        kinds = tuple(dict.fromkeys(self._equivalent.values()))
        self._scope = scope._replace(kinds=kinds)
        self._questions = kinds_by_question(kinds)
        is_running = scope.period.is_running
        self._alpha = multiple_testing.ALPHA_RUNNING if is_running else multiple_testing.ALPHA_FINISHED
        self._families = kpi_families(catalogue)
        self._others = others
        self._family_judges: dict[KpiFamily, Judge] = {}
        search_alpha = self._alpha * SEARCH_FRACTION
        self._book = EvidenceBook(catalogue, figures, self._scope, read, cache)
        self._search = StationSearch(self._book, self._questions, self._families, search_alpha)
        self.standards = StandardJudge(self._book, search_alpha)
        self._results: dict[KpiUnit, dict[ChangeKind, FamilyResult]] = {}

    def judgement(self, kpi: str, unit: int, kind: ChangeKind) -> Judgement:
        """Return the judgement of one change, in its family."""
        item = KpiUnit(kpi, unit)
        results = self.family_results(item)
        self._book.gather([item])
        return self._judgement(item, kind, results)

    def told(self, item: KpiUnit, kind: ChangeKind) -> Verdict | None:
        """Return the verdict on one change without its words; None of a kind that is not compared."""
        if kind not in self._equivalent:
            return None
        tested = self._equivalent[kind]
        is_significant = self.family_results(item)[tested].is_significant
        self._book.gather([item])
        return verdict_of(*self._book.evidence(item, tested), is_significant)

    def family_results(self, item: KpiUnit) -> FamilyResults:
        """Return what its family says of each comparison of a KPI of a unit."""
        if item not in self._results:
            family = self._families[item.kpi]
            if item.unit != self._scope.units[0]:
                self._test_family(self._book.station_items(item.kpi), FamilyKind.UNITS, self._alpha)
            elif set(family.kpis) <= set(self._scope.kpis):
                items = [KpiUnit(kpi, item.unit) for kpi in family.kpis]
                self._test_family(items, family.kind, self._alpha * family.share)
            else:
                if family not in self._family_judges:
                    self._family_judges[family] = self._others.of_kpis(family.kpis)
                self._results[item] = dict(self._family_judges[family].family_results(item))
        return self._results[item]

    def search_judgement(self, kpi: str, unit: int, kind: ChangeKind) -> Judgement:
        """Return the judgement of one change of a station in the search (see `deteriorations`)."""
        item, significant = KpiUnit(kpi, unit), self._search.significant
        self._book.gather([item])  # only what is looked at is made into cases and words
        results = {
            tested: FamilyResult(
                ChangeKey(kpi, unit, tested) in significant, self._search.needed_p[kpi], FamilyKind.SEARCH
            )
            for tested in self._scope.kinds
        }
        return self._judgement(item, kind, results)

    def deteriorations(self) -> list[ChangeKey]:
        """Return the deteriorations significant after FDR over stations × KPIs."""
        return [key for key in self._search.significant if self.search_judgement(*key).tone == "worse"]

    def _test_family(self, items: list[KpiUnit], kind: FamilyKind, alpha: float) -> None:
        """Find the significant comparisons of a family."""
        for kinds in self._questions:
            results = self._book.test_cases(items, kinds)
            flags = multiple_testing.hierarchical_fdr(results.p, results.joint_p, results.min_attainable_p, alpha)
            kept = self._kept(items, kinds, results, flags, hold_alpha(alpha))
            needed_p = multiple_testing.first_step(results.min_attainable_p, alpha)
            for item, flags_of_item, kept_of_item in zip(items, (flags | kept).tolist(), kept.tolist(), strict=True):
                results_of_item = [
                    FamilyResult(flag, needed_p, kind, stood)
                    for flag, stood in zip(flags_of_item, kept_of_item, strict=True)
                ]
                self._results.setdefault(item, {}).update(zip(kinds, results_of_item, strict=True))

    def _kept(
        self, items: list[KpiUnit], kinds: tuple[ChangeKind, ...], results: TestResults, flags: Flags, alpha: float
    ) -> Flags:
        """Return the comparisons of the unit asked about that stood the day before, and are not clearly gone."""
        kept = np.zeros_like(flags)
        if not self._scope.period.is_running or items[0].unit != self._scope.units[0]:
            return kept
        stays = multiple_testing.hierarchical_fdr(results.p, results.joint_p, results.min_attainable_p, alpha)
        for row, column in np.argwhere(stays & ~flags):
            kept[row, column] = self._stood(items[row], kinds[column])
        return kept

    def _stood(self, item: KpiUnit, kind: ChangeKind) -> bool:
        """Tell whether a change that would be firm if its family held it up was told alike the day before."""
        verdict = verdict_of(*self._book.evidence(item, kind), True)
        return verdict.is_firm and self._day_before is not None and self._day_before.told(item, kind) is verdict

    @cached_property
    def _day_before(self) -> Judge | None:
        """The judge of the day before, made when first asked."""
        return self._others.of_day_before()

    def _judgement(self, item: KpiUnit, kind: ChangeKind, results: FamilyResults) -> Judgement:
        key = UnitKey("judgement", item.unit, (kind, tuple(results[tested] for tested in self._scope.kinds)))
        return get_or_compute(self._book.cache_entry(item.kpi), key, lambda: self._judge(item, kind, results))

    def _judge(self, item: KpiUnit, kind: ChangeKind, results: FamilyResults) -> Judgement:
        tested = self._equivalent[kind]
        case, evidence = self._book.evidence(item, tested)
        judged = judgement_of(case, evidence, kind, results[tested])
        if remark := self._book.figures.remark(*item, kind):
            judged = replace(judged, note=remark, sentence=f"{judged.sentence}{remark}。")
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

"""Judges a board: its changes by families that the catalogue fixes, its standards one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from core.catalogue.model import Catalogue
from core.judgement import multiple_testing
from core.judgement.comparison_rows import TestResults
from core.judgement.evidence_book import EvidenceBook
from core.judgement.families import FamilyKind, KpiFamily, kpi_families, share_of_unit
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
from core.metrics.arrays import Flags, Floats
from core.metrics.measure_values import ValuesReader
from core.metrics.reporting_period import touches_spring_unevenly
from core.metrics.result_cache import EntryKey, KpiKey, ResultCache, UnitKey, get_or_compute
from core.metrics.types import ChangeKind, Judgement, Verdict

SEARCH_FRACTION = 0.5  # of the share of errors, for the search through all stations
FamilyResults = Mapping[ChangeKind, FamilyResult]  # of the comparisons of one KPI of a unit


class OtherJudges(NamedTuple):
    """Say how a judge comes by others of a unit: of KPIs that its board does not show, and of the day before."""

    of_kpis: Callable[[Sequence[str], int], Judge]
    of_day_before: Callable[[Sequence[str], int], Judge | None]


class Family(NamedTuple):
    """Changes that are tested together, at one α; or each alone, at an α of its own."""

    items: list[KpiUnit]
    kind: FamilyKind
    alpha: float | Floats

    def significant(self, results: TestResults, alpha: float | Floats | None = None) -> Flags:
        """Return the significant comparisons by (item, comparison), at another α if it is given."""
        test = multiple_testing.hierarchical_fdr if isinstance(self.alpha, float) else multiple_testing.each_alone
        level = self.alpha if alpha is None else alpha
        return test(results.p, results.joint_p, results.min_attainable_p, level)

    def needed_p(self, results: TestResults) -> list[float]:
        """Return by item the p that a first change must reach."""
        if isinstance(self.alpha, float):
            return [multiple_testing.first_step(results.min_attainable_p, self.alpha)] * len(self.items)
        alphas: list[float] = self.alpha.tolist()
        return alphas


class Judge:
    """Answers for one board; each family is tested when first asked for.

    Of a unit that is the only one of its kind, a KPI is tested with those of its family (families.py), whether the
    board shows them or not; of any other unit by itself. The judge of the day before is asked where a verdict may still
    stand from then (inertia.py).
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
        families = cache.entry(EntryKey("families", "", 0), [catalogue])
        self._families = get_or_compute(families, KpiKey("families"), lambda: kpi_families(catalogue))
        self._others = others
        self._peers = dict(zip(scope.units, scope.peers, strict=True))
        self._family_judges: dict[tuple[KpiFamily, int], Judge] = {}
        search_alpha = self._alpha * SEARCH_FRACTION
        self._book = EvidenceBook(catalogue, figures, self._scope, read, cache)
        self._search = StationSearch(self._book, self._questions, self._families, search_alpha)
        self.standards = StandardJudge(self._book, search_alpha)
        self._results: dict[KpiUnit, dict[ChangeKind, FamilyResult]] = {}
        self._earlier: dict[tuple[tuple[str, ...], int], Judge | None] = {}

    def judgement(self, kpi: str, unit: int, kind: ChangeKind) -> Judgement:
        """Return the judgement of one change, in its family."""
        item = KpiUnit(kpi, unit)
        return self._judgement(item, kind, self.family_results(item))

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
            self._find_results(item, self._families[item.kpi])
        return self._results[item]

    def _find_results(self, item: KpiUnit, family: KpiFamily) -> None:
        """Test what an item is tested with."""
        focus, *below = self._scope.units
        if self._peers[item.unit] > 1:
            self._test_alone(item.kpi, below if item.unit != focus else [focus])
        elif item.unit == focus and set(family.kpis) <= set(self._scope.kpis):
            items = [KpiUnit(kpi, item.unit) for kpi in family.kpis]
            self._test_family(Family(items, family.kind, self._alpha * family.share))
        else:
            key = family, item.unit
            if key not in self._family_judges:
                self._family_judges[key] = self._others.of_kpis(family.kpis, item.unit)
            self._results[item] = dict(self._family_judges[key].family_results(item))

    def _test_alone(self, kpi: str, units: Sequence[int]) -> None:
        """Test a KPI of units that have their like, each by itself but all at once, where that is not done yet."""
        items = [KpiUnit(kpi, unit) for unit in units if self._peers[unit] > 1]
        untested = [item for item in items if item not in self._results]
        if untested:
            family = self._families[kpi]
            alphas = [self._alpha * share_of_unit(family, self._peers[unit]) for _, unit in untested]
            self._test_family(Family(untested, FamilyKind.UNITS, np.array(alphas)))

    def deteriorations(self) -> list[ChangeKey]:
        """Return the deteriorations significant after FDR over stations × KPIs that their own verdict holds up too."""
        significant = self._search.significant
        for kpi in dict.fromkeys(key.kpi for key in significant):
            self._test_alone(kpi, list(dict.fromkeys(key.unit for key in significant if key.kpi == kpi)))
        return [key for key in significant if self.judgement(*key).tone == "worse"]

    def _test_family(self, family: Family) -> None:
        """Find the significant comparisons of a family."""
        for kinds in self._questions:
            results = self._book.test_cases(family.items, kinds)
            flags = family.significant(results)
            holding = self._kept(family, kinds, results, flags)
            rows = zip(
                family.items, (flags | holding).tolist(), holding.tolist(), family.needed_p(results), strict=True
            )
            for item, flags_of_item, kept_of_item, needed_p in rows:
                results_of_item = [
                    FamilyResult(flag, needed_p, family.kind, stood)
                    for flag, stood in zip(flags_of_item, kept_of_item, strict=True)
                ]
                self._results.setdefault(item, {}).update(zip(kinds, results_of_item, strict=True))

    def _kept(self, family: Family, kinds: tuple[ChangeKind, ...], results: TestResults, flags: Flags) -> Flags:
        """Return the comparisons that stood the day before, and are not clearly gone."""
        holding = np.zeros_like(flags)
        if not self._scope.period.is_running:
            return holding
        stays = family.significant(results, hold_alpha(family.alpha))
        for row, column in np.argwhere(stays & ~flags):
            holding[row, column] = self._stood(family.items[row], kinds[column])
        return holding

    def _stood(self, item: KpiUnit, kind: ChangeKind) -> bool:
        """Tell whether a change that would be firm if its family held it up was told alike the day before."""
        verdict = verdict_of(*self._book.evidence(item, kind), True)
        if not verdict.is_firm:
            return False
        day_before = self._day_before(item)
        return day_before is not None and day_before.told(item, kind) is verdict

    def _day_before(self, item: KpiUnit) -> Judge | None:
        """Return the judge of the day before, made when first asked: it has the KPIs with which the item is tested."""
        kpis = (item.kpi,) if self._peers[item.unit] > 1 else self._families[item.kpi].kpis
        key = kpis, item.unit
        if key not in self._earlier:
            self._earlier[key] = self._others.of_day_before(*key)
        return self._earlier[key]

    def _judgement(self, item: KpiUnit, kind: ChangeKind, results: FamilyResults) -> Judgement:
        """Return the judgement of the last data version if the evidence and the family's results are the same."""
        entry, key = self._book.cache_entry(item.kpi), UnitKey("judgement", item.unit, kind)
        results_of_all = [results[tested] for tested in self._scope.kinds]
        kept: tuple[list[FamilyResult], Judgement] | None = entry.get(key)
        if kept is None or kept[0] != results_of_all:
            kept = entry[key] = results_of_all, self._judge(item, kind, results)
        return kept[1]

    def _judge(self, item: KpiUnit, kind: ChangeKind, results: FamilyResults) -> Judgement:
        self._book.gather([item])
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

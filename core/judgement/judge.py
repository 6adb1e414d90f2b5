"""Judges a board: its changes by families that the catalogue fixes, its standards one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from core.catalogue.model import Catalogue
from core.judgement import multiple_testing
from core.judgement.evidence_book import EvidenceBook
from core.judgement.families import FamilyKind, KpiFamily, kpi_families, share_of_unit
from core.judgement.family_tests import Family, FamilyTests, test_family
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
        self._tests: FamilyTests = {}
        self._results: dict[ChangeKey, FamilyResult] = {}
        self._earlier: dict[tuple[tuple[str, ...], int], Judge | None] = {}

    def judgement(self, kpi: str, unit: int, kind: ChangeKind) -> Judgement:
        """Return the judgement of one change, in its family."""
        item = KpiUnit(kpi, unit)
        return self._judgement(item, kind, self.family_results(item))

    def tells(self, item: KpiUnit, kind: ChangeKind, verdict: Verdict) -> bool:
        """Tell whether this is its verdict on one change; the family is asked only where the change itself says so."""
        tested = self._equivalent.get(kind)
        if tested is None:
            return False
        self._book.gather([item])
        case, evidence = self._book.evidence(item, tested)
        if verdict_of(case, evidence, True) is not verdict:
            return False
        return verdict_of(case, evidence, self._family_result(item, tested).is_significant) is verdict

    def deteriorations(self) -> list[ChangeKey]:
        """Return the deteriorations significant after FDR over stations × KPIs that their own verdict holds up too."""
        significant = self._search.significant
        for kpi in dict.fromkeys(key.kpi for key in significant):
            self._test_alone(kpi, list(dict.fromkeys(key.unit for key in significant if key.kpi == kpi)))
        return [key for key in significant if self.judgement(*key).tone == "worse"]

    def family_results(self, item: KpiUnit) -> FamilyResults:
        """Return what its family says of each comparison of a KPI of a unit."""
        return {kind: self._family_result(item, kind) for kind in self._scope.kinds}

    def _family_result(self, item: KpiUnit, kind: ChangeKind) -> FamilyResult:
        """Return what its family says of one comparison; what stood the day before is kept until it is clearly gone."""
        key = ChangeKey(*item, kind)
        if key not in self._results:
            tester = self._tester(item)
            self._results[key] = self._result_of(key) if tester is self else tester._family_result(item, kind)
        return self._results[key]

    def _tester(self, item: KpiUnit) -> Judge:
        """Return the judge that has all with which an item is tested: another one where the board lacks a part."""
        family, focus = self._families[item.kpi], self._scope.units[0]
        if self._peers[item.unit] > 1 or (item.unit == focus and set(family.kpis) <= set(self._scope.kpis)):
            return self
        key = family, item.unit
        if key not in self._family_judges:
            self._family_judges[key] = self._others.of_kpis(family.kpis, item.unit)
        return self._family_judges[key]

    def _result_of(self, key: ChangeKey) -> FamilyResult:
        item = KpiUnit(key.kpi, key.unit)
        if key not in self._tests:
            self._test(item)
        test = self._tests[key]
        is_kept = test.would_stay and not test.is_significant and self._stood(item, key.kind)
        return FamilyResult(test.is_significant or is_kept, test.needed_p, test.kind, is_kept)

    def _test(self, item: KpiUnit) -> None:
        """Test all with which an item is tested."""
        family, (focus, *below) = self._families[item.kpi], self._scope.units
        if self._peers[item.unit] > 1:
            self._test_alone(item.kpi, below if item.unit != focus else [focus])
        else:
            self._book.gather(KpiUnit(kpi, focus) for kpi in self._scope.kpis)  # other families' too, in one step
            items = tuple(KpiUnit(kpi, focus) for kpi in family.kpis)
            self._test_family(Family(items, family.kind, self._alpha * family.share))

    def _test_alone(self, kpi: str, units: Sequence[int]) -> None:
        """Test a KPI of units that have their like, each by itself but all at once, where that is not done yet."""
        alike = [KpiUnit(kpi, unit) for unit in units if self._peers[unit] > 1]
        untested = tuple(item for item in alike if ChangeKey(*item, self._scope.kinds[0]) not in self._tests)
        if untested:
            family = self._families[kpi]
            alphas = tuple(self._alpha * share_of_unit(family, self._peers[unit]) for _, unit in untested)
            self._test_family(Family(untested, FamilyKind.UNITS, alphas))

    def _test_family(self, family: Family) -> None:
        self._tests |= test_family(self._book, family, self._questions, is_running=self._scope.period.is_running)

    def _stood(self, item: KpiUnit, kind: ChangeKind) -> bool:
        """Tell whether a change that would be firm if its family held it up was told alike the day before."""
        verdict = verdict_of(*self._book.evidence(item, kind), True)
        if not verdict.is_firm:
            return False
        day_before = self._day_before(item)
        return day_before is not None and day_before.tells(item, kind, verdict)

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

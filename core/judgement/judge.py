"""Judges a board: its changes by families of what is shown together, its standards one by one."""

from __future__ import annotations

from collections.abc import Mapping

from core.catalogue.model import Catalogue
from core.judgement import multiple_testing
from core.judgement.evidence_book import EvidenceBook
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
from core.judgement.verdict import judgement_of
from core.metrics.measure_values import ValuesReader
from core.metrics.reporting_period import touches_spring_unevenly
from core.metrics.result_cache import ResultCache, UnitKey, get_or_compute
from core.metrics.types import ChangeKind, Judgement

SEARCH_FRACTION = 0.5  # of a family's alpha, for the search through all stations
Significance = Mapping[ChangeKey, bool]


class Judge:
    """Answers for one board; each family is tested when first asked for.

    Of boards shown in turn each search has its part of the alpha of a single search.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        figures: JudgedFigures,
        scope: BoardScope,
        read: ValuesReader,
        cache: ResultCache | None = None,
    ) -> None:
        self._catalogue = catalogue
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
        self._significance: dict[ChangeKey, bool] = {}

    def judgement(self, kpi: str, unit: int, kind: ChangeKind) -> Judgement:
        """Return the judgement of one change, in the family of what is shown with it."""
        key = ChangeKey(kpi, unit, self._equivalent[kind])
        if key not in self._significance:
            self._significance.update(self._test_family(self._family(kpi, unit)))
        return self._judgement(key, kind, self._significance)

    def search_judgement(self, kpi: str, unit: int, kind: ChangeKind) -> Judgement:
        """Return the judgement of one change of a station in the search (see `deteriorations`)."""
        return self._judged_in_search(ChangeKey(kpi, unit, self._equivalent[kind]), kind)

    def deteriorations(self) -> list[ChangeKey]:
        """Return the deteriorations significant after FDR over stations × KPIs."""
        return [key for key in self._search.significant if self._judged_in_search(key, key.kind).tone == "worse"]

    def _judged_in_search(self, key: ChangeKey, kind: ChangeKind) -> Judgement:
        """Make a case and words only of what is looked at."""
        self._book.gather([KpiUnit(key.kpi, key.unit)])
        same_item = [ChangeKey(key.kpi, key.unit, tested) for tested in self._scope.kinds]
        return self._judgement(key, kind, {change: change in self._search.significant for change in same_item})

    def _family(self, kpi: str, unit: int) -> list[KpiUnit]:
        """Return what is shown together: the KPIs of the unit asked about; or the units below, by one KPI."""
        if unit == self._scope.units[0]:
            return [KpiUnit(shown_beside, unit) for shown_beside in self._scope.kpis]
        return self._book.station_items(kpi)

    def _test_family(self, items: list[KpiUnit]) -> dict[ChangeKey, bool]:
        """Return for each change of a family whether it is significant."""
        significance: dict[ChangeKey, bool] = {}
        for kinds in self._questions:
            results = self._book.test_cases(items, kinds)
            flags_by_item = multiple_testing.hierarchical_fdr(
                results.p, results.joint_p, results.min_attainable_p, self._alpha
            ).tolist()
            for item, flags in zip(items, flags_by_item, strict=True):
                significance.update({ChangeKey(*item, kind): flag for kind, flag in zip(kinds, flags, strict=True)})
        return significance

    def _judgement(self, key: ChangeKey, kind: ChangeKind, significance: Significance) -> Judgement:
        flags = tuple(significance.get(ChangeKey(key.kpi, key.unit, tested)) for tested in self._scope.kinds)
        cache_key = UnitKey("judgement", key.unit, (kind, flags))
        return get_or_compute(self._book.cache_entry(key.kpi), cache_key, lambda: self._judge(key, kind, significance))

    def _judge(self, key: ChangeKey, kind: ChangeKind, significance: Significance) -> Judgement:
        case, evidence = self._book.evidence(key)
        judged = judgement_of(case, evidence, kind, significance[key])
        if case.kpi.basis == "stock":  # a moment has no festival days
            return judged
        aligned = ChangeKey(key.kpi, key.unit, ALIGNED)
        if kind == PLAIN and aligned in significance:
            return note_alignment(judged, judgement_of(*self._book.evidence(aligned), ALIGNED, significance[aligned]))
        spring = self._catalogue.spring
        is_uneven = kind in PRECEDING and touches_spring_unevenly(
            case.now.window, case.base.window, spring.before, spring.after
        )
        return remove_seasonal_tone(judged) if is_uneven else judged

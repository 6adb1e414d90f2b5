"""Answers for the standards of one board, and for the figures' own intervals."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from core.judgement import standard
from core.judgement.case import ComparedFigure
from core.judgement.comparison_rows import exact_intervals
from core.judgement.counts import CONFIDENCE
from core.judgement.evidence_book import EvidenceBook
from core.judgement.scope import KpiUnit
from core.metrics.result_cache import KpiKey, RowsKey, UnitKey, get_or_compute
from core.metrics.types import StandardAnswer, StandardStatus


class StandardJudge:
    """Judges standards one by one, or all the stations' at once; together they err at most as often as `alpha`."""

    def __init__(self, book: EvidenceBook, alpha: float) -> None:
        self._book, self._alpha = book, alpha

    def answer(self, kpi: str, unit: int, confidence: float = CONFIDENCE) -> StandardAnswer:
        """Return the standard's answer, by an interval of this confidence."""
        key = UnitKey("standard", unit, confidence)
        return get_or_compute(self._book.cache_entry(kpi), key, lambda: self._answer(KpiUnit(kpi, unit), confidence))

    def _answer(self, item: KpiUnit, confidence: float) -> StandardAnswer:
        declared, figure = self._book.catalogue.kpis[item.kpi], self._figure(item)
        window, turned = figure.window, standard.turn_reason(declared, figure.window)
        declared = declared.with_standard_of(window.last)
        if turned is not None and figure.figure.value is not None:
            status, (low, high) = StandardStatus.UNDECIDED, self._interval(item) or (None, None)
            return StandardAnswer(status, low, high, "none", turned, f"{status}：{turned}。")
        if declared.basis == "stock" or figure.figure.value is None:
            return standard.answer_standard(declared, figure, (), None, confidence)
        dispersion = self._book.dispersion(item, figure, figure)
        return standard.answer_standard(declared, figure, self._book.edges(declared), dispersion, confidence)

    def interval(self, kpi: str, unit: int) -> tuple[float, float] | None:
        """Return the figure's own 95% interval; None of what is counted in full, and where there is no figure."""
        key = UnitKey("interval", unit)
        return get_or_compute(self._book.cache_entry(kpi), key, lambda: self._interval(KpiUnit(kpi, unit)))

    def _interval(self, item: KpiUnit) -> tuple[float, float] | None:
        declared, figure = self._book.catalogue.kpis[item.kpi], self._figure(item)
        if declared.basis == "stock" or figure.figure.value is None:
            return None
        dispersion = self._book.dispersion(item, figure, figure)
        return standard.figure_interval(declared, figure, self._book.edges(declared), dispersion, CONFIDENCE)

    def _figure(self, item: KpiUnit) -> ComparedFigure:
        return ComparedFigure(*self._book.figures.compared_figures(*item, None)[0])

    def missed(self, items: Collection[tuple[str, int]]) -> list[tuple[str, int]]:
        """Return the standards not met where all of the catalogue's are asked at once of all the units.

        Of what is counted in full there is no doubt.
        """
        kpis = self._book.catalogue.kpis.values()
        sampled = sum(kpi.standard is not None and kpi.basis != "stock" for kpi in kpis)
        confidence = 1 - self._alpha / max(sampled * len(self._book.scope.units), 1)
        stations = {kpi: self._missing_stations(kpi, confidence) for kpi in dict.fromkeys(kpi for kpi, _ in items)}

        focus = self._book.scope.units[0]

        def is_missed(kpi: str, unit: int) -> bool:
            missing = stations[kpi]
            if missing is None or unit == focus:
                return self.answer(kpi, unit, confidence).status is StandardStatus.MISSED
            return unit in missing

        return [item for item in items if is_missed(*item)]

    def _missing_stations(self, kpi: str, confidence: float) -> set[int] | None:
        key = KpiKey("missing stations", confidence)
        return get_or_compute(self._book.cache_entry(kpi), key, partial(self._find_missing_stations, kpi, confidence))

    def _find_missing_stations(self, kpi: str, confidence: float) -> set[int] | None:
        """Return the stations that miss the standard; None where arrays cannot tell: only of rates of what happened."""
        book = self._book
        declared, columns = book.catalogue.kpis[kpi], book.figures.columns(kpi, None)
        if declared.kind != "rate" or declared.basis == "stock" or columns is None or not book.scope.units[1:]:
            return None
        dispersions = book.history.dispersions(kpi, columns[0].window.days)
        window = columns[0].window
        if standard.turn_reason(declared, window) is not None:
            return set()
        declared = declared.with_standard_of(window.last)
        key = RowsKey("exact intervals", kpi, book.scope_id)
        ends = exact_intervals(columns[0], declared, dispersions, confidence, book.cache, key)
        assert declared.standard is not None  # asked only of KPIs that have one
        return {
            unit
            for unit, low, high in zip(book.scope.units, *(end.tolist() for end in ends), strict=True)
            if low == low and standard.status_of(declared.standard, low, high) is StandardStatus.MISSED
        }

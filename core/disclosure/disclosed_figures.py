"""Protected figures of a board, as far as they may be disclosed; decided once, when the board is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from core.catalogue.model import Catalogue
from core.disclosure.policy import SuppressionPolicy
from core.disclosure.reasons import cut_window_note, no_release_period_reason, suppression_reason
from core.metrics.as_of_span import AsOfSpan
from core.metrics.kpi import kpi_figure
from core.metrics.measure_values import ValuesReader
from core.metrics.types import Figure, UnitRef
from core.time.days import to_date


class FigureKey(NamedTuple):
    """A KPI of a unit over a span."""

    kpi: str
    unit: int
    span: AsOfSpan


class DisclosedFigures:
    """The protected figures of one query. It holds none, and costs nothing, where nothing asked for is sensitive."""

    def __init__(
        self,
        catalogue: Catalogue,
        policy: SuppressionPolicy,
        kpis: Sequence[str],
        units: Sequence[UnitRef],
        spans: Sequence[AsOfSpan],
        read: ValuesReader,
        unit_kinds: tuple[str, ...],
    ) -> None:
        """Takes the kinds of the units besides: most boards show nothing that is protected at any."""
        self._catalogue = catalogue
        self._windows: dict[FigureKey, AsOfSpan | str] = {}
        protected_kinds = policy.protected_kinds(tuple(kpis), unit_kinds)
        self._pairs: set[tuple[str, int]] = set()
        if not protected_kinds:
            return
        self._pairs = {(kpi, unit.id) for kpi in kpis for unit in units if (kpi, unit.kind) in protected_kinds}
        for kpi, unit in sorted(self._pairs):
            for span in spans:
                key = FigureKey(kpi, unit, span)
                self._windows[key] = self._decide(policy, key)
        self._say_what_nobody_reports(units, read)
        windows = sorted({window for window in self._windows.values() if isinstance(window, AsOfSpan)})
        measures = [name for kpi in kpis for name in self._measures(kpi)]
        self._values = read(measures, sorted({unit for _, unit in self._pairs}), windows)

    def _measures(self, kpi: str) -> list[str]:
        return self._catalogue.kpis[kpi].measures()

    def _decide(self, policy: SuppressionPolicy, key: FigureKey) -> AsOfSpan | str:
        """Return the window that may be disclosed, or the reason (Chinese) why there is none."""
        window = policy.releasable_window(key.span)
        if window is None:
            return no_release_period_reason(self._catalogue)
        is_suppressed = policy.is_suppressed(self._measures(key.kpi), key.unit, window)
        return suppression_reason(self._catalogue) if is_suppressed else window

    def _say_what_nobody_reports(self, units: Sequence[UnitRef], read: ValuesReader) -> None:
        """Say of a span in which nothing is shown that there is nothing, where the unit never reports it itself.

        Otherwise a reader would wait for a whole stretch of months, which has no figure either.
        """
        kinds = {unit.id: unit.kind for unit in units}
        keys = [
            key
            for key, window in self._windows.items()
            if isinstance(window, str) and self._is_reported_by_others(key.kpi, kinds[key.unit])
        ]
        if not keys:
            return
        names = list({name: None for key in keys for name in self._measures(key.kpi)})
        values = read(names, sorted({key.unit for key in keys}), sorted({key.span for key in keys}))
        for key in keys:
            reasons = (values.get(name, key.unit, key.span).reason for name in self._measures(key.kpi))
            self._windows[key] = next(filter(None, reasons), self._windows[key])

    def _is_reported_by_others(self, kpi: str, kind: str) -> bool:
        """Tell whether a KPI rests on reports that units of other kinds make."""
        measures = (self._catalogue.measures[name] for name in self._measures(kpi))
        return any(measure.fact is None and kind not in measure.reported_by for measure in measures)

    def is_protected(self, kpi: str, unit: int) -> bool:
        """Return True of a protected figure."""
        return (kpi, unit) in self._pairs

    def has_protected(self, kpi: str) -> bool:
        """Return True if the KPI's figure of any unit in the query is protected."""
        return any(kpi == protected_kpi for protected_kpi, _ in self._pairs)

    def window(self, kpi: str, unit: int, span: AsOfSpan) -> AsOfSpan:
        """Return the window that is disclosed, or the one asked for where nothing is."""
        window = self._windows[FigureKey(kpi, unit, span)]
        return span if isinstance(window, str) else window

    def figure(self, kpi: str, unit: int, span: AsOfSpan) -> Figure:
        """Return a protected figure, or why it is not shown."""
        window, declared = self._windows[FigureKey(kpi, unit, span)], self._catalogue.kpis[kpi]
        if isinstance(window, str):
            return Figure(None, None, None, window)
        disclosed = kpi_figure(
            self._catalogue, declared, lambda name: self._values.get(name, unit, window), window.last
        )
        if window.last == span.last:
            return disclosed
        note = cut_window_note(declared, self._catalogue.small_numbers.months)
        notes = "；".join(filter(None, [disclosed.note, note]))
        return replace(disclosed, as_of=disclosed.as_of or to_date(window.last), note=notes)

    def bins(self, kpi: str, unit: int, span: AsOfSpan) -> tuple[int, ...]:
        """Return a percentile's bins, where it is disclosed; for judging alone."""
        window = self._windows[FigureKey(kpi, unit, span)]
        if isinstance(window, str):
            return ()
        return self._values.get(self._catalogue.kpis[kpi].numerator, unit, window).amounts

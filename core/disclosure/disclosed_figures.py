"""What a board may tell of its protected figures, decided when it is made: the window told, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.catalogue.model import Catalogue
from core.disclosure.policy import (
    SuppressionPolicy,
    ValuesReader,
    cut_window_note,
    no_release_period_reason,
    suppression_reason,
)
from core.metrics.as_of_span import AsOfSpan
from core.metrics.kpi import kpi_figure
from core.metrics.types import ClassShare, Figure, UnitRef
from core.time.days import to_date

Key = tuple[str, int, AsOfSpan]


class DisclosedFigures:
    """The protected figures of one question. It holds none, and costs nothing, where nothing asked for is sensitive."""

    def __init__(
        self, catalogue: Catalogue, guard: SuppressionPolicy, kpis: Sequence[str], units: Sequence[UnitRef], spans: Sequence[AsOfSpan],
        read: ValuesReader,
    ) -> None:  # fmt: skip
        self._catalogue = catalogue
        self._windows: dict[Key, AsOfSpan | str] = {}
        one_of_each = {unit.kind: unit for unit in units}.values()
        closed = {
            (kpi, unit.kind) for unit in one_of_each for kpi in kpis if guard.is_protected(self._measures(kpi), unit.id)
        }
        self._pairs = {(kpi, unit.id) for kpi in kpis for unit in units if (kpi, unit.kind) in closed}
        if not self._pairs:
            return
        for kpi, unit in sorted(self._pairs):
            for span in spans:
                self._windows[kpi, unit, span] = self._decide(guard, kpi, unit, span)
        windows = sorted({window for window in self._windows.values() if isinstance(window, AsOfSpan)})
        measures = [name for kpi in kpis for name in self._measures(kpi)]
        self._values = read(measures, sorted({unit for _, unit in self._pairs}), windows)

    def _measures(self, kpi: str) -> list[str]:
        return self._catalogue.kpis[kpi].measures()

    def _decide(self, guard: SuppressionPolicy, kpi: str, unit: int, span: AsOfSpan) -> AsOfSpan | str:
        window = guard.releasable_window(span)
        if window is None:
            return no_release_period_reason(self._catalogue)
        return suppression_reason(self._catalogue) if guard.is_suppressed(self._measures(kpi), unit, window) else window

    def is_protected(self, kpi: str, unit: int) -> bool:
        """Whether a figure is protected."""
        return (kpi, unit) in self._pairs

    def has_protected(self, kpi: str) -> bool:
        """Whether the KPI's figure of any unit asked about is protected."""
        return any(kpi == one for one, _ in self._pairs)

    def window(self, kpi: str, unit: int, span: AsOfSpan) -> AsOfSpan:
        """The window that is told of, or the one asked for where nothing is told."""
        window = self._windows[kpi, unit, span]
        return span if isinstance(window, str) else window

    def figure(self, kpi: str, unit: int, span: AsOfSpan) -> Figure:
        """A protected figure, or why it is not shown."""
        window, declared = self._windows[kpi, unit, span], self._catalogue.kpis[kpi]
        if isinstance(window, str):
            return Figure(None, None, None, window)
        made = kpi_figure(self._catalogue, declared, lambda name: self._values.get(name, unit, window), window.last)
        if window.last == span.last:
            return made
        note = cut_window_note(declared, self._catalogue.small_numbers.months)
        return replace(made, as_of=made.as_of or to_date(window.last), note="；".join(filter(None, [made.note, note])))

    def bins(self, kpi: str, unit: int, span: AsOfSpan) -> tuple[int, ...]:
        """A percentile's bins, where it is told; for judging alone."""
        window = self._windows[kpi, unit, span]
        if isinstance(window, str):
            return ()
        return self._values.get(self._catalogue.kpis[kpi].numerator, unit, window).amounts


def disclosed_classes(
    catalogue: Catalogue, guard: SuppressionPolicy, unit: int, spans: Sequence[AsOfSpan], read: ValuesReader
) -> list[ClassShare]:
    """The classes of alerts of a protected unit over two spans, as far as they may be told."""
    windows = [guard.releasable_window(span) for span in spans]
    values = read(catalogue.classes, [unit], [window for window in windows if window])

    def told(name: str, window: AsOfSpan | None) -> float | None:
        if window is None or guard.is_suppressed([name], unit, window):
            return None
        value = values.get(name, unit, window)
        return None if value.reason else value.amount

    return [
        ClassShare(catalogue.measures[name].zh, *(told(name, window) for window in windows))
        for name in catalogue.classes
    ]

"""Composition of alerts by class, as far as small numbers may be disclosed."""

from __future__ import annotations

from collections.abc import Sequence

from core.catalogue.model import Catalogue
from core.disclosure.policy import SuppressionPolicy
from core.metrics.as_of_span import AsOfSpan
from core.metrics.measure_values import ValuesReader
from core.metrics.types import ClassShare


def alert_classes(
    catalogue: Catalogue, policy: SuppressionPolicy, unit: int, spans: Sequence[AsOfSpan], read: ValuesReader
) -> list[ClassShare]:
    """Return the classes of a unit's alerts over two spans, now and base; those of a protected unit as disclosed."""
    names = catalogue.classes
    is_protected = policy.is_protected(names, unit)
    windows = [policy.releasable_window(span) if is_protected else span for span in spans]
    values = read(names, [unit], [window for window in windows if window])

    def amount(name: str, window: AsOfSpan | None) -> int | None:
        if window is None or (is_protected and policy.is_suppressed([name], unit, window)):
            return None
        value = values.get(name, unit, window)
        return None if value.reason else value.amount

    return [
        ClassShare(name, catalogue.measures[name].zh, *(amount(name, window) for window in windows)) for name in names
    ]

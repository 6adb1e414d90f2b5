"""Composition of alerts by class, as far as small numbers allow."""

from __future__ import annotations

from collections.abc import Sequence

from core.catalogue.model import Catalogue
from core.disclosure.disclosed_figures import disclosed_classes
from core.disclosure.policy import SuppressionPolicy
from core.metrics.as_of_span import AsOfSpan
from core.metrics.measure_values import ValuesReader
from core.metrics.types import ClassShare


def alert_classes(
    catalogue: Catalogue, policy: SuppressionPolicy, unit: int, spans: Sequence[AsOfSpan], read: ValuesReader
) -> list[ClassShare]:
    """Returns the classes of a unit's alerts over two spans, now and base; those of a protected unit as disclosed."""
    names = catalogue.classes
    if policy.is_protected(names, unit):
        return disclosed_classes(catalogue, policy, unit, spans, read)
    values = read(names, [unit], spans)

    def amount(name: str, span: AsOfSpan) -> float | None:
        value = values.get(name, unit, span)
        return None if value.reason else value.amount

    return [ClassShare(catalogue.measures[name].zh, *(amount(name, span) for span in spans)) for name in names]

"""Points (0 to 100) that a KPI's value scores, and the value that a number of points takes."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from core.catalogue.index_model import IndexPart
from core.catalogue.kpi_model import Kpi
from core.judgement.standard import turn_reason
from core.metrics.arrays import Floats
from core.metrics.as_of_span import AsOfSpan
from core.metrics.types import Window


def unscored_reason(kpi: Kpi, span: AsOfSpan) -> str | None:
    """Say why a KPI that scores by its standard has no points over a span (Chinese); None where it has."""
    if reason := turn_reason(kpi, Window(span.first, span.last)):
        return reason
    return "当时还没有标准" if kpi.with_standard_of(span.last).standard is None else None


def points_of(index_part: IndexPart, kpi: Kpi, value: float) -> float:
    """Return the points of a value: straight from floor to target, or all or nothing by the standard."""
    if index_part.score == "met":
        assert kpi.standard is not None  # the catalogue's checks require it
        bound = kpi.standard.value
        return 100.0 if (value >= bound if kpi.standard.op == ">=" else value <= bound) else 0.0
    assert index_part.floor is not None and index_part.target is not None  # likewise
    return float(np.clip((value - index_part.floor) / (index_part.target - index_part.floor), 0.0, 1.0) * 100)


def value_at(index_part: IndexPart, kpi: Kpi, score: ArrayLike) -> Floats:
    """Return the value at which a score begins to be passed: a score of at most s is a value up to here."""
    scores = np.asarray(score, float)
    if index_part.score == "met":
        assert kpi.standard is not None
        return np.full(scores.shape, kpi.standard.value)
    assert index_part.floor is not None and index_part.target is not None
    values: Floats = index_part.floor + (index_part.target - index_part.floor) * scores / 100
    return values


def is_rising(index_part: IndexPart, kpi: Kpi) -> bool:
    """Tell whether a greater value scores more."""
    if index_part.score == "met":
        assert kpi.standard is not None
        return kpi.standard.op == ">="
    return kpi.direction == "up"

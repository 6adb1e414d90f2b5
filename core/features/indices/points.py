"""The points (0 to 100) that a KPI's value scores, and the value that so many points take."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.catalogue.index_model import IndexPart
from core.catalogue.kpi_model import Kpi

Floats = NDArray[np.float64]


def points(part: IndexPart, kpi: Kpi, value: float) -> float:
    """Straight from floor to target, or all or nothing by the standard."""
    if part.score == "met":
        assert kpi.standard is not None  # the catalogue's checks require it
        bound = kpi.standard.value
        return 100.0 if (value >= bound if kpi.standard.op == ">=" else value <= bound) else 0.0
    assert part.floor is not None and part.target is not None  # likewise
    return float(np.clip((value - part.floor) / (part.target - part.floor), 0.0, 1.0) * 100)


def value_of(part: IndexPart, kpi: Kpi, score: ArrayLike) -> Floats:
    """The value at which a score begins to be passed: a score of at most s is a value up to here."""
    wanted = np.asarray(score, float)
    if part.score == "met":
        assert kpi.standard is not None
        return np.full(wanted.shape, kpi.standard.value)
    assert part.floor is not None and part.target is not None
    found: Floats = part.floor + (part.target - part.floor) * wanted / 100
    return found


def rising(part: IndexPart, kpi: Kpi) -> bool:
    """Whether a greater value scores more."""
    if part.score == "met":
        assert kpi.standard is not None
        return kpi.standard.op == ">="
    return kpi.direction == "up"

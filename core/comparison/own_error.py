"""Error within a unit: how much its figure of a window would vary though its own level stayed the same.

φ of the unit's own months is carried over to the window as it is for a change (judgement/autocorrelation.py), with one
weighing of ρ for all the units compared: they are of one kind, and the months of eighteen say more of what lasts than
those of one. A unit calmer than the middle one is taken half-way to it: of eighteen, it is those whose months were calm
by luck that would be told from the others falsely. What differs between units has no part in it: it is what a
comparison is about.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from core.catalogue.model import Catalogue
from core.judgement.autocorrelation import MonthDispersion
from core.judgement.dispersion import Dispersion
from core.judgement.dispersion_history import DispersionHistory, HistoryScope
from core.metrics.measure_values import ValuesReader

OwnErrorReader = Callable[[Sequence[int], int | None], Dispersion]  # units; of a percentile, the index of its bin edge


def own_error(by_month: MonthDispersion, days: float) -> Dispersion:
    """Returns by unit φ ≥ 1 of a window of so many days, and the degrees of freedom with which it is known."""
    phi, df = by_month.pooled().over(days)
    return Dispersion(np.maximum(phi, (phi + np.median(phi)) / 2), df)


def read_own_error(catalogue: Catalogue, read: ValuesReader, scope: HistoryScope, edge: int | None) -> Dispersion:
    """Returns by unit the error of a window's figure of the one KPI of a scope, in times of chance."""
    history = DispersionHistory(catalogue, read, scope)
    return own_error(history.by_month(scope.kpis[0], edge), scope.window.days)

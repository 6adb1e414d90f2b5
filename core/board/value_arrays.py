"""KPI values of many units and spans at once, as arrays."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.metrics.arrays import Floats, Ints
from core.metrics.kpi import exact_quantile
from core.metrics.measure_values import MeasureValues

RowReader = Callable[[Ints, Callable[[Ints], Floats]], Floats]  # rows, what is computed of each by itself


def kpi_values(catalogue: Catalogue, kpi: Kpi, values: MeasureValues, compute_rows: RowReader) -> Floats:
    """Returns a KPI's values by (span, unit); NaN where there is none. The same arithmetic as `kpi_figure`.

    Percentiles, which are dear, are computed by `compute_rows`: it may know some of the rows from before.
    """
    numerators, has_figure = values.amounts[kpi.numerator], values.has_figure(kpi.numerator)
    if kpi.kind == "percentile":
        bins = catalogue.measures[kpi.numerator].bins
        assert bins is not None and kpi.quantile is not None  # the catalogue's checks require both
        edges, quantile = bins.edges, exact_quantile(kpi.quantile)
        percentiles = compute_rows(numerators, lambda changed: _percentiles(changed, edges, quantile)[..., None])
        figures = percentiles[..., 0] / kpi.scale
    elif kpi.denominator is None:
        figures = numerators[:, :, 0].astype(float)
    else:
        denominators = values.amounts[kpi.denominator][:, :, 0]
        has_figure = has_figure & values.has_figure(kpi.denominator) & (denominators > 0)
        if kpi.kind == "rate":
            has_figure &= numerators[:, :, 0] <= denominators
        figures = numerators[:, :, 0] * kpi.scale / np.maximum(denominators, 1)
    return np.where(has_figure, figures, np.nan)


def _percentiles(amounts: Ints, edges: list[int], quantile: Fraction) -> Floats:
    """Reads percentiles off bins (last axis), straight within a bin; NaN without records or in the open bin."""
    share, whole = quantile.as_integer_ratio()  # in whole numbers, so that a target is never a hair above its bin
    rows = amounts.reshape(-1, amounts.shape[-1])
    running = np.cumsum(rows, axis=-1) * whole
    target = share * running[:, -1] // whole
    bin_index = np.argmax(running >= target[:, None], axis=-1)
    is_closed = (bin_index < len(edges)) & (running[:, -1] > 0)
    bin_index = np.minimum(bin_index, len(edges) - 1)
    bounds, each = np.array([0, *edges], float), np.arange(len(rows))
    in_bin = rows[each, bin_index] * whole
    place = (target - running[each, bin_index] + in_bin) / np.maximum(in_bin, 1)
    lower = bounds[bin_index]
    figures = np.where(is_closed, lower + (bounds[bin_index + 1] - lower) * place, np.nan)
    return figures.reshape(amounts.shape[:-1])

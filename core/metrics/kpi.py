"""The arithmetic of a KPI: figures from measures, and changes against a base."""

from __future__ import annotations

from collections.abc import Callable

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.metrics.measure_values import MeasureValue
from core.metrics.types import Change, ChangeKind, ChangeUnit, Figure, Window
from core.time.days import to_date

MeasureLookup = Callable[[str], MeasureValue]  # a measure of the unit and span at hand


def kpi_figure(catalogue: Catalogue, kpi: Kpi, read: MeasureLookup, last: int) -> Figure:
    """A KPI's figure from its measures; `last` is the window's last day.

    Σ/Σ: what is divided are sums. 0 ÷ 0 and a missing part are no figure, and say why.
    """
    top = read(kpi.numerator)
    if top.reason:
        return Figure(None, None, None, top.reason)
    if kpi.kind == "percentile":
        return _percentile(catalogue, kpi, top)
    spoken_of = to_date(top.as_of) if kpi.basis == "stock" and top.as_of is not None and top.as_of != last else None
    if kpi.denominator is None:
        return Figure(top.amount, None, float(top.amount), None, spoken_of, top.note)
    bottom = read(kpi.denominator)
    if bottom.reason:
        return Figure(top.amount, None, None, bottom.reason)
    if bottom.amount == 0:
        return Figure(top.amount, 0, None, f"“{catalogue.measures[kpi.denominator].zh}”为 0，无从计算")
    notes = dict.fromkeys(note for note in (top.note, bottom.note) if note)
    if kpi.kind == "rate" and top.amount > bottom.amount:
        return Figure(top.amount, bottom.amount, None, "分子大于分母，数据有误，请核对来源")
    value = top.amount / bottom.amount * kpi.scale
    return Figure(top.amount, bottom.amount, value, None, spoken_of, "；".join(notes) or None)


def _percentile(catalogue: Catalogue, kpi: Kpi, value: MeasureValue) -> Figure:
    """A percentile read off additive bins, straight within a bin; the last, open bin gives none."""
    bins = catalogue.measures[kpi.numerator].bins
    assert bins is not None and kpi.quantile is not None  # the catalogue's checks require both
    total = sum(value.amounts)
    if total == 0:
        return Figure(None, 0, None, "没有记录，无从计算")
    wanted, passed = kpi.quantile * total, 0
    for index, amount in enumerate(value.amounts[:-1]):
        if passed + amount >= wanted:
            low = bins.edges[index - 1] if index else 0
            inside = low + (bins.edges[index] - low) * (wanted - passed) / amount
            return Figure(None, total, inside / kpi.scale)
        passed += amount
    return Figure(None, total, None, f"超过最高分档 {bins.edges[-1]}")


def kpi_change(kpi: Kpi, kind: ChangeKind, now: tuple[Window, Figure], base: tuple[Window, Figure]) -> Change:
    """The raw change of a figure against its base; says in words why there is none."""
    (window, figure_now), (base_window, figure_then) = now, base
    unit = ChangeUnit.POINTS if kpi.kind == "rate" else ChangeUnit.PERCENT
    if figure_now.value is None or figure_then.value is None:
        reason = f"本期：{figure_now.reason}" if figure_now.value is None else f"基期：{figure_then.reason}"
        return Change(kind, base_window, figure_then, None, unit, reason)
    if kpi.kind == "rate":
        return Change(kind, base_window, figure_then, (figure_now.value - figure_then.value) * 100, unit)
    if figure_then.value == 0:
        reason = _from_nothing(kpi, figure_now.value)
        return Change(kind, base_window, figure_then, None, unit, reason)
    ratio = figure_now.value / figure_then.value
    per_day = None
    if kpi.kind == "count" and window.days != base_window.days:
        per_day = (ratio * base_window.days / window.days - 1) * 100
    return Change(kind, base_window, figure_then, (ratio - 1) * 100, unit, per_day=per_day)


def _from_nothing(kpi: Kpi, value: float) -> str:
    """A base of zero has no percentage: what is new is told as an amount."""
    if value == 0:
        return "两期均为 0"
    return f"新增 {value:,.0f} {kpi.unit}" if kpi.kind in ("count", "stock") else "基数为 0"


def base_known_by(window: Window, known: int, base: Window) -> int:
    """The day as of which a base is known at the same age as the window is on `known`."""
    return base.last + (known - window.last)

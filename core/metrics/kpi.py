"""The arithmetic of a KPI: figures from measures, and changes against a base."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.metrics.false_parts import false_part_note
from core.metrics.measure_values import MeasureValue
from core.metrics.types import Change, ChangeKind, ChangeUnit, Figure, Window
from core.time.days import to_date

MeasureLookup = Callable[[str], MeasureValue]  # a measure of the unit and span at hand
PART_ABOVE_WHOLE = "分子大于分母，数据有误，请核对来源"


def kpi_figure(catalogue: Catalogue, kpi: Kpi, read: MeasureLookup, last: int) -> Figure:
    """Return a KPI's figure from its measures; `last` is the window's last day.

    Σ/Σ: what is divided are sums. 0 ÷ 0 and a missing part are no figure, and say why.
    """
    numerator = read(kpi.numerator)
    if numerator.reason:
        return Figure(None, None, None, numerator.reason)
    if kpi.kind == "percentile":
        return _percentile(catalogue, kpi, numerator)
    level_day = (
        to_date(numerator.as_of)
        if kpi.basis == "stock" and numerator.as_of is not None and numerator.as_of != last
        else None
    )
    if kpi.denominator is None:
        return Figure(numerator.amount, None, Fraction(numerator.amount), None, level_day, numerator.note)
    denominator = read(kpi.denominator)
    if denominator.reason:
        return Figure(numerator.amount, None, None, denominator.reason)
    if denominator.amount == 0:
        return Figure(numerator.amount, 0, None, f"“{catalogue.measures[kpi.denominator].zh}”为 0，无从计算")
    false_part = None
    if kpi.kind == "rate" and numerator.reports:
        names = (catalogue.measures[name].zh for name in kpi.measures())
        false_part = false_part_note(numerator, denominator, *names)
    if kpi.kind == "rate" and numerator.amount > denominator.amount:
        culprits = false_part if len(numerator.reports) > 1 else None  # a single report is the figure itself
        return Figure(numerator.amount, denominator.amount, None, "；".join(filter(None, [PART_ABOVE_WHOLE, culprits])))
    notes = dict.fromkeys(note for note in (false_part, numerator.note, denominator.note) if note)
    exact = Fraction(numerator.amount * kpi.scale, denominator.amount)
    note = "；".join(notes) or None
    return Figure(numerator.amount, denominator.amount, exact, None, level_day, note, has_false_part=bool(false_part))


def _percentile(catalogue: Catalogue, kpi: Kpi, value: MeasureValue) -> Figure:
    """Read a percentile off additive bins, interpolated within a bin; the last, open bin gives none."""
    bins = catalogue.measures[kpi.numerator].bins
    assert bins is not None and kpi.quantile is not None  # the catalogue's checks require both
    total = sum(value.amounts)
    if total == 0:
        return Figure(None, 0, None, "没有记录，无从计算")
    target, below = exact_quantile(kpi.quantile) * total, 0
    for index, amount in enumerate(value.amounts[:-1]):
        if (below + amount) * target.denominator >= target.numerator:  # of whole numbers: fractions compare slowly
            low = bins.edges[index - 1] if index else 0
            exact = low + (bins.edges[index] - low) * (target - below) / amount
            return Figure(None, total, exact / kpi.scale)
        below += amount
    return Figure(None, total, None, f"超过最高分档 {bins.edges[-1]}")


@cache
def exact_quantile(quantile: float) -> Fraction:
    """Return the fraction that a catalogue's decimal such as 0.9 stands for."""
    return Fraction(repr(quantile))


def kpi_change(kpi: Kpi, kind: ChangeKind, now: tuple[Window, Figure], base: tuple[Window, Figure]) -> Change:
    """Return the raw change of a figure against its base, or in words why there is none."""
    (window, figure_now), (base_window, figure_then) = now, base
    unit = ChangeUnit.POINTS if kpi.kind == "rate" else ChangeUnit.PERCENT
    now_exact, then_exact = figure_now.exact, figure_then.exact
    if now_exact is None or then_exact is None:
        reason = f"本期：{figure_now.reason}" if now_exact is None else f"基期：{figure_then.reason}"
        return Change(kind, base_window, figure_then, None, unit, reason)
    if kpi.kind == "rate":
        return Change(kind, base_window, figure_then, (now_exact - then_exact) * 100, unit)
    if then_exact == 0:
        reason = _from_nothing(kpi, now_exact)
        return Change(kind, base_window, figure_then, None, unit, reason)
    ratio = now_exact / then_exact
    per_day = None
    if kpi.grows_with_days and window.days != base_window.days:
        per_day = (ratio * Fraction(base_window.days, window.days) - 1) * 100
    return Change(kind, base_window, figure_then, (ratio - 1) * 100, unit, per_day=per_day)


def _from_nothing(kpi: Kpi, value: Fraction) -> str:
    """Describe a change from zero: it has no percentage, so what is new is an amount."""
    if value == 0:
        return "两期均为 0"
    return f"新增 {int(value):,} {kpi.unit}" if kpi.kind in ("count", "stock") else "基数为 0"


def base_known_by(window: Window, known_by: int, base: Window) -> int:
    """Return the day by which a base is known at the same age as the window is on `known_by`."""
    return base.last + (known_by - window.last)

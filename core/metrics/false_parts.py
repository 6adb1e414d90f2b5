"""A part above its whole, as a unit reported it: known to be false, and so is every sum that it enters.

A total can look right although a unit below it, or one of its months, cannot be: 12 of 10 at one station are lost in
1,012 of 1,510. The rows of the ledger that make up the numerator are held against those of the denominator, row by row
where they speak of the same days, and else all of a unit's against all of its own where they fill the same days.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from core.metrics.measure_values import MeasureValue
from core.metrics.plan import ManyReports, Report
from core.metrics.planner import MAX_NAMED_UNITS
from core.time.day_spans import span_text


class FalsePart(NamedTuple):
    """A unit and the days over which its reported part is above its reported whole."""

    unit: int
    first: int
    last: int


def false_parts(numerators: Sequence[Report], denominators: Sequence[Report]) -> list[FalsePart]:
    """Return the reports that cannot be, in the order of the numerators."""
    if isinstance(numerators, ManyReports) and isinstance(denominators, ManyReports):
        above = numerators.above(denominators)
        if above is not None:
            return [FalsePart(*report[:3]) for report in above]
    wholes = {report[:3]: report.value for report in denominators}
    parts = [
        FalsePart(*report[:3]) for report in numerators if report[:3] in wholes and report.value > wholes[report[:3]]
    ]
    known = {part.unit for part in parts}
    if all(report[:3] in wholes for report in numerators):
        return parts
    sums, whole_sums = _unit_sums(numerators), _unit_sums(denominators)
    for unit, (first, last, days, amount) in sums.items():
        whole_sum = whole_sums.get(unit)
        if (
            unit not in known
            and whole_sum is not None
            and whole_sum[:3] == (first, last, days)
            and amount > whole_sum[3]
        ):
            parts.append(FalsePart(unit, first, last))
    return parts


def _unit_sums(reports: Iterable[Report]) -> dict[int, tuple[int, int, int, int]]:
    """Return by unit the first and the last day, how many days there are rows of, and their sum."""
    sums: dict[int, tuple[int, int, int, int]] = {}
    for unit, first, last, value in reports:
        begin, end, days, amount = sums.get(unit, (first, last, 0, 0))
        sums[unit] = min(begin, first), max(end, last), days + last - first + 1, amount + value
    return sums


def false_part_note(numerator: MeasureValue, denominator: MeasureValue, part_zh: str, whole_zh: str) -> str | None:
    """Return the note that names the units (Chinese); None where no report is known to be false.

    It tells no counts: a unit's own small numbers may be protected.
    """
    parts = false_parts(numerator.reports, denominator.reports)
    if not parts or numerator.names is None:
        return None
    days_by_unit: dict[int, list[str]] = {}
    for unit, first, last in parts:
        days_by_unit.setdefault(unit, []).append(span_text((first, last)))
    named = "、".join(
        f"{numerator.names(unit)}（{'、'.join(days[:MAX_NAMED_UNITS])}{'等' if len(days) > MAX_NAMED_UNITS else ''}）"
        for unit, days in list(days_by_unit.items())[:MAX_NAMED_UNITS]
    )
    more = f"等 {len(days_by_unit)} 个单位" if len(days_by_unit) > MAX_NAMED_UNITS else ""
    return f"含有误的数：{named}{more}报的“{part_zh}”大于“{whole_zh}”，部分不能超过整体，请核对来源"

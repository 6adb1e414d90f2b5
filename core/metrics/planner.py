"""Decides where a measure's figure comes from: records, ledger, or the units below; or names the gap.

A plan is a sum of terms. A term adds (or takes away) a unit's records over some days; `constant` holds what
the ledger gives. Deciding needs no figures from the cube, so all the terms of a query are read at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from core.catalogue.measure_model import Measure
from core.catalogue.model import Catalogue
from core.metrics.coverage import Coverage
from core.metrics.ledger import LedgerBook, LedgerFigure
from core.metrics.plan import ManyReports, Plan, PlanTerm, Report
from core.metrics.rows_below import RowsBelow
from core.time.day_spans import DaySpan, clipped, covers, intersect, merge, span_text, subtract
from core.time.days import to_date

KIND_WORDS = {
    "bureau": "本局",
    "county": "县区局",
    "department": "机关部门",
    "town": "镇街",
    "station": "派出所",
    "community": "社区",
}
MAX_NAMED_UNITS = 3  # so many units are named in a gap; the rest are counted


class _PlanBelow(NamedTuple):
    """A sum over the units below, and True where they are all there is to report."""

    plan: Plan
    is_complete: bool


class Planner:
    """Plans for the measures of one query."""

    def __init__(self, catalogue: Catalogue, coverage: Coverage, ledger: LedgerBook) -> None:
        self.catalogue = catalogue
        self.coverage = coverage
        self.ledger = ledger
        self._rows_below = RowsBelow(coverage, ledger)

    def plan(self, measure: str, unit: int, first: int, last: int) -> Plan:
        """Plan the figure of a unit over the days (of a stock: on the last of them)."""
        declared = self.catalogue.measures[measure]
        if (gap := self._gap_of_all(measure, declared, unit, (first, last))) is not None:
            return gap
        if declared.kind == "stock":
            return self._stock(measure, declared, unit, last)
        return self._flow(measure, declared, unit, first, last)

    def _gap_of_all(self, name: str, measure: Measure, unit: int, days: DaySpan) -> Plan | None:
        """Name the gap of days on which nobody below can have a figure; None where somebody may, or where nobody is.

        It is what adding them up comes to, without going through all the units of a province.
        """
        if self.ledger.has_measure(name) or self.coverage.tree.history is not None:
            return None
        if measure.fact and not self.coverage.is_before_or_after_all(measure, days):
            return None
        silent = self.coverage.silent_units(unit, measure.reported_by)
        if silent.missing == (unit,):
            return None
        reason = self._named(name, measure, silent.missing, days)
        return Plan(reason=reason, missing=silent.missing, missing_whole=silent.missing_whole)

    def _flow(self, name: str, measure: Measure, unit: int, first: int, last: int) -> Plan:
        days = self.coverage.covered_days(measure, unit) if measure.fact else []
        span = self._known_part(unit, first, last)
        if span is None:
            return self._absent(unit, first, last)
        if covers(days, span):
            return Plan(terms=(PlanTerm(unit, *span, 1),), as_of=span[1])
        if (founded := self._founded_within(unit, span)) is not None:
            pieces = ((span[0], founded - 1), (founded, span[1]))
            return _in_sequence([self._flow(name, measure, unit, *piece) for piece in pieces])
        if (plan := self._many_below(name, measure, unit, (first, last))) is not None:
            return plan
        gaps = self._reported_gaps(name, unit, (first, last), days)
        if None in gaps and span != (first, last):
            gaps = self._reported_gaps(name, unit, span, days)
        if all(gap is not None for gap in gaps):
            recorded = intersect(days, [(first, last)])
            terms = tuple(PlanTerm(unit, a, b, 1) for a, b in recorded)
            own = _from_ledger(unit, [gap for gap in gaps if gap], terms, last)
            return _beside(own, measure, lambda: self._flow_below(name, measure, unit, (first, last)).plan)
        if not self.coverage.reporting_children(unit, measure.reported_by):  # nobody to add up
            return self._gap(name, measure, unit, first, last)
        below, is_complete = self._flow_below(name, measure, unit, (first, last), span)
        if is_complete and self.ledger.has_rows(name, unit):
            own_gap = self._gap(name, measure, unit, first, last).reason
            return replace(below, reason=f"{below.reason}；{own_gap}") if below.reason else below
        return below if is_complete else self._gap(name, measure, unit, first, last)

    def _many_below(self, name: str, measure: Measure, unit: int, days: DaySpan) -> Plan | None:
        """Sum up what many units below report; name the gap if any of them has none. None where they are not many."""
        many = self._rows_below.read(name, measure, unit, days)
        if many is None:
            return None
        rows = many.rows
        if missing := many.missing():
            return Plan(reason=self._named(name, measure, missing, days), missing=missing)
        constant = int(rows.values.sum())
        if measure.kind == "flow":
            return Plan(constant=constant, as_of=days[1], reports=ManyReports(*rows))
        asked = np.full(len(rows.units), days[1])
        reports = ManyReports(rows.units, asked, asked, rows.values)
        return Plan(constant=constant, as_of=int(rows.lasts.min()), reports=reports)

    def _flow_below(
        self, name: str, measure: Measure, unit: int, days: DaySpan, known: DaySpan | None = None
    ) -> _PlanBelow:
        """Plan what the units below add up to; complete where there is one to report on each of the `known` days."""
        children = self.coverage.reporting_children(unit, measure.reported_by)
        plans = [
            self._flow(name, measure, child.unit.id, *piece)
            for child in children
            for piece in clipped([days], *child.days)
        ]
        has_nobody = known is not None and subtract(known, merge(child.days for child in children))
        return _PlanBelow(self._sum(name, measure, unit, plans, *days), bool(plans) and not has_nobody)

    def _founded_within(self, unit: int, span: DaySpan) -> int | None:
        """Return the day within a span on which a unit was made of others: what is before is theirs to report."""
        history = self.coverage.tree.history
        if history is None or unit not in history.predecessors or not span[0] < history.first(unit) <= span[1]:
            return None
        return history.first(unit)

    def _reported_gaps(self, name: str, unit: int, span: DaySpan, days: list[DaySpan]) -> list[LedgerFigure | None]:
        """Return what the ledger has of the days of a span that no records cover."""
        return [self.ledger.flow(name, unit, first, last) for first, last in subtract(span, days)]

    def _known_part(self, unit: int, first: int, last: int) -> DaySpan | None:
        """Return the part of a span of which a unit's figures can speak: it may not have existed throughout."""
        return next(iter(clipped([(first, last)], *self.coverage.tree.known_days(unit))), None)

    def _absent(self, unit: int, first: int, last: int) -> Plan:
        """Name the gap of a unit that did not exist on any of the days."""
        start, end = self.coverage.tree.known_days(unit)
        name = self.coverage.tree.units[unit].name
        since = f"{name} {to_date(start)} 起才有" if last < start else f"{name}只存在到 {to_date(end)}"
        return Plan(reason=since, missing=(unit,))

    def _stock(self, name: str, measure: Measure, unit: int, day: int) -> Plan:
        if self._known_part(unit, day, day) is None:
            return self._absent(unit, day, day)
        own: list[Plan] = []
        spans = [span for span in (self.coverage.covered_days(measure, unit) if measure.fact else []) if span[0] <= day]
        if spans:
            at = min(day, spans[-1][1])
            own.append(Plan(terms=(PlanTerm(unit, at, at, 1),), as_of=at))
            if at == day:
                return own[0]
        if (plan := self._many_below(name, measure, unit, (day, day))) is not None:
            return plan
        row = self.ledger.stock(name, unit, day)
        if row is not None:
            own.append(Plan(constant=row.value, as_of=row.as_of, reports=(Report(unit, day, day, row.value),)))
        best = max(own, key=lambda plan: plan.as_of or 0, default=None)
        if best is not None and (best.terms or best.as_of == day):  # nothing below can be newer, or more exact
            return _beside(best, measure, lambda: _as_of(best, self._stock_below(name, measure, unit, day).plan))
        if best is None and not self.coverage.reporting_children(unit, measure.reported_by):
            return self._gap(name, measure, unit, day, day)
        below, is_complete = self._stock_below(name, measure, unit, day)
        if best is None:
            return below if is_complete else self._gap(name, measure, unit, day, day)
        if not is_complete or below.reason or (best.as_of or 0) >= (below.as_of or 0):
            return _beside(best, measure, lambda: _as_of(best, below))
        return below

    def _stock_below(self, name: str, measure: Measure, unit: int, day: int) -> _PlanBelow:
        """Plan the levels of the units below, added up; complete where there is one to report.

        Levels from records alone are added up where all are of the day: else there is no day of which the sum speaks.
        """
        children = self.coverage.reporting_children(unit, measure.reported_by)
        now_below = [child.unit.id for child in children if clipped([(day, day)], *child.days)]
        plans = [self._stock(name, measure, child, day) for child in now_below]
        total = self._sum(name, measure, unit, plans, day, day)
        if measure.fact and not total.reason and not total.from_ledger:
            behind = tuple(child for child, plan in zip(now_below, plans, strict=True) if plan.as_of != day)
            if behind:  # records of different days, or of days before the units stood below this one
                return _PlanBelow(Plan(reason=self._named(name, measure, behind, (day, day)), missing=behind), True)
        return _PlanBelow(total, bool(plans))

    def _sum(self, name: str, measure: Measure, unit: int, plans: list[Plan], first: int, last: int) -> Plan:
        """Sum up the children and the unit itself; name the gap if any child has one."""
        missing = tuple(m for plan in plans for m in (plan.missing_whole or plan.missing))
        if missing:
            nobody_below = (unit,) if len(plans) > 1 and all(plan.missing for plan in plans) else ()
            reason = self._named(name, measure, missing, (first, last))
            return Plan(reason=reason, missing=missing, missing_whole=nobody_below)
        terms = [term for plan in plans for term in plan.terms]
        if measure.fact:
            # What the unit holds itself: its own records, less those of every unit right below.
            terms.append(PlanTerm(unit, first, last, 1))
            terms += [
                PlanTerm(child.id, *span, -1)
                for child, days in self.coverage.tree.children_ever(unit)
                for span in clipped([(first, last)], *days)
            ]
        oldest = min((plan.as_of for plan in plans if plan.as_of is not None), default=None)
        notes = dict.fromkeys(plan.note for plan in plans if plan.note)
        return Plan(
            terms=tuple(terms),
            constant=sum(plan.constant for plan in plans),
            as_of=oldest,
            note="；".join(notes) or None,
            reports=tuple(report for plan in plans for report in plan.reports),
        )

    def _named(self, name: str, measure: Measure, missing: tuple[int, ...], days: DaySpan) -> str:
        units = self.coverage.tree.units
        named = "、".join(units[unit].name for unit in missing[:MAX_NAMED_UNITS])
        more = f"等 {len(missing)} 个单位" if len(missing) > MAX_NAMED_UNITS else ""
        unknown = {self.coverage.assumed.gap(measure, unit, days) for unit in missing}
        same = unknown.pop() if len(unknown) == 1 else None
        if same:
            return f"{named}{more} {same}"
        return f"“{self.catalogue.measures[name].zh}”缺{named}{more}的数据{self._until(measure, missing, days[1])}"

    def _until(self, measure: Measure, missing: tuple[int, ...], last: int) -> str:
        """Return the last day of units that have brought records before, the earliest of them (Chinese)."""
        runs = [self.coverage.complete_days(measure, unit) for unit in missing] if measure.fact else [[]]
        ends = [days[-1][1] for days in runs if days]
        return f"（只到 {to_date(min(ends))}）" if len(ends) == len(runs) and max(ends) < last else ""

    def _gap(self, name: str, measure: Measure, unit: int, first: int, last: int) -> Plan:
        days = span_text((first, last))
        holder = self.coverage.tree.units[unit]
        unknown = self.coverage.assumed.gap(measure, unit, (first, last))
        if unknown is not None:
            reason = f"{holder.name} {unknown}"
        elif self.ledger.has_rows(name, unit):
            reason = f"{holder.name}“{measure.zh}”的统计报表没有恰好覆盖 {days} 的数据"
        elif not self.coverage.has_reporter(holder, measure.reported_by):
            by = "、".join(KIND_WORDS[kind] for kind in measure.reported_by)
            reason = f"“{measure.zh}”由{by}报送：{holder.name}本级没有报表，其下也没有这样的单位"
        else:
            until = self._until(measure, (unit,), last)
            reason = f"{holder.name}没有 {days} 的“{measure.zh}”数据{until}"
        return Plan(reason=reason, missing=(unit,))


def _from_ledger(unit: int, gaps: list[LedgerFigure], terms: tuple[PlanTerm, ...], last: int) -> Plan:
    notes = dict.fromkeys(gap.note for gap in gaps if gap.note)
    constant = sum(gap.value for gap in gaps)
    reports = tuple(Report(unit, row.first, row.last, row.value) for gap in gaps for row in gap.rows)
    return Plan(terms=terms, constant=constant, as_of=last, note="；".join(notes) or None, reports=reports)


def _in_sequence(plans: list[Plan]) -> Plan:
    """Add up the plans of days that follow each other; the gap of any of them is that of all."""
    gap = next((plan for plan in plans if plan.reason), None)
    if gap is not None:
        return gap
    notes = dict.fromkeys(plan.note for plan in plans if plan.note)
    return Plan(
        terms=tuple(term for plan in plans for term in plan.terms),
        constant=sum(plan.constant for plan in plans),
        as_of=plans[-1].as_of,
        note="；".join(notes) or None,
        reports=tuple(report for plan in plans for report in plan.reports),
    )


def _as_of(own: Plan, below: Plan) -> Plan | None:
    """Return the plan of the units below where it speaks of the same day."""
    return below if below.as_of == own.as_of else None


def _beside(own: Plan, measure: Measure, below: Callable[[], Plan | None]) -> Plan:
    """Return the unit's own report, with the plan of what the units below add up to.

    Of a measure that has records too that plan has terms, which are read with all others: it is made at once.
    """
    if not measure.fact:
        return replace(own, below=below)
    planned = replace(own, below=below).sum_below()
    return own if planned is None else replace(own, below=lambda: planned, terms_below=planned.terms)

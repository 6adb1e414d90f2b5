"""Decides where a measure's figure comes from: records, ledger, or the units below; or names the gap.

A plan is a sum of terms. A term adds (or takes away) a unit's records over some days; `constant` holds what
the ledger gives. Deciding needs no figures from the cube, so all the terms of a query are read at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from core.catalogue.measure_model import Measure
from core.catalogue.model import Catalogue
from core.metrics.coverage import Coverage
from core.metrics.ledger import LedgerBook, LedgerFigure
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


class PlanTerm(NamedTuple):
    """A unit's records over the days first to last (a stock: its level on `last`), times `sign`."""

    unit: int
    first: int
    last: int
    sign: int


class Report(NamedTuple):
    """A unit's row of the ledger that has a share in a figure; of a stock both days are the one asked for."""

    unit: int
    first: int
    last: int
    value: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Terms and a constant that add up to the figure; or the reason (Chinese) why there is none.

    `as_of` is the day that a stock's figure speaks of. `missing` are the units that have not reported.
    `reports` are the rows of the ledger that have a share in it, those of the units below among them. `sum_below` is
    what the units below add up to, where the unit has a report of its own: the two are compared.
    """

    terms: tuple[PlanTerm, ...] = ()
    constant: int = 0
    as_of: int | None = None
    note: str | None = None
    reason: str | None = None
    missing: tuple[int, ...] = ()
    reports: tuple[Report, ...] = ()
    sum_below: Plan | None = None

    @property
    def from_ledger(self) -> bool:
        """True where the ledger has a share in it."""
        return bool(self.reports)


class Planner:
    """Plans for the measures of one query."""

    def __init__(self, catalogue: Catalogue, coverage: Coverage, ledger: LedgerBook) -> None:
        self.catalogue = catalogue
        self.coverage = coverage
        self.ledger = ledger

    def plan(self, measure: str, unit: int, first: int, last: int) -> Plan:
        """Plan the figure of a unit over the days (of a stock: on the last of them)."""
        declared = self.catalogue.measures[measure]
        if declared.kind == "stock":
            return self._stock(measure, declared, unit, last)
        return self._flow(measure, declared, unit, first, last)

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
        gaps = self._reported_gaps(name, unit, (first, last), days)
        if None in gaps and span != (first, last):
            gaps = self._reported_gaps(name, unit, span, days)
        children = self.coverage.reporting_children(unit, measure.reported_by)
        plans = [
            self._flow(name, measure, child.unit.id, *days)
            for child in children
            for days in clipped([(first, last)], *child.days)
        ]
        below = self._sum(name, measure, unit, plans, first, last)
        if plans and subtract(span, merge(child.days for child in children)):
            plans = []  # on some of the days there was nobody below to report
        if all(gap is not None for gap in gaps):
            recorded = intersect(days, [(first, last)])
            terms = tuple(PlanTerm(unit, a, b, 1) for a, b in recorded)
            own = _from_ledger(unit, [gap for gap in gaps if gap], terms, last)
            return _with_sum_below(own, below)
        if plans and self.ledger.entries(name, unit):
            own_gap = self._gap(name, measure, unit, first, last).reason
            return replace(below, reason=f"{below.reason}；{own_gap}") if below.reason else below
        return below if plans else self._gap(name, measure, unit, first, last)

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
        row = self.ledger.stock(name, unit, day)
        if row is not None:
            own.append(Plan(constant=row.value, as_of=row.as_of, reports=(Report(unit, day, day, row.value),)))
        best = max(own, key=lambda plan: plan.as_of or 0, default=None)
        children = self.coverage.reporting_children(unit, measure.reported_by)
        plans = [
            self._stock(name, measure, child.unit.id, day) for child in children if clipped([(day, day)], *child.days)
        ]
        below = self._sum(name, measure, unit, plans, day, day)
        if best is None:
            return below if plans else self._gap(name, measure, unit, day, day)
        if not plans or below.reason or best.terms or (best.as_of or 0) >= (below.as_of or 0):
            return _with_sum_below(best, below) if best.as_of == below.as_of else best
        return below

    def _sum(self, name: str, measure: Measure, unit: int, plans: list[Plan], first: int, last: int) -> Plan:
        """Sum up the children and the unit itself; name the gap if any child has one."""
        missing = tuple(m for plan in plans for m in plan.missing)
        if missing:
            return Plan(reason=self._named(name, measure, missing, (first, last)), missing=missing)
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
        return f"{named}{more} {same}" if same else f"“{self.catalogue.measures[name].zh}”缺 {named}{more} 的数据"

    def _gap(self, name: str, measure: Measure, unit: int, first: int, last: int) -> Plan:
        days = span_text((first, last))
        holder = self.coverage.tree.units[unit]
        unknown = self.coverage.assumed.gap(measure, unit, (first, last))
        if unknown is not None:
            reason = f"{holder.name} {unknown}"
        elif self.ledger.entries(name, unit):
            reason = f"{holder.name}“{measure.zh}”的统计报表没有恰好覆盖 {days} 的数据"
        elif not self.coverage.has_reporter(holder, measure.reported_by):
            by = "、".join(KIND_WORDS[kind] for kind in measure.reported_by)
            reason = f"“{measure.zh}”由{by}报送：{holder.name}本级没有报表，其下也没有这样的单位"
        else:
            reason = f"{holder.name}没有 {days} 的“{measure.zh}”数据"
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


def _with_sum_below(own: Plan, below: Plan) -> Plan:
    """Return the unit's own report, with what the units below add up to where they have reports too."""
    return replace(own, sum_below=below) if below.from_ledger and not below.reason else own

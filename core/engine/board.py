"""Answers a whole board at once: KPIs × units, with bases and the months behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from core.catalogue.model import Catalogue
from core.days import day_number, month_days
from core.engine.answers import Board, Change, ChangeKind, Figure, UnitRef, Window
from core.engine.asked import Asked
from core.engine.kpi import change, figure, same_age
from core.engine.months import Span
from core.engine.period import Period, just_before, months_until, year_before
from core.engine.values import Values
from core.store.store import Store

OTHER_AGE = "统计报表不知各笔何时办结，两期的时龄可能不同"


class Question:
    """The spans that a board asks for: the period, its bases, and the months."""

    def __init__(self, period: Period, as_of: date, months: int) -> None:
        known = day_number(as_of)
        self.now = Span(period.window.first, period.window.last, known)
        self.bases: dict[ChangeKind, tuple[Span, Span]] = {}
        bases: dict[ChangeKind, Window] = {"yoy": year_before(period), "mom": just_before(period)}
        for kind, base in bases.items():
            span = Span(base.first, base.last, same_age(period.window, known, base))
            self.bases[kind] = (self.now, span)
        self.months = months_until(as_of, months)
        self.month_spans = self._month_spans(known)
        if period.shape == "year":
            self._compare_months(known)

    def _month_spans(self, known: int) -> list[Span]:
        """Months as known equally long after their ends, so that an older one has no head start."""
        age = self._age(known)
        spans = [Span(*month_days(month), month_days(month)[1] + age) for month in self.months]
        return [span if span.last <= known else Span(span.first, known, known) for span in spans]

    def _age(self, known: int) -> int:
        ends = [month_days(month)[1] for month in self.months]
        return min((known - end for end in ends if end <= known), default=0)

    def _compare_months(self, known: int) -> None:
        """For a year, whose 环比 is its 同比, the last complete month against the one before is of use."""
        ends = [month_days(month)[1] for month in self.months]
        whole = [span for span, end in zip(self.month_spans, ends, strict=True) if span.last == end <= known]
        if len(whole) >= 2:
            self.bases["month"] = (whole[-1], whole[-2])

    def spans(self) -> list[Span]:
        """All of them."""
        pairs = [span for pair in self.bases.values() for span in pair]
        return [self.now, *pairs, *self.month_spans]


class BoardMaker:
    """Turns the values of one question into figures and changes."""

    def __init__(self, store: Store, asked: Asked, kpis: Sequence[str], units: Sequence[UnitRef], question: Question):
        self._catalogue: Catalogue = store.catalogue
        self._kpis, self._units, self._question = kpis, units, question
        measures = [name for kpi in kpis for name in self._catalogue.kpis[kpi].measures()]
        ids = [unit.id for unit in units]
        self._values = Values(store, asked.covered, asked.book(measures), measures, ids, question.spans())

    def figure(self, kpi: str, unit: int, span: Span) -> Figure:
        """One figure."""
        return figure(self._catalogue, self._catalogue.kpis[kpi], lambda m: self._values.get(m, unit, span), span.last)

    def change(self, kpi: str, unit: int, kind: ChangeKind) -> Change:
        """One figure against one base."""
        now, base = self._question.bases[kind]
        declared = self._catalogue.kpis[kpi]
        pair = [(Window(span.first, span.last), self.figure(kpi, unit, span)) for span in (now, base)]
        result = change(declared, kind, pair[0], pair[1])
        if declared.basis == "cohort" and result.change is not None:
            printed = any(
                self._values.get(name, unit, span).from_ledger for name in declared.measures() for span in (now, base)
            )
            if printed:
                return replace(result, note=OTHER_AGE)
        return result

    def figures(self) -> dict[tuple[str, int], Figure]:
        """The period's figures of every KPI and unit."""
        return {(k, u.id): self.figure(k, u.id, self._question.now) for k in self._kpis for u in self._units}

    def changes(self) -> dict[tuple[str, int, ChangeKind], Change]:
        """Their changes against every base."""
        return {
            (kpi, unit.id, kind): self.change(kpi, unit.id, kind)
            for kpi in self._kpis
            for unit in self._units
            for kind in self._question.bases
        }

    def series(self) -> dict[tuple[str, int], tuple[float | None, ...]]:
        """The values month by month."""
        spans = self._question.month_spans
        return {
            (kpi, unit.id): tuple(self.figure(kpi, unit.id, span).value for span in spans)
            for kpi in self._kpis
            for unit in self._units
        }


def make_board(
    store: Store, asked: Asked, kpis: Sequence[str], units: Sequence[UnitRef], period: Period, as_of: date, months: int
) -> Board:
    """The whole answer."""
    question = Question(period, as_of, months)
    maker = BoardMaker(store, asked, kpis, units, question)
    return Board(
        bureau=asked.bureau,
        demo=asked.demo,
        as_of=as_of,
        data_version=asked.version,
        period=period.window,
        label=period.label,
        complete=period.complete,
        kpis=tuple(kpis),
        units=tuple(units),
        figures=maker.figures(),
        changes=maker.changes(),
        months=tuple(question.months),
        series=maker.series(),
        sources=asked.sources(store.catalogue, kpis),
    )

"""Answers a whole board at once: KPIs × units, with bases and the months behind."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date

import numpy as np

from core.board.lazy_mapping import Floats, KeyProduct, LazyMapping, values_of
from core.catalogue.calendar_model import Festival
from core.catalogue.model import Catalogue, Kpi
from core.disclosure.disclosed_figures import Told
from core.disclosure.policy import Guard
from core.judgement import standard
from core.judgement.columns import Column
from core.judgement.history import Read
from core.judgement.judge import Judge
from core.metrics.as_of_span import AsOfSpan
from core.metrics.data_snapshot import DataSnapshot
from core.metrics.kpi import change, figure, same_age
from core.metrics.reporting_period import (
    Period,
    months_up_to,
    preceding_window,
    spring_aligned_window,
    year_earlier_window,
)
from core.metrics.result_cache import CacheEntry, get_or_compute
from core.metrics.types import Board, Change, ChangeKind, ChangeUnit, Figure, UnitRef, Window
from core.metrics.values import Values
from core.store.store import Store
from core.time.days import day_number, month_days

NOT_FESTIVE = "时点数不按春节对齐，直接看同比"
OTHER_AGE = "统计报表不知各笔何时办结，两期的时龄可能不同"


class BoardQuery:
    """The spans that a board asks for: the period, its bases, and the months."""

    def __init__(self, period: Period, as_of: date, months: int, spring: Festival) -> None:
        known = day_number(as_of)
        self.now = AsOfSpan(period.window.first, period.window.last, known)
        self.bases: dict[ChangeKind, tuple[AsOfSpan, AsOfSpan]] = {}
        bases: dict[ChangeKind, Window] = {"yoy": year_earlier_window(period), "mom": preceding_window(period)}
        aligned = spring_aligned_window(period.window, spring.before, spring.after, spring.longest)
        if aligned is not None:
            bases["lunar"] = aligned
        for kind, base in bases.items():
            span = AsOfSpan(base.first, base.last, same_age(period.window, known, base))
            self.bases[kind] = (self.now, span)
        self.months = months_up_to(as_of, months)
        self.month_spans = self._month_spans(known)
        if period.shape == "year":
            self._compare_months(known)

    def _month_spans(self, known: int) -> list[AsOfSpan]:
        """Each month as known at its own end, so that an older one has no head start; the last is cut."""
        ends = [month_days(month) for month in self.months]
        return [AsOfSpan(first, min(last, known), min(last, known)) for first, last in ends]

    def _compare_months(self, known: int) -> None:
        """For a year, whose 环比 is its 同比, the last complete month against the one before is of use."""
        ends = [month_days(month)[1] for month in self.months]
        whole = [span for span, end in zip(self.month_spans, ends, strict=True) if span.last == end <= known]
        if len(whole) >= 2:
            self.bases["month"] = (whole[-1], whole[-2])

    def spans(self) -> list[AsOfSpan]:
        """All of them."""
        pairs = [span for pair in self.bases.values() for span in pair]
        return [self.now, *pairs, *self.month_spans]


class BoardBuilder:
    """Turns the values of one question into figures and changes."""

    def __init__(
        self, store: Store, asked: DataSnapshot, kpis: Sequence[str], units: Sequence[UnitRef], question: BoardQuery,
        told: Told,
    ) -> None:  # fmt: skip
        self._told, self._asked = told, asked
        self._catalogue: Catalogue = store.catalogue
        self._kpis, self._units, self._question = kpis, units, question
        self._at = {unit.id: place for place, unit in enumerate(units)}
        self._drawers: dict[str, CacheEntry] = {}
        measures = [name for kpi in kpis for name in self._catalogue.kpis[kpi].measures()]
        ids = [unit.id for unit in units]
        self._values = Values(
            store, asked.cube_cache, asked.coverage, asked.ledger_book(measures), measures, ids, question.spans()
        )
        self._row = {span: index for index, span in enumerate(self._values.spans)}
        spans = *self._values.spans, *question.bases.items()
        self._number = asked.result_cache.interner.intern(tuple(self._at), spans)

    def drawer(self, kpi: str) -> CacheEntry:
        """What has been made of a KPI's figures; what the last data version has left, where they are the same."""
        if kpi not in self._drawers:
            self._drawers[kpi] = self._open(kpi)
        return self._drawers[kpi]

    def _open(self, kpi: str) -> CacheEntry:
        inputs = [self._values.inputs(name) for name in self._catalogue.kpis[kpi].measures()]
        if None in inputs or self._told.protects_any(kpi):
            return {}
        every = [self._asked.refused, *(part for of in inputs if of is not None for part in of)]
        return self._asked.result_cache.entry(("board", kpi, self._number), every, list(self._at))

    def figure(self, kpi: str, unit: int, span: AsOfSpan) -> Figure:
        """One figure."""
        if self._told.protects(kpi, unit):
            return self._noted(self._told.figure(kpi, unit, span), self._catalogue.kpis[kpi], span)

        def made() -> Figure:
            declared = self._catalogue.kpis[kpi]
            found = figure(self._catalogue, declared, lambda m: self._values.get(m, unit, span), span.last)
            return self._noted(found, declared, span)

        return get_or_compute(self.drawer(kpi), ("figure", unit, span), made)

    def _noted(self, made: Figure, declared: Kpi, span: AsOfSpan) -> Figure:
        """With what is to be said of rows that were refused; a stock rests on all the days before."""
        if not self._asked.refused:
            return made
        first = 0 if declared.basis == "stock" else span.first
        missing = self._asked.refused_rows_note(self._catalogue, declared.measures(), first, span.last)
        return replace(made, note="；".join(filter(None, [made.note, missing]))) if missing else made

    def change(self, kpi: str, unit: int, kind: ChangeKind) -> Change:
        """One figure against one base."""
        return get_or_compute(self.drawer(kpi), ("change", unit, kind), lambda: self._change(kpi, unit, kind))

    def _change(self, kpi: str, unit: int, kind: ChangeKind) -> Change:
        now, base = self._question.bases[kind]
        declared = self._catalogue.kpis[kpi]
        if kind == "lunar" and declared.basis == "stock":
            then = self.figure(kpi, unit, base)
            percent = ChangeUnit.PERCENT
            return Change(kind, Window(base.first, base.last), then, None, percent, NOT_FESTIVE, note=NOT_FESTIVE)
        pair = [(self._window(kpi, unit, span), self.figure(kpi, unit, span)) for span in (now, base)]
        result = change(declared, kind, pair[0], pair[1])
        if declared.basis == "cohort" and result.change is not None:
            printed = any(
                self._values.get(name, unit, span).from_ledger for name in declared.measures() for span in (now, base)
            )
            if printed:
                return replace(result, note=OTHER_AGE)
        return result

    def spans(self, kind: ChangeKind) -> tuple[AsOfSpan, AsOfSpan]:
        """The days, now and base, that a kind of change compares."""
        return self._question.bases[kind]

    def sides(self, kpi: str, unit: int, kind: ChangeKind | None) -> list[tuple[Window, Figure, tuple[int, ...]]]:
        """The window's figure and, for a kind of change, its base's; with bins where it has any."""
        declared = self._catalogue.kpis[kpi]
        spans = (self._question.now,) if kind is None else self._question.bases[kind]
        binned = declared.kind == "percentile"
        return [
            (
                self._window(kpi, unit, span),
                self.figure(kpi, unit, span),
                self._bins(kpi, unit, span) if binned else (),
            )
            for span in spans
        ]

    def _window(self, kpi: str, unit: int, span: AsOfSpan) -> Window:
        """The days that a figure speaks of."""
        told = self._told.window(kpi, unit, span) if self._told.protects(kpi, unit) else span
        return Window(told.first, told.last)

    def _bins(self, kpi: str, unit: int, span: AsOfSpan) -> tuple[int, ...]:
        if self._told.protects(kpi, unit):
            return self._told.bins(kpi, unit, span)
        return self._values.get(self._catalogue.kpis[kpi].numerator, unit, span).amounts

    def line(self, kpi: str, unit: int) -> tuple[float | None, ...]:
        """A KPI's values of a unit month by month; those of all the units are worked out together as arrays."""
        if self._told.protects(kpi, unit):
            return tuple(self._told.figure(kpi, unit, span).value for span in self._question.month_spans)
        return get_or_compute(self.drawer(kpi), ("line", unit), lambda: self._line(kpi, unit))

    def _line(self, kpi: str, unit: int) -> tuple[float | None, ...]:
        at = [self._row[span] for span in self._question.month_spans]
        line = self._array(kpi)[at, self._at[unit]].tolist()
        return tuple(None if value != value else value for value in line)

    def _array(self, kpi: str) -> Floats:
        """A KPI's values by (span, unit)."""
        return get_or_compute(
            self.drawer(kpi), "array", lambda: values_of(self._catalogue, self._catalogue.kpis[kpi], self._values)
        )

    def column(self, kpi: str, span: AsOfSpan) -> Column | None:
        """A KPI's figures of all the units over a span; None where some are protected: each has its own window."""
        if self._told.protects_any(kpi):
            return None
        return get_or_compute(self.drawer(kpi), ("column", span), lambda: self._column(kpi, span))

    def _column(self, kpi: str, span: AsOfSpan) -> Column:
        declared, row = self._catalogue.kpis[kpi], self._row[span]
        amounts = [self._values.amounts[name][row] for name in declared.measures()]
        printed = [self._values.printed(name)[row] for name in declared.measures()]
        bottom = None if declared.denominator is None else self._values.amounts[declared.denominator][row, :, 0]
        window = Window(span.first, span.last)
        return Column(window, amounts[0], bottom, self._array(kpi)[row], np.logical_or.reduce(printed))

    def columns(self, kpi: str, kind: ChangeKind | None) -> list[Column] | None:
        """Those of the window and, for a kind of change, of its base; None where some are protected."""
        spans = (self._question.now,) if kind is None else self._question.bases[kind]
        found = [column for span in spans if (column := self.column(kpi, span)) is not None]
        return found if len(found) == len(spans) else None


def build_board(
    store: Store, asked: DataSnapshot, kpis: Sequence[str], units: Sequence[UnitRef], period: Period, as_of: date, months: int,
    read: Read, guard: Guard, alone: AbstractContextManager[object], boards: int = 1,
) -> Board:  # fmt: skip
    """The whole answer. `read` reads more when a judgement is looked at, perhaps much later.

    `alone` is held meanwhile: a board is looked at from many threads, and what it is made of is shared with others.
    `boards` is how many boards are shown in turn, this one among them.
    """
    question = BoardQuery(period, as_of, months, store.catalogue.spring)
    told = Told(store.catalogue, guard, kpis, units, question.spans(), read)
    maker = BoardBuilder(store, asked, kpis, units, question, told)
    ids = [unit.id for unit in units]
    pairs: KeyProduct[tuple[str, int]] = KeyProduct(kpis, ids)
    compared: KeyProduct[tuple[str, int, ChangeKind]] = KeyProduct(kpis, ids, list(question.bases))
    held = asked.result_cache.entry(
        asked.result_cache.interner.intern("standards", *kpis, *ids), (store.catalogue, asked.tree)
    )
    asked_to_meet = get_or_compute(held, "asked", lambda: _asked_to_meet(store.catalogue, kpis, units))
    judge = Judge(store.catalogue, maker, kpis, ids, list(question.bases), period, read, boards, asked.result_cache)
    return Board(
        bureau=asked.bureau,
        demo=asked.demo,
        as_of=as_of,
        data_version=asked.data_version,
        period=period.window,
        label=period.label,
        is_complete=period.is_complete,
        kpis=tuple(kpis),
        units=tuple(units),
        figures=LazyMapping(pairs, lambda key: maker.figure(*key, question.now), alone),
        changes=LazyMapping(compared, lambda key: maker.change(*key), alone),
        months=tuple(question.months),
        series=LazyMapping(pairs, lambda key: maker.line(*key), alone),
        sources=asked.sources(store.catalogue, kpis),
        judgements=LazyMapping(compared, lambda key: judge.judgement(*key), alone),
        standards=LazyMapping(asked_to_meet, lambda key: judge.standard(*key), alone),
        intervals=LazyMapping(pairs, lambda key: judge.interval(*key), alone),
        deteriorations=LazyMapping(judge.worse, lambda key: judge.searched(*key), alone),
        missed_standards=LazyMapping(lambda: judge.missed(asked_to_meet), lambda key: judge.standard(*key), alone),
    )


def _asked_to_meet(catalogue: Catalogue, kpis: Sequence[str], units: Sequence[UnitRef]) -> dict[tuple[str, int], None]:
    """The figures that a standard speaks of, in order."""
    return {(kpi, unit.id): None for kpi in kpis for unit in units if standard.applies_to(catalogue.kpis[kpi], unit)}

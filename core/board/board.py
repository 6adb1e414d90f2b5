"""Figures, changes, series and judgements of a whole board, made from one reading of its values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np

from core.board.board_query import BoardQuery
from core.board.lazy_mapping import BatchedMapping, LazyMapping
from core.board.outcome_lags import OutcomeLags, dated_earlier
from core.board.unit_periods import comparison_note, comparison_obstacle, existence_note
from core.board.value_arrays import kpi_values
from core.catalogue.kpi_model import Kpi
from core.disclosure.disclosed_figures import DisclosedFigures
from core.disclosure.policy import SuppressionPolicy
from core.judgement import standard
from core.judgement.figure_column import FigureColumn
from core.judgement.inertia import LOOK_BACK_DAYS, day_before
from core.judgement.judge import Judge, OtherJudges
from core.judgement.scope import BoardScope
from core.metrics.arrays import Floats, Ints
from core.metrics.as_of_span import AsOfSpan
from core.metrics.data_snapshot import DataSnapshot
from core.metrics.kpi import kpi_change, kpi_figure
from core.metrics.measure_values import ValuesReader
from core.metrics.mixed_area import is_per_level, mixed_cells, quotient_obstacle
from core.metrics.result_cache import CacheEntry, EntryKey, KpiKey, ResultCache, RowsKey, UnitKey, get_or_compute
from core.metrics.types import Board, Change, ChangeKind, ChangeUnit, Figure, Window
from core.store.store import Store
from core.time.days import to_date

MonthSeries = tuple[float | None, ...]
NOT_FESTIVE = "时点数不按春节对齐，直接看同比"
OTHER_AGE = "统计报表不知各笔何时办结，两期的时龄可能不同"


class BoardContext(NamedTuple):
    """Sources of a board besides its query.

    `read` reads more at the first access to a judgement, perhaps much later, and `newest` opens these sources as they
    are then. `lock` is held meanwhile: many threads read a board, and other boards share its values.
    """

    store: Store
    snapshot: DataSnapshot
    read: ValuesReader
    policy: SuppressionPolicy
    lock: AbstractContextManager[object]
    newest: Callable[[], AbstractContextManager[BoardContext]]


class BoardBuilder:
    """Turns the measures' values of one query into figures and changes; `cache` keeps them, or the snapshot's does."""

    def __init__(self, context: BoardContext, query: BoardQuery, cache: ResultCache | None = None) -> None:
        store, snapshot = context.store, context.snapshot
        self._cache = cache or snapshot.result_cache
        self._catalogue, self._snapshot, self._query = store.catalogue, snapshot, query
        spans = query.spans()
        self._disclosed = DisclosedFigures(
            store.catalogue, context.policy, query.kpis, query.units, spans, context.read, query.unit_kinds
        )
        self._tree = snapshot.tree
        self._unit_rows = {unit: row for row, unit in enumerate(query.unit_ids)}
        self._cache_entries: dict[str, CacheEntry] = {}
        measures = [name for kpi in query.kpis for name in self._catalogue.kpis[kpi].measures()]
        self._lags = OutcomeLags(store.catalogue, snapshot.coverage, query)
        self._values = context.read(measures, query.unit_ids, [*spans, *self._lags.earlier_spans(spans)])
        self._span_rows = {span: row for row, span in enumerate(self._values.spans)}
        self._month_rows = np.array([self._span_rows[span] for span in query.month_spans], np.int64)
        self._units_number = self._cache.interner.intern("units", query.unit_ids)
        self.query_number = self._cache.interner.intern(query.unit_ids, (*self._values.spans, *query.bases.items()))

    def cache_entry(self, kpi: str) -> CacheEntry:
        """Returns the results of a KPI kept so far, with those of the last data version that still hold."""
        if kpi not in self._cache_entries:
            self._cache_entries[kpi] = self._open_entry(kpi)
        return self._cache_entries[kpi]

    def _open_entry(self, kpi: str) -> CacheEntry:
        inputs = self._known_inputs(kpi)
        if inputs is None:
            return {}
        return self._cache.entry(EntryKey("board", kpi, self.query_number), inputs, self._query.unit_ids)

    def inputs(self, kpi: str) -> Sequence[object]:
        """Returns all that a KPI's figures rest on; where that cannot be told, what no other builder's are equal to."""
        return self._known_inputs(kpi) or (self.cache_entry(kpi),)

    def _known_inputs(self, kpi: str) -> Sequence[object] | None:
        inputs = [self._values.inputs(name) for name in self._catalogue.kpis[kpi].measures()]
        if None in inputs or self._disclosed.has_protected(kpi):
            return None
        arrays = [array for arrays in inputs if arrays is not None for array in arrays]
        return [self._snapshot.refused, self._snapshot.assumed, *arrays]

    def figure(self, kpi: str, unit: int, span: AsOfSpan) -> Figure:
        """Returns a KPI of a unit over a span."""
        if self._disclosed.is_protected(kpi, unit):
            return self._with_notes(self._disclosed.figure(kpi, unit, span), self._catalogue.kpis[kpi], unit, span)
        return get_or_compute(
            self.cache_entry(kpi), UnitKey("figure", unit, span), lambda: self._compute_figure(kpi, unit, span)
        )

    def _compute_figure(self, kpi: str, unit: int, span: AsOfSpan) -> Figure:
        declared, known_span = self._catalogue.kpis[kpi], self._lags.known_span(kpi, unit, span)
        figure = kpi_figure(self._catalogue, declared, lambda name: self._values.get(name, unit, known_span), span.last)
        if known_span is not span:
            figure = dated_earlier(figure, to_date(known_span.known_by))
        if figure.exact is not None and (
            obstacle := quotient_obstacle(self._catalogue, self._tree, declared, unit, span)
        ):
            figure = replace(figure, exact=None, reason=obstacle)
        return self._with_notes(figure, declared, unit, span)

    def _with_notes(self, figure: Figure, declared: Kpi, unit: int, span: AsOfSpan) -> Figure:
        """Adds the notes on rows that were refused at import, and on what a mapping filled in.

        A stock rests on all the days before.
        """
        first, measures = 0 if declared.basis == "stock" else span.first, declared.measures()
        refused = self._snapshot.refused_rows_note(self._catalogue, measures, first, span.last)
        assumed = self._snapshot.assumed.note(measures, unit, first, span.last)
        part = None if declared.basis == "stock" else existence_note(self._tree, unit, span.first, span.last)
        if refused is None and assumed is None and part is None:
            return figure
        return replace(figure, note="；".join(filter(None, [figure.note, part, refused, assumed])))

    def change(self, kpi: str, unit: int, kind: ChangeKind) -> Change:
        """Returns the change of a figure against one base."""
        return get_or_compute(
            self.cache_entry(kpi), UnitKey("change", unit, kind), lambda: self._compute_change(kpi, unit, kind)
        )

    def _compute_change(self, kpi: str, unit: int, kind: ChangeKind) -> Change:
        now, base = self._query.bases[kind]
        declared = self._catalogue.kpis[kpi]
        if kind == "lunar" and declared.basis == "stock":
            base_figure, percent = self.figure(kpi, unit, base), ChangeUnit.PERCENT
            return Change(
                kind, Window(base.first, base.last), base_figure, None, percent, NOT_FESTIVE, note=NOT_FESTIVE
            )
        change = kpi_change(declared, kind, self._dated_figure(kpi, unit, now), self._dated_figure(kpi, unit, base))
        if obstacle := self._area_obstacle(kpi, unit, kind):
            return replace(change, change=None, per_day=None, reason=obstacle, note=obstacle)
        if declared.basis == "cohort" and change.change is not None and self._is_from_ledger(kpi, unit, (now, base)):
            return replace(change, note=OTHER_AGE)
        return change

    def _area_obstacle(self, kpi: str, unit: int, kind: ChangeKind) -> str | None:
        """Returns why the unit's history lets nothing be compared (Chinese), if it does not."""
        now, base = (self._window(kpi, unit, span) for span in self._query.bases[kind])
        return comparison_obstacle(self._tree, unit, now, base, is_level=self._catalogue.kpis[kpi].basis == "stock")

    def remark(self, kpi: str, unit: int, kind: ChangeKind) -> str:
        """Returns what the unit's history adds to a comparison (Chinese): that it was made of others in between."""
        if self._tree.history is None:
            return ""
        now, base = (self._window(kpi, unit, span) for span in self._query.bases[kind])
        return comparison_note(self._tree, unit, now, base, is_level=self._catalogue.kpis[kpi].basis == "stock")

    def _dated_figure(self, kpi: str, unit: int, span: AsOfSpan) -> tuple[Window, Figure]:
        return self._window(kpi, unit, span), self.figure(kpi, unit, span)

    def _is_from_ledger(self, kpi: str, unit: int, spans: Sequence[AsOfSpan]) -> bool:
        measures = self._catalogue.kpis[kpi].measures()
        return any(self._values.get(name, unit, span).from_ledger for name in measures for span in spans)

    def compared_spans(self, kind: ChangeKind) -> tuple[AsOfSpan, AsOfSpan]:
        """Returns the days, now and base, that a kind of change compares."""
        return self._query.bases[kind]

    def compared_figures(
        self, kpi: str, unit: int, kind: ChangeKind | None
    ) -> list[tuple[Window, Figure, tuple[int, ...]]]:
        """Returns the window's figure and, for a kind of change, its base's; with bins where it has any."""
        has_bins = self._catalogue.kpis[kpi].kind == "percentile"
        return [
            (*self._dated_figure(kpi, unit, span), self._bins(kpi, unit, span) if has_bins else ())
            for span in self._spans_of(kind)
        ]

    def _spans_of(self, kind: ChangeKind | None) -> Sequence[AsOfSpan]:
        return (self._query.period_span,) if kind is None else self._query.bases[kind]

    def _window(self, kpi: str, unit: int, span: AsOfSpan) -> Window:
        """Returns the days that a figure speaks of: of a protected one those of its release period."""
        if self._disclosed.is_protected(kpi, unit):
            span = self._disclosed.window(kpi, unit, span)
        return Window(span.first, span.last)

    def _bins(self, kpi: str, unit: int, span: AsOfSpan) -> tuple[int, ...]:
        if self._disclosed.is_protected(kpi, unit):
            return self._disclosed.bins(kpi, unit, span)
        return self._values.get(self._catalogue.kpis[kpi].numerator, unit, span).amounts

    def series(self, kpi: str) -> Mapping[tuple[str, int], MonthSeries]:
        """Returns a KPI's values month by month, of all the units."""
        if self._disclosed.has_protected(kpi):
            return {(kpi, unit): self._series_of(kpi, unit) for unit in self._unit_rows}
        return get_or_compute(self.cache_entry(kpi), KpiKey("series"), lambda: self._compute_series(kpi))

    def all_series(self) -> Mapping[tuple[str, int], MonthSeries]:
        """Returns the same of all the KPIs: whoever draws one draws them all, and most are those of the day before."""
        number = self._cache.interner.intern("all series", self._query.kpis, self._query.unit_ids)
        return self._cache.columns.joined(EntryKey("all series", "", number), [*map(self.series, self._query.kpis)])

    def _series_of(self, kpi: str, unit: int) -> MonthSeries:
        """Returns the values of one unit where some are protected."""
        if self._disclosed.is_protected(kpi, unit):
            return tuple(self._disclosed.figure(kpi, unit, span).value for span in self._query.month_spans)
        return self._compute_series(kpi)[kpi, unit]

    def _compute_series(self, kpi: str) -> Mapping[tuple[str, int], MonthSeries]:
        """Returns the same where none are protected; of units whose values have not changed the very same."""
        values = self._value_array(kpi)[self._month_rows]
        key = EntryKey("series", kpi, self._units_number)
        return self._cache.columns.results(key, values, self._query.keys_of(kpi), _month_tuples)

    def _value_array(self, kpi: str) -> Floats:
        """Returns a KPI's values by (span, unit)."""
        return get_or_compute(
            self.cache_entry(kpi),
            KpiKey("values"),
            lambda: self._compute_values(kpi),
        )

    def _compute_values(self, kpi: str) -> Floats:
        declared = self._catalogue.kpis[kpi]
        values = kpi_values(self._catalogue, declared, self._values, partial(self._compute_rows, kpi))
        if self._tree.history is None or not is_per_level(self._catalogue, declared):
            return values
        return np.where(mixed_cells(self._tree, self._unit_rows, self._values.spans), np.nan, values)

    def _compute_rows(self, kpi: str, rows: Ints, compute: Callable[[Ints], Floats]) -> Floats:
        """Returns what is computed of rows of a KPI: of another day most are those of the day asked before."""
        declared = self._catalogue.kpis[kpi]
        bins = self._catalogue.measures[declared.numerator].bins
        definition = declared.quantile, tuple(bins.edges) if bins else ()
        return self._cache.compute_rows(RowsKey("percentiles", kpi, self._units_number, definition), rows, compute)

    def column(self, kpi: str, span: AsOfSpan) -> FigureColumn | None:
        """Returns a KPI's figures of all units over a span; None where some are protected: each has its own window."""
        if self._disclosed.has_protected(kpi):
            return None
        return get_or_compute(self.cache_entry(kpi), KpiKey("column", span), lambda: self._compute_column(kpi, span))

    def _compute_column(self, kpi: str, span: AsOfSpan) -> FigureColumn:
        declared, row = self._catalogue.kpis[kpi], self._span_rows[span]
        amounts = [self._values.amounts[name][row] for name in declared.measures()]
        from_ledger = [self._values.is_from_ledger(name)[row] for name in declared.measures()]
        denominators = None if declared.denominator is None else self._values.amounts[declared.denominator][row, :, 0]
        window = Window(span.first, span.last)
        return FigureColumn(
            window, amounts[0], denominators, self._value_array(kpi)[row], np.logical_or.reduce(from_ledger)
        )

    def columns(self, kpi: str, kind: ChangeKind | None) -> list[FigureColumn] | None:
        """Returns the columns of the window and, for a kind of change, of its base.

        None where some figures are protected, or speak of an earlier day than the others.
        """
        if self._lags.has_any(kpi):
            return None
        spans = self._spans_of(kind)
        columns = [column for span in spans if (column := self.column(kpi, span)) is not None]
        if len(columns) != len(spans):
            return None
        if kind is not None and self._tree.history is not None:  # a base that cannot be compared with is none
            is_barred = [self._area_obstacle(kpi, unit, kind) is not None for unit in self._unit_rows]
            columns[1] = columns[1]._replace(value=np.where(is_barred, np.nan, columns[1].value))
        return columns


def _month_tuples(values: Floats) -> list[MonthSeries]:
    """Returns the values (month, unit) by unit; None where there is none."""
    is_absent = np.isnan(values)
    if not is_absent.any():
        return list(map(tuple, values.T.tolist()))
    figures = values.astype(object)
    figures[is_absent] = None
    return list(map(tuple, figures.T.tolist()))


def build_board(context: BoardContext, query: BoardQuery) -> Board:
    """Builds a board whose figures and judgements are computed at first access."""
    catalogue, snapshot, lock = context.store.catalogue, context.snapshot, context.lock
    kpis, pairs, changes = query.kpis, query.figure_keys, query.change_keys
    builder = BoardBuilder(context, query)
    standards = _standard_keys(context, query)
    judge = lru_cache(maxsize=1)(lambda: _judge(context, query, builder, LOOK_BACK_DAYS))
    return Board(
        bureau=snapshot.bureau,
        demo=snapshot.demo,
        as_of=query.as_of,
        data_version=snapshot.data_version,
        period=query.period.window,
        label=query.period.label,
        calendar=context.store.catalogue.reporting_calendar,
        is_complete=query.period.is_complete,
        kpis=kpis,
        units=query.units,
        figures=LazyMapping(pairs, lambda key: builder.figure(*key, query.period_span), lock),
        changes=LazyMapping(changes, lambda key: builder.change(*key), lock),
        months=query.months,
        series=BatchedMapping(pairs, lambda _key: builder.all_series(), lock),
        sources=snapshot.sources(catalogue, kpis),
        judgements=LazyMapping(changes, lambda key: judge().judgement(*key), lock),
        standards=LazyMapping(standards, lambda key: judge().standards.answer(*key), lock),
        intervals=LazyMapping(pairs, lambda key: judge().standards.interval(*key), lock),
        deteriorations=LazyMapping(lambda: judge().deteriorations(), lambda key: judge().judgement(*key), lock),
        missed_standards=LazyMapping(
            lambda: judge().standards.missed(standards), lambda key: judge().standards.answer(*key), lock
        ),
    )


def _judge(context: BoardContext, query: BoardQuery, builder: BoardBuilder, days: int) -> Judge:
    """Returns the judge of a board, which may look so many days back.

    It asks for KPIs of a family that the board does not show, and for the day before, when it needs them.
    """

    def judge_of(kpis: Sequence[str], unit: int) -> Judge:
        family_query = query.of(kpis, unit)
        with context.newest() as newest:
            return _judge(newest, family_query, BoardBuilder(newest, family_query, _results(newest, days)), days)

    tree = context.snapshot.tree
    counts, areas = tree.kind_counts, tree.area_starts(query.unit_ids, query.period.window.last)
    peers = tuple(counts[unit.kind] for unit in query.units)
    scope = BoardScope(query.kpis, query.unit_ids, peers, areas, tuple(query.bases), query.period)
    others = OtherJudges(judge_of, partial(_earlier_judge, context, query, days))
    return Judge(context.store.catalogue, builder, scope, context.read, _results(context, days), others)


def _earlier_judge(context: BoardContext, query: BoardQuery, days: int, kpis: Sequence[str], unit: int) -> Judge | None:
    """Returns the judge of some KPIs of a unit as of the day before, if there are days left to look back."""
    period = day_before(query.period)
    if period is None or not days:
        return None
    earlier = query.of(kpis, unit, period, query.as_of - timedelta(days=1))
    return _judge(context, earlier, BoardBuilder(context, earlier, _results(context, days - 1)), days - 1)


def _results(context: BoardContext, days: int) -> ResultCache:
    """Returns the cache of results: earlier days' are asked for too seldom to drive out those of what is shown."""
    return context.snapshot.result_cache if days == LOOK_BACK_DAYS else context.snapshot.earlier_results


def _standard_keys(context: BoardContext, query: BoardQuery) -> dict[tuple[str, int], None]:
    """Returns the figures that a standard applies to, in order; kept while catalogue and tree stay the same."""
    catalogue, cache = context.store.catalogue, context.snapshot.result_cache
    last = query.period.window.last
    number = cache.interner.intern("standards", query.kpis, query.unit_ids, last)
    entry = cache.entry(EntryKey("standards", "", number), (catalogue, context.snapshot.tree))

    def find() -> dict[tuple[str, int], None]:
        kpis = {kpi: catalogue.kpis[kpi].with_standard_of(last) for kpi in query.kpis}
        return {
            (name, unit.id): None
            for name, kpi in kpis.items()
            for unit in query.units
            if standard.applies_to(kpi, unit)
        }

    return get_or_compute(entry, KpiKey("standards"), find)

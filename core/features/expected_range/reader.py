"""Answers whether a day, a week or a day so far is normal: counts beside the range that such days usually have."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.disclosure.policy import SuppressionPolicy
from core.disclosure.reasons import suppression_reason
from core.features.expected_range.count_range import range_of
from core.features.expected_range.daily_counts import DailyCounts, daily_counts
from core.features.expected_range.day_kinds import KIND_OF, DayKinds, Occasion, day_kinds
from core.features.expected_range.day_model import DayModel, fit_days
from core.features.expected_range.hours_so_far import DaySoFar, day_so_far, filling_share
from core.features.expected_range.types import SPAN_DAYS, CountRange, DayKind, ExpectedRange, NoRange, RangeSpan
from core.metrics.data_snapshot import DataSnapshot
from core.metrics.result_cache import CacheEntry, get_or_compute
from core.metrics.types import UnitRef
from core.store.store import Store

FEWEST_SO_FAR = 5.0  # expected by an hour before the count so far is worth a word
RARE_DAYS, FEWEST_RECORDS = 365, 12  # records in a year before a day of them has a usual number
COMMUNITY = "community"  # has no counts by day


class RangeError(LookupError):
    """Nothing can be said; the message is the reason (Chinese)."""


class _ModelKey(NamedTuple):
    measure: str
    unit: int
    first: int
    days: int


class _Fitted(NamedTuple):
    """A history with the kinds of its days and of those ahead, the model of them, and the ranges made so far."""

    history: DailyCounts
    kinds: DayKinds
    model: DayModel
    ranges: CacheEntry

    def range(self, days: int, share: float = 1.0, share_phi: float = 1.0) -> CountRange:
        """Return the range of the days ahead, or of a share of one, computed once."""
        history, kinds, model, ranges = self

        def compute() -> CountRange:
            return range_of(history.counts, history.known, kinds, model, days, share, share_phi)

        return get_or_compute(ranges, (days, share, share_phi), compute)


class RangeReader:
    """Usual ranges of one data version."""

    def __init__(self, store: Store, snapshot: DataSnapshot, policy: SuppressionPolicy) -> None:
        self._store, self._snapshot, self._policy = store, snapshot, policy

    @property
    def _catalogue(self) -> Catalogue:
        return self._store.catalogue

    def expect(self, kpi: str, unit: UnitRef, last: int | None, span: RangeSpan) -> ExpectedRange:
        """Return the range of a day, or of the seven days that end with it (the last day covered, if none is given)."""
        measure, days = self._catalogue.kpis[kpi].numerator, SPAN_DAYS[span]
        day = last if last is not None else 0
        try:
            counts = self._counts(self._catalogue.kpis[kpi], unit)
            day = last if last is not None else counts.first + len(counts.counts) - 1
            first = day - days + 1
            value = counts.total(first, day)
            fitted = self._fit(measure, unit, counts, first, days)
        except RangeError as error:
            return ExpectedRange(kpi, unit, day - days + 1, day, None, None, str(error))
        kind, seasonal = _kind(fitted.kinds, days), fitted.model.seasonal
        if (reason := _why_none(fitted, days)) is not None:
            return ExpectedRange(kpi, unit, first, day, value, None, reason, None, kind, seasonal)
        counted = fitted.range(days)
        reason = None if value is not None else str(NoRange.NOT_COVERED)
        return ExpectedRange(kpi, unit, first, day, value, counted, reason, None, kind, seasonal)

    def expect_so_far(self, kpi: str, unit: UnitRef) -> ExpectedRange:
        """Return the range of the day after the last one covered, up to its last full hour."""
        declared = self._catalogue.kpis[kpi]
        measure, day = declared.numerator, 0
        try:
            counts = self._counts(declared, unit)
            day = counts.first + len(counts.counts)
            so_far = self._day_so_far(measure, unit, day)
            fitted = self._fit(measure, unit, counts, day, 1)
            if (reason := _why_none(fitted, 1)) is not None:
                raise RangeError(reason)
            counted = self._range_so_far(measure, unit, so_far, fitted)
        except RangeError as error:
            return ExpectedRange(kpi, unit, day, day, None, None, str(error))
        kind, seasonal = _kind(fitted.kinds, 1), fitted.model.seasonal
        return ExpectedRange(kpi, unit, day, day, so_far.value, counted, None, so_far.hour, kind, seasonal)

    def _counts(self, kpi: Kpi, unit: UnitRef) -> DailyCounts:
        measure = self._catalogue.measures[kpi.numerator]
        if kpi.kind != "count" or kpi.basis != "flow" or measure.value is not None or measure.cohort is not None:
            raise RangeError(NoRange.NOT_A_COUNT)
        if measure.fact is None or unit.kind == COMMUNITY:
            raise RangeError(NoRange.NO_DAYS)
        if self._policy.is_protected([kpi.numerator], unit.id):
            raise RangeError(suppression_reason(self._catalogue))
        counts = daily_counts(self._store, self._snapshot, kpi.numerator, unit.id)
        if counts is None:
            raise RangeError(NoRange.NO_DAYS)
        return counts

    def _fit(self, measure: str, unit: UnitRef, counts: DailyCounts, first: int, days: int) -> _Fitted:
        """Return the model of the days before `first` since the area is what it is, kept while they stay the same."""
        history = counts.before(first)
        change = self._snapshot.tree.area_change(unit.id, first + days - 1)
        is_cut = change is not None and change.day > history.first
        if change is not None:
            history = history.since(change.day)
        if history.counts[-RARE_DAYS:].sum() < FEWEST_RECORDS:
            raise RangeError(NoRange.OTHER_AREA if is_cut else NoRange.TOO_RARE)
        if first > counts.first + len(counts.counts):
            raise RangeError(NoRange.NOT_COVERED)
        key = _ModelKey(measure, unit.id, first, days)
        inputs = [history.counts, history.known, self._catalogue]
        entry = self._snapshot.result_cache.entry(key, inputs)
        kinds = partial(self._day_kinds, history.first, first + days - 1)
        fitted = get_or_compute(entry, "model", lambda: _fit_days(history, kinds()))
        if fitted is None:
            raise RangeError(NoRange.OTHER_AREA if is_cut else NoRange.SHORT_HISTORY)
        return fitted

    def _day_kinds(self, first: int, last: int) -> DayKinds:
        """Return the kinds of the days first to last; they change with the catalogue alone."""
        catalogue = self._catalogue
        entry = self._snapshot.result_cache.entry("kinds of days", [catalogue])
        compute = partial(day_kinds, catalogue.work_calendar(), catalogue.spring, first, last)
        return get_or_compute(entry, (first, last), compute)

    def _day_so_far(self, measure: str, unit: UnitRef, day: int) -> DaySoFar:
        declared = self._catalogue.measures[measure]
        assert declared.fact is not None  # _counts has seen to it
        if declared.date != self._catalogue.facts[declared.fact].date_column:
            raise RangeError(NoRange.NOT_A_COUNT)
        so_far = day_so_far(self._store, self._snapshot, measure, unit.id, day)
        if so_far is None:
            raise RangeError(NoRange.NOT_BEGUN)
        return so_far

    def _range_so_far(self, measure: str, unit: UnitRef, so_far: DaySoFar, fitted: _Fitted) -> CountRange:
        cache = self._snapshot.cube_cache
        filling = filling_share(self._store, cache, (measure, unit.id), so_far, fitted.kinds, fitted.model)
        if filling is None:
            raise RangeError(NoRange.SHORT_HISTORY)
        counted = fitted.range(1, filling.share, filling.phi)
        if counted.mid < FEWEST_SO_FAR:
            raise RangeError(NoRange.TOO_FEW)
        return counted


def _fit_days(history: DailyCounts, kinds: DayKinds) -> _Fitted | None:
    """Return a model of the history's days for those behind them, whose kinds are there too; None if it is short."""
    model = fit_days(history.counts, history.known, kinds)
    return None if model is None else _Fitted(history, kinds, model, {})


def _kind(kinds: DayKinds, days: int) -> DayKind:
    """Return the kind of the days ahead: the first that is not ordinary."""
    ahead = [Occasion(number) for number in kinds.occasion[-days:].tolist()]
    special = next((occasion for occasion in ahead if occasion is not Occasion.NONE), Occasion.NONE)
    return KIND_OF.get(special, DayKind.HOLIDAY)


def _why_none(fitted: _Fitted, days: int) -> str | None:
    """Return the reason why the days ahead have no usual number, or None."""
    if (fitted.kinds.occasion[-days:] == Occasion.UNKNOWN).any():
        return str(NoRange.UNANNOUNCED)
    if np.isfinite(fitted.model.mean[-days:]).all():
        return None
    ordinary = fitted.kinds.ordinary[-days:].all()
    return str(NoRange.SHORT_HISTORY if ordinary else NoRange.NO_LIKE_DAYS)

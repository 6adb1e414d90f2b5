"""Stocks that follow from flows: what is open is what came in less what has left, over all the time before.

Whoever is shown 10 disputes taken in and 7 still open knows of the 3 resolved, though they are hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import count, takewhile
from typing import NamedTuple

from core.catalogue.measure_model import Measure
from core.catalogue.model import Catalogue
from core.metrics.as_of_span import AsOfSpan
from core.metrics.measure_values import MeasureValues, ValuesReader

_CHUNK = 8  # periods read at a time, from the newest back


class StockIdentity(NamedTuple):
    """The flows that make a stock: of the records that entered in a period, all of them and those that have left."""

    entered: str
    left: str


def stock_identities(catalogue: Catalogue) -> dict[str, StockIdentity]:
    """Return the identity of each stock whose day of entering, day of leaving and conditions two flows share."""
    flows: dict[tuple[object, ...], str] = {}
    for name, measure in catalogue.measures.items():
        if measure.fact and measure.kind == "flow" and not measure.value and not measure.bins:
            flows.setdefault(_records(measure, measure.date, measure.cohort), name)
    identities = {}
    for name, measure in catalogue.measures.items():
        if measure.fact and measure.kind == "stock" and len(measure.enter) == len(measure.leave) == 1:
            entered = flows.get(_records(measure, measure.enter[0], None))
            left = flows.get(_records(measure, measure.enter[0], measure.leave[0]))
            if entered and left:
                identities[name] = StockIdentity(entered, left)
    return identities


def _records(measure: Measure, date: str | None, outcome: str | None) -> tuple[object, ...]:
    """Return what says which records are counted, by which day, and by which day they must have left."""
    conditions = sorted((column, condition.model_dump_json()) for column, condition in measure.where.items())
    return measure.fact, date, outcome, tuple(conditions)


class OpenBefore(NamedTuple):
    """Amount of a stock that its known flows do not account for; None where one of them is hidden."""

    amount: int | None


class StockChains:
    """Follows the flows of a stock back through the release periods, as they were known on the stock's day."""

    def __init__(
        self,
        catalogue: Catalogue,
        read: ValuesReader,
        is_suppressed: Callable[[str, int, AsOfSpan], bool],
    ) -> None:
        self._catalogue = catalogue
        self._months, self._calendar = catalogue.small_numbers.months, catalogue.reporting_calendar
        self._read, self._is_suppressed = read, is_suppressed

    @cached_property
    def _identities(self) -> dict[str, StockIdentity]:
        """The identities, found when first asked for: where nothing is hidden nobody asks."""
        return stock_identities(self._catalogue)

    def open_before(self, stock: str, amounts: Mapping[int, int], period: AsOfSpan) -> dict[int, OpenBefore]:
        """Return, by unit, what was open before the first period of which the flows are known; {} of other stocks.

        `amounts` is the stock by unit at the end of a release period.
        """
        identity = self._identities.get(stock)
        if identity is None:
            return {}
        ended: dict[int, OpenBefore] = {}
        rests = dict(amounts)
        for index in count():
            if not rests:
                return ended
            spans = self._earlier(period, index * _CHUNK)
            values = self._read(list(identity), list(rests), spans)
            for unit in list(rests):
                known_spans = self._known(values, identity, unit, spans)
                if any(self._is_suppressed(name, unit, span) for span in known_spans for name in identity):
                    ended[unit] = OpenBefore(None)
                rests[unit] -= sum(
                    values.get(identity.entered, unit, span).amount - values.get(identity.left, unit, span).amount
                    for span in known_spans
                )
                if len(known_spans) < len(spans):
                    ended.setdefault(unit, OpenBefore(rests[unit]))
                if unit in ended:
                    del rests[unit]
        return ended

    @staticmethod
    def _known(values: MeasureValues, identity: StockIdentity, unit: int, spans: Sequence[AsOfSpan]) -> list[AsOfSpan]:
        """Return the spans, from the first on, of which both flows are known."""
        return list(
            takewhile(lambda span: all(values.get(name, unit, span).reason is None for name in identity), spans)
        )

    def _earlier(self, period: AsOfSpan, skipped: int) -> Sequence[AsOfSpan]:
        """Return the next release periods back from a period, the newest first, as known on its last day."""
        newest = self._calendar.month_of(period.first) - skipped * self._months
        starts = range(newest, newest - _CHUNK * self._months, -self._months)
        return [self._span(start, period.last) for start in starts]

    def _span(self, start: int, known_by: int) -> AsOfSpan:
        return AsOfSpan(*self._calendar.months_days(start, start + self._months - 1), known_by)

"""Cohorts of units whose records end before a board's day: each as of its own last day, and so are its bases.

What was resolved after a unit's last day has not come in yet. As of the board's day its rate would be too low; as of
its own it is right, and beside bases that are known at the same age it is no worse than it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from core.board.board_query import BoardQuery
from core.catalogue.model import Catalogue
from core.metrics.as_of_span import AsOfSpan
from core.metrics.coverage import Coverage
from core.metrics.types import Figure
from core.time.days import day_number

DATED_EARLIER = "记录只到 {day}，办结按当日已知的算，不能与数据更新的单位比高低"


class OutcomeLags:
    """By how many days each unit's outcomes lie behind the day of a board; none where they are all known."""

    def __init__(self, catalogue: Catalogue, coverage: Coverage, query: BoardQuery) -> None:
        self._lags: dict[tuple[str, int], int] = {}
        today, last = day_number(query.as_of), query.period.window.last
        if last == today:  # a unit that lies behind has no figure of such days at all
            return
        for kpi in query.kpis:
            for name in catalogue.kpis[kpi].measures():
                measure = catalogue.measures[name]
                if measure.cohort is None or measure.fact is None:
                    continue
                ends = coverage.outcome_ends(measure, query.unit_ids)
                for row in ((last <= ends) & (ends < today)).nonzero()[0].tolist():
                    key = kpi, query.unit_ids[row]
                    self._lags[key] = max(self._lags.get(key, 0), today - int(ends[row]))

    def has_any(self, kpi: str) -> bool:
        """Tell whether any unit's figure of a KPI speaks of an earlier day."""
        return any(lagging == kpi for lagging, _ in self._lags)

    def known_span(self, kpi: str, unit: int, span: AsOfSpan) -> AsOfSpan:
        """Return a span as it is known of a unit: the same one but of a cohort that lies behind."""
        lag = self._lags.get((kpi, unit))
        return span if lag is None else _earlier(span, lag)

    def earlier_spans(self, spans: Sequence[AsOfSpan]) -> list[AsOfSpan]:
        """Return the spans that have to be read besides those of the board."""
        return [_earlier(span, lag) for lag in sorted(set(self._lags.values())) for span in spans]


def _earlier(span: AsOfSpan, lag: int) -> AsOfSpan:
    """Return a span as known so many days earlier; one that is known at its own end as it is."""
    if span.known_by == span.last:
        return span
    return span._replace(known_by=max(span.known_by - lag, span.last))


def dated_earlier(figure: Figure, day: date) -> Figure:
    """Return a figure with the day that it speaks of; where there is none it says why as it is."""
    if figure.exact is None:
        return figure
    note = DATED_EARLIER.format(day=day)
    return replace(figure, outcomes_until=day, note="；".join(filter(None, (note, figure.note))))

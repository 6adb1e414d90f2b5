"""Indices of many units over a month, and of one unit over many months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from core.board.unit_periods import OTHER_AREA
from core.catalogue.index_advice import index_advice
from core.catalogue.index_model import Bands, Index
from core.catalogue.model import Catalogue
from core.disclosure.policy import SuppressionPolicy
from core.features.indices.code_history import CodeHistory
from core.features.indices.codes import MONTHS_BEHIND
from core.features.indices.lists import UnitLists
from core.features.indices.score_distribution import difference_interval
from core.features.indices.scorer import Scorer, UnitSpan
from core.features.indices.shrinkage import prior_variance, shrink
from core.features.indices.types import Code, IndexTable, IndexTrend, Score, ScoreChange
from core.judgement.dispersion_history import DispersionHistory, HistoryScope
from core.metrics.as_of_span import AsOfSpan
from core.metrics.data_snapshot import DataSnapshot
from core.metrics.measure_values import ValuesReader
from core.metrics.reporting_period import PeriodError
from core.metrics.types import UnitRef, Verdict, Window
from core.store.unit_words import with_whole_word
from core.time.days import month_text, to_date
from core.time.reporting_calendar import ReportingCalendar

FALSE_CHANGE_SHARE = 0.05  # of the boards on which any index is said to have changed though none has
YEAR = 12  # months
WITHIN_VARIATION = "未超出各指标自身的波动"


def code_index(catalogue: Catalogue, kind: str) -> str:
    """Return the first index that gives units of a kind a code. Raises LookupError (Chinese) if there is none."""
    for name, index in catalogue.indices.items():
        if index.bands and kind in index.units:
            return name
    raise LookupError("目录里没有给这类单位定三色码的指数")


def require_complete_month(month: int, as_of: date, calendar: ReportingCalendar) -> None:
    """Raise PeriodError (Chinese) if a month is not over by a day: nobody is ranked on half a month."""
    if month > calendar.last_complete_month(as_of):
        raise PeriodError(f"{month_text(month)} 还没有完整的数据（数据截至 {as_of}）：指数和榜单只按完整的月份计算")


def span_of(index: Index, month: int, calendar: ReportingCalendar) -> AsOfSpan:
    """Return the days of an index for a month, known at the month's own end: every month is seen at the same age."""
    first, last = calendar.months_days(month - index.months + 1, month)
    return AsOfSpan(first, last, last)


def remarks_of(catalogue: Catalogue, index: Index, bands: Bands | None, bureau: str = "") -> tuple[str, ...]:
    """Return whose scale it is, and every bar that was set aside: to be shown wherever the index is.

    `bureau` is the name of the whole, after which it is called.
    """
    remarks = [with_whole_word(text, bureau) for text in (index.remark, *([bands.remark] if bands else []))]
    for name, decision in index.override.items():
        kpi = catalogue.kpis[name]
        remarks.append(f"“{kpi.zh}”按规定不进考核（{kpi.barred_because}），本局仍计入：{decision.zh_sentence}")
    declared = (catalogue.kpis[name] for name in index.parts if name in catalogue.kpis)
    for kpi in declared:
        if kpi.lifted:
            remarks.append(f"“{kpi.zh}”原不进考核（{kpi.barred_because}），本局解除：{kpi.lifted.zh_sentence}")
    return (*remarks, *index_advice(catalogue, index))


class IndexCalculator:
    """Computes indices on one state of the data."""

    def __init__(
        self, catalogue: Catalogue, snapshot: DataSnapshot, read: ValuesReader, suppression: SuppressionPolicy
    ) -> None:
        self._catalogue, self._snapshot, self._read, self._suppression = catalogue, snapshot, read, suppression

    def table(
        self,
        index_id: str,
        month: int,
        units: Sequence[UnitRef],
        index: Index | None = None,
        bands: Bands | None = None,
        peers: Sequence[UnitRef] | None = None,
    ) -> IndexTable:
        """Return an index of units that are looked at together; of an earlier `index` with `bands`, if given.

        Where these are a part of all, `peers` are all: a figure's variation rests on months that they have in common.
        """
        declared = index or self._catalogue.indices[index_id]
        steps = bands if index else self._catalogue.bands.get(declared.bands)
        span = self._span(declared, month)
        scores: list[Score] = []
        codes: dict[int, Code] = {}
        if units:
            months_behind = range(1, MONTHS_BEHIND + 1) if steps else ()
            spans = [span, *(self._span(declared, month - back) for back in months_behind)]
            scorer = self._scorer(index_id, declared, [unit.id for unit in units], spans, peers)
            scores, distribution = scorer.score([UnitSpan(unit, span) for unit in units])
            if steps:
                list_of = UnitLists(self._snapshot.tree, span.last).list_of
                codes = CodeHistory(scorer, steps, units, spans, list_of).codes(scores, distribution)
        return IndexTable(
            index_id=index_id,
            index=declared,
            month=month,
            window=Window(span.first, span.last),
            as_of=to_date(span.known_by),
            data_version=self._snapshot.data_version,
            demo=self._snapshot.demo,
            units=tuple(units),
            scores={unit.id: score for unit, score in zip(units, scores, strict=True)},
            codes=codes,
            remarks=self._remarks(declared, steps),
        )

    def trends(self, unit: UnitRef, month: int, months: int) -> list[IndexTrend]:
        """Return every index of a unit over the months up to one; its changes do not depend on how many are shown."""
        indices = [name for name, index in self._catalogue.indices.items() if unit.kind in index.units]
        confidence = 1 - FALSE_CHANGE_SHARE / max(len(indices), 1)
        shown_months = range(month - months + 1, month + 1)
        unshrunk = [self._trend(name, unit, shown_months, confidence) for name in indices]
        pairs = [pair for _, _, changes in unshrunk for pair in changes]
        prior = prior_variance([change for change, _ in pairs], [variance for _, variance in pairs])
        return [
            replace(trend, change=_shrunk(trend.change, variance, prior, confidence)) for trend, variance, _ in unshrunk
        ]

    def _trend(
        self, index_id: str, unit: UnitRef, months: Sequence[int], confidence: float
    ) -> tuple[IndexTrend, float, list[tuple[float, float]]]:
        """Return a trend not yet shrunk, the variance of its change, and the year's changes with their variances."""
        index = self._catalogue.indices[index_id]
        year = range(months[-1] - YEAR + 1, months[-1] + 1)
        newest_first = sorted({*year, *(month - YEAR for month in year), *months}, reverse=True)
        scorer = self._scorer(index_id, index, [unit.id], [self._span(index, month) for month in newest_first])
        row_of = {month: row for row, month in enumerate(newest_first)}
        scores, distribution = scorer.score([UnitSpan(unit, self._span(index, month)) for month in newest_first])
        now, base = row_of[months[-1]], row_of[months[-1] - YEAR]
        interval = difference_interval(distribution.rows([now]), distribution.rows([base]), confidence)
        variances = distribution.variances()
        changes = [
            (now_value - base_value, float(variances[row_of[month]] + variances[row_of[month - YEAR]]))
            for month in year
            if (now_value := scores[row_of[month]].value) is not None
            and (base_value := scores[row_of[month - YEAR]].value) is not None
        ]
        change, remarks = _change(scores[now], scores[base], interval), self._remarks(index, None)
        first, last = (self._span(index, months[-1] - back) for back in (YEAR, 0))
        if changed := self._snapshot.tree.area_changes(unit.id, first.first, last.last):
            reason = f"{'；'.join(event.text for event in changed)}，{OTHER_AREA}"
            change = replace(change, change=None, low=None, high=None, verdict=Verdict.NOT_COMPARABLE, reason=reason)
        by_month = tuple(scores[row_of[month]] for month in months)
        trend = IndexTrend(index_id, index, tuple(months), by_month, change, remarks)
        return trend, float(variances[now] + variances[base]), changes

    def _remarks(self, index: Index, bands: Bands | None) -> tuple[str, ...]:
        return remarks_of(self._catalogue, index, bands, self._snapshot.tree.root.name)

    def _span(self, index: Index, month: int) -> AsOfSpan:
        return span_of(index, month, self._catalogue.reporting_calendar)

    def _scorer(
        self,
        index_id: str,
        index: Index,
        units: Sequence[int],
        spans: Sequence[AsOfSpan],
        peers: Sequence[UnitRef] | None = None,
    ) -> Scorer:
        kpis = self._catalogue.kpis
        measures = [measure for kpi in index.parts for measure in kpis[kpi].measures()]
        tree, window = self._snapshot.tree, Window(spans[0].first, spans[0].last)
        root = tree.root.id
        values = self._read(measures, list(dict.fromkeys([*units, root])), spans)
        flows = [kpi for kpi in index.parts if kpis[kpi].basis != "stock"]
        varying = units if peers is None else [unit.id for unit in peers]
        scope = HistoryScope(window, flows, varying, tree.area_starts(varying, window.last))
        history = DispersionHistory(self._catalogue, self._read, scope)
        return Scorer(self._catalogue, index_id, index, values, history, self._suppression, tree)


def _change(now: Score, base: Score, interval: tuple[float, float]) -> ScoreChange:
    if now.value is None or base.value is None:
        return ScoreChange(base.value, None, None, None, Verdict.NOT_COMPARABLE, now.reason or base.reason or "")
    if _counted_kpis(now) != _counted_kpis(base):
        return ScoreChange(base.value, None, None, None, Verdict.NOT_COMPARABLE, "两期能计分的指标不同")
    change = now.value - base.value
    low, high = min(interval[0], change), max(interval[1], change)
    if low > 0 or high < 0:
        verdict = Verdict.RISE if change > 0 else Verdict.FALL
        return ScoreChange(base.value, change, low, high, verdict, "超出各指标自身的波动")
    return ScoreChange(base.value, change, low, high, Verdict.UNCLEAR, WITHIN_VARIATION)


def _shrunk(change: ScoreChange, variance: float, prior: float, confidence: float) -> ScoreChange:
    """Return a change as it is shown; a verdict that the shrunk interval does not bear is taken back."""
    if change.change is None:
        return change
    shrunk = shrink(change.change, variance, prior, confidence)
    verdict, reason = change.verdict, change.reason
    if shrunk.low <= 0 <= shrunk.high:
        verdict, reason = Verdict.UNCLEAR, WITHIN_VARIATION
    return replace(
        change,
        raw=change.change,
        change=shrunk.change,
        low=shrunk.low,
        high=shrunk.high,
        verdict=verdict,
        reason=reason,
    )


def _counted_kpis(score: Score) -> set[str]:
    return {score_part.kpi for score_part in score.parts if score_part.share}

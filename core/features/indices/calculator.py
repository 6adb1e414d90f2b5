"""Indices of many units over a month, and of one unit over many months."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from core.catalogue.index_model import Bands, Index
from core.catalogue.model import Catalogue
from core.disclosure.policy import SuppressionPolicy
from core.features.indices.codes import code_of
from core.features.indices.grid import Law, difference
from core.features.indices.scores import Cell, Scorer
from core.features.indices.types import IndexTrend, ScoreChange, Score, IndexTable
from core.judgement.dispersion_history import DispersionHistory
from core.metrics.as_of_span import AsOfSpan
from core.metrics.data_snapshot import DataSnapshot
from core.metrics.measure_values import ValuesReader
from core.metrics.reporting_period import PeriodError
from core.metrics.types import UnitRef, Verdict, Window
from core.time.days import month_days, month_text, to_date
from core.time.periods import last_complete_month

SHARE = 0.05  # of the boards on which any index is said to have moved though none has


def code_index(catalogue: Catalogue, kind: str) -> str:
    """Returns the first index that gives units of a kind a code. Raises LookupError (Chinese) if there is none."""
    for name, index in catalogue.indices.items():
        if index.bands and kind in index.units:
            return name
    raise LookupError("目录里没有给这类单位定三色码的指数")


def require_complete_month(month: int, as_of: date) -> None:
    """Raises PeriodError (Chinese) if a month is not over by a day: nobody is ranked on half a month."""
    if month > last_complete_month(as_of):
        raise PeriodError(f"{month_text(month)} 还没有完整的数据（数据截至 {as_of}）：指数和榜单只按完整的月份计算")


def span_of(index: Index, month: int) -> AsOfSpan:
    """The days of an index for a month, as known at the month's own end: every month is seen at the same age."""
    last = month_days(month)[1]
    return AsOfSpan(month_days(month - index.months + 1)[0], last, last)


def remarks_of(catalogue: Catalogue, index: Index, bands: Bands | None) -> tuple[str, ...]:
    """Whose scale it is, and every bar that was set aside: to be shown wherever the index is."""
    told = [index.remark, *([bands.remark] if bands else [])]
    for kpi, decision in index.override.items():
        told.append(
            f"“{catalogue.kpis[kpi].zh}”按规定不进考核（{catalogue.kpis[kpi].barred_because}），"
            f"本局仍计入：{decision.zh_sentence}"
        )
    for kpi in index.parts:
        if (declared := catalogue.kpis.get(kpi)) is not None and declared.lifted:
            told.append(
                f"“{declared.zh}”原不进考核（{declared.barred_because}），本局解除：{declared.lifted.zh_sentence}"
            )
    return tuple(told)


class IndexCalculator:
    """Answers about indices for one state of the data."""

    def __init__(self, catalogue: Catalogue, asked: DataSnapshot, read: ValuesReader, guard: SuppressionPolicy) -> None:
        self._catalogue, self._asked, self._read, self._guard = catalogue, asked, read, guard

    def _scorer(self, index_id: str, index: Index, units: Sequence[int], spans: Sequence[AsOfSpan]) -> Scorer:
        measures = [m for kpi in index.parts for m in self._catalogue.kpis[kpi].measures()]
        values = self._read(measures, units, spans)
        flows = [kpi for kpi in index.parts if self._catalogue.kpis[kpi].basis != "stock"]
        history = DispersionHistory(self._catalogue, self._read, Window(spans[0].first, spans[0].last), flows, units)
        return Scorer(self._catalogue, index_id, index, values, history, self._guard)

    def table(
        self,
        index_id: str,
        month: int,
        units: Sequence[UnitRef],
        index: Index | None = None,
        bands: Bands | None = None,
    ) -> IndexTable:
        """An index of units that are looked at together; of an `index` with `bands` of old, if they are given."""
        declared = index or self._catalogue.indices[index_id]
        steps = bands if index else self._catalogue.bands.get(declared.bands)
        span = span_of(declared, month)
        cells = [Cell(unit, span) for unit in units]
        scores: list[Score] = []
        law: Law | None = None
        if cells:
            scores, law = self._scorer(index_id, declared, [unit.id for unit in units], [span]).score(cells)
        codes = {}
        if steps and law is not None:
            sizes = Counter(self._list_of(score.unit) for score in scores if score.value is not None)
            codes = {
                score.unit.id: code_of(score, law, row, steps, sizes[self._list_of(score.unit)])
                for row, score in enumerate(scores)
            }
        return IndexTable(
            index_id=index_id,
            index=declared,
            month=month,
            window=Window(span.first, span.last),
            as_of=to_date(span.known_by),
            data_version=self._asked.data_version,
            demo=self._asked.demo,
            units=tuple(units),
            scores={unit.id: score for unit, score in zip(units, scores, strict=True)},
            codes=codes,
            remarks=remarks_of(self._catalogue, declared, steps),
        )

    def _list_of(self, unit: UnitRef) -> int | None:
        """The list that a unit stands on: the stations' is the bureau's, the communities' their station's."""
        return unit.parent if unit.kind == "community" else None

    def trends(self, unit: UnitRef, month: int, months: int) -> list[IndexTrend]:
        """Returns every index of a unit over the months up to one."""
        indices = [name for name, index in self._catalogue.indices.items() if unit.kind in index.units]
        shown_months = range(month - months + 1, month + 1)
        return [self.line(name, unit, shown_months, len(indices)) for name in indices]

    def line(self, index_id: str, unit: UnitRef, months: Sequence[int], together: int) -> IndexTrend:
        """An index of one unit over months; `together` is how many indices are shown with it."""
        index = self._catalogue.indices[index_id]
        wanted = [*months, months[-1] - 12]
        newest_first = [months[-1], *months[:-1], months[-1] - 12]  # φ is of the first window's history
        spans = [span_of(index, month) for month in newest_first]
        scorer = self._scorer(index_id, index, [unit.id], spans)
        scores, law = scorer.score([Cell(unit, span_of(index, month)) for month in wanted])
        rows = [law.of([at]) for at in (len(months) - 1, len(months))]
        move = _move(scores[-2], scores[-1], rows[0], rows[1], 1 - SHARE / max(together, 1))
        return IndexTrend(
            index_id, index, tuple(months), tuple(scores[:-1]), move, remarks_of(self._catalogue, index, None)
        )


def _move(now: Score, base: Score, law_now: Law, law_base: Law, level: float) -> ScoreChange:
    if now.value is None or base.value is None:
        return ScoreChange(base.value, None, None, None, Verdict.NOT_COMPARABLE, now.reason or base.reason or "")
    if {part.kpi for part in now.parts if part.share} != {part.kpi for part in base.parts if part.share}:
        return ScoreChange(base.value, None, None, None, Verdict.NOT_COMPARABLE, "两期能计分的指标不同")
    change = now.value - base.value
    low, high = difference(law_now, law_base, level)
    low, high = min(low, change), max(high, change)
    if low > 0 or high < 0:
        return ScoreChange(
            base.value, change, low, high, Verdict.RISE if change > 0 else Verdict.FALL, "超出各指标自身的波动"
        )
    return ScoreChange(base.value, change, low, high, Verdict.NORMAL, "未超出各指标自身的波动")

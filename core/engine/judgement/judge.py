"""Judges a board: its changes by families of what is shown together, its standards one by one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

from core.catalogue.model import Catalogue, Kpi
from core.engine.answers import Change, ChangeKind, Figure, Judgement, StandardAnswer, Verdict, Window
from core.engine.judgement import family, standard, words
from core.engine.judgement.case import Case, Evidence, Side, weigh, weigh_together
from core.engine.judgement.dispersion import UNKNOWN, Dispersion
from core.engine.judgement.history import History, Read
from core.engine.judgement.quantiles import nearest_edge
from core.engine.period import Period

Item = tuple[str, int]  # a KPI of a unit
Key = tuple[str, int, ChangeKind]


class Figures(Protocol):
    """What a board can tell of its figures."""

    def sides(self, kpi: str, unit: int, kind: ChangeKind | None) -> list[tuple[Window, Figure, tuple[int, ...]]]:
        """The window's figure and, for a kind of change, its base's; with bins where it has any."""

    def change(self, kpi: str, unit: int, kind: ChangeKind) -> Change:
        """The raw change."""


class Judge:
    """Answers for one board. `units[0]` is the unit asked about; each family is worked out when first asked for."""

    def __init__(
        self, catalogue: Catalogue, figures: Figures, kpis: Sequence[str], units: Sequence[int],
        kinds: Sequence[ChangeKind], period: Period, read: Read,
    ) -> None:  # fmt: skip
        self._catalogue, self._figures, self._read = catalogue, figures, read
        self._kpis, self._units, self._kinds, self._window = list(kpis), list(units), list(kinds), period.window
        self._share = family.RUNNING if period.running else family.FINISHED
        self._histories: dict[tuple[Item, ...], History] = {}
        self._judged: dict[Key, Judgement] = {}

    def judgement(self, kpi: str, unit: int, kind: ChangeKind) -> Judgement:
        """The judgement of one change."""
        if (kpi, unit, kind) not in self._judged:
            self._judged.update(self._judge(self._family(kpi, unit)))
        return self._judged[kpi, unit, kind]

    def standard(self, kpi: str, unit: int) -> StandardAnswer:
        """Whether the standard is met."""
        declared = self._catalogue.kpis[kpi]
        side = Side(*self._figures.sides(kpi, unit, None)[0])
        if declared.basis == "stock" or side.figure.value is None:
            return standard.answer(declared, side, (), None)
        return standard.answer(declared, side, self._edges(declared), self._spread(kpi, unit, (side, side)))

    def _family(self, kpi: str, unit: int) -> list[Item]:
        """What is shown together: the KPIs of the unit asked about; or the units below, by one KPI."""
        if unit == self._units[0]:
            return [(one, unit) for one in self._kpis]
        return [(kpi, one) for one in self._units[1:]]

    def _judge(self, items: list[Item]) -> dict[Key, Judgement]:
        cases = [[self._case(kpi, unit, kind) for kind in self._kinds] for kpi, unit in items]
        weighed = [[weigh(case) if case.tried else None for case in row] for row in cases]
        p = [[one.p if one else math.nan for one in row] for row in weighed]
        least = [[one.least if one else math.nan for one in row] for row in weighed]
        both = [weigh_together(row[0], row[1]) if len(row) > 1 else math.nan for row in cases]
        stands = family.stands(p, both, least, self._share)
        return {
            (kpi, unit, kind): _judgement(case, kind, evidence, bool(stood))
            for (kpi, unit), row, seen, flags in zip(items, cases, weighed, stands, strict=True)
            for kind, case, evidence, stood in zip(self._kinds, row, seen, flags, strict=True)
        }

    def _case(self, kpi: str, unit: int, kind: ChangeKind) -> Case:
        declared = self._catalogue.kpis[kpi]
        now, base = (Side(*side) for side in self._figures.sides(kpi, unit, kind))
        change = self._figures.change(kpi, unit, kind)
        barrier = change.note or ""
        if None in (now.figure.value, base.figure.value) or (declared.kind == "percentile" and not base.figure.value):
            barrier = change.reason or ""
        known = not barrier and declared.basis != "stock"
        spread = self._spread(kpi, unit, (now, base)) if known else UNKNOWN
        smallest = self._catalogue.smallest_change(declared)
        return Case(declared, now, base, change, smallest, spread, self._edges(declared), barrier)

    def _edges(self, kpi: Kpi) -> tuple[int, ...]:
        bins = self._catalogue.measures[kpi.numerator].bins
        return tuple(bins.edges) if bins else ()

    def _spread(self, kpi: str, unit: int, sides: tuple[Side, Side]) -> Dispersion:
        items = tuple(self._family(kpi, unit))
        if items not in self._histories:
            kpis, units = dict.fromkeys(one for one, _ in items), dict.fromkeys(one for _, one in items)
            flows = [one for one in kpis if self._catalogue.kpis[one].basis != "stock"]
            self._histories[items] = History(self._catalogue, self._read, self._window, flows, list(units))
        declared = self._catalogue.kpis[kpi]
        edge = None
        if declared.quantile is not None:
            edge = nearest_edge(sides[0].bins, sides[1].bins, declared.quantile)
        return self._histories[items].spread(kpi, unit, edge)


def _judgement(case: Case, kind: ChangeKind, evidence: Evidence | None, stood: bool) -> Judgement:
    verdict = _verdict(case, evidence, stood)
    reason = words.reason_of(case, verdict, evidence)
    ends = None
    if evidence is not None and case.moved is not None and not math.isinf(case.moved):
        ends = evidence.low, evidence.high
    return Judgement(
        verdict=verdict,
        n0=case.base.figure.numerator,
        n1=case.now.figure.numerator,
        low=None if ends is None else ends[0],
        high=None if ends is None or math.isinf(ends[1]) else ends[1],
        phi=None if evidence is None else float(case.spread.phi),
        tone=words.tone(case.kpi, verdict),
        reason=reason,
        sentence=words.sentence_of(case, kind, verdict, reason, ends),
    )


def _verdict(case: Case, evidence: Evidence | None, stood: bool) -> Verdict:
    """A change stands by the family, by its own 95% interval, and by its size."""
    moved = case.moved
    if case.barrier or moved is None:
        return "不可比"
    sure = evidence is None or (stood and (evidence.low > 0 or evidence.high < 0))
    if sure and moved and abs(moved) >= case.smallest:
        return "确有上升" if moved > 0 else "确有下降"
    return "基数过小" if evidence is not None and evidence.too_small else "属正常波动"

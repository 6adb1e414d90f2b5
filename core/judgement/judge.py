"""Judges a board: its changes by families of what is shown together, its standards one by one."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from functools import partial
from typing import Protocol

import numpy as np

from core.catalogue.model import Catalogue, Kpi
from core.judgement import family, standard, words
from core.judgement.case import Case, Evidence, Side, weigh, weigh_together
from core.judgement.columns import Column
from core.judgement.counts import LEVEL
from core.judgement.dispersion import UNKNOWN, Dispersion
from core.judgement.festive import across, beside
from core.judgement.history import History, Read
from core.judgement.quantiles import nearest_edge
from core.judgement.search import Tried, exact_ends, rows_of, try_rows
from core.metrics.reporting_period import Period, touches_spring_unevenly
from core.metrics.result_cache import CacheEntry, ResultCache, get_or_compute
from core.metrics.types import Change, ChangeKind, Figure, Judgement, StandardAnswer, StandardStatus, Verdict, Window

SEARCHED = 0.5  # the part of a family's share that the search through all stations has
PLAIN: ChangeKind = "yoy"
ALIGNED: ChangeKind = "lunar"
BEFORE: tuple[ChangeKind, ...] = ("mom", "month")
STATIONS = slice(1, None)
Item = tuple[str, int]  # a KPI of a unit
Key = tuple[str, int, ChangeKind]


class Figures(Protocol):
    """What a board can tell of its figures."""

    def sides(self, kpi: str, unit: int, kind: ChangeKind | None) -> list[tuple[Window, Figure, tuple[int, ...]]]:
        """The window's figure and, for a kind of change, its base's; with bins where it has any."""

    def columns(self, kpi: str, kind: ChangeKind | None) -> list[Column] | None:
        """The same of all the units as arrays; None where they cannot be had at once."""

    def change(self, kpi: str, unit: int, kind: ChangeKind) -> Change:
        """The raw change."""

    def drawer(self, kpi: str) -> CacheEntry:
        """What has been made of a KPI's figures; another one where they are other ones."""

    def spans(self, kind: ChangeKind) -> object:
        """What a kind of change compares; equal for two kinds that compare the same."""


class Judge:
    """Answers for one board. `units[0]` is the unit asked about; each family is worked out when first asked for."""

    def __init__(
        self, catalogue: Catalogue, figures: Figures, kpis: Sequence[str], units: Sequence[int],
        kinds: Sequence[ChangeKind], period: Period, read: Read, boards: int = 1,
        memory: ResultCache | None = None,
    ) -> None:  # fmt: skip
        """`boards` is how many boards are shown in turn: each search has its part of the search's share."""
        self._catalogue, self._figures, self._read = catalogue, figures, read
        self._kpis, self._units, self._window = list(kpis), list(units), period.window
        self._like = _alike(figures, kinds)
        self._kinds = list(dict.fromkeys(self._like.values()))
        self._questions = _questions(self._kinds)
        self._share = family.RUNNING if period.is_running else family.FINISHED
        self._search_share = self._share * SEARCHED / boards
        self._months: History | None = None
        self._drawers: dict[str, CacheEntry] = {}
        self._stood: dict[Key, bool] = {}
        self._found: set[Key] | None = None
        self._memory = memory or ResultCache()
        asked = self._window, tuple(self._units), tuple(self._kinds), tuple(self._kpis)
        self._asked = self._memory.interner.intern(*asked)

    def judgement(self, kpi: str, unit: int, kind: ChangeKind) -> Judgement:
        """The judgement of one change, in the family of what is shown with it."""
        key = (kpi, unit, self._like[kind])
        if key not in self._stood:
            self._stood.update(self._stand(self._family(kpi, unit), self._share))
        return self._judgement(key, kind, self._stood)

    def searched(self, kpi: str, unit: int, kind: ChangeKind) -> Judgement:
        """The judgement of one change of a station in the search (see `worse`)."""
        return self._judged_in_search((kpi, unit, self._like[kind]), kind)

    def worse(self) -> list[Key]:
        """The stations' changes for the worse that stand where all stations are searched by all KPIs, as one family.

        What has no better or worse is not searched. What is counted at a moment is left out, too: at a station one
        officer moves a share by whole points, and of work in hand a station has little.
        """
        return [key for key in self._search() if self._judged_in_search(key, key[2]).tone == "worse"]

    def _judged_in_search(self, key: Key, kind: ChangeKind) -> Judgement:
        """Only what is looked at is made into cases and words."""
        self._weigh([key[:2]])
        found = self._search()
        return self._judgement(key, kind, {(*key[:2], one): (*key[:2], one) in found for one in self._kinds})

    def _search(self) -> set[Key]:
        """What stands among all the stations by all the KPIs."""
        if self._found is None:
            declared = [(kpi, self._catalogue.kpis[kpi]) for kpi in self._kpis]
            kpis = [kpi for kpi, one in declared if one.basis != "stock" and one.direction != "none"]
            self._found = set()
            for kinds in self._questions if kpis and self._units[1:] else []:
                tried = self._try_stations(kpis, kinds)
                p, least, both = (np.concatenate(part) for part in zip(*tried, strict=True))
                for place, at in np.argwhere(family.stands(p, least=least, together=both, share=self._search_share)):
                    kpi, unit = divmod(int(place), len(self._units) - 1)
                    self._found.add((kpis[kpi], self._units[1 + unit], kinds[at]))
        return self._found

    def _try_stations(self, kpis: list[str], kinds: list[ChangeKind]) -> list[Tried]:
        """All the stations by each KPI: as arrays where that can be, otherwise case by case."""
        return [
            get_or_compute(self._drawer(kpi), ("tried", *kinds), partial(self._try_rows, kpi, kinds))
            or self._try_items(self._items(kpi), kinds)
            for kpi in kpis
        ]

    def _try_rows(self, kpi: str, kinds: list[ChangeKind]) -> Tried | None:
        columns = [self._figures.columns(kpi, kind) for kind in kinds]
        if None in columns:
            return None
        pairs = [(one[0], one[1]) for one in columns if one]
        rows = rows_of(kpi, self._catalogue.kpis[kpi], pairs, self._history())
        found = try_rows(rows, self._memory, (kpi, self._asked, *kinds))
        return Tried(*(part[STATIONS] for part in found))

    def _items(self, kpi: str) -> list[Item]:
        return [(kpi, unit) for unit in self._units[1:]]

    def _drawer(self, kpi: str) -> CacheEntry:
        """What has been judged of a KPI; what the last data version has left, where nothing of it has changed."""
        if kpi not in self._drawers:
            inputs = [self._figures.drawer(kpi)]
            if self._catalogue.kpis[kpi].basis != "stock":
                inputs.append(self._history().drawer(kpi))
            self._drawers[kpi] = self._memory.entry(("judged", kpi, self._asked), inputs)
        return self._drawers[kpi]

    def _of(self, key: Key) -> tuple[Case, Evidence | None]:
        found: list[tuple[Case, Evidence | None]] = self._drawer(key[0])["weighed", key[1]]
        return found[self._kinds.index(key[2])]

    def _judgement(self, key: Key, kind: ChangeKind, stood: dict[Key, bool]) -> Judgement:
        stands = tuple(stood.get((*key[:2], one)) for one in self._kinds)
        return get_or_compute(
            self._drawer(key[0]), ("judgement", key[1], kind, stands), lambda: self._judged(key, kind, stood)
        )

    def _judged(self, key: Key, kind: ChangeKind, stood: dict[Key, bool]) -> Judgement:
        case = self._of(key)[0]
        found = _judgement(*self._of(key), kind, stood[key])
        aligned = (*key[:2], ALIGNED)
        if case.kpi.basis == "stock":  # a moment has no festival days
            return found
        if kind == PLAIN and aligned in stood:
            return beside(found, _judgement(*self._of(aligned), ALIGNED, stood[aligned]))
        spring = self._catalogue.spring
        near = kind in BEFORE and touches_spring_unevenly(
            case.now.window, case.base.window, spring.before, spring.after
        )
        return across(found) if near else found

    def missed(self, items: Collection[Item]) -> list[Item]:
        """The standards not met where all of them are asked at once: together they err at most as often as the search.

        Of what is counted in full there is no doubt.
        """
        sampled = sum(self._catalogue.kpis[kpi].basis != "stock" for kpi, _ in items)
        level = 1 - self._search_share / max(sampled, 1)
        missed = {
            kpi: get_or_compute(self._drawer(kpi), ("missing", level), partial(self._stations_missing, kpi, level))
            for kpi in dict.fromkeys(kpi for kpi, _ in items)
        }

        def missing(kpi: str, unit: int) -> bool:
            known = missed[kpi] if unit != self._units[0] else None
            return self.standard(kpi, unit, level).status is StandardStatus.MISSED if known is None else unit in known

        return [item for item in items if missing(*item)]

    def _stations_missing(self, kpi: str, level: float) -> set[int] | None:
        """The stations that miss the standard, where they can be asked at once: it is a rate of what happened."""
        declared = self._catalogue.kpis[kpi]
        columns = self._figures.columns(kpi, None)
        if declared.kind != "rate" or declared.basis == "stock" or columns is None or not self._units[1:]:
            return None
        spread = self._history().spreads(kpi)
        ends = exact_ends(columns[0], declared, spread, level, self._memory, (kpi, self._asked))
        assert declared.standard is not None  # asked only of KPIs that have one
        return {
            unit
            for unit, low, high in zip(self._units, *(end.tolist() for end in ends), strict=True)
            if low == low and standard.status_of(declared.standard, low, high) is StandardStatus.MISSED
        }

    def standard(self, kpi: str, unit: int, level: float = LEVEL) -> StandardAnswer:
        """Whether the standard is met, by an interval of this level."""
        return get_or_compute(self._drawer(kpi), ("standard", unit, level), lambda: self._standard(kpi, unit, level))

    def _standard(self, kpi: str, unit: int, level: float) -> StandardAnswer:
        declared = self._catalogue.kpis[kpi]
        side = Side(*self._figures.sides(kpi, unit, None)[0])
        if declared.basis == "stock" or side.figure.value is None:
            return standard.answer(declared, side, (), None, level)
        return standard.answer(declared, side, self._edges(declared), self._spread(kpi, unit, (side, side)), level)

    def interval(self, kpi: str, unit: int) -> tuple[float, float] | None:
        """The figure's own interval of 95%; None of what is counted in full, and where there is no figure."""
        return get_or_compute(self._drawer(kpi), ("interval", unit), lambda: self._interval(kpi, unit))

    def _interval(self, kpi: str, unit: int) -> tuple[float, float] | None:
        declared = self._catalogue.kpis[kpi]
        side = Side(*self._figures.sides(kpi, unit, None)[0])
        if declared.basis == "stock" or side.figure.value is None:
            return None
        return standard.interval(declared, side, self._edges(declared), self._spread(kpi, unit, (side, side)), LEVEL)

    def _family(self, kpi: str, unit: int) -> list[Item]:
        """What is shown together: the KPIs of the unit asked about; or the units below, by one KPI."""
        if unit == self._units[0]:
            return [(one, unit) for one in self._kpis]
        return self._items(kpi)

    def _stand(self, items: list[Item], share: float) -> dict[Key, bool]:
        """Which changes of a family stand."""
        stood: dict[Key, bool] = {}
        for kinds in self._questions:
            tried = self._try_items(items, kinds)
            stands = family.stands(tried.p, tried.both, tried.least, share).tolist()
            for item, flags in zip(items, stands, strict=True):
                stood.update({(*item, kind): flag for kind, flag in zip(kinds, flags, strict=True)})
        return stood

    def _try_items(self, items: list[Item], kinds: list[ChangeKind]) -> Tried:
        """The tests of some items, each comparison a case."""
        self._weigh(items)
        rows = [[self._of((*item, kind)) for kind in kinds] for item in items]
        p = [[one.p if one else math.nan for _, one in row] for row in rows]
        least = [[one.least if one else math.nan for _, one in row] for row in rows]
        both = [math.nan] * len(rows)
        if len(kinds) > 1:
            both = self._weigh_together(items, kinds)
        return Tried(*(np.array(part, float) for part in (p, least, both)))

    def _weigh_together(self, items: list[Item], kinds: list[ChangeKind]) -> list[float]:
        """The p of each item against the first two bases at once."""
        name = ("together", *kinds[:2])
        new = [item for item in items if (name, item[1]) not in self._drawer(item[0])]
        pairs = [tuple(self._of((*item, kind))[0] for kind in kinds[:2]) for item in new]
        for (kpi, unit), p in zip(new, weigh_together([(one, two) for one, two in pairs]), strict=True):
            self._drawer(kpi)[name, unit] = p
        return [self._drawer(kpi)[name, unit] for kpi, unit in items]

    def _weigh(self, items: list[Item]) -> None:
        """Each comparison taken alone, of those items that have not been asked for yet."""
        items = [(kpi, unit) for kpi, unit in items if ("weighed", unit) not in self._drawer(kpi)]
        cases = [self._case(kpi, unit, kind) for kpi, unit in items for kind in self._kinds]
        evidence = iter(weigh([case for case in cases if case.tried]))
        pairs = [(case, next(evidence) if case.tried else None) for case in cases]
        for place, (kpi, unit) in enumerate(items):
            self._drawer(kpi)["weighed", unit] = pairs[place * len(self._kinds) : (place + 1) * len(self._kinds)]

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
        declared = self._catalogue.kpis[kpi]
        edge = None
        if declared.quantile is not None:
            edge = nearest_edge(sides[0].bins, sides[1].bins, declared.quantile)
        return self._history().spread(kpi, unit, edge)

    def _history(self) -> History:
        """The months behind, read when something is judged."""
        if self._months is None:
            flows = [one for one in self._kpis if self._catalogue.kpis[one].basis != "stock"]
            self._months = History(self._catalogue, self._read, self._window, flows, self._units, self._memory)
        return self._months


def _alike(figures: Figures, kinds: Sequence[ChangeKind]) -> dict[ChangeKind, ChangeKind]:
    """By kind, the first kind that compares the same days: the 环比 of a whole year is its 同比, one question."""
    first: dict[object, ChangeKind] = {}
    return {kind: first.setdefault(figures.spans(kind), kind) for kind in kinds}


def _questions(kinds: list[ChangeKind]) -> list[list[ChangeKind]]:
    """The comparisons that are one question of an item; near the lunar new year the plain 同比 is one by itself.

    It sets festival days against ordinary ones, and would let an item pass in which nothing has changed.
    """
    if ALIGNED not in kinds:
        return [kinds]
    return [[ALIGNED, *(kind for kind in kinds if kind not in (PLAIN, ALIGNED))], [PLAIN]]


def _judgement(case: Case, evidence: Evidence | None, kind: ChangeKind, stood: bool) -> Judgement:
    verdict = _verdict(case, evidence, stood)
    reason = words.reason_of(case, verdict, evidence)
    ends = None
    if evidence is not None and case.moved is not None and not math.isinf(case.moved):
        ends = evidence.low, evidence.high
    return Judgement(
        verdict=verdict,
        n0=case.base.figure.numerator,
        n1=case.now.figure.numerator,
        v0=case.base.figure.value,
        v1=case.now.figure.value,
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
        return Verdict.NOT_COMPARABLE
    sure = evidence is None or (stood and (evidence.low > 0 or evidence.high < 0))
    if sure and moved and abs(moved) >= case.smallest:
        return Verdict.RISE if moved > 0 else Verdict.FALL
    return Verdict.TOO_FEW if evidence is not None and evidence.too_small else Verdict.NORMAL

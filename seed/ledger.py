"""Ledger rows (统计报表) of the measures that come from reports alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from core.catalogue.measure_model import Measure
from core.time.days import day_number, month_days, month_number, to_date
from seed import ledger_profile as shapes
from seed.bureau import Plan
from seed.calibration import YEAR
from seed.ledger_profile import PROFILE
from seed.place import Place, Unit
from seed.stories.story import Story
from seed.streams import Floats, Ints, count, sigmoid, stream

YEARS_TO_COME_NEAR = 1.6  # assumed, because works are built up over a few years and slow down
STATIONS_OF_A_LEVEL = 18  # the bureau that PROFILE's "bureau" levels speak of


class DraftRow(NamedTuple):
    """A figure of a unit (index into Place.units) over the days first to last."""

    unit: int
    measure: str
    first: int
    last: int
    value: int
    source: str


def late_source(plan: Plan, story: Story) -> str:
    """The source of reports that a story keeps back."""
    sources = sorted({source for source, _ in PROFILE.values()})
    return sources[int(stream(plan.seed, story.stream, 0).integers(len(sources)))]


def kept_back(plan: Plan) -> dict[str, int]:
    """By source of reports that has not come by as_of: the first day that is missing."""
    as_of = day_number(plan.as_of)
    going = [story for story in plan.stories if story.kind == "late_source" and story.first <= as_of <= story.last]
    return {late_source(plan, story): story.first for story in sorted(going, key=lambda story: -story.first)}


def first_open_month(plan: Plan) -> int:
    """The month from which reports may still change as time runs on: the running one, or that of what is kept back."""
    return min([plan.months[-1], *(month_number(to_date(first)) for first in kept_back(plan).values())])


def ledger_rows(plan: Plan, measures: Mapping[str, Measure], since: int | None = None) -> list[DraftRow]:
    """All rows as known at as_of: whole months, and the running one up to as_of. With `since`, from that month on.

    A source that is kept back stands as it did on the day before that began.
    """
    as_of, missing = day_number(plan.as_of), kept_back(plan)
    rows: list[DraftRow] = []
    for name, (source, _) in PROFILE.items():
        measure = measures.get(name)
        if measure is None or measure.fact is not None:
            continue
        last_known = missing.get(source, as_of + 1) - 1
        months = range(since or plan.months[0], month_number(to_date(last_known)) + 1)
        spans = [(first, min(last, last_known)) for first, last in map(month_days, months)]
        stock = measure.kind == "stock"
        for unit in _reporters(plan.place, measure) if spans else ():
            values = _Drawer(plan, unit, months, last_known).values(name)
            for (first, last), value in zip(spans, values.tolist(), strict=True):
                rows.append(DraftRow(unit.index, name, last if stock else first, last, value, source))
    return rows


def _reporters(place: Place, measure: Measure) -> list[Unit]:
    """The lowest units that report a measure: what is above them is their sum, and reports nothing of its own."""
    kinds = [unit for unit in place.units if unit.kind in measure.reported_by]
    above: set[int] = set()
    for unit in kinds:
        parent = unit.parent
        while parent is not None:
            above.add(parent)
            parent = place.units[parent].parent
    return [unit for unit in kinds if unit.index not in above]


def superseded(before: list[DraftRow], after: list[DraftRow]) -> list[DraftRow]:
    """The rows in whose place a later day brings others: those of a month that was still running."""
    standing = {row[:4] for row in after}
    return [row for row in before if row[:4] not in standing]


class _Drawer:
    """The values of measures of one unit, by month; in the last month up to the day that is known."""

    def __init__(self, plan: Plan, unit: Unit, months: range, last_known: int) -> None:
        self.plan, self.unit, self.months, self.known = plan, unit, months, last_known
        ends = [min(month_days(month)[1], last_known) for month in months]
        self.years = (np.array(ends) - day_number(plan.start)) / YEAR

    def values(self, name: str) -> Ints:
        """The values of a measure."""
        shape = PROFILE[name][1]
        if isinstance(shape, shapes.Flow | shapes.Due | shapes.FlowPart):
            flow = self._flow(name)
            first, last = month_days(self.months[-1])
            # Of a running month, as much as its days allow: a part stays within its whole.
            flow[-1] = flow[-1] * (min(last, self.known) - first + 1) // (last - first + 1)
            return flow
        return self._stock(name, shape)

    def _rng(self, name: str, month: int = 0) -> np.random.Generator:
        return stream(self.plan.seed, f"ledger {name}", self.unit.index, month)

    def _level(self, by: Mapping[str, float], fixed: bool = False) -> float:
        if self.unit.kind == "bureau":
            return by["bureau"] * (1 if fixed else len(self.plan.profiles) / STATIONS_OF_A_LEVEL)
        return by[self._setting()]

    def _setting(self) -> str:
        unit = self.unit
        while unit.setting is None and unit.parent is not None:
            unit = self.plan.place.units[unit.parent]
        return unit.setting or "town"

    def _share(self, name: str, first: float, last: float, differs: float) -> Floats:
        share = last + (first - last) * np.exp(-self.years / YEARS_TO_COME_NEAR)
        z = float(self._rng(name).standard_normal())
        return sigmoid(np.log(share / (1 - share)) + differs * z)

    def _stock(self, name: str, shape: shapes.Shape) -> Ints:
        match shape:
            case shapes.Level():
                z, u = self._rng(name).standard_normal(), self._rng(name + " round").random()
                level = self._level(shape.base, shape.fixed) * np.exp(shape.differs * z + shape.grows * self.years)
                return np.floor(level + u * (shape.differs > 0)).astype(np.int64)
            case shapes.ShareOf():
                total = np.full(len(self.years), shape.of) if isinstance(shape.of, int) else self.values(shape.of)
                share = self._share(name, shape.first, shape.last, shape.differs)
                return np.minimum(total, np.floor(total * share + self._luck(name))).astype(np.int64)
            case shapes.Next():
                before = PROFILE[shape.after][1]
                if not isinstance(before, shapes.ShareOf):
                    raise TypeError(f"{name}: {shape.after} is no part")
                share = self._share(shape.after, before.first, before.last, before.differs)
                reached = np.floor(share + self._luck(shape.after))
                return (np.floor(share + shape.share + self._luck(shape.after)) - reached).astype(np.int64)
            case shapes.RemainderOf():
                return self.values(shape.of) - sum(map(self.values, shape.less))
            case shapes.Total():
                return np.asarray(np.sum([self.values(part_name) for part_name in shape.terms], axis=0), np.int64)
            case shapes.Counted():
                return np.full(len(self.years), self._counted(shape.kind), dtype=np.int64)
        raise TypeError(f"{name}: not a stock")

    def _luck(self, name: str) -> float:
        return float(self._rng(name + " luck").random())

    def _counted(self, kind: str) -> int:
        below = self.plan.place.communities[self.unit.index]
        villages = [unit for unit in below if unit.name.endswith("村")]
        return {"station": 1, "communities": len(below), "villages": len(villages)}[kind]

    def _flow(self, name: str) -> Ints:
        shape, months = PROFILE[name][1], list(self.months)
        if isinstance(shape, shapes.Due):
            return np.full(len(months), shape.number, dtype=np.int64)
        passed = (
            np.array(months) - self.plan.months[0]
        ) / 12  # by whole months, so that a running month draws as it will end
        if isinstance(shape, shapes.Flow):
            means = self._level(shape.mean) * np.exp(shape.grows * passed)
            drawn = [count(self._rng(name, m), mean, shape.shape) for m, mean in zip(months, means, strict=True)]
            return np.array(drawn, dtype=np.int64)
        if not isinstance(shape, shapes.FlowPart):
            raise TypeError(f"{name}: not a flow")
        total = self._flow(shape.of)
        share = shape.last + (shape.first - shape.last) * np.exp(-passed / YEARS_TO_COME_NEAR)
        p = sigmoid(np.log(share / (1 - share)) + shape.differs * float(self._rng(name).standard_normal()))
        drawn = [self._rng(name, m).binomial(n, q) for m, n, q in zip(months, total.tolist(), p, strict=True)]
        return np.array(drawn, dtype=np.int64)

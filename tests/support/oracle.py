"""A slow, obvious reading of raw records: what every KPI must come to.

It shares nothing with the engine but the catalogue's declarations: no SQL, no cube, no spans. Days are
datetime dates; a record is a plain dict with its times as datetimes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

from core.catalogue.kpi_model import Kpi
from core.catalogue.measure_model import Condition, Measure
from core.catalogue.model import Catalogue

Record = dict[str, Any]
FLOOR = date(2022, 1, 1)  # no coverage in a random world begins before

T = TypeVar("T")


class Turn(NamedTuple):
    """A change of a unit from a day on: what was done, and with which other unit."""

    unit: int
    day: date
    act: str
    other: int | None = None


@dataclass
class World:
    """Records by kind, the parent of each unit, its kind, and the days on which a unit's records are complete.

    `turns` are the changes of units, and `began` the first day of each that did not always exist.
    """

    catalogue: Catalogue
    records: dict[str, list[Record]]
    parent: dict[int, int | None]
    kind: dict[int, str]
    covered: dict[tuple[str, int], list[tuple[date, date]]]
    turns: list[Turn] = field(default_factory=list)
    began: dict[int, date] = field(default_factory=dict)
    lines: dict[Any, Any] = field(default_factory=dict, repr=False)
    memo: dict[tuple[Any, ...], bool] = field(default_factory=dict, repr=False)
    windows: dict[tuple[Any, ...], bool] = field(default_factory=dict, repr=False)
    last_days: dict[tuple[Any, ...], date | None] = field(default_factory=dict, repr=False)

    def end(self, unit: int) -> Turn | None:
        """What ended a unit: a closing, a merging into another, or a split of which it is no part."""
        own = [turn for turn in self.turns if turn.unit == unit and turn.act in ("close", "merge", "split")]
        stays = {(turn.act, turn.day) for turn in own if turn.other == unit}
        return next((turn for turn in own if (turn.act, turn.day) not in stays), None)

    def exists(self, unit: int, day: date) -> bool:
        """Tell whether there was such a unit on a day."""
        end = self.end(unit)
        return self.began.get(unit, date.min) <= day and (end is None or day < end.day)

    def heirs(self, unit: int) -> list[int]:
        """The new unit that a unit was merged into, the one that this was merged into, and so on."""
        end = self.end(unit)
        if end is None or end.act != "merge" or end.other is None or self.began.get(end.other) != end.day:
            return []
        return [end.other, *self.heirs(end.other)]

    def speaks(self, unit: int, day: date) -> bool:
        """Tell whether a unit's figures speak of a day: it existed, or those did that became it."""
        return self._once(("speaks", unit, self._turned(day)), lambda: self._speaks(unit, day))

    def _speaks(self, unit: int, day: date) -> bool:
        before = [other for other in self.parent if unit in self.heirs(other)[:1]]
        return self.exists(unit, day) or any(self.speaks(other, day) for other in before)

    def parent_on(self, unit: int, day: date) -> int | None:
        """The unit right above on a day; above what is left of a merged unit is the one that it became."""
        end, parent = self.end(unit), self.parent[unit]
        if end is not None and end.act == "merge" and end.day <= day:
            return end.other
        moves = [turn for turn in self.turns if turn.unit == unit and turn.act == "move" and turn.day <= day]
        return max(moves, key=lambda turn: turn.day).other if moves else parent

    def above(self, unit: int, day: date) -> list[int]:
        """The unit and all above it on a day, and those that these became later."""
        return self._once(("above", unit, self._turned(day)), lambda: self._above(unit, day))

    def _once(self, key: Any, compute: Callable[[], T]) -> T:
        """What was computed before: between two days on which anything turned, all days are alike."""
        if key not in self.lines:
            self.lines[key] = compute()
        answer: T = self.lines[key]
        return answer

    def _turned(self, day: date) -> int:
        if day not in self.lines:
            self.lines[day] = sum(
                turned <= day for turned in (*(turn.day for turn in self.turns), *self.began.values())
            )
        return int(self.lines[day])

    def _above(self, unit: int, day: date) -> list[int]:
        end, parent = self.end(unit), self.parent_on(unit, day)
        is_merged = end is not None and end.act == "merge" and end.day <= day
        own = [] if is_merged else [unit, *self.heirs(unit)]
        return own if parent is None else [*own, *self.above(parent, day)]

    def children(self, unit: int, day: date) -> list[int]:
        """The units right below on a day; of one that was not yet, those that became it."""
        return self._once(("children", unit, self._turned(day)), lambda: self._children(unit, day))

    def _children(self, unit: int, day: date) -> list[int]:
        right = [child for child in self.parent if self.parent_on(child, day) == unit and self.exists(child, day)]
        became = [child for child in self.parent if unit in self.heirs(child)[:1] and self.speaks(child, day)]
        return [*right, *(child for child in became if child not in right)]

    def reports(self, unit: int, kinds: list[str]) -> bool:
        """Tell whether a unit, or one that ever was below it, is of one of some kinds."""
        return self._once(("reports", unit, tuple(kinds)), lambda: self._reports(unit, kinds))

    def _reports(self, unit: int, kinds: list[str]) -> bool:
        turning = [*(turn.day for turn in self.turns), *self.began.values()]
        days = [date.min, *turning, *(day - timedelta(days=1) for day in turning)]
        below = {child for day in days for child in self.children(unit, day)}
        return self.kind[unit] in kinds or any(self.reports(child, kinds) for child in below)

    def known_throughout(self, measure: Measure, unit: int, first: date, last: date) -> bool:
        """Tell whether the unit's records of every day from first to last are complete."""
        key = (str(measure.fact), tuple(measure.reported_by), unit, first, last)
        if key not in self.windows:
            days = [day for day in days_between(first, last) if self.speaks(unit, day)]
            self.windows[key] = bool(days) and all(self.known(measure, unit, day) for day in days)
        return self.windows[key]

    def last_known_day(self, measure: Measure, unit: int, day: date) -> date | None:
        """The last complete day up to a day; None if there is none."""
        key = (str(measure.fact), tuple(measure.reported_by), unit, day)
        if key not in self.last_days:
            days = (day - timedelta(days=n) for n in range((day - FLOOR).days + 1))
            self.last_days[key] = next((d for d in days if self.known(measure, unit, d)), None)
        return self.last_days[key]

    def outcomes_until(self, measure: Measure, unit: int, day: date) -> date:
        """The last day up to a day by which the outcomes of the unit's records are known.

        What a unit that is no more left open is brought by those after it, so that its parent's days count.
        """
        last = self.last_known_day(measure, unit, day)
        end = self.end(unit)
        if end is not None and last == end.day - timedelta(days=1):
            parent = self.parent_on(unit, last)
            above = last if parent is None else self.outcomes_until(measure, parent, day)
            return max(last, above)
        return last or day

    def known(self, measure: Measure, unit: int, day: date) -> bool:
        """Tell whether the unit's records of that day are complete."""
        key = (str(measure.fact), tuple(measure.reported_by), unit, day)
        if key not in self.memo:
            self.memo[key] = self._known(measure, unit, day)
        return self.memo[key]

    def _known(self, measure: Measure, unit: int, day: date) -> bool:
        kind, lines = str(measure.fact), self._lines(unit, day) if self.exists(unit, day) else []
        if any(a <= day <= b for line in lines for a, b in self.covered.get((kind, line), [])):
            return True
        reporting = [
            child
            for child in self.children(unit, day)
            if unit in self.heirs(child)[:1] or self.reports(child, measure.reported_by)
        ]
        return bool(reporting) and all(self.known(measure, child, day) for child in reporting)

    def _lines(self, unit: int, day: date) -> list[int]:
        """The unit and all above it that existed on a day."""
        return [line for line in self.above(unit, day) if self.exists(line, day)]


def day_of(value: datetime | date | None) -> date | None:
    """The date of a time or of a day."""
    return value.date() if isinstance(value, datetime) else value


def days_between(first: date, last: date) -> list[date]:
    """Every date from first to last."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@dataclass(frozen=True)
class NaiveCalendar:
    """The days of a bureau's months and years, found by walking; `year` is a month and a day, or None."""

    month: int = 1
    year: tuple[int, int] | None = None

    def days(self, text: str, as_of: date) -> tuple[date, date]:
        """The first and last day of 2024, 2024-02, 2024Q1, ytd, qtd or mtd."""
        belongs = self._belonging(text, as_of)
        around = days_between(as_of - timedelta(days=900), as_of + timedelta(days=400))
        inside = [day for day in around if belongs(day)]
        return inside[0], inside[-1]

    def _belonging(self, text: str, as_of: date) -> Callable[[date], bool]:
        if text == "ytd" or len(text) == 4:
            year = int(text) if text != "ytd" else year_named(self, as_of)
            return lambda day: year_named(self, day) == year
        if "-" in text or text == "mtd":
            month = (int(text[:4]), int(text[5:])) if "-" in text else month_named(self, as_of)
            return lambda day: month_named(self, day) == month
        year, quarter = (int(text[:4]), int(text[-1])) if "Q" in text else quarter_of(month_named(self, as_of))
        return lambda day: quarter_of(month_named(self, day)) == (year, quarter)


def quarter_of(month: tuple[int, int]) -> tuple[int, int]:
    """The year and quarter of a year and month."""
    return month[0], (month[1] - 1) // 3 + 1


@cache
def month_named(calendar: NaiveCalendar, day: date) -> tuple[int, int]:
    """The year and month after which the month of a day is named: those of its middle."""
    middle = _middle(day, lambda d: d.day == calendar.month)
    return middle.year, middle.month


@cache
def year_named(calendar: NaiveCalendar, day: date) -> int:
    """The year after which the year of a day is named: that of its middle, or of its twelve months."""
    if calendar.year is None:
        return month_named(calendar, day)[0]
    return _middle(day, lambda d: (d.month, d.day) == calendar.year).year


def _middle(day: date, begins: Callable[[date], bool]) -> date:
    """The middle of the stretch in which a day lies, of those that begin on some days."""
    first = day
    while not begins(first):
        first -= timedelta(days=1)
    last = day
    while not begins(last + timedelta(days=1)):
        last += timedelta(days=1)
    return first + (last - first) // 2


def _satisfies(value: Any, test: Condition) -> bool:
    if test.null is not None and (value is None) != test.null:
        return False
    checks: list[tuple[Any, Callable[[], bool]]] = [
        (test.eq, lambda: bool(value == test.eq)),
        (test.not_, lambda: bool(value != test.not_)),
        (test.any, lambda: value in (test.any or [])),
        (test.none, lambda: value not in (test.none or [])),
        (test.le, lambda: bool(value <= test.le)),
        (test.ge, lambda: bool(value >= test.ge)),
    ]
    return all(value is not None and holds() for given, holds in checks if given is not None)


def _counts(world: World, measure: Measure, record: Record) -> bool:
    fact = world.catalogue.facts[str(measure.fact)]
    for column, test in measure.conditions().items():
        if column == "unit_kind":
            value: Any = world.kind[record["unit"]]
        elif column in fact.lags:
            start, end = (record[name] for name in fact.lags[column])
            value = None if start is None or end is None else int((end - start).total_seconds())
        else:
            value = record[column]
        if not _satisfies(value, test):
            return False
    return True


def flow(world: World, measure: Measure, unit: int, first: date, last: date, known: date) -> list[Record] | None:
    """The records that a flow counts; None if some day is not complete."""
    if not world.known_throughout(measure, unit, first, last):
        return None
    if measure.cohort:
        known = max(min(known, world.outcomes_until(measure, unit, known)), last)
    found = []
    for record in world.records[str(measure.fact)]:
        day = day_of(record[str(measure.date)])
        outcome = day_of(record[measure.cohort]) if measure.cohort else known
        if day is None or outcome is None or not first <= day <= last or outcome > known:
            continue
        if unit in world.above(record["unit"], day) and world.speaks(unit, day) and _counts(world, measure, record):
            found.append(record)
    return found


def stock(world: World, measure: Measure, unit: int, day: date) -> int | None:
    """A stock's level on the last complete day up to a day; None if there is none."""
    last = world.last_known_day(measure, unit, day) if world.speaks(unit, day) else None
    if last is None:
        return None
    level = 0
    for record in world.records[str(measure.fact)]:
        enters = [day_of(record[column]) for column in measure.enter]
        leaves = [left for column in measure.leave if (left := day_of(record[column])) is not None]
        if None in enters or unit not in world.above(record["unit"], last) or not _counts(world, measure, record):
            continue
        entered = max(e for e in enters if e is not None)
        level += entered <= last and all(last < left for left in leaves)
    return level


def total(world: World, name: str, unit: int, first: date, last: date, known: date) -> int | None:
    """A measure without bins."""
    measure = world.catalogue.measures[name]
    if measure.kind == "stock":
        return stock(world, measure, unit, last)
    found = flow(world, measure, unit, first, last, known)
    return None if found is None else sum((record[measure.value] or 0) if measure.value else 1 for record in found)


def percentile_bin(
    world: World, kpi: Kpi, unit: int, first: date, last: date, known: date
) -> tuple[float, float] | None:
    """The bin (low, high] in which the record lies that the percentile names; None if there is none."""
    measure = world.catalogue.measures[kpi.numerator]
    assert measure.bins is not None and kpi.quantile is not None
    found = flow(world, measure, unit, first, last, known)
    values = sorted(r[measure.bins.column] for r in found or [] if r[measure.bins.column] is not None)
    if not values:
        return None
    at = next(v for i, v in enumerate(values) if (i + 1) >= kpi.quantile * len(values))
    edges = [0, *measure.bins.edges]
    for low, high in pairwise(edges):
        if at <= high:
            return low, high
    return edges[-1], float("inf")

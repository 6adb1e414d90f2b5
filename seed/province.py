"""A made-up province: up to ten cities of the generator's own, each with its seed, under one head office.

Units, officers and records of a city are what `fengjing seed --size city` draws for its seed, but for names and
numbers, which differ from city to city, and for how busy all are. A province has no outlines, no statistical reports
and no instructions: what rests on them says that there is nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from core.store.coverage import add_coverage
from core.store.officers import add_officers
from core.store.sources import touch_source
from core.store.store import ROOT, Store
from core.store.units import NewUnit, add_units, unit_tree
from core.time.days import day_number, month_number
from seed.bureau import YEARS, Plan, officer_numbers
from seed.calibration import CALLS_PER_DAY, SETTING_CALLS, SETTINGS, SIZES, YEAR, Size
from seed.draft import Writer
from seed.names import BUREAUS, COMMUNITY_SYLLABLES, DISTRICTS, pairs
from seed.place import Place, Unit
from seed.streams import stream

MOST_CITIES = 10
MONTHS = 36
ALERTS = 100_000_000
CALLED_AGAIN = 1.02  # calls by those that disputes bring back
NAME = "枫原省公安厅"  # no province of China is called so
LEFT_OUT = ("instruction",)  # kinds of record that a province does not have


@dataclass(frozen=True)
class Province:
    """The plan of a province with about so many alerts, known at the end of `as_of`; all else follows from it."""

    seed: int
    start: date
    as_of: date
    alerts: int = ALERTS
    size: str = "city"

    @property
    def number_of_cities(self) -> int:
        """The number of cities that have so many alerts when each is as busy as a city is; one to ten."""
        return max(1, min(MOST_CITIES, round(self.alerts / (len(self.months) * _alerts_a_month(SIZES[self.size])))))

    @property
    def months(self) -> range:
        """The months of the history."""
        return range(month_number(self.start), month_number(self.as_of) + 1)

    @cached_property
    def cities(self) -> tuple[Plan, ...]:
        """The cities, as busy as the province's alerts ask."""
        rng = stream(self.seed, "province", 0)
        names = [BUREAUS[i] for i in rng.permutation(len(BUREAUS))[: self.number_of_cities]]
        busy = self.alerts / (self.number_of_cities * len(self.months) * _alerts_a_month(SIZES[self.size]))
        scale = replace(SIZES[self.size], calls=SIZES[self.size].calls * busy, work=SIZES[self.size].work * busy)
        counties = iter(pairs(rng, COMMUNITY_SYLLABLES, len(scale.stations) * self.number_of_cities))
        cities = []
        for number, name in enumerate(names, start=1):
            city = Plan(self.size, int(rng.integers(2**62)), self.start, self.as_of)
            named = _named_units(city.place, number, name, counties)
            vars(city)["place"] = Place(tuple(named))  # what a plan has worked out it does not work out again
            for officer in city.force.officers:
                officer.number = f"{officer.number[:1]}{number:02d}{officer.number[1:]}"
            vars(city)["profiles"] = tuple(replace(profile, scale=scale) for profile in city.profiles)
            cities.append(city)
        return tuple(cities)


def _alerts_a_month(scale: Size) -> float:
    """The alerts that a bureau of a size has in a mean month."""
    stations = zip(SETTINGS, map(sum, zip(*scale.stations, strict=True)), strict=True)
    busy = sum(SETTING_CALLS[setting] * number for setting, number in stations)
    return busy * scale.calls * CALLS_PER_DAY * YEAR / 12 * CALLED_AGAIN


def _named_units(place: Place, number: int, name: str, counties: Iterator[str]) -> Iterator[Unit]:
    """The units of a city with the names and codes that they have in the province, without outlines."""
    districts = DISTRICTS
    for unit in place.units:
        code, own_name = f"{unit.code[:1] or 'A'}{number:02d}{unit.code[1:]}", unit.name
        if unit.parent is None:
            yield replace(unit, code=code, name=f"{name}市公安局", kind="county", polygon=None)
            continue
        if unit.kind == "county":
            own_name = f"{next(counties)}{'分局' if districts > 0 else '县公安局'}"
            districts -= 1
        yield replace(unit, code=code, name=own_name, polygon=None)


def plan_province(seed: int, as_of: date, alerts: int = ALERTS) -> Province:
    """The plan of a province with a history of 36 months. Raises ValueError (Chinese) if there can be none."""
    if as_of.year not in YEARS:
        raise ValueError(f"数据截至日应在 {YEARS[0]} 年至 {YEARS[-1]} 年之间：{as_of}")
    first = month_number(as_of) - MONTHS + 1
    return Province(seed, date(first // 12, first % 12 + 1, 1), as_of, alerts)


def add_surroundings(store: Store, province: Province, now: int) -> list[Writer]:
    """Put units, officers and coverage into a database; returns a writer for each city's records."""
    last = day_number(province.as_of)
    root, writers = unit_tree(store).root, []
    for city in province.cities:
        codes = {unit.index: unit.code for unit in city.place.units}
        above = {unit.index: root.code if unit.parent is None else codes[unit.parent] for unit in city.place.units}
        units = [NewUnit(u.code, u.name, u.kind, above[u.index], u.setting, None) for u in city.place.units]
        add_units(store, units)
        numbers = officer_numbers(city.force)
        come = sorted({posting.officer for posting in city.force.postings if posting.since <= last})
        add_officers(store, ((numbers[index], numbers[index]) for index in come))
        ids = dict(store.db.execute("SELECT code, id FROM unit").fetchall())
        own_ids = np.array([ids[unit.code] for unit in city.place.units], dtype=np.int64)
        writers.append(Writer(store.catalogue.facts, own_ids, numbers))
    for kind, fact in store.catalogue.facts.items():
        if kind not in LEFT_OUT:
            add_coverage(store, kind, ROOT, day_number(province.start), last)
            touch_source(store, kind, fact.system, last, now)
    return writers

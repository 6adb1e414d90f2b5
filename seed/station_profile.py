"""A station as the drawing of its events needs it: its place, its people and what sets it apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.time.days import CHINA_OFFSET, SECONDS_PER_DAY, month_text
from seed import calibration as c
from seed.almanac import Days
from seed.place import Place, Unit
from seed.roster import Roster
from seed.streams import Floats, Ints, cumulative, pick_one, stream


@dataclass(frozen=True)
class Traits:
    """Lasting ways in which a station differs from others of its setting."""

    volume: float
    classes: Floats
    trend: Floats  # log growth a year, by class of alert
    response: float
    on_scene: float  # this and the rest in log-odds
    resolved: float
    resolve_days: float
    solved: float
    rectified: float
    satisfied: float


@dataclass(frozen=True)
class StationProfile:
    """One station with all that its events depend on."""

    seed: int
    scale: c.Size
    start_month: int
    unit: Unit
    communities: Ints
    shares: Floats
    roster: Roster
    traits: Traits
    endings: c.Endings = c.TAILED

    @property
    def setting(self) -> str:
        """urban, town or rural."""
        return self.unit.setting or "town"

    def stream(self, table: str, month: int) -> np.random.Generator:
        """The stream of one of its tables in one month."""
        return stream(self.seed, table, self.unit.index, month)

    def years(self, month: int) -> float:
        """Years since the start."""
        return (month - self.start_month) / 12

    def draw_communities(self, rng: np.random.Generator, size: int) -> Ints:
        """Communities, as unit indices, by their share."""
        return self.communities[pick_one(rng, self.shares, size)]

    def ids(
        self, letter: str, month: int, size: int, mark: str = "", after: int = 0
    ) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
        """Numbers of records, such as J2404-03-0012, after so many others. None could be somebody's number.

        They rise as they are drawn, month by month and station by station: the index of numbers then grows at
        its end, which is several times quicker than everywhere at once.
        """
        year, month_digits = month_text(month).split("-")
        prefix = f"{letter}{year[2:]}{month_digits}-{self.unit.code[1:]}-{mark}"
        return np.array([f"{prefix}{i:04d}" for i in range(after + 1, after + size + 1)], dtype=object)

    def no_refs(self, size: int) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
        """An empty column of references."""
        return np.full(size, None, dtype=object)


def make_traits(seed: int, station: Unit) -> Traits:
    """Draws what sets a station apart."""
    rng = stream(seed, "traits", station.index)
    n = len(c.CLASSES)
    return Traits(
        volume=float(np.exp(c.STATION_VOLUME_SD * rng.standard_normal())),
        classes=np.exp(c.STATION_CLASS_SD * rng.standard_normal(n)),
        trend=np.array(c.CLASS_TREND) + c.STATION_TREND_SD * rng.standard_normal(n),
        response=float(np.exp(c.RESPONSE_STATION_SD * rng.standard_normal())),
        on_scene=c.ON_SCENE_STATION_SD * float(rng.standard_normal()),
        resolved=c.RESOLVED_STATION_SD * float(rng.standard_normal()),
        resolve_days=float(np.exp(c.RESOLVE_STATION_SD * rng.standard_normal())),
        solved=c.SOLVED_STATION_SD * float(rng.standard_normal()),
        rectified=c.RECTIFIED_STATION_SD * float(rng.standard_normal()),
        satisfied=c.SATISFIED_SD * float(rng.standard_normal()),
    )


def make_profiles(
    seed: int, size: str, start_month: int, place: Place, rosters: dict[int, Roster], endings: c.Endings = c.TAILED
) -> tuple[StationProfile, ...]:
    """All the stations."""
    traits = [make_traits(seed, unit) for unit in place.stations]
    calls = [c.SETTING_CALLS[unit.setting or "town"] for unit in place.stations]
    # Chance may make every station busy: what they differ in is their shares of the whole.
    mean = float(np.average([trait.volume for trait in traits], weights=calls))
    scale, profiles = c.SIZES[size], []
    for unit, trait in zip(place.stations, traits, strict=True):
        communities = np.array([below.index for below in place.communities[unit.index]], dtype=np.int64)
        shares, own = place.shares(seed, unit.index), replace(trait, volume=trait.volume / mean)
        roster = rosters[unit.index]
        profiles.append(StationProfile(seed, scale, start_month, unit, communities, shares, roster, own, endings))
    return tuple(profiles)


def at_hours(rng: np.random.Generator, days: Ints, first: float, last: float) -> Ints:
    """A time within working hours on each of the days."""
    seconds = rng.uniform(first * 3600, last * 3600, len(days)).astype(np.int64)
    return days * SECONDS_PER_DAY - CHINA_OFFSET + seconds


def workdays(rng: np.random.Generator, days: Days, size: int, weekend: float = 0.3) -> Ints:
    """Days of the month, fewer at weekends and around the lunar new year."""
    weights = np.where(days.weekend == 1, weekend, 1.0) * days.festival_factor(((-1, 6, 0.35),))
    return days.day[pick_one(rng, cumulative(weights), size)]

"""The posts of a bureau: those of every station, and those of headquarters in proportion to them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle, islice

import numpy as np

from seed import calibration as c
from seed.place import Place, Unit
from seed.streams import ABSENT


@dataclass
class Post:
    """A post to be held; `holder` is an index into Force.postings, or nobody until day `vacant_until`."""

    unit: int
    kind: str
    name: str
    holder: int = ABSENT
    vacant_until: int = ABSENT


def make_posts(place: Place, people: float, rng: np.random.Generator) -> list[Post]:
    """The posts of every station, then those of headquarters, of each county and of the city over them."""
    posts: list[Post] = []
    police: dict[int, int] = {}  # of stations, by the bureau right above
    for station in place.stations:
        own = _station_posts(station, place.communities[station.index], people, rng)
        bureau = station.parent or 0
        police[bureau] = police.get(bureau, 0) + sum(post.kind == "police" for post in own)
        posts += own
    others_per_station_officer = 1 / c.STATION_SHARE - 1
    if 0 in police:
        return posts + _headquarters(place, 0, round(police[0] * others_per_station_officer))
    posts += _headquarters(place, 0, round(sum(police.values()) * others_per_station_officer * c.CITY_SHARE))
    for county, number in police.items():
        posts += _headquarters(place, county, round(number * others_per_station_officer * (1 - c.CITY_SHARE)))
    return posts


def _headquarters(place: Place, bureau: int, police: int) -> list[Post]:
    leaders, *departments = (unit for unit in place.departments if unit.parent == bureau)
    posts: list[Post] = []
    for kind, number in (("police", police), ("auxiliary", round(police * c.AUXILIARY_PER_HQ_POLICE))):
        posts += [Post(unit.index, kind, "office") for unit in islice(cycle(departments), number)]
    return posts + [Post(leaders.index, "police", "leader") for _ in range(c.BUREAU_LEADERS)]


def _station_posts(station: Unit, communities: tuple[Unit, ...], people: float, rng: np.random.Generator) -> list[Post]:
    """A police officer or an auxiliary for every community first (一村一警), then the station's own posts."""
    setting = station.setting or "town"
    total = round(c.POLICE[setting] * people)
    community = round(total * c.COMMUNITY_SHARE)
    order = [communities[i].index for i in rng.permutation(len(communities))]
    posts = [Post(unit, "police", "community") for unit in islice(cycle(order), community)]
    posts += [Post(station.index, "police", "leader") for _ in range(c.STATION_LEADERS[setting])]
    remaining = islice(cycle(c.STATION_POSTS), total - len(posts))
    posts += [Post(station.index, "police", name) for name in remaining]
    auxiliaries = [Post(unit, "auxiliary", "community") for unit in order[community:]]
    remaining = islice(cycle(c.AUXILIARY_POSTS), round(c.AUXILIARY[setting] * people) - len(auxiliaries))
    return posts + auxiliaries + [Post(station.index, "auxiliary", name) for name in remaining]

"""Services (办件) and surveys (测评)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.time.days import CHINA_OFFSET, SECONDS_PER_DAY
from seed import calibration as c
from seed.almanac import days_of
from seed.choices import code, weighted
from seed.draft import Draft
from seed.place import Unit
from seed.station_profile import StationProfile, at_hours, workdays
from seed.streams import ABSENT, Ints, count, lag, logit, pick_one, sigmoid, stream


def draw_services(profile: StationProfile, month: int) -> Draft:
    """Draw what people ask for at the window, online and at the machine."""
    rng = profile.stream("service", month)
    mean = c.SERVICES[profile.setting] * profile.scale.work * profile.traits.volume
    size = count(rng, mean, c.SERVICES_SHAPE)
    days = workdays(rng, days_of(month), size, weekend=0.25)
    channels = weighted("service", "channel", dict(zip(c.CHANNELS, c.CHANNEL_SHARES, strict=True)))
    channel = pick_one(rng, channels, size)
    online = channel == code("service", "channel", "online")
    opened = np.where(online, at_hours(rng, days, 6.5, 23.0), at_hours(rng, days, 8.5, 17.2))
    order = np.argsort(opened, kind="stable")
    channel, occurred = channel[order], opened[order]
    item = pick_one(rng, weighted("service", "item", dict(zip(c.ITEMS, c.ITEM_SHARES, strict=True))), size)
    fast = rng.random(size) < np.array(c.FAST)[item]
    quick, slow = lag(rng, c.FAST_SECONDS, c.FAST_SIGMA, size), lag(rng, c.USUAL_HOURS * 3600, c.USUAL_SIGMA, size)
    done = occurred + np.where(fast, quick, slow)
    return Draft(
        "service",
        {
            "id": profile.ids("B", month, size),
            "unit": np.full(size, profile.unit.index),
            "occurred_at": occurred,
            "outcome_at": np.where(rng.random(size) < c.UNFINISHED, ABSENT, done),
            "recorded_at": occurred + rng.integers(5, 60, size),
            "officer": np.where(
                channel == code("service", "channel", "window"),
                profile.roster.pick(rng, occurred, ("household",)),
                ABSENT,
            ),
            "item": item,
            "channel": channel,
            "fast": fast.astype(np.int64),
        },
    )


def draw_surveys(profile: StationProfile, month: int, departments: Sequence[Unit]) -> Draft:
    """A station's surveys, and the ratings of it by the departments whose turn it is (机关考评派出所)."""
    rng = profile.stream("survey", month)
    kinds = list(c.SURVEYS)
    numbers = rng.poisson([c.SURVEYS[kind] * profile.scale.work for kind in kinds])
    kinds, numbers = [*kinds, "downward"], np.append(numbers, sum(_is_rated_in(unit, month) for unit in departments))
    size = int(numbers.sum())
    kind = np.repeat([code("survey", "kind", name) for name in kinds], numbers)
    p = np.repeat([sigmoid(logit(c.SATISFIED[name]) + profile.traits.satisfied) for name in kinds], numbers)
    occurred = at_hours(rng, workdays(rng, days_of(month), size), 9.0, 18.0)
    community = kind == code("survey", "kind", "community")
    callback = kind == code("survey", "kind", "callback")
    unit = np.where(community, profile.draw_communities(rng, size), profile.unit.index)
    own = profile.roster.of_community(rng, occurred, unit)
    answering = profile.roster.pick(rng, occurred, ("patrol", "community", "case", "command"))
    officer = np.where(community, own, np.where(callback, answering, ABSENT))
    return _surveys(rng, profile.ids("P", month, size), (unit, occurred, officer, kind, rng.random(size) < p))


def draw_upward(seed: int, department: Unit, month: int, stations: int) -> Draft:
    """Draw the stations' ratings of a department whose turn it is (派出所评议机关)."""
    rng = stream(seed, "upward", department.index, month)
    size = stations if _is_rated_in(department, month) else 0
    shift = c.SATISFIED_SD * float(stream(seed, "traits", department.index).standard_normal())
    p = sigmoid(logit(c.SATISFIED["upward"]) + shift)
    occurred = at_hours(rng, workdays(rng, days_of(month), size), 9.0, 18.0)
    year = month // 12 % 100 * 100 + month % 12 + 1
    ids = np.array([f"U{department.code}-{year:04d}-{i:04d}" for i in range(1, size + 1)], dtype=object)
    kind = np.full(size, code("survey", "kind", "upward"))
    unit, nobody = np.full(size, department.index), np.full(size, ABSENT)
    return _surveys(rng, ids, (unit, occurred, nobody, kind, rng.random(size) < p))


def _is_rated_in(department: Unit, month: int) -> bool:
    return (department.index + month) % c.RATED_EVERY == 0


def _surveys(
    rng: np.random.Generator,
    ids: np.ndarray[tuple[int], np.dtype[np.object_]],
    columns: tuple[Ints, Ints, Ints, Ints, np.ndarray[tuple[int], np.dtype[np.bool_]]],
) -> Draft:
    unit, occurred, officer, kind, satisfied = columns
    later = rng.integers(0, c.SURVEY_LAG_DAYS * SECONDS_PER_DAY, len(ids))
    # Results are entered in office hours.
    day = (occurred + later + CHINA_OFFSET) // SECONDS_PER_DAY
    recorded = np.maximum(occurred + 60, at_hours(rng, day, 9.0, 18.0))
    return Draft(
        "survey",
        {
            "id": ids,
            "unit": unit,
            "occurred_at": occurred,
            "recorded_at": recorded,
            "officer": officer,
            "kind": kind,
            "satisfied": satisfied.astype(np.int64),
        },
    )

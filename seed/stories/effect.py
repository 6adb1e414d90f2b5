"""Effect of a story on the records by a day: counted by drawing them with it and without it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.time.days import day_number, month_number
from seed.bureau import Plan, officer_numbers, station_drafts
from seed.choices import shipped
from seed.draft import Writer
from seed.ledger import first_open_month, ledger_rows, superseded
from seed.station_profile import StationProfile
from seed.stories.story import Story, stations_of

MONTHS_BEFORE = 6  # what began earlier does not come back any more: repeat alerts wait 16 days on average
REPORTS = "ledger"
Rows = dict[tuple[str, Any], tuple[Any, ...]]  # by kind and number


@dataclass(frozen=True)
class Effect:
    """By kind of record: how many there are more, how many stand otherwise, and how many are not entered yet."""

    added: dict[str, int]
    changed: dict[str, int]
    missing: dict[str, int]


def effect(plan: Plan, story: Story) -> Effect:
    """Measure what one story of a plan has done by the plan's as_of, all its other stories being as they are."""
    if story.kind == "late_source":
        return Effect({}, {}, {REPORTS: _missing_reports(plan)})
    others = tuple(other for other in plan.stories if other != story)
    stations = set(stations_of(plan.place, story))
    profiles = [profile for profile in plan.profiles if profile.unit.index in stations]
    first = max(plan.months[0], month_number(story.start) - MONTHS_BEFORE)
    months = range(first, plan.months[-1] + 1)
    rows, bare = _rows(plan, profiles, months), _rows(replace(plan, stories=others), profiles, months)
    return Effect(
        _count(rows.keys() - bare.keys()),
        _count(key for key, row in rows.items() if key in bare and bare[key] != row),
        _count(bare.keys() - rows.keys()),
    )


def _rows(plan: Plan, profiles: Iterable[StationProfile], months: Iterable[int]) -> Rows:
    write = Writer(shipped().facts, np.arange(len(plan.place.units)), officer_numbers(plan.force))
    as_of = day_number(plan.as_of)
    drafts = (draft for month in months for profile in profiles for draft in station_drafts(plan, profile, month))
    return {(draft.kind, row[0]): row for draft in drafts for row in write.rows(draft, as_of)}


def _missing_reports(plan: Plan) -> int:
    measures, since = shipped().measures, first_open_month(plan)
    come, due = (ledger_rows(known_plan, measures, since) for known_plan in (plan, replace(plan, stories=())))
    return len(superseded(due, come))


def _count(keys: Iterable[tuple[str, Any]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for kind, _ in keys:
        counts[kind] = counts.get(kind, 0) + 1
    return {kind: counts[kind] for kind in shipped().facts if kind in counts}

"""The workload of a station's people: quartiles by post, no names and no ranking.

A load is a measure kept by officer that is no part of another one: alerts handled, not those of them that were settled
on the scene. Beside these stand the disputes in hand.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from core.catalogue.measure_model import Measure
from core.catalogue.model import Catalogue
from core.disclosure.subset_relations import subset_pairs
from core.features.officers.counts import counts_by_officer
from core.features.officers.postings import places_throughout, posts_by_officer, serving_officers
from core.features.officers.scope import officer_measures
from core.features.quartiles import quartiles
from core.features.reader import FigureReader
from core.features.stations.types import WorkloadSpread
from core.metrics.types import Window
from core.store.record_reach import records_since
from core.store.store import Store
from core.time.days import day_number

IN_HAND, IN_HAND_ZH, IN_HAND_UNIT = "in_hand", "手上未化解纠纷", "起"


class WorkLoad(NamedTuple):
    """One kind of work, with its Chinese name and unit, and everybody's amount of it."""

    measure: str
    zh: str
    unit: str
    amounts: dict[str, int]


def workload_spreads(
    engine: FigureReader, unit: int, window: Window, *, with_amounts: bool = False
) -> list[WorkloadSpread]:
    """The spread of each kind of work over the people of a unit serving on the window's last day, by post.

    Who came to the post within the days has counts of fewer of them: such people count only where it is told what is in
    hand on the last day.
    `with_amounts` adds the amounts one by one, still without names, where there are enough people.
    """
    with engine.reading():
        store = engine.store
        teams = _teams(store, unit, window.last)
        loads = _loads(store, [officer for team in teams.values() for officer in team], window)
        stayed = places_throughout(store, unit, window)
        return [
            spread_over(
                group,
                [officer for officer in team if officer in stayed or load.measure == IN_HAND],
                load,
                with_amounts=with_amounts,
            )
            for group, team in teams.items()
            for load in loads
        ]


def _teams(store: Store, unit: int, day: int) -> dict[str, list[str]]:
    """The people by identity and post, the largest team first; keys are Chinese labels."""
    columns = store.catalogue.facts["posting"].columns
    postings, teams = serving_officers(store, day, unit), defaultdict(list)
    posts = posts_by_officer(store, day, [posting.officer for posting in postings])
    for posting in postings:
        post, identity = posts[posting.officer], posting.identity
        teams[f"{columns['post'].choices[post]}岗{columns['kind'].choices[identity]}"].append(posting.officer)
    return dict(sorted(teams.items(), key=lambda labelled: (-len(labelled[1]), labelled[0])))


def _loads(store: Store, officers: Sequence[str], window: Window) -> list[WorkLoad]:
    measures = officer_measures(store.catalogue)
    subsets = _subset_measures(store.catalogue, measures)
    counts = counts_by_officer(store, list(officers), window)
    loads = [
        WorkLoad(name, measure.zh, measure.unit, {officer: counts[officer][index] for officer in officers})
        for index, (name, measure) in enumerate(measures.items())
        if name not in subsets
    ]
    return [*loads, WorkLoad(IN_HAND, IN_HAND_ZH, IN_HAND_UNIT, disputes_in_hand(store, officers, window.end))]


def _subset_measures(catalogue: Catalogue, measures: dict[str, Measure]) -> set[str]:
    """The measures that count a subset of another one; the condition that an officer is named holds for all."""
    without_officer = {
        name: measure.model_copy(
            update={"where": {column: test for column, test in measure.where.items() if column != "officer"}}
        )
        for name, measure in measures.items()
    }
    comparable = catalogue.model_copy(update={"measures": catalogue.measures | without_officer})
    return {subset for subset, _ in subset_pairs(comparable, list(measures))}


def disputes_in_hand(store: Store, officers: Sequence[str], as_of: date) -> dict[str, int]:
    """The number of open disputes that each officer answers for at the end of a day."""
    day = day_number(as_of)
    table = records_since(store, "dispute", day)
    rows = store.conn.execute(
        f"SELECT officer, count(*) FROM {table} WHERE officer IN (SELECT value FROM json_each(?)) "
        "AND when_day <= ? AND ifnull((outcome_at + 28800) / 86400, ? + 1) > ? GROUP BY officer",
        [json.dumps(list(officers)), day, day, day],
    ).fetchall()
    return dict.fromkeys(officers, 0) | dict(rows)


def spread_over(group: str, team: Sequence[str], load: WorkLoad, *, with_amounts: bool) -> WorkloadSpread:
    """The spread of one kind of work over a team."""
    amounts = [load.amounts[officer] for officer in team]
    spread = quartiles(amounts)
    if spread is None:
        return WorkloadSpread(group, len(team), load.measure, load.zh, load.unit, None, None, None)
    listed = tuple(sorted(amounts)) if with_amounts else ()
    return WorkloadSpread(group, len(team), load.measure, load.zh, load.unit, *spread, listed)

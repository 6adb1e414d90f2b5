"""How the work lies over a station's people: quartiles by post, nobody's name and no order.

What counts as load are the personal measures that are no part of another one: alerts handled, not those of them that
were settled on the scene. With them stands what one has in hand.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import numpy as np

from core.catalogue.measure_model import Measure
from core.catalogue.model import Catalogue
from core.disclosure.subset_relations import subset_pairs
from core.features.officers import figures as people
from core.features.officers.scope import officer_measures
from core.features.reader import FigureReader
from core.features.stations.types import WorkloadSpread
from core.metrics.types import Window
from core.store.catalogue_tables import table_of
from core.store.store import Store
from core.time.days import day_number

IN_HAND, IN_HAND_ZH, IN_HAND_UNIT = "in_hand", "手上未化解纠纷", "起"


def workload_spreads(engine: FigureReader, unit: int, window: Window, *, each: bool = False) -> list[WorkloadSpread]:
    """The spread of each kind of load over the people of a unit serving on the window's last day, by post.

    `each` adds the amounts one by one, still without names, where there are enough people.
    """
    with engine.reading():
        store = engine.store
        teams = _teams(store, unit, window.last)
        everybody = [officer for team in teams.values() for officer in team]
        amounts = _amounts(store, everybody, window)
        return [
            _spread(label, name, zh, measure, [counts[one] for one in team], each=each)
            for label, team in teams.items()
            for name, (zh, measure, counts) in amounts.items()
        ]


def _teams(store: Store, unit: int, day: int) -> dict[str, list[str]]:
    """The people by identity and post, the largest team first; the label is Chinese."""
    columns = store.catalogue.facts["posting"].columns
    work, found = people.posts_by_officer(store, day), defaultdict(list)
    for officer, _, _, kind in people.serving_officers(store, day, unit):
        found[f"{columns['post'].choices[work[officer]]}岗{columns['kind'].choices[kind]}"].append(officer)
    return dict(sorted(found.items(), key=lambda one: (-len(one[1]), one[0])))


def _amounts(store: Store, officers: Sequence[str], window: Window) -> dict[str, tuple[str, str, dict[str, int]]]:
    """By measure its name, its unit and everybody's amount."""
    measures = officer_measures(store.catalogue)
    parts = _parts(store.catalogue, measures)
    counts = people.counts_by_officer(store, list(officers), window)
    found = {
        name: (one.zh, one.unit, {officer: counts[officer][at] for officer in officers})
        for at, (name, one) in enumerate(measures.items())
        if name not in parts
    }
    return found | {IN_HAND: (IN_HAND_ZH, IN_HAND_UNIT, _in_hand(store, officers, window.end))}


def _parts(catalogue: Catalogue, measures: dict[str, Measure]) -> set[str]:
    """Those of the personal measures that count among another. That somebody is named holds of all of them."""
    nameless = {
        name: one.model_copy(update={"where": {key: test for key, test in one.where.items() if key != "officer"}})
        for name, one in measures.items()
    }
    bare = catalogue.model_copy(update={"measures": catalogue.measures | nameless})
    return {part for part, _ in subset_pairs(bare, list(measures))}


def _in_hand(store: Store, officers: Sequence[str], as_of: date) -> dict[str, int]:
    """How many open disputes each answers for at the end of a day."""
    day = day_number(as_of)
    rows = store.conn.execute(
        f"SELECT officer, count(*) FROM {table_of('dispute')} WHERE officer IN (SELECT value FROM json_each(?)) "
        "AND when_day <= ? AND ifnull((outcome_at + 28800) / 86400, ? + 1) > ? GROUP BY officer",
        [json.dumps(list(officers)), day, day, day],
    ).fetchall()
    return dict.fromkeys(officers, 0) | dict(rows)


def _spread(group: str, name: str, zh: str, unit: str, amounts: list[int], *, each: bool) -> WorkloadSpread:
    if len(amounts) <= people.FEW:
        return WorkloadSpread(group, len(amounts), name, zh, unit, None, None, None)
    low, middle, high = np.quantile(amounts, [0.25, 0.5, 0.75]).tolist()
    return WorkloadSpread(
        group, len(amounts), name, zh, unit, low, middle, high, tuple(sorted(amounts)) if each else ()
    )

"""An officer's own figures beside the middle half of comparable colleagues, and the disputes that one answers for."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.comparison.standardised import Z95
from core.features.officers.scope import is_barred, officer_measures, officer_rates
from core.judgement.counts import wilson_interval
from core.metrics.as_of_span import split_into_months
from core.metrics.types import DueDispute, OfficerFigure, Window
from core.store.catalogue_tables import cube_columns, table_of
from core.store.measure_sql import date_groups
from core.store.sources import source_ages
from core.store.store import Store
from core.store.units import UnitTree
from core.time.days import day_number, day_of_time, to_date

FEW = 4  # with so many colleagues or fewer a middle half would point at persons
SAME_POST = "同岗位"
Counts = dict[str, dict[str, int]]  # by officer and measure


def serving_officers(
    store: Store, day: int, unit: int | None = None, officer: str | None = None
) -> list[tuple[str, str, int, str]]:
    """(number, name, unit, identity) of the officers at their posts on a day, by number.

    Of all, or of those in a unit and below it, or of one officer.
    """
    rows: list[tuple[str, str, int, str]] = store.conn.execute(
        f"SELECT p.officer, o.name, p.unit, p.kind FROM {table_of('posting')} p JOIN officer o ON o.id = p.officer "
        "WHERE p.from_day <= ? AND ifnull(p.to_day, ? + 1) > ? AND (? IS NULL OR p.officer = ?) "
        "AND (? IS NULL OR p.unit IN (SELECT unit FROM unit_ancestor WHERE ancestor = ?)) ORDER BY p.officer",
        [day, day, day, officer, officer, unit, unit],
    ).fetchall()
    return rows


def officer_roster(
    store: Store, tree: UnitTree, day: int, unit: int | None = None, officer: str | None = None
) -> list[tuple[str, str, str]]:
    """Returns (number, name, name of the unit) of those whom `serving` lists."""
    return [
        (number, name, tree.units[post].name) for number, name, post, _ in serving_officers(store, day, unit, officer)
    ]


def comparable_colleagues(store: Store, officer: str, day: int) -> tuple[str, list[str]]:
    """Whom an officer may be set beside on that day, and what they are called (Chinese).

    They serve in the officer's station, communities included, with the same identity and the same post: whose post
    does no such work would count as 0. Where fewer than five have the same post it is all of the same identity.
    """
    posts = {post[0]: post for post in serving_officers(store, day)}
    own = posts.get(officer)
    if own is None:
        return SAME_POST, []
    station, kind = store.conn.execute(
        "SELECT a.ancestor, a.kind FROM unit_ancestor a WHERE a.unit = ? "
        "ORDER BY a.kind = 'station' DESC, a.ancestor DESC",
        [own[2]],
    ).fetchone()
    below = {row[0] for row in store.conn.execute("SELECT unit FROM unit_ancestor WHERE ancestor = ?", [station])}
    team = [number for number, _, unit, identity in posts.values() if unit in below and identity == own[3]]
    work = posts_by_officer(store, day)
    same = [number for number in team if work[number] == work[officer]]
    if len(same) > FEW:
        return SAME_POST, same
    here = "本所" if kind == "station" else "本单位"
    return here + store.catalogue.facts["posting"].columns["kind"].choices[own[3]], team


def posts_by_officer(store: Store, day: int) -> dict[str, str]:
    """The kind of work of everyone serving on a day."""
    return dict(
        store.conn.execute(
            f"SELECT officer, post FROM {table_of('posting')} WHERE from_day <= ? AND ifnull(to_day, ? + 1) > ? "
            "ORDER BY officer",
            [day, day, day],
        )
    )


def officer_figures(store: Store, officer: str, window: Window) -> list[OfficerFigure]:
    """Each of an officer's counts and rates over the days, with the quartiles of comparable colleagues.

    An officer without a record counts as 0 among them, and has no rate. With fewer than five there are no quartiles.
    What is barred from assessment is nobody's figure, and of records that nobody has brought yet there is none.
    """
    group, team = comparable_colleagues(store, officer, window.last)
    measures, catalogue = list(officer_measures(store.catalogue)), store.catalogue
    counts = {
        person: dict(zip(measures, amounts, strict=True))
        for person, amounts in counts_by_officer(store, list(dict.fromkeys([officer, *team])), window).items()
    }
    rates = officer_rates(catalogue)
    parts = {name for kpi in rates.values() for name in kpi.measures()}
    figures = [
        _count(catalogue, name, officer, counts, team, group)
        for name in measures
        if name not in parts and not is_barred(catalogue, name)
    ]
    figures += [_rate(name, kpi, officer, counts, team, group) for name, kpi in rates.items()]
    facts = {**{name: catalogue.measures[name].fact for name in measures},
             **{name: catalogue.measures[kpi.numerator].fact for name, kpi in rates.items()}}  # fmt: skip
    ends = {age.id: age.covers_to for age in source_ages(store).values()}
    told = [(one, ends[fact]) for one in figures if (fact := facts[one.measure]) in ends]
    return [replace(one, covered_until=end) if end < window.end else one for one, end in told]


def _quartiles(values: list[float]) -> tuple[float | None, float | None]:
    if len(values) <= FEW:
        return None, None
    low, high = np.quantile(values, [0.25, 0.75]).tolist()
    return low, high


def _count(catalogue: Catalogue, name: str, officer: str, counts: Counts, team: list[str], group: str) -> OfficerFigure:
    measure = catalogue.measures[name]
    low, high = _quartiles([counts[person][name] for person in team])
    return OfficerFigure(name, measure.zh, measure.unit, counts[officer][name], low, high, len(team), group)


def _rate(name: str, kpi: Kpi, officer: str, counts: Counts, team: list[str], group: str) -> OfficerFigure:
    assert kpi.denominator is not None  # a rate has one
    known = [one for person in team if (one := counts[person])[kpi.denominator]]
    low, high = _quartiles([one[kpi.numerator] / one[kpi.denominator] for one in known])
    own, size = counts[officer][kpi.numerator], counts[officer][kpi.denominator]
    figure = OfficerFigure(name, kpi.zh, kpi.unit, own, low, high, len(known), group, size)
    if not size:
        return figure
    least, most = (
        float(end) for end in wilson_interval(own / size, size, Z95)
    )  # at none and at all exact but for rounding
    return replace(figure, rate_low=least if own else 0.0, rate_high=most if own < size else 1.0)


def counts_by_officer(store: Store, people: list[str], window: Window) -> dict[str, list[int]]:
    """The counts of each officer over the days, in the order of the personal measures of the catalogue."""
    columns = cube_columns(store.catalogue, "cube_officer")
    counts = {person: [0] * len(columns) for person in people}
    part, marks = split_into_months(window.first, window.last), json.dumps(people)
    rows = store.conn.execute(
        f"SELECT officer, {', '.join(f'SUM({column})' for column in columns)} FROM cube_officer "
        "WHERE month BETWEEN ? AND ? AND officer IN (SELECT value FROM json_each(?)) GROUP BY officer",
        [part.first_month, part.last_month, marks],
    )
    for person, *amounts in rows:
        counts[person] = list(amounts)
    for first, last in part.edge_days:
        _add_edge(store, counts, columns, (first, last), marks)
    return counts


def _add_edge(
    store: Store, counts: dict[str, list[int]], columns: list[str], days: tuple[int, int], marks: str
) -> None:
    for kind, fact in store.catalogue.facts.items():
        for group in date_groups(store.catalogue, kind):
            day = group.indexed_day_sql(fact)
            mine = [column for column in columns if column in group.amounts]
            if not mine:
                continue
            rows = store.conn.execute(
                f"SELECT f.officer, {', '.join(f'SUM({group.amounts[column]})' for column in mine)} "
                f"FROM {table_of(kind)} f JOIN unit u ON u.id = f.unit "
                f"WHERE f.officer IN (SELECT value FROM json_each(?)) AND {day} BETWEEN ? AND ? GROUP BY 1",
                [marks, *days],
            )
            for person, *amounts in rows:
                for column, amount in zip(mine, amounts, strict=True):
                    counts[person][columns.index(column)] += amount


def due_disputes(store: Store, officer: str, as_of: date) -> list[DueDispute]:
    """The disputes that an officer answers for and that were open on a day, the soonest due first."""
    kinds = store.catalogue.facts["dispute"].columns["kind"].choices
    day = day_number(as_of)
    rows = store.conn.execute(
        f"SELECT d.id, kind, occurred_at, due_day, key, o.name FROM {table_of('dispute')} d "
        "LEFT JOIN officer o ON o.id = d.leader WHERE officer = ? AND when_day <= ? "
        "AND ifnull((outcome_at + 28800) / 86400, ? + 1) > ? ORDER BY due_day IS NULL, due_day, d.id",
        [officer, day, day, day],
    )
    return [
        DueDispute(
            number,
            kinds[kind],
            to_date(day_of_time(reported)),
            None if due is None else to_date(due),
            None if due is None else day - due,
            bool(key),
            leader,
        )
        for number, kind, reported, due, key, leader in rows
    ]

"""Measurements of the other records of a database: outcomes, satisfaction, waiting times, the force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import sqrt
from typing import Any

import numpy as np

from core.store.store import Store
from core.time.days import SECONDS_PER_DAY, first_second
from seed.report.alerts import OTHER_PROFILE, share
from seed.report.line import Measured
from seed.report.tally import STATION, slices

YEAR_OF_DAYS, OLD_ENOUGH = 365, 120  # days
Station = tuple[int, int]  # cases that went well, of all


def found_in_outcomes(store: Store, as_of: int, months: int, stations: int) -> dict[str, Measured]:
    """Figures by the key of their target."""
    end = first_second(as_of + 1)
    from_alerts = (_alerts(store), _repeats(store, end), _disputes(store, end, months, stations), _surveys(store))
    measured = dict(
        pair for group in (*from_alerts, _lags(store), _checks(store, end), _force(store, as_of)) for pair in group
    )
    for key, by_station in stations_by(store, end).items():
        measured[key] = spread_of(by_station.values())
    return measured


def stations_by(store: Store, end: int) -> dict[str, dict[int, Station]]:
    """Good outcomes by station: disputes resolved within a year, and people satisfied."""
    old = end - YEAR_OF_DAYS * SECONDS_PER_DAY
    good = f"f.outcome_at - f.occurred_at < {YEAR_OF_DAYS * SECONDS_PER_DAY}"
    disputes = f"FROM fact_dispute f {STATION} WHERE f.occurred_at < {old}"
    sources = {
        "resolved_spread": f"ifnull(sum({good}), 0), count(*) {disputes}",
        "satisfied_spread": f"sum(f.satisfied), count(*) FROM fact_survey f {STATION} WHERE f.kind <> 'downward'",
    }
    return {
        key: {row[0]: (row[1], row[2]) for row in store.db.execute(f"SELECT a.ancestor, {sql} GROUP BY 1")}
        for key, sql in sources.items()
    }


def spread_of(stations: Iterable[Station]) -> Measured:
    """Spread of stations in log-odds beyond chance, by the method of moments."""
    counted = np.array([(good, total) for good, total in stations if total >= 20], dtype=np.float64)
    if len(counted) < 3:
        return Measured(None)
    good, bad = counted[:, 0] + 0.5, counted[:, 1] - counted[:, 0] + 0.5
    odds, weight = np.log(good / bad), 1 / (1 / good + 1 / bad)
    q = float((weight * (odds - np.average(odds, weights=weight)) ** 2).sum())
    beyond = (q - (len(counted) - 1)) / float(weight.sum() - (weight**2).sum() / weight.sum())
    return Measured(sqrt(max(0.0, beyond)), 2 * sqrt(max(beyond, 0.0) / (2 * (len(counted) - 1))))


def query_row(store: Store, sql: str) -> tuple[Any, ...]:
    """One row; what is not known of it is 0."""
    row: tuple[Any, ...] = store.db.execute(f"SELECT {sql}").fetchone()
    return tuple(value or 0 for value in row)


def _alerts(store: Store) -> Iterator[tuple[str, Measured]]:
    done = query_row(
        store,
        "sum(on_scene), count(*) FROM fact_alert WHERE class IN ('traffic', 'dispute') AND outcome_at IS NOT NULL",
    )
    yield "on_scene", share(*done)
    non_police, alerts = query_row(store, "sum(non_police), count(*) FROM fact_alert")
    yield "guangzhou:non_police", Measured(non_police / alerts if alerts else None, why=OTHER_PROFILE)
    for setting in ("urban", "town", "rural"):
        source = (
            "FROM fact_alert f JOIN unit_ancestor a ON a.unit = f.unit AND a.kind = 'station' "
            f"JOIN unit s ON s.id = a.ancestor AND s.setting = '{setting}' WHERE f.response_seconds IS NOT NULL"
        )
        yield f"response:{setting}", middle(store, "f.response_seconds", source, 10)


def middle(store: Store, sql: str, source: str, width: int) -> Measured:
    """The median by classes of so many seconds, and its error by chance (for a lognormal, roughly)."""
    rows = store.db.execute(f"SELECT ({sql}) / {width}, count(*) {source} GROUP BY 1 ORDER BY 1").fetchall()
    if not rows:
        return Measured(None)
    numbers = np.cumsum([number for _, number in rows])
    at = int(np.searchsorted(numbers, numbers[-1] / 2))
    median = (rows[at][0] + 0.5) * width
    return Measured(median, 2 * 1.25 * median / sqrt(numbers[-1]))


def _repeats(store: Store, end: int) -> Iterator[tuple[str, Measured]]:
    before = end - OLD_ENOUGH * SECONDS_PER_DAY
    sql = "SELECT origin, count(*) FROM fact_dispute WHERE recorded_at < ? GROUP BY 1"
    disputes = dict(store.db.execute(sql, [before]).fetchall())
    repeats: dict[str, list[tuple[int, float]]] = {}
    for condition, _ in slices(store, "fact_alert"):
        sql = (
            "SELECT d.origin, count(*), sum(f.occurred_at - d.recorded_at) FROM fact_alert f "
            f"JOIN fact_dispute d ON d.id = f.dispute WHERE {condition} AND d.recorded_at < {before} GROUP BY 1"
        )
        for origin, number, waited in store.db.execute(sql):
            repeats.setdefault(origin, []).append((number, waited))
    for origin, total in disputes.items():
        number = sum(n for n, _ in repeats.get(origin, []))
        yield f"repeat:{origin}", Measured(number / total, 2 * sqrt(number) / total)
    number, waited = (sum(pair[i] for pairs in repeats.values() for pair in pairs) for i in (0, 1))
    days = waited / number / SECONDS_PER_DAY if number else None
    yield "repeat_wait", Measured(days, 2 * (days or 0) / sqrt(number or 1))


def _disputes(store: Store, end: int, months: int, stations: int) -> Iterator[tuple[str, Measured]]:
    (number,) = query_row(store, "count(*) FROM fact_dispute")
    yield "disputes", Measured(number / months / stations, 2 * sqrt(number) / months / stations)

    def resolved_within(days: int, condition: str) -> Measured:
        good = f"sum(outcome_at - occurred_at < {days * SECONDS_PER_DAY})"
        old = end - (days + 30) * SECONDS_PER_DAY
        return share(*query_row(store, f"{good}, count(*) FROM fact_dispute WHERE occurred_at < {old} AND {condition}"))

    yield "month:alert", resolved_within(30, "origin = 'alert'")
    yield "month:canvassed", resolved_within(30, "origin = 'canvassed'")
    yield "year", resolved_within(YEAR_OF_DAYS, "1")
    yield "key", resolved_within(YEAR_OF_DAYS, "key = 1")


def _surveys(store: Store) -> Iterator[tuple[str, Measured]]:
    yield "satisfied", share(*query_row(store, "sum(satisfied), count(*) FROM fact_survey WHERE kind = 'third_party'"))


def _lags(store: Store) -> Iterator[tuple[str, Measured]]:
    lag = "f.recorded_at - f.occurred_at"
    yield "lag:alert", middle(store, lag, "FROM fact_alert f", 10)
    yield "lag:late", share(*query_row(store, f"sum({lag} >= {SECONDS_PER_DAY}), count(*) FROM fact_alert f"))
    for key, origin in (("lag:dispute_alert", "alert"), ("lag:canvassed", "canvassed")):
        yield key, middle(store, lag, f"FROM fact_dispute f WHERE f.origin = '{origin}'", 300)
    yield "lag:inspection", middle(store, lag, "FROM fact_inspection f", 300)


def _checks(store: Store, end: int) -> Iterator[tuple[str, Measured]]:
    old = end - OLD_ENOUGH * SECONDS_PER_DAY
    yield (
        "rectified",
        share(*query_row(store, f"sum(rectified), sum(hazards) FROM fact_inspection WHERE occurred_at < {old}")),
    )
    rooms, number = query_row(store, "sum(rooms), count(*) FROM fact_inspection WHERE premises = 'rental'")
    yield "rental_rooms", Measured(rooms / number if number else None, 2 * 2.2 / sqrt(number or 1))
    both = query_row(
        store, "sum(premises = 'rental'), count(*) FROM fact_inspection WHERE premises IN ('rental', 'nine_small')"
    )
    yield "rental_share", share(*both)


def _force(store: Store, as_of: int) -> Iterator[tuple[str, Measured]]:
    serving = f"f.kind = 'police' AND f.from_day <= {as_of} AND ifnull(f.to_day, {10**9}) > {as_of}"
    (police,) = query_row(store, f"count(*) FROM fact_posting f WHERE {serving}")
    stations, community = query_row(
        store, f"count(*), sum(f.post = 'community') FROM fact_posting f {STATION} WHERE {serving}"
    )
    yield "force", Measured(stations / police if police else None)  # counted, not drawn: no chance in it
    yield "community", Measured(community / stations if stations else None)

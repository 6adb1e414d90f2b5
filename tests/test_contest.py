"""A contest: nobody is named by luck, a true fall is found, and what is barred from assessment places nobody."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from benchmarks.contest import SHAPES, World, rates
from core.catalogue.load import load_catalogue
from core.catalogue.problems import CatalogueError
from core.engine.contest.make import barred
from core.engine.engine import Engine
from core.store.store import open_store
from seed.bureau import plan
from seed.campaign import files

MANY = 120
QUARTER = World(per_month=100.0, months=3, shape=SHAPES["as generated"])


def test_areas_that_change_alike_are_rarely_named() -> None:
    found = rates(QUARTER, 0.9, 1.0, MANY)
    assert found.anybody <= 0.08 and found.quietest <= 0.03


def test_an_area_that_truly_falls_by_half_leads_and_no_other() -> None:
    found = rates(QUARTER, 1.0, 0.5, MANY)
    assert found.moved >= 0.8 and found.other <= 0.08


def test_alerts_place_nobody_until_every_count_is_let_in_by_a_recorded_decision() -> None:
    shipped = load_catalogue()
    assert "不进考核" in barred(shipped, shipped.contests["alerts"])
    decided = '= { decided_by = "局党委", when = 2026-01-10, why = "片区之间比变化用" }\n'
    one = f"[contests.alerts]\noverride.dispute_alerts {decided}"
    for text, bars in ((one, True), (f"{one}override.traffic_alerts {decided}", False)):
        own = load_catalogue({"ours.toml": text})
        assert bool(barred(own, own.contests["alerts"])) is bars


def test_a_county_of_the_generator_holds_a_contest_of_twelve() -> None:
    text = files(plan("county", 1, date(2026, 10, 31)))
    twelve = load_catalogue(text).contests["twelve"]
    members = [code for area in twelve.areas.values() for code in area.members]
    assert len(twelve.areas) == len(set(members)) == 12 and set(twelve.override) == set(twelve.counts)
    assert "twelve" not in load_catalogue(files(plan("small", 1, date(2026, 10, 31)))).contests


def test_fewer_than_five_areas_are_not_placed(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        found = Engine(store).contest("alerts", "2026Q3")
    assert found.lines and "少于 5 个" in found.unplaced
    assert all(line.place is None and line.naming is None for line in found.lines)


def test_the_counts_are_those_of_the_rows(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        found = Engine(store).contest("alerts", "2026Q3")
        rows = store.conn.execute(
            "SELECT unit, count(*) FROM fact_alert WHERE class IN ('dispute', 'traffic') "
            "AND date(occurred_at, 'unixepoch', '+8 hours') BETWEEN '2026-07-01' AND '2026-09-30' GROUP BY unit"
        )
        by_station: dict[str, int] = {}
        parents = dict(store.conn.execute("SELECT id, parent FROM unit"))
        kinds = dict(store.conn.execute("SELECT id, kind FROM unit"))
        names = dict(store.conn.execute("SELECT id, name FROM unit"))
        for unit, many in rows:
            while kinds[unit] != "station":
                unit = parents[unit]
            by_station[names[unit]] = by_station.get(names[unit], 0) + many
    assert {line.zh: line.now for line in found.lines} == by_station


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ('counts = ["criminal_cases"]', "no count of alerts"),
        (
            'counts = ["criminal_cases"]\n'
            'override.criminal_cases = { decided_by = "局党委", when = 2026-01-10, why = "一时兴起" }',
            "no count of alerts",
        ),
        (
            'counts = ["dispute_alerts"]\noverride.dispute_alerts = { decided_by = "局党委", when = 2026-01-10 }',
            "why",
        ),
    ],
)
def test_cases_never_compete_and_a_bar_is_not_set_aside_without_a_reason(entry: str, told: str) -> None:
    own = f'[contests.ours]\nzh = "本局比武"\nen = "Ours"\nremark = "本局自定的比武。"\n{entry}\n'
    with pytest.raises(CatalogueError) as refused:
        load_catalogue({"ours.toml": own})
    assert told in str(refused.value)

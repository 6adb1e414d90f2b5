"""The generator: the same bureau from the same seed, time that runs forward, and nobody real in it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.store.cube import cube_differences
from core.store.file_identity import ID, PRIOR
from core.time.calendar import lunar_new_year
from core.time.days import day_number, day_of_time, first_second, month_days
from seed.alerts import draw_alerts
from seed.bureau import Plan, plan
from seed.draft import is_known_later
from seed.fill import FillError, advance, fill, stored_plan
from seed.ledger import ledger_rows
from seed.ledger_profile import PROFILE
from seed.names import BUREAUS, COMMUNITY_SYLLABLES, STATION_SYLLABLES
from tests.support.seed_world import AS_OF, CATALOGUE, NOW, Point, contents, new_store, ring, rows_of, twice_area

pytestmark = pytest.mark.slow

Side = tuple[Point, Point]
LATELY = date(2026, 6, 1)  # a few months do where the length of the history is no matter


@lru_cache(maxsize=1)
def small() -> tuple[Plan, dict[str, list[dict[str, Any]]]]:
    bureau = plan("small", 11, AS_OF)
    named = {
        kind: [dict(zip(CATALOGUE.facts[kind].columns, row, strict=True)) for row in rows]
        for kind, rows in rows_of(bureau).items()
    }
    return bureau, named


# --- determinism and time ---------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_rows_whatever_the_order_of_drawing() -> None:
    assert rows_of(plan("small", 5, AS_OF, LATELY)) == rows_of(plan("small", 5, AS_OF, LATELY), backwards=True)


def test_another_seed_gives_another_bureau() -> None:
    first, second = plan("small", 5, AS_OF, LATELY), plan("small", 6, AS_OF, LATELY)
    assert [unit.polygon for unit in first.place.units] != [unit.polygon for unit in second.place.units]
    assert rows_of(first)["alert"] != rows_of(second)["alert"]


@pytest.mark.parametrize("as_of", [date(2024, 2, 29), date(2026, 9, 30), date(2026, 10, 1), date(2025, 12, 31)])
def test_the_history_begins_on_a_1_january_34_months_or_more_before(as_of: date) -> None:
    bureau = plan("small", 1, as_of)
    assert (bureau.start.month, bureau.start.day) == (1, 1)
    assert 34 <= len(bureau.months) <= 45
    assert bureau.start <= date(as_of.year - 1, 1, 1)


def test_a_plan_that_makes_no_sense_is_refused() -> None:
    for size, seed, as_of, start in [
        ("vast", 1, AS_OF, None),
        ("small", -1, AS_OF, None),
        ("small", 1, date(1999, 1, 31), None),
        ("small", 1, AS_OF, date(2026, 1, 2)),
        ("small", 1, AS_OF, date(2026, 11, 1)),
    ]:
        with pytest.raises(ValueError, match=r"[一-龥]"):
            plan(size, seed, as_of, start)
    with pytest.raises(ValueError, match="向前"):
        plan("small", 1, AS_OF).until(date(2026, 10, 30))


def test_time_run_forward_gives_what_a_remade_bureau_has(tmp_path: Path) -> None:
    bureau = plan("small", 3, date(2026, 1, 15), date(2025, 9, 1))
    walked = new_store(tmp_path / "walked.db", bureau)
    fill(walked, bureau, now=NOW)
    for day in (date(2026, 1, 20), date(2026, 1, 31), date(2026, 2, 1), date(2026, 5, 9)):
        bureau = advance(walked, bureau, day, now=NOW)
        assert stored_plan(walked) == bureau
    assert not any(cube_differences(walked).values())
    remade = new_store(tmp_path / "remade.db", bureau)
    fill(remade, plan("small", 3, date(2026, 5, 9), bureau.start), now=NOW)
    assert contents(walked) == contents(remade)
    version = walked.data_version()
    with pytest.raises(FillError, match="不符"):
        advance(walked, plan("small", 4, date(2026, 5, 9)), date(2026, 6, 1), now=NOW)
    assert walked.data_version() == version


def test_nothing_is_known_before_it_has_come() -> None:
    _, rows = small()
    end = first_second(day_number(AS_OF) + 1)
    for kind, fact in CATALOGUE.facts.items():
        times = [name for name in fact.columns if is_known_later(fact, name)] + (
            [] if fact.postings else ["recorded_at"]
        )
        limit = day_number(AS_OF) + 1 if fact.postings else end
        assert all(row[name] is None or row[name] < limit for row in rows[kind] for name in times), kind
    open_now = [row for row in rows["dispute"] if row["outcome_at"] is None]
    assert 0 < len(open_now) < 0.2 * len(rows["dispute"])
    assert all(row["on_scene"] == 0 for row in rows["alert"] if row["outcome_at"] is None)
    assert all(row["rectified"] == 0 for row in rows["inspection"] if row["outcome_at"] is None)
    assert all(row["fine_yuan"] is None for row in rows["case"] if row["outcome_at"] is None)


# --- filling ----------------------------------------------------------------------------------------------


def test_only_an_empty_demo_database_is_filled(tmp_path: Path) -> None:
    bureau = plan("small", 1, AS_OF, LATELY)
    real = new_store(tmp_path / "real.db", bureau, demo=False)
    with pytest.raises(FillError, match="真实"):
        fill(real, bureau, now=NOW)
    with pytest.raises(FillError, match="真实"):
        advance(real, bureau, date(2026, 11, 1), now=NOW)
    assert real.db.execute("SELECT count(*) FROM fact_alert").fetchone()[0] == 0
    demo = new_store(tmp_path / "demo.db", bureau)
    with pytest.raises(FillError, match="生成器"):
        stored_plan(demo)
    steps: list[float] = []
    fill(demo, bureau, now=NOW, progress=lambda _label, done: steps.append(done))
    assert steps == sorted(steps) and steps[-1] == 1.0
    with pytest.raises(FillError, match="空"):
        fill(demo, bureau, now=NOW)


def test_no_text_holds_a_number_that_could_be_somebody_s(tmp_path: Path) -> None:
    bureau = plan("small", 1, AS_OF)
    store = new_store(tmp_path / "demo.db", bureau)
    fill(store, bureau, now=NOW)
    for table in store.db.table_names():
        for row in store.db.execute(f'SELECT * FROM "{table}"'):
            if row[0] in ("cube_signature", ID, PRIOR):  # hexadecimal
                continue
            texts = row[:-1] if table == "audit" else row  # its last column is a hash
            for text in texts:
                assert not (isinstance(text, str) and re.search(r"\d{8}", text)), (table, text)


# --- the place --------------------------------------------------------------------------------------------


def crosses(a: Side, b: Side) -> bool:
    """Return True if two sides cross in their inner points."""

    def turn(p: Point, q: Point, r: Point) -> int:
        return int(np.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])))

    return turn(*a, b[0]) * turn(*a, b[1]) < 0 and turn(*b, a[0]) * turn(*b, a[1]) < 0


@pytest.mark.parametrize("size", ["small", "county"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_polygons_tile(size: str, seed: int) -> None:
    place = plan(size, seed, AS_OF).place
    outlines = {unit.index: ring(unit.polygon) for unit in place.units if unit.kind != "department"}
    assert min(map(twice_area, outlines.values())) > 0
    families = [(0, place.stations), *((s.index, place.communities[s.index]) for s in place.stations)]
    for parent, children in families:
        assert sum(twice_area(outlines[child.index]) for child in children) == twice_area(outlines[parent])
        edges = Counter(edge for child in children for edge in pairwise(outlines[child.index]))
        assert max(edges.values()) == 1
        border = {(a, b) for a, b in edges if (b, a) not in edges}
        assert border == set(pairwise(outlines[parent]))
    for points in outlines.values():
        outline_sides = list(pairwise(points))
        if len(outline_sides) <= 40:
            assert not any(crosses(a, b) for i, a in enumerate(outline_sides) for b in outline_sides[:i])


def test_units_are_told_apart_and_come_from_the_checked_names() -> None:
    place = plan("county", 1, AS_OF).place
    assert place.units[0].name.removesuffix("县公安局") in BUREAUS
    assert len({unit.name for unit in place.units}) == len({unit.code for unit in place.units}) == len(place.units)
    assert Counter(unit.setting for unit in place.stations) == {"urban": 6, "town": 6, "rural": 6}
    for unit in place.units:
        pool = {"station": STATION_SYLLABLES, "community": COMMUNITY_SYLLABLES}.get(unit.kind)
        if pool:
            assert unit.name[0] in pool[0] and unit.name[1] in pool[1]
            assert unit.name[2:] in ("派出所", "社区", "村")


# --- the people -------------------------------------------------------------------------------------------


def test_force_shares_come_near_the_documents() -> None:
    bureau = plan("county", 2, AS_OF)
    kinds = {unit.index: unit.kind for unit in bureau.place.units}
    today = day_number(AS_OF)
    serving = [p for p in bureau.force.postings if p.since <= today and (p.until < 0 or p.until > today)]
    police = [p for p in serving if bureau.force.officers[p.officer].kind == "police"]
    stations = [p for p in police if kinds[p.unit] != "department"]
    community = [p for p in stations if p.post == "community"]
    assert 0.40 < len(stations) / len(police) < 0.44
    assert 0.42 < len(community) / len(stations) < 0.50
    assert len({p.officer for p in serving}) == len(serving)
    assert all(20 <= (today - bureau.force.officers[p.officer].born) / 365.25 <= 60 for p in serving)
    gone = {p.officer for p in bureau.force.postings} - {p.officer for p in serving}
    posting_counts = Counter(p.officer for p in bureau.force.postings)
    assert gone and max(posting_counts.values()) >= 2 and min(p.until for p in bureau.force.postings if p.until > 0) > 0


def test_officers_are_in_post_at_the_station_on_the_day() -> None:
    bureau, rows = small()
    station = {unit.index: unit.parent if unit.kind == "community" else unit.index for unit in bureau.place.units}
    spans = defaultdict(list)
    for posting in rows["posting"]:
        until = posting["to_day"] if posting["to_day"] is not None else 10**9
        spans[posting["officer"]].append((station[posting["unit"]], posting["from_day"], until))
    for kind in ("alert", "dispute", "case", "inspection", "sweep", "service", "survey"):
        with_officer = [row for row in rows[kind] if row["officer"]]
        assert with_officer
        for row in with_officer:
            day, home = day_of_time(row["occurred_at"]), station[row["unit"]]
            assert any(at == home and since <= day < until for at, since, until in spans[row["officer"]]), row


# --- the events -------------------------------------------------------------------------------------------


def county_alerts() -> Iterator[dict[str, Any]]:
    bureau = plan("county", 1, AS_OF)
    for profile in bureau.profiles:
        for month in bureau.months:
            yield {"profile": profile, "month": month, **draw_alerts(profile, month).columns}


def test_a_county_s_calls_are_many_overdispersed_seasonal_and_mostly_invalid() -> None:
    drafts = list(county_alerts())
    group = np.concatenate([draft["class"] for draft in drafts])
    day = (np.concatenate([draft["occurred_at"] for draft in drafts]) + 28_800) // 86_400
    assert 250_000 < len(group) < 350_000
    assert 0.65 < float((group == 8).mean()) < 0.71  # 安康: 68.2%
    daily = np.bincount(day - day.min())
    for year in (2025, 2026):
        first = lunar_new_year(year) - int(day.min())
        festival, rebound, before = (daily[first + a : first + b].mean() for a, b in ((-2, 7), (7, 21), (-40, -12)))
        assert festival < 0.85 * before and rebound > 1.03 * before
    by_setting: Counter[str] = Counter()
    spread = []
    for profile in {draft["profile"].unit.code: draft["profile"] for draft in drafts}.values():
        days = (
            np.concatenate([draft["occurred_at"] for draft in drafts if draft["profile"].unit == profile.unit])
            // 86_400
        )
        by_setting[profile.setting] += len(days)
        counts = np.bincount(days - days.min())[1:-1]
        spread.append(counts.var() / counts.mean())
    assert by_setting["urban"] > by_setting["town"] > by_setting["rural"]
    assert np.median(spread) > 1.5


def test_numbers_of_records_are_told_apart() -> None:
    for kind, rows in small()[1].items():
        assert len({row["id"] for row in rows}) == len(rows), kind


def test_disputes_come_back_as_alerts_and_cases() -> None:
    _, rows = small()
    disputes = {row["id"]: row for row in rows["dispute"]}
    back = [row for row in rows["alert"] if row["dispute"]]
    worse = [row for row in rows["case"] if row["dispute"]]
    assert back and worse
    for row in back:
        dispute = disputes[row["dispute"]]
        assert row["class"] == "dispute" and row["kind"] == dispute["kind"] and row["unit"] == dispute["unit"]
        assert row["occurred_at"] > dispute["recorded_at"]
    assert all(disputes[row["dispute"]]["escalated"] == 1 for row in worse)
    assert sum(row["escalated"] for row in disputes.values()) >= len(worse)
    for row in disputes.values():
        assert not row["key"] or (row["leader"] and row["due_day"])


def share(rows: list[dict[str, Any]], test: str) -> float:
    return sum(row[test] not in (None, 0) for row in rows) / len(rows)


def test_rates_come_near_their_sources() -> None:
    _, rows = small()
    old = first_second(day_number(date(2026, 6, 30)))
    met = [row for row in rows["alert"] if row["class"] in ("traffic", "dispute") and row["outcome_at"]]
    assert 0.85 < share(met, "on_scene") < 0.97
    assert share([row for row in rows["dispute"] if row["occurred_at"] < old], "outcome_at") > 0.92
    assert 0.96 < share([row for row in rows["survey"] if row["kind"] == "third_party"], "satisfied") <= 1
    visits = [row for row in rows["inspection"] if row["occurred_at"] < old]
    assert 0.90 < sum(row["rectified"] for row in visits) / sum(row["hazards"] for row in visits) <= 1
    fast = [row["outcome_at"] - row["occurred_at"] for row in rows["service"] if row["fast"] and row["outcome_at"]]
    assert 0.90 < sum(seconds <= 600 for seconds in fast) / len(fast) < 1
    lags = {
        origin: np.median([r["recorded_at"] - r["occurred_at"] for r in rows["dispute"] if r["origin"] == origin])
        for origin in ("alert", "canvassed")
    }
    assert lags["canvassed"] > 3 * lags["alert"]


def test_the_stages_of_a_case_follow_one_another() -> None:
    stages = ("occurred_at", "filed_at", "investigated_at", "outcome_at")
    for row in small()[1]["case"]:
        reached = [row[stage] for stage in stages if row[stage] is not None]
        assert reached == sorted(reached)
        assert row["recovered_at"] is None or (row["solved_at"] and row["recovered_at"] > row["solved_at"])


# --- the ledger -------------------------------------------------------------------------------------------


def test_every_measure_of_reports_alone_is_made_up() -> None:
    assert set(PROFILE) == {name for name, measure in CATALOGUE.measures.items() if measure.fact is None}


@pytest.mark.parametrize("as_of", [AS_OF, date(2026, 11, 13)])
def test_ledger_rows_are_whole_and_no_part_exceeds_its_whole(as_of: date) -> None:
    bureau = plan("small", 4, as_of)
    rows = ledger_rows(bureau, CATALOGUE.measures)
    values = {(row.measure, row.unit, row.first, row.last): row.value for row in rows}
    assert len(values) == len(rows) and min(values.values()) >= 0
    spans = defaultdict(list)
    for row in rows:
        spans[row.measure, row.unit].append((row.first, row.last))
    ends = [min(month_days(month)[1], day_number(as_of)) for month in bureau.months]
    for (name, _), reported in spans.items():
        starts = [month_days(month)[0] for month in bureau.months]
        firsts = ends if CATALOGUE.measures[name].kind == "stock" else starts
        assert reported == list(zip(firsts, ends, strict=True))
    parents = {unit.index: unit.parent for unit in bureau.place.units}
    assert not any((name, parents[unit]) in spans for name, unit in spans)  # no figure is reported twice
    for kpi in CATALOGUE.kpis.values():
        if kpi.kind == "rate" and kpi.numerator in PROFILE and kpi.denominator in PROFILE:
            for (name, unit, first, last), value in values.items():
                if name == kpi.numerator:
                    assert value <= values[kpi.denominator, unit, first, last], (name, unit, last)

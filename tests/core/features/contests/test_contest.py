"""A contest: nobody is named by luck, a true fall is found, and what is barred from assessment places nobody."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from benchmarks.contest import SHAPES, SMALLEST, World, rates
from core.catalogue.load import load_catalogue
from core.catalogue.problems import CatalogueError
from core.disclosure.policy import SuppressionPolicy
from core.disclosure.reasons import suppression_reason
from core.engine import Engine
from core.features.contests.areas import sum_or_none
from core.features.contests.build import LISTED_NOTE, barred_reason
from core.features.contests.evidence import (
    MIN_RETENTION,
    AreaCounts,
    detectable_gaps,
    place_areas,
    weigh_evidence,
)
from core.features.contests.grading import grade_area, own_verdict
from core.features.contests.text import base_text, cells, heads
from core.features.contests.types import AreaGrade
from core.judgement.dispersion import Dispersion
from core.judgement.multiple_testing import ALPHA_FINISHED
from core.metrics.types import Verdict
from core.store.open import open_store
from core.store.units import unit_tree
from dashboards.cli.command import cli
from seed.bureau import plan
from seed.campaign import files

pytestmark = pytest.mark.slow

CONTESTS = 120
QUARTER = World(per_month=100.0, months=3, shape=SHAPES["as generated"])


def test_areas_that_change_alike_are_rarely_named() -> None:
    graded = rates(QUARTER, 0.9, 1.0, CONTESTS)
    assert graded.anybody <= 0.08 and graded.quietest <= 0.03


def test_an_area_that_truly_falls_by_half_leads_and_no_other() -> None:
    graded = rates(QUARTER, 1.0, 0.5, CONTESTS)
    assert graded.changed_area >= 0.8 and graded.other <= 0.08


def area_counts(
    now: list[float], base: list[float], days: tuple[float, float] = (30.0, 30.0), phi: float = 1.0
) -> AreaCounts:
    dispersion = Dispersion(np.full(len(now), phi), np.full(len(now), 200.0))
    return AreaCounts(np.array(now), np.array(base), days, dispersion, SMALLEST, ALPHA_FINISHED)


def grades(areas: AreaCounts) -> list[AreaGrade]:
    evidence = weigh_evidence(areas)
    return [grade_area(areas, evidence, index)[0] for index in range(len(areas.now))]


def test_a_longer_month_is_no_rise() -> None:
    leap = area_counts([290.0 * k for k in (1, 2, 3, 4, 5)], [280.0 * k for k in (1, 2, 3, 4, 5)], (29.0, 28.0))
    evidence = weigh_evidence(leap)
    assert evidence.ratio == pytest.approx(1.0) and leap.common_ratio == pytest.approx(1.0)
    assert [own_verdict(leap, evidence, index) for index in range(5)] == [Verdict.UNCLEAR] * 5
    halved = weigh_evidence(area_counts([290.0] * 5, [560.0] * 5, (29.0, 28.0)))
    assert halved.ratio == pytest.approx(0.5) and (halved.high < 1).all()


def test_who_has_only_not_risen_with_the_others_leads_nobody() -> None:
    """It differs from the others, and its own alerts have not fallen: both are needed."""
    areas = area_counts([1000.0] + [1500.0] * 5, [1000.0] * 6)
    evidence = weigh_evidence(areas)
    assert evidence.differs_from_others[0] and own_verdict(areas, evidence, 0) is Verdict.UNCLEAR
    assert grades(areas)[0] is AreaGrade.INCONCLUSIVE
    assert grades(area_counts([500.0] + [1000.0] * 5, [1000.0] * 6))[0] is AreaGrade.LEADING
    assert grades(area_counts([1500.0] + [900.0] * 5, [1000.0] * 6))[0] is AreaGrade.LAGGING


def test_a_gap_too_small_to_be_worth_saying_names_nobody_however_sure() -> None:
    areas = area_counts([880_000.0] + [900_000.0] * 5, [1_000_000.0] * 6)
    assert weigh_evidence(areas).differs_from_others[0] and set(grades(areas)) == {AreaGrade.INCONCLUSIVE}


def test_the_few_alerts_of_all_the_others_are_no_firm_level() -> None:
    """The others have 120: their level is not known better than that, however many the one area has."""
    assert not weigh_evidence(area_counts([4500.0] + [8.0] * 6, [4500.0] + [12.0] * 6)).differs_from_others[0]


def test_a_place_lies_within_what_it_may_be() -> None:
    rng = np.random.default_rng(5)
    for _ in range(40):
        size = rng.uniform(0.5, 6.0, 8)
        now, base = (rng.poisson(np.exp(size)).astype(float) for _ in range(2))
        areas = area_counts(list(now + (now + base == 0)), list(base), phi=float(rng.uniform(1, 4)))
        places = place_areas(areas, weigh_evidence(areas).phi)
        assert (places.first <= places.place).all() and (places.place <= places.last).all()
        assert places.place.min() == 1 and places.last.max() <= 8


def test_shrinking_takes_only_the_error_within_an_area_away() -> None:
    """Areas that truly changed apart keep their distances; areas that did not are drawn together."""
    apart = area_counts([1200.0, 1100.0, 1000.0, 900.0, 800.0, 700.0], [1000.0] * 6)
    places = place_areas(apart, np.ones(6))
    assert places.retention.min() > 0.8 and (places.shrunk[:-1] > places.shrunk[1:]).all()
    alike = place_areas(area_counts([1010.0, 990.0, 1005.0, 995.0, 1000.0, 1000.0], [1000.0] * 6), np.ones(6))
    assert alike.retention.max() < MIN_RETENTION and np.ptp(alike.shrunk) < 0.001


def test_a_detectable_gap_is_detected_four_times_in_five() -> None:
    rng, hits, contests = np.random.default_rng(11), 0, 150
    base = np.full(8, 800.0)
    quiet = area_counts(list(base), list(base))
    fall, rise = detectable_gaps(quiet, np.ones(8))
    assert (fall < 0).all() and (rise > -fall).all()
    assert np.isnan(detectable_gaps(area_counts([1.0] * 8, [1.0] * 8), np.ones(8))).all()
    assert np.isnan(detectable_gaps(area_counts([800.0] * 3, [800.0] * 3), np.ones(3))).all(), "too few to be tested"
    for _ in range(contests):
        factor = np.array([1 + rise[0] / 100, *[1.0] * 7])
        areas = area_counts(list(rng.poisson(base * factor).astype(float)), list(rng.poisson(base).astype(float)))
        hits += bool(weigh_evidence(areas).differs_from_others[0])
    assert 0.75 <= hits / contests <= 0.99


def test_changes_that_hold_no_difference_are_not_shown_shrunk(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        contest = Engine(store).contest("alerts", "2026Q3")
    for is_hidden in (False, True):
        shown = replace(contest, is_shrunk_to_nothing=is_hidden)
        assert ("收缩后" in heads(shown)) is not is_hidden and "能看出的差别" in heads(shown)
        cases = len(shown.lines[0].situation)
        assert {len(cells(shown, line)) for line in shown.lines} == {len(heads(shown)) + cases}


def test_a_sum_of_which_a_part_is_missing_is_none() -> None:
    assert sum_or_none([3.0, 4.0]) == 7.0 and sum_or_none([3.0, None]) is None


def test_alerts_place_nobody_until_every_count_is_let_in_by_a_recorded_decision() -> None:
    shipped = load_catalogue()
    assert "不进考核" in barred_reason(shipped, shipped.contests["alerts"])
    decided = '= { decided_by = "局党委", when = 2026-01-10, why = "片区之间比变化用" }\n'
    partly = f"[contests.alerts]\noverride.dispute_alerts {decided}"
    for text, is_barred in ((partly, True), (f"{partly}override.traffic_alerts {decided}", False)):
        overlaid = load_catalogue({"ours.toml": text})
        assert bool(barred_reason(overlaid, overlaid.contests["alerts"])) is is_barred


def test_a_county_of_the_generator_holds_a_contest_of_twelve() -> None:
    text = files(plan("county", 1, date(2026, 10, 31)))
    twelve = load_catalogue(text).contests["twelve"]
    members = [code for area in twelve.areas.values() for code in area.members]
    assert len(twelve.areas) == len(set(members)) == 12 and set(twelve.override) == set(twelve.counts)
    assert "twelve" not in load_catalogue(files(plan("small", 1, date(2026, 10, 31)))).contests


def test_the_order_of_the_rows_is_said_and_kept(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        contest = Engine(store).contest("alerts", "2026Q3")
        stations = [unit.name for unit in unit_tree(store).stations(unit_tree(store).root.id)]
    assert contest.unplaced and contest.notes[0] == LISTED_NOTE
    listed = [line.zh for line in contest.lines]
    assert listed == [name for name in stations if name in listed]


def test_fewer_than_five_areas_are_not_placed(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        contest = Engine(store).contest("alerts", "2026Q3")
    assert contest.lines and "少于 5 个" in contest.unplaced
    assert all(line.place is None and line.grade is None for line in contest.lines)


def test_the_counts_are_those_of_the_rows(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        contest = Engine(store).contest("alerts", "2026Q3")
        rows = store.conn.execute(
            "SELECT unit, count(*) FROM fact_alert WHERE class IN ('dispute', 'traffic') "
            "AND date(occurred_at, 'unixepoch', '+8 hours') BETWEEN '2026-07-01' AND '2026-09-30' GROUP BY unit"
        )
        by_station: dict[str, int] = {}
        parents = dict(store.conn.execute("SELECT id, parent FROM unit"))
        kinds = dict(store.conn.execute("SELECT id, kind FROM unit"))
        names = dict(store.conn.execute("SELECT id, name FROM unit"))
        for unit, alerts in rows:
            while kinds[unit] != "station":
                unit = parents[unit]
            by_station[names[unit]] = by_station.get(names[unit], 0) + alerts
    assert {line.zh: line.now for line in contest.lines} == by_station


@pytest.mark.parametrize(("period", "is_per_day"), [("2026Q3", False), ("2025-02", False), ("2025", True)])
def test_a_change_is_told_per_day_only_where_the_periods_differ_in_days(
    demo_db: Path, period: str, *, is_per_day: bool
) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        contest = Engine(store).contest("alerts", period)
    assert (contest.period.days != contest.base.days) == is_per_day == ("日均" in base_text(contest))
    assert f"{contest.before:,} 起 → {contest.now:,} 起，" in base_text(contest)


def test_the_changes_are_exact_and_the_commands_json_has_them_as_numbers(demo_db: Path) -> None:
    arguments = ["contest", "alerts", "--period", "2026Q3", "--db", str(demo_db), "--format", "json"]
    document = json.loads(CliRunner().invoke(cli, arguments, catch_exceptions=False).output)
    with closing(open_store(demo_db, read_only=True)) as store:
        contest = Engine(store).contest("alerts", "2026Q3")
    for printed, line in zip(document["lines"], contest.lines, strict=True):
        days = contest.base.days, contest.period.days
        exact = Fraction(line.now * days[0], line.base * days[1]) * 100 - 100 if line.base else None
        assert line.change == exact and printed["change"] == (None if exact is None else float(exact))


def test_what_small_numbers_protect_is_added_up_for_no_area(demo_db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A protected unit's finished quarter is told where it is large enough; an area's sum would tell of the rest."""
    with closing(open_store(demo_db, read_only=True)) as store:
        unprotected = Engine(store).contest("alerts", "2026Q3")
        root, reason = unit_tree(store).root.id, suppression_reason(store.catalogue)
        monkeypatch.setattr(SuppressionPolicy, "is_protected", lambda _guard, _measures, unit: unit != root)
        monkeypatch.setattr(
            SuppressionPolicy, "is_suppressed", lambda *_: False
        )  # each by itself is large enough to be told
        protected = Engine(store).contest("alerts", "2026Q3")
    assert unprotected.lines and not protected.lines
    assert {area.zh for area in protected.left_out} == {line.zh for line in unprotected.lines}
    assert all(reason in area.reason for area in protected.left_out)


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ('counts = ["criminal_cases"]', "不是警情的件数"),
        (
            'counts = ["criminal_cases"]\n'
            'override.criminal_cases = { decided_by = "局党委", when = 2026-01-10, why = "一时兴起" }',
            "不是警情的件数",
        ),
        (
            'counts = ["dispute_alerts"]\noverride.dispute_alerts = { decided_by = "局党委", when = 2026-01-10 }',
            "why",
        ),
    ],
)
def test_cases_never_compete_and_a_bar_is_not_set_aside_without_a_reason(entry: str, problem: str) -> None:
    overlay = f'[contests.ours]\nzh = "本局比武"\nen = "Ours"\nremark = "本局自定的比武。"\n{entry}\n'
    with pytest.raises(CatalogueError) as refused:
        load_catalogue({"ours.toml": overlay})
    assert problem in str(refused.value)

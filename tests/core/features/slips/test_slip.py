"""Reminder slips: the counts behind them, their words, and that their words tell no count of a community."""

from __future__ import annotations

from contextlib import closing
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from core.access.roles import Role
from core.engine import Engine
from core.features.slips import text
from core.features.slips.documents import slips_html, slips_text
from core.features.slips.history import History, read_histories
from core.features.slips.hours import peak_hours
from core.features.slips.issue import DAYS, YEAR_ISSUES, YEARS, last_issue
from core.features.slips.rise import FALSE_ALARM_SHARE, RiseTest, significance_levels, tellable_rises
from core.judgement.dispersion import Dispersion
from core.store.open import open_store
from core.store.records import apply_records
from core.store.sqlite import StoreError
from core.store.store import Store
from core.store.units import UnitRef
from core.time.days import CHINA, day_number
from dashboards.cli.command import cli
from tests.support.access_world import guarded
from tests.support.demo import DEMO_AS_OF
from tests.support.examples import examples
from tests.support.oracle import World, total
from tests.support.slip_world import CLASSES, LEAST, drawn, possible, small
from tests.support.worlds import copied, empty_store, stored, worlds

pytestmark = pytest.mark.slow

AS_OF = date.fromisoformat(DEMO_AS_OF)
CALM = Dispersion(np.array(1.0), np.array(1e6))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_store(tmp_path_factory.mktemp("slips"))


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_an_issue_has_four_whole_weeks_that_no_other_has(day: date) -> None:
    issue = last_issue(day)
    assert issue.start.weekday() == 0 and issue.window.days == 28
    assert issue.end <= day < issue.end + timedelta(days=28)
    assert issue.before(1).end + timedelta(days=1) == issue.start


@settings(max_examples=examples(6, thorough=150), deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds(), day=st.dates(date(2023, 12, 1), date(2025, 4, 30)))
def test_what_lies_behind_a_slip_is_what_the_records_come_to(
    template: Path, tmp_path_factory: pytest.TempPathFactory, world: World, day: date
) -> None:
    units, measures, newest = [3, 5, 6], ["dispute_alerts", "help_alerts"], last_issue(day)
    path = tmp_path_factory.getbasetemp() / "slips.db"
    with closing(stored(world, template, path)) as store, Engine(store)._snapshot() as snapshot:
        histories = read_histories(store, snapshot.coverage, units, measures, newest)
    for name in measures:
        for behind in range(YEAR_ISSUES * YEARS):
            issue = newest.before(behind)
            amounts = [total(world, name, unit, issue.start, issue.end, issue.end) for unit in units]
            assert histories[name].complete[behind] == (None not in amounts)
            assert histories[name].counts[:, behind].tolist() == [
                0 if None in amounts else amount for amount in amounts
            ]


@settings(deadline=None)
@given(before=st.integers(0, 200), issues=st.integers(6, 12), level=st.sampled_from([0.05, 0.01, 0.0005]))
def test_a_rise_needs_what_the_binomial_says(before: int, issues: int, level: float) -> None:
    """Worked anew from the exact test with mid-p: of all alerts, each is of the newest issue with 1 in issues + 1."""
    test = RiseTest(DAYS, DAYS * issues, CALM, level, LEAST)
    needed = int(test.fewest_of_a_rise([before], 150)[0])
    share = 1 / (issues + 1)

    def tail(now: int) -> float:
        return float(2 * (binom.sf(now, now + before, share) + binom.pmf(now, now + before, share) / 2))

    first = next(now for now in range(LEAST, 151) if now * issues > before and tail(now) <= level)
    assert needed == first


def test_what_nothing_changed_is_seldom_said_to_have_risen() -> None:
    """A station's slips of an issue err, in any of their words, in about FALSE_ALARM_SHARE of the issues at most."""
    rng, wrong, tries = np.random.default_rng(7), 0, 80
    for _ in range(tries):
        wrong += any(_errs(rng) for _ in range(CLASSES))
    assert wrong <= binom.ppf(0.999, tries, FALSE_ALARM_SHARE)


def _errs(rng: np.random.Generator) -> bool:
    shocks = rng.gamma(20, 1 / 20, YEAR_ISSUES * YEARS)  # what all the communities of a station have in common
    communities = rng.poisson(3 * rng.gamma(2, 0.5, 12)[:, None] * shocks)
    history = History(np.vstack([communities.sum(axis=0), communities]), np.ones(YEAR_ISSUES * YEARS, bool))
    now, baseline, days = history.now, history.baseline, history.baseline_days
    community_level, station_level = significance_levels(12, CLASSES)
    test = RiseTest(DAYS, days, history.community_dispersion(), community_level, LEAST)
    station_test = RiseTest(DAYS, days, history.station_dispersion(), station_level, 1)
    return bool(tellable_rises(test, now, baseline).any()) or station_test.rose(int(now[0]), int(baseline[0]))


def test_all_the_slips_there_are_place_no_small_count() -> None:
    """A reader of the station's counts and of fourteen issues' slips finds five values or more for a count of 1 to 4.

    As far as the station's own count allows: a community of a station with two alerts has two at most.
    """
    rng, rises_told, tried = np.random.default_rng(3), 0, 0
    while rises_told < 3 or tried < 12:
        station = drawn(rng)
        cells = small(station)
        rises_told += sum(map(any, station.slips()))
        for unit, issue in [cells[place] for place in rng.permutation(len(cells))[:4]]:
            values = possible(station, unit, issue, rng)
            tried += 1
            assert max(values) - min(values) >= min(LEAST - 1, int(station.whole[issue])), (station, unit, issue)


def tellable(test: RiseTest, communities: list[int], station: int) -> list[bool]:
    """Tell where a rise may be said of communities that had no alert before."""
    now = np.array([station, *communities])
    return [bool(may_tell) for may_tell in tellable_rises(test, now, np.zeros_like(now))]


def test_a_word_is_withheld_where_it_would_leave_the_others_too_little() -> None:
    test = RiseTest(DAYS, DAYS * 12, CALM, 0.0005, LEAST)
    assert int(test.fewest_of_a_rise([0], 20)[0]) <= 9
    assert not any(tellable(test, [9, 0, 0], 9))
    assert tellable(test, [20, 3, 1], 24) == [True, False, False]
    hardest = int(test.fewest_of_a_rise([LEAST - 1], 60)[0])  # needed of one that had as many as may be hidden
    for count, is_named in ((hardest + 3, False), (hardest + 4, True)):
        # Among twenty, silence would tell nothing of so few.
        assert any(tellable(test, [count, *[0] * 19], count)) == is_named
    quiet = int(test.fewest_of_a_rise([0], 20)[0]) - 1  # the most that are no rise: silence would give all as many
    assert not any(tellable(test, [3 * quiet, 0, 0], 3 * quiet))
    assert tellable(test, [3 * quiet + 1, 0, 0], 3 * quiet + 1) == [True, False, False]


def _called(store: Store, unit: int, count: int, hour: int) -> None:
    """Enter so many traffic alerts of a community in the newest issue, at an hour."""
    columns = store.catalogue.facts["alert"].columns
    first = datetime.combine(last_issue(AS_OF).start, datetime.min.time(), CHINA)
    rows = []
    for number in range(count):
        at = int((first + timedelta(days=number % 28, hours=hour, minutes=number)).timestamp())
        record = dict.fromkeys(columns, None) | {"id": f"T{unit}-{number}", "unit": unit, "class": "traffic"}
        record |= {"occurred_at": at, "outcome_at": at + 60, "recorded_at": at + 90}
        record |= dict.fromkeys(("on_scene", "non_police", "diverted", "joint"), 0)
        rows.append(tuple(record[name] for name in columns))
    with store.write("test", "records", "", 0):
        apply_records(store, "alert", rows)


def _community(engine: Engine) -> tuple[UnitRef, UnitRef, UnitRef]:
    station = engine.units.stations(engine.units.root.id)[0]
    first, second = engine.units.children(station.id)[:2]
    return station, first, second


def test_a_rise_is_told_where_it_was_and_nowhere_else(demo_db: Path, tmp_path: Path) -> None:
    with closing(copied(demo_db, tmp_path / "risen.db")) as store:
        engine = Engine(store)
        station, first, _ = _community(engine)
        quiet = engine.slips(station.id)
        assert [slip.community for slip in quiet] == engine.units.children(station.id)
        for slip in quiet:
            assert not slip.risen_lines and text.rise_sentences(slip) == [text.NO_RISE], "nothing is made up"
            assert slip.usual_advice and text.advice(slip) == [(text.USUAL, slip.usual_advice)]
        _called(store, first.id, 40, hour=18)
        slips = engine.slips(station.id)
        for slip in slips:
            traffic = next(line for line in slip.lines if line.measure == "traffic_alerts")
            assert traffic.community_rose == (slip.community == first)
            assert traffic.peak_hours and 16 <= traffic.peak_hours.first <= 18
            assert traffic.advice == tuple(store.catalogue.advice["traffic_alerts"].lines)
            assert not slip.usual_advice
        (own_slip,) = engine.slips(first.id)
        assert own_slip == slips[0], "a slip asked for alone says what it says among the others"
        elsewhere = engine.units.stations(engine.units.root.id)[1]
        assert not any(slip.risen_lines for slip in engine.slips(elsewhere.id))


def test_a_slip_holds_no_number_of_a_community(demo_db: Path, tmp_path: Path) -> None:
    """Alerts handed from one community to another change no letter, as long as what may be said stays the same."""
    documents = []
    for name, shares in (("one", (38, 4)), ("other", (33, 9))):
        with closing(copied(demo_db, tmp_path / f"{name}.db")) as store:
            station, first, second = _community(Engine(store))
            for unit, count in zip((first, second), shares, strict=True):
                _called(store, unit.id, count, hour=18)
            documents.append(slips_text(Engine(store).slips(station.id)))
    assert documents[0] == documents[1]


def test_without_a_year_of_records_a_slip_says_so(template: Path, tmp_path: Path) -> None:
    with closing(copied(template, tmp_path / "empty.db")) as store:
        slips = Engine(store).slips(3, AS_OF)
        assert [slip.community.name for slip in slips] == ["一社区", "二社区"]
        assert all(slip.incomplete_reason and not slip.lines for slip in slips)
        assert all("不作比较" in slips_text([slip]) and "疑似上升" not in slips_text([slip]) for slip in slips)
        assert Engine(store).slips(2, AS_OF) == []
        with pytest.raises(StoreError, match="警情"):
            Engine(store).slips(3)


@given(st.lists(st.lists(st.integers(0, 9), min_size=24, max_size=24), min_size=7, max_size=7))
def test_the_fullest_hours_are_the_peak_hours(week: list[list[int]]) -> None:
    by_hour = [sum(day[hour] for day in week) for hour in range(24)]
    best = max(sum(by_hour[(first + step) % 24] for step in range(3)) for first in range(24))
    peak = peak_hours(week)
    if peak is not None:
        assert peak.count == best == sum(by_hour[(peak.first + step) % 24] for step in range(3))
        assert peak.total == sum(by_hour)


def test_hours_by_chance_are_seldom_said_to_lie_close() -> None:
    """The fullest of all the stretches of a day is tried, not one that was named before."""
    rng = np.random.default_rng(11)
    peaks = sum(
        peak_hours(rng.multinomial(60, [1 / 168] * 168).reshape(7, 24).tolist()) is not None for _ in range(400)
    )
    assert peaks <= binom.ppf(0.999, 400, 0.05)


def test_even_hours_have_no_peak_hours() -> None:
    assert peak_hours([[1] * 24 for _ in range(7)]) is None and peak_hours([[0] * 24 for _ in range(7)]) is None
    assert peak_hours([[0] * 23 + [9]] * 7) is not None


def test_names_are_text_on_a_sheet(demo_db: Path) -> None:
    wild = "<img src=x onerror=alert(1)>&\"'"
    with closing(open_store(demo_db, read_only=True)) as store:
        engine = Engine(store)
        slip = engine.slips(_community(engine)[1].id)[0]
    named = replace(
        slip,
        bureau=wild,
        community=replace(slip.community, name=wild),
        station=replace(slip.station, name=wild),
        incomplete_reason=wild,
        usual_advice=(wild,),
        lines=tuple(replace(line, zh=wild, no_peak_reason=wild) for line in slip.lines),
    )
    page = slips_html([named])
    assert "<img" not in page and "&lt;img src=x onerror=alert(1)&gt;&amp;&quot;&#x27;" in page
    assert {field.name for field in fields(slip)} == set(slip.__slots__), "a new field is looked at here too"


def test_the_command_writes_a_sheet_a_community(demo_db: Path, tmp_path: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        station, first, _ = _community(Engine(store))
        communities = len(Engine(store).units.children(station.id))

    def run(*options: str) -> tuple[int, str]:
        result = CliRunner().invoke(cli, ["slip", "--db", str(demo_db), *options])
        return result.exit_code, result.output

    code, output = run("--unit", station.name, "--out", str(tmp_path / "all.html"))
    page = (tmp_path / "all.html").read_text(encoding="utf-8")
    assert code == 0 and f"{communities} 张" in output
    assert page.count("<section>") == communities and page.count(text.DEMO) == communities
    assert "http" not in page and "<script" not in page, "nothing from outside"
    code, output = run("--unit", first.name)
    assert code == 0 and first.name in output and text.DEMO in output
    assert run("--unit", first.name, "--out", str(tmp_path / "slip.doc"))[0] == 2
    assert run("--unit", "没有这个社区")[0] == 1


def test_a_station_gets_its_own_slips_alone(demo_db: Path, tmp_path: Path) -> None:
    bureau = guarded(demo_db, tmp_path)
    with closing(open_store(bureau.path, read_only=True)) as store:
        units = Engine(store).units.units
    for unit, code in ((bureau.station, 0), (bureau.other_station, 1)):
        options = ["slip", "--db", str(bureau.path), "--unit", units[unit].code, "--user", Role.STATION.value]
        assert CliRunner().invoke(cli, options).exit_code == code


def test_issues_ago_can_be_asked_for(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        engine = Engine(store)
        station = _community(engine)[0]
        before = AS_OF - timedelta(days=28)
        (old, new) = (engine.slips(station.id, day)[0].issue for day in (before, AS_OF))
    assert old == new.before(1) and day_number(old.end) < day_number(new.start)


def test_a_slip_states_its_days_and_how_they_differ_from_the_signals(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        slip = Engine(store).slips(_community(Engine(store))[1].id)[0]
    assert text.issue_dates(slip).endswith("（28 天）")
    assert text.HEADS[1:3] == ("本期 28 天", "此前平均每 28 天")
    said = slips_text([slip])
    assert "近四周" not in said, "an issue may have ended weeks before the data do"
    assert "预警" in said and "结论可以不同" in said

"""Stories: the same seed and stories give the same records, and a story changes nothing but what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.catalogue.load import load_catalogue
from core.time.calendar import lunar_new_year
from core.time.days import day_number, day_of_time, to_date
from seed.bureau import Plan, month_drafts, officer_numbers, plan
from seed.draft import Writer
from seed.stories.story import KINDS, Story, StoryError, Wish, stations_of, unit_of
from seed.stories.story_text import parse_wish, read_stories, stories_json
from tests.support.examples import examples

pytestmark = pytest.mark.slow

START, AS_OF = date(2026, 1, 1), date(2026, 6, 30)
FACTS = load_catalogue().facts
Rows = dict[str, dict[str, dict[str, Any]]]  # kind, number, column
# What a story may change of records that are there without it.
CHANGES = {
    "fraud_surge": {},
    "dispute_cluster": {},
    "spring_return": {},
    "dispute_rise": {},
    "traffic_fall": {},
    "slow_scene": {"alert": {"on_scene", "outcome_at"}},
    "mix_shift": {"alert": {"on_scene", "outcome_at"}},
    "gaming": {"alert": {"on_scene", "outcome_at"}, "dispute": {"outcome_at"}, "survey": {"satisfied"}},
    "miscoded": {"alert": {"class"}},
    "shifted": {"alert": {"occurred_at"}},
    "doubled": {},
    "late_reports": {kind: {"recorded_at"} for kind in FACTS if kind not in ("posting", "instruction")},
    "silence": {kind: {"recorded_at"} for kind in FACTS if kind not in ("posting", "instruction")},
}
# The kinds of record that it may add.
ADDS = {
    "fraud_surge": {"alert", "case"},
    "dispute_cluster": {"alert", "dispute", "case"},
    "spring_return": {"alert", "dispute", "case"},
    "dispute_rise": {"alert", "dispute", "case"},
    "gaming": {"alert"},
    "mix_shift": {"alert"},
    "doubled": {"alert"},
    "order": {"instruction"},
}
TAKES_AWAY = {"traffic_fall": ("alert", "traffic")}  # the kind of record and the class


def all_rows(bureau: Plan) -> Rows:
    """Return every record of a plan's months, with all that ever becomes known of it."""
    write = Writer(FACTS, np.arange(len(bureau.place.units)), officer_numbers(bureau.force))
    records: Rows = {kind: {} for kind in FACTS}
    for month in bureau.months:
        for drafts in month_drafts(bureau, month):
            for draft in drafts:
                fact = FACTS[draft.kind]
                for row in write.rows(draft, day_number(AS_OF) + 4000):
                    named = dict(zip(fact.columns, row, strict=True))
                    assert named["id"] not in records[draft.kind], "a number is given twice"
                    records[draft.kind][named["id"]] = named
    return records


@lru_cache(maxsize=8)
def without(seed: int) -> tuple[Plan, Rows]:
    bureau = plan("small", seed, AS_OF, START)
    return bureau, all_rows(bureau)


@st.composite
def wishes(draw: st.DrawFn, seed: int) -> Wish:
    """A story of any kind anywhere in the bureau."""
    kind = draw(st.sampled_from(list(KINDS)))
    story_kind = KINDS[kind]
    place = without(seed)[0].place
    unit = draw(st.sampled_from([unit for unit in place.units if unit.kind in story_kind.unit_kinds]))
    day = to_date(lunar_new_year(2026)) if kind == "spring_return" else date(2026, 3, 1)
    start = day + timedelta(days=draw(st.integers(-20, 20)))
    strength = draw(st.floats(story_kind.least, min(story_kind.most, 60)))
    return Wish(kind, start, draw(st.integers(1, 40)), unit.code or unit.name, round(strength, 2))


def planted(seed: int, *wanted: Wish) -> tuple[Plan, Rows]:
    bureau = without(seed)[0].with_stories(wanted)
    return bureau, all_rows(bureau)


def in_time(story: Story, row: dict[str, Any], later: int = 0) -> bool:
    return story.first - (story.kind == "shifted") <= day_of_time(row["occurred_at"]) <= story.last + later


@settings(max_examples=examples(25, thorough=400), deadline=None)
@given(st.data(), st.integers(1, 3))
def test_a_story_changes_only_what_it_says(data: st.DataObject, seed: int) -> None:
    bureau, rows = planted(seed, data.draw(wishes(seed)))
    before = without(seed)[1]
    (story,) = bureau.stories
    place, unit = bureau.place, unit_of(bureau.place, story.unit)
    stations = set(stations_of(place, story))
    below = {other.index for other in place.units if other.index in stations or other.parent in stations}
    affected = {unit.index} if unit.kind == "community" else below
    own_disputes = set(rows["dispute"]) - set(before["dispute"])  # the story's own disputes
    for kind, old in before.items():
        for number in old.keys() - rows[kind].keys():
            row = old[number]
            assert (kind, row["class"]) == TAKES_AWAY.get(story.kind), "nothing else is taken away"
            assert in_time(story, row) and row["unit"] in below
        for number in rows[kind].keys() - old.keys():
            row = rows[kind][number]
            assert kind in ADDS.get(story.kind, ()) and row["unit"] in affected
            follows = row.get("dispute") in own_disputes or (story.kind == "gaming" and row["dispute"])
            taken_up = kind != "alert"  # a dispute or a case is taken up hours after the alert, perhaps past midnight
            assert in_time(story, row, later=taken_up) or (follows and day_of_time(row["occurred_at"]) >= story.first)
        for number in old.keys() & rows[kind].keys():
            row = old[number]
            changed = {name for name, value in row.items() if rows[kind][number][name] != value}
            if changed:
                assert changed <= CHANGES[story.kind].get(kind, set()) and row["unit"] in below
                late = rows["dispute"].get(row.get("dispute") or "")
                assert in_time(story, row) or (late and in_time(story, late))


@settings(max_examples=examples(4, thorough=80), deadline=None)
@given(st.data())
def test_the_same_seed_and_stories_give_the_same_records(data: st.DataObject) -> None:
    requested = [data.draw(wishes(1)), data.draw(wishes(1))]
    try:
        bureau, rows = planted(1, *requested)
    except StoryError as error:  # twice the same kind at one place from one day
        assert "不能放两个" in str(error)
        return
    assert planted(1, *requested) == (bureau, rows)
    assert read_stories(stories_json(bureau.stories)) == bureau.stories


# --- what each is made for can be seen --------------------------------------------------------------------


def counts_before_and_after(wish: Wish, kind: str, test: Callable[[dict[str, Any]], bool]) -> tuple[int, int]:
    """Count the records of the story's unit and days that pass a test: without the story, and with it."""
    bureau, rows = planted(1, wish)
    (story,) = bureau.stories
    unit, stations = unit_of(bureau.place, story.unit), set(stations_of(bureau.place, story))
    below = {other.index for other in bureau.place.units if other.index in stations or other.parent in stations}
    affected = {unit.index} if unit.kind == "community" else below

    def number(of: Rows) -> int:
        return sum(row["unit"] in affected and in_time(story, row) and test(row) for row in of[kind].values())

    return number(without(1)[1]), number(rows)


def wish(kind: str, start: date = date(2026, 4, 1), days: int = 60, **more: Any) -> Wish:
    return Wish(kind, start, days, **more)


def test_surges_bring_what_they_are_named_after() -> None:
    for kind, strength, record, test in [
        ("fraud_surge", 400, "alert", lambda row: row["kind"] == "telecom_fraud"),
        ("fraud_surge", 400, "case", lambda row: row["kind"] == "telecom_fraud"),
        ("dispute_cluster", 60, "dispute", lambda row: True),
        ("dispute_cluster", 60, "alert", lambda row: row["dispute"] is not None),
    ]:
        before, after = counts_before_and_after(wish(kind, strength=strength), record, test)
        assert after > before + 4, (kind, record)
    start = to_date(lunar_new_year(2026)) - timedelta(days=7)
    home = wish("spring_return", start, 21, strength=20)
    for group in ("dispute", "public_order", "traffic"):
        before, after = counts_before_and_after(home, "alert", of_class(group))
        assert after > before, group


def of_kind(kind: str) -> Callable[[dict[str, Any]], bool]:
    return lambda row: bool(row["kind"] == kind)


def of_class(group: str) -> Callable[[dict[str, Any]], bool]:
    return lambda row: bool(row["class"] == group)


def test_turns_are_what_they_are_named_after() -> None:
    before, after = counts_before_and_after(wish("dispute_rise", strength=30), "alert", of_kind("labour"))
    assert after > before + 10
    before, after = counts_before_and_after(wish("traffic_fall", strength=1.0), "alert", of_class("traffic"))
    assert before > 0 == after
    done = lambda row: row["on_scene"] == 1 and not row["dispute"]  # noqa: E731
    before, after = counts_before_and_after(wish("slow_scene", strength=1.0), "alert", done)
    assert before > 0 == after
    before, after = counts_before_and_after(wish("order", days=9, strength=4), "instruction", lambda row: True)
    assert after == before + 1


def test_a_station_that_games_its_figures_looks_better_and_is_worse() -> None:
    game = wish("gaming", date(2026, 2, 1), 140, strength=1.0)
    valid = counts_before_and_after(game, "alert", lambda row: row["class"] != "invalid" and not row["dispute"])
    assert valid[0] == valid[1]
    left = counts_before_and_after(
        game, "alert", lambda row: row["class"] != "invalid" and not row["dispute"] and not row["on_scene"]
    )
    assert left[0] > 0 == left[1]

    def slow(row: dict[str, Any]) -> bool:
        return row["outcome_at"] is None or row["outcome_at"] > max(row["occurred_at"], row["recorded_at"]) + 86_400

    assert counts_before_and_after(game, "dispute", slow)[0] > 0 == counts_before_and_after(game, "dispute", slow)[1]
    repeats = counts_before_and_after(game, "alert", lambda row: row["dispute"] is not None)
    assert repeats[1] > repeats[0]
    happy = counts_before_and_after(game, "survey", lambda row: row["kind"] == "callback" and row["satisfied"])
    assert happy[1] < happy[0]


def test_faults_leave_the_marks_that_tell_them() -> None:
    everything = lambda row: True  # noqa: E731
    before, after = counts_before_and_after(wish("doubled"), "alert", everything)
    assert after == 2 * before > 0
    before, after = counts_before_and_after(
        wish("miscoded", strength=1.0), "alert", lambda row: row["class"] == "dispute"
    )
    assert before > 0 == after
    helped = counts_before_and_after(wish("miscoded", strength=1.0), "alert", lambda row: row["class"] == "help")
    assert helped[1] == helped[0] + before
    night = lambda row: (row["occurred_at"] + 28_800) % 86_400 < 6 * 3600  # noqa: E731
    before, after = counts_before_and_after(wish("shifted"), "alert", night)
    assert after > 2 * before
    on_time = lambda row: row["recorded_at"] < row["occurred_at"] + 86_400  # noqa: E731
    for kind in ("alert", "service"):
        before, after = counts_before_and_after(wish("late_reports", strength=5), kind, on_time)
        assert before > 0 == after
        bureau, _ = planted(1, wish("silence"))
        end = bureau.stories[0].last
        early = lambda row, end=end: day_of_time(row["recorded_at"]) <= end  # noqa: E731
        before, after = counts_before_and_after(wish("silence"), kind, early)
        assert before > 0 == after


# --- what is left open, and what is refused ---------------------------------------------------------------


@pytest.mark.parametrize("size", ["small", "county"])
def test_what_is_left_open_is_chosen_by_the_seed_so_that_it_can_be_seen(size: str) -> None:
    as_of = date(2026, 10, 31)
    requested = [Wish(kind) for kind in KINDS]
    first, same = plan(size, 5, as_of, stories=requested), plan(size, 5, as_of, stories=requested)
    assert first.stories == same.stories
    assert plan(size, 6, as_of, stories=requested).stories != first.stories
    for story in first.stories:
        goes_on = story.kind == "late_source"  # one that has come meanwhile cannot be seen
        assert first.start < story.start and (story.last <= day_number(as_of)) is not goes_on
        assert unit_of(first.place, story.unit).kind == KINDS[story.kind].unit_kinds[0]
    stations = [at for story in first.stories for at in stations_of(first.place, story)]
    assert len(set(stations)) == min(len(first.place.stations), len(stations))


def test_the_bureau_itself_can_have_a_story() -> None:
    bureau = plan("small", 1, AS_OF, START)
    with_story = bureau.with_stories([Wish("fraud_surge", date(2026, 4, 1), 20, bureau.bureau)])
    assert set(with_story.told_at) == {station.index for station in bureau.place.stations}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nonsense", "没有故事"),
        ("fraud_surge:不存在的所", "没有单位"),
        ("fraud_surge:S01C01", "不能放在"),
        ("dispute_cluster:S01", "不能放在"),
        ("fraud_surge:S01:2026-13-01", "不是日期"),
        ("fraud_surge:S01:2026-04-01:强", "不是数字"),
        ("fraud_surge:S01:2026-04-01:0.5", "强度"),
        ("fraud_surge:S01:2026-04-01:nan", "强度"),
        ("fraud_surge:S01:2026-01-01:2", "起始日"),
        ("spring_return:S01:2026-05-01", "春节"),
        ("gaming:S01:2026-04-01:1.5", "强度"),
        ("a:b:c:d:e", "应写成"),
    ],
)
def test_a_story_that_makes_no_sense_is_refused(text: str, message: str) -> None:
    with pytest.raises(StoryError, match=message):
        plan("small", 1, AS_OF, START).with_stories([parse_wish(text)])


def test_a_typed_story_may_leave_anything_open_but_its_kind() -> None:
    assert parse_wish("fraud_surge") == Wish("fraud_surge")
    assert parse_wish("gaming::2026-04-01") == Wish("gaming", date(2026, 4, 1))
    assert parse_wish("silence:某某派出所：2026-04-01") == Wish("silence", date(2026, 4, 1), unit="某某派出所")
    assert parse_wish("fraud_surge:S01::3.5") == Wish("fraud_surge", unit="S01", strength=3.5)

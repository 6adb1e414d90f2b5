"""Keys of all shipped lessons, worked out in two bureaus by different seeds in which every story is planted."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

import numpy as np
import pytest

from core.comparison.reversal import BeforeAfter, is_reversal
from core.engine import Engine
from core.store.open import open_store
from core.time.days import first_second, month_days
from seed.bureau import Plan, plan, station_drafts
from seed.choices import code
from seed.lessons.figure_keys import LONGER, SHORTER
from seed.lessons.key import Classroom, KeyLine, question_key
from seed.lessons.key_line import ResponseError, mark, read_response
from seed.lessons.lesson import lessons
from seed.lessons.question import RULES, AnswerForm, Ask, Question
from seed.lessons.station_keys import NOBODY
from seed.make import make
from seed.plan_store import stored_plan
from seed.station_profile import StationProfile
from seed.stories.story import Wish
from tests.support.seed_world import AS_OF, NOW

pytestmark = pytest.mark.slow

STORIES = [
    *map(Wish, ("spring_return", "fraud_surge", "dispute_rise", "traffic_fall", "late_source", "gaming")),
    Wish("doubled", date(2026, 10, 12), 10),
    Wish("mix_shift", date(2025, 1, 1)),
]


@cache
def questions() -> list[tuple[str, Question]]:
    """Return every shipped question behind its lesson's name; to read them plans a bureau a lesson."""
    return [(name, question) for name, lesson in lessons().items() for question in lesson.text.questions]


@pytest.fixture(scope="module", params=[1, 2])
def room(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Classroom]:
    path = tmp_path_factory.mktemp("lessons") / "all.db"
    planned = plan("small", request.param, AS_OF, stories=STORIES)
    make(path, planned, now=NOW, progress=lambda _label, _done: None)
    with closing(open_store(path, read_only=True)) as store:
        yield Classroom(Engine(store), stored_plan(store))


def right_response(line: KeyLine) -> str:
    """Answer as the key does."""
    if line.form is AnswerForm.NUMBER:
        assert line.number is not None
        return str(float(line.number)) if line.number.denominator > 1 else str(line.number)
    return "、".join(line.accepted) if line.form is AnswerForm.ORDER else line.accepted[0]


def wrong_responses(line: KeyLine) -> list[str]:
    """All options that are not right; a number, a day and an order that are not."""
    if line.form is AnswerForm.NUMBER:
        assert line.number is not None
        return [str(float(line.number + 1 + Fraction(str(line.question.tolerance))))]
    if line.form is AnswerForm.DAY:
        off = timedelta(days=line.question.tolerance + 1)
        return [(date.fromisoformat(line.accepted[0]) - off).isoformat()]
    if line.form is AnswerForm.ORDER:
        return ["、".join(reversed(line.accepted))]
    return [option for option in line.options if option not in line.accepted]


def test_the_shipped_lessons_ask_in_every_way() -> None:
    assert {question.ask for _, question in questions()} == set(Ask)
    assert {question.form for _, question in questions()} == set(AnswerForm)
    assert set(RULES) == set(Ask)


def test_each_answer_has_its_marks_and_each_other_none(room: Classroom) -> None:
    for name, question in questions():
        line = question_key(question, room)
        assert line.answer and line.why, (name, question.text)
        assert len(set(line.options)) == len(line.options)
        assert set(line.accepted) <= set(line.options) or not line.options
        if line.form is AnswerForm.TEXT:
            assert mark(line, read_response(line, "因为")) == (None, None)
            continue
        assert mark(line, read_response(line, right_response(line))) == (question.points, True), (name, line)
        wrong = wrong_responses(line)
        assert wrong and all(mark(line, read_response(line, text)).points == 0 for text in wrong), (name, line)
        with pytest.raises(ResponseError):
            read_response(line, "没有这一项")


def asked(room: Classroom, **fields: object) -> KeyLine:
    question = Question.model_validate({"text": "一个问题", "points": 10, "page": "comparison"} | fields)
    return question_key(question, room)


def valid_alerts(room: Classroom, month: int) -> dict[str, int]:
    """Count the rows themselves, by station."""
    first, last = month_days(month)
    rows = room.engine.store.conn.execute(
        "SELECT s.name, count(f.id) FROM unit s LEFT JOIN unit_ancestor a ON a.ancestor = s.id "
        "LEFT JOIN fact_alert f ON f.unit = a.unit AND f.class <> 'invalid' AND f.occurred_at >= ? "
        "AND f.occurred_at < ? WHERE s.kind = 'station' GROUP BY 1",
        [first_second(first), first_second(last + 1)],
    )
    return dict(rows.fetchall())


def test_stations_are_those_of_the_rows(room: Classroom) -> None:
    counts = valid_alerts(room, 2026 * 12 + 8)
    line = asked(room, ask="station", kpi="alerts_valid", period="2026-09")
    assert set(line.accepted) == {name for name, count in counts.items() if count == max(counts.values())}
    line = asked(room, ask="station", kpi="alerts_valid", period="2026-09", pick="lowest")
    assert set(line.accepted) == {name for name, count in counts.items() if count == min(counts.values())}
    order = asked(room, ask="order", kpi="alerts_valid", period="2026-09", top=9).accepted
    assert list(order) == sorted(order, key=lambda name: -counts[name])
    assert {counts[name] for name in order} == set(counts.values())


def test_stations_that_cannot_be_told_apart_are_not_named(room: Classroom) -> None:
    for pick in ("above", "below"):
        line = asked(room, ask="station", kpi="criminal_alerts", period="2026-09", pick=pick)
        assert line.accepted == (NOBODY,)


def test_mean_and_median_are_those_of_the_rows(room: Classroom) -> None:
    since, until = first_second(month_days(2026 * 12)[0]), first_second(month_days(2026 * 12 + 9)[1] + 1)
    rows = room.engine.store.conn.execute(
        "SELECT response_seconds FROM fact_alert WHERE class <> 'invalid' AND response_seconds IS NOT NULL "
        "AND occurred_at BETWEEN ? AND ?",
        [since, until - 1],
    )
    seconds = [row[0] for row in rows]
    line = asked(room, ask="skew", period="ytd")
    assert line.accepted == ((LONGER,) if statistics.mean(seconds) > statistics.median(seconds) else (SHORTER,))
    assert f"{len(seconds)} 起" in line.why


def test_a_verdict_is_explained_without_the_figures_of_its_method(room: Classroom) -> None:
    whys = [
        (line.accepted[0], line.why)
        for kpi in ("alerts_total", "alerts_valid", "disputes_reported")
        for line in [asked(room, ask="verdict", kpi=kpi, period="ytd")]
    ]
    assert not any("离散系数" in why or "本期能看出" in why for _word, why in whys)
    assert all("不能说持平" in why for word, why in whys if word == "不能判断" and "“看不出”" in why)


def test_the_generators_truth_is_told(room: Classroom) -> None:
    by_kind = {story.kind: story for story in room.plan.stories}
    assert asked(room, ask="day", story="doubled").accepted == ("2026-10-12",)
    unit = next(unit for unit in room.plan.place.units if unit.code == by_kind["gaming"].unit)
    assert asked(room, ask="planted", story="gaming").accepted == (unit.name,)
    assert asked(room, ask="planted", story="mix_shift").accepted == (room.plan.bureau,)
    silent = asked(room, ask="missed")
    assert silent.number is not None and silent.why.count("没有单独报出") == silent.number


def test_each_station_rises_and_the_whole_falls() -> None:
    """Count the drafts of a county, where there are enough calls for the story to show whatever chance does."""
    planned = plan("county", 1, AS_OF, stories=[Wish("mix_shift", date(2025, 1, 1))])
    classes = [code("alert", "class", name) for name in ("traffic", "dispute")]
    counts = {
        year: [_on_scene(planned, profile, range(year * 12, year * 12 + 10), classes) for profile in planned.profiles]
        for year in (2025, 2026)
    }
    pairs = [BeforeAfter(*pair) for pair in zip(counts[2025], counts[2026], strict=True)]
    assert is_reversal(pairs) and all(pair.direction == 1 for pair in pairs)


def _on_scene(planned: Plan, profile: StationProfile, months: range, classes: list[int]) -> tuple[int, int]:
    """Count a station's calls completed on the scene, and all that are to be."""
    drafts = [draft for month in months for draft in station_drafts(planned, profile, month) if draft.kind == "alert"]
    due = [np.isin(draft.columns["class"], classes) for draft in drafts]
    done = [flags & (draft.columns["on_scene"] == 1) for flags, draft in zip(due, drafts, strict=True)]
    return sum(int(flags.sum()) for flags in done), sum(int(flags.sum()) for flags in due)

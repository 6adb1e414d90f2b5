"""Lessons: files that fit, and keys that are worked out from whatever bureau stands there."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.audit.finding import AuditVerdict
from core.engine import Engine
from core.store.open import open_store
from core.time.days import first_second, month_days, month_number
from dashboards.cli.command import cli
from dashboards.registry import ENTRIES
from seed.lessons.key import Classroom, KeyLine, lesson_key
from seed.lessons.lesson import FOLDER, Ask, Lesson, LessonError, lessons, read_lesson
from seed.make import make
from seed.plan_store import stored_plan
from seed.stories.effect import effect
from tests.support.seed_world import NOW

pytestmark = pytest.mark.slow

LESSON = """
zh = "一课"
aim = "看看"
[bureau]
size = "small"
seed = 2
as_of = 2026-10-31
{stories}
[[questions]]
text = "交通警情比九月升得最多的两个所，十月有几个回落？"
ask = "return"
points = 40
page = "comparison"
kpi = "traffic_alerts"
before = "2026-08"
period = "2026-09"
after = "2026-10"
top = 2
[[questions]]
text = "十月的交通警情是多少？"
ask = "figure"
points = 60
page = "indicators"
kpi = "traffic_alerts"
period = "2026-10"
{more}
"""
PLANTED = (
    '[[questions]]\ntext = "哪里在闹诈骗？"\nask = "planted"\npoints = 10\npage = "signals"\nstory = "fraud_surge"\n'
)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["lesson", *map(str, arguments)])


def written(folder: Path, stories: str = "", more: str = "", **replaced: str) -> Path:
    path = folder / "一课.toml"
    text = LESSON.format(stories=stories, more=more)
    for old, new in replaced.items():
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    return path


def key_by(lesson: Lesson, seed: int, folder: Path) -> tuple[list[KeyLine], Path]:
    path = folder / f"{seed}.db"
    make(path, lesson.plan(seed), now=NOW, progress=lambda _label, _done: None)
    with closing(open_store(path, read_only=True)) as store:
        return lesson_key(lesson, Classroom(Engine(store), stored_plan(store))), path


def traffic_by_station(path: Path, month: str) -> dict[str, int]:
    """Count the rows themselves."""
    year, number = month.split("-")
    first, last = month_days((int(year)) * 12 + int(number) - 1)
    with closing(open_store(path, read_only=True)) as store:
        rows = store.conn.execute(
            "SELECT s.name, sum(f.class = 'traffic') FROM unit s LEFT JOIN unit_ancestor a ON a.ancestor = s.id "
            "LEFT JOIN fact_alert f ON f.unit = a.unit AND f.occurred_at >= ? AND f.occurred_at < ? "
            "WHERE s.kind = 'station' GROUP BY 1",
            [first_second(first), first_second(last + 1)],
        ).fetchall()
    return {name: count or 0 for name, count in rows}


def test_the_shipped_lessons_fit_and_name_pages_that_there_are() -> None:
    pages = {entry.address for entry in ENTRIES}
    assert len(lessons()) >= 12
    for lesson in lessons().values():
        assert read_lesson(FOLDER / f"{lesson.name}.toml", pages).text == lesson.text
        assert sum(question.points for question in lesson.text.questions) == 100
        assert lesson.plan().as_of == lesson.text.bureau.as_of
    result = run("list")
    assert result.exit_code == 0 and all(lesson.command in result.output for lesson in lessons().values())


def test_printed_figures_need_no_bureau_and_are_judged_by_the_audit() -> None:
    lines = lesson_key(lessons()["printed"], None)
    assert [line.answer for line in lines] == [
        AuditVerdict.IMPOSSIBLE.label,
        AuditVerdict.CONTRADICTED.label,
        AuditVerdict.CONTRADICTED.label,
    ]
    assert "98.7%" in lines[1].why and "59" in lines[2].why
    refused = run("key", "small_numbers")
    assert refused.exit_code == 1 and "先造一个：fengjing seed --size small --seed 7" in refused.output


@pytest.mark.parametrize("seed", [2, 5])
def test_a_key_is_that_of_the_bureau_which_stands_there(seed: int, tmp_path: Path) -> None:
    lesson = read_lesson(written(tmp_path))
    (returned, figure), path = key_by(lesson, seed, tmp_path)
    august, september, october = (traffic_by_station(path, f"2026-{month}") for month in ("08", "09", "10"))
    assert figure.answer == f"{sum(october.values())} 起"
    rose = sorted(august, key=lambda name: -(september[name] + 1) / (august[name] + 1))[:2]
    assert returned.answer == f"{sum(october[name] < september[name] for name in rose)} 个"
    assert all(f"{name} {august[name]} → {september[name]} → {october[name]}" in returned.why for name in rose)
    told = run("key", tmp_path / "一课.toml", "--db", path)
    assert told.exit_code == 0 and figure.answer in told.output and "单位比较" in told.output


def test_a_key_tells_what_the_generator_planted(tmp_path: Path) -> None:
    path = written(tmp_path, 'stories = ["fraud_surge:S02:2026-10-01:60"]', PLANTED)
    lesson = read_lesson(path)
    lines, db = key_by(lesson, 3, tmp_path)
    plan = lesson.plan(3)
    assert lines[-1].question.ask is Ask.PLANTED
    assert lines[-1].answer == next(unit.name for unit in plan.place.units if unit.code == "S02")
    added = effect(plan, plan.stories[0]).added
    assert added and all(f"{number} 条" in lines[-1].why for number in added.values())
    other = run("key", "small_numbers", "--db", db)
    assert other.exit_code == 1 and "不是" in other.output


@pytest.mark.parametrize(
    ("replaced", "word"),
    [
        (
            {"traffic_alerts": "trafic_alerts"},
            "第 1 问 kpi（指标）没有 trafic_alerts，是不是 traffic_alerts（交通警情）",
        ),
        ({"traffic_alerts": "交通警情"}, "第 1 问 kpi（指标）没有 交通警情，是不是 traffic_alerts（交通警情）？"),
        ({"traffic_alerts": "警"}, "第 1 问 kpi（指标）没有 警，可用：actual_houses（实有房屋）、"),
        (
            {'after = "2026-10"': ""},
            '要有它，例如 after = "2026-10"',
        ),
        ({'after = "2026-10"': 'after = "十月"'}, "第 1 问 after（后一期）十月 读不懂"),
        ({"points = 40": "points = 0"}, "第 1 问 points（分值） 太小，至少 1"),
        ({'ask = "figure"': 'ask = "guess"'}, "第 2 问 ask（问的是什么） 没有这一种，可用：verdict、figure"),
        ({'zh = "一课"': ""}, "zh（课名） 缺少，请补上一行"),
        ({'zh = "一课"': 'zh = "一课"\nanswer = "三"'}, "answer 不认识，请删掉"),
        ({"top = 2": 'top = 2\nbeside = ["alerts"]'}, "第 1 问 beside（同看的指标）没有 alerts，是不是 "),
        ({'period = "2026-10"': 'beside = ["alerts_valid"]'}, "第 2 问 period（期间）缺少：有 beside 就要有它"),
        ({'page = "comparison"': 'page = "comparisn"'}, "第 1 问 page（看哪个页面）没有 comparisn，是不是 comparison"),
        ({"top = 2": "top = 2\ntolerance = 1\nday = 2027-01-01"}, "第 1 问 day（日期）2027-01-01 在数据截至日"),
        ({"as_of = 2026-10-31": 'as_of = "十月底"'}, "as_of（数据截至日） 应是日期，写成 2026-10-31"),
        (
            {"seed = 2": 'seed = 2\nstories = ["dubled"]'},
            "第 1 个：没有 dubled，是不是 doubled（重复入库）",
        ),
        ({"[bureau]": "[bureau"}, "不是 TOML，第 4 行第 8 列读不下去"),
    ],
)
def test_a_lesson_that_does_not_fit_is_refused_and_says_why(
    replaced: dict[str, str], word: str, tmp_path: Path
) -> None:
    result = run("check", written(tmp_path, **replaced))
    assert result.exit_code == 1 and word in result.output, result.output
    assert run("check", written(tmp_path)).exit_code == 0


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    result = run("check", written(tmp_path, **{"traffic_alerts": "nothing", 'page = "indicators"': 'page = "nowhere"'}))
    assert result.output.count("第 1 问 kpi") == result.output.count("第 2 问 kpi") == 1
    assert result.output.count("第 2 问 page") == 1


def test_a_question_about_a_story_needs_the_story(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match="没有埋 fraud_surge"):
        read_lesson(written(tmp_path, more=PLANTED))
    assert month_number(lessons()["spring"].text.bureau.as_of) == 2026 * 12 + 1

"""Faults of a lesson: for each fault its place in the file and how to mend it, in Chinese."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from core.metrics.reporting_period import PeriodError, resolve_period
from core.time.reporting_calendar import CALENDAR
from seed.choices import shipped
from seed.lessons.lesson_model import Lesson, LessonText
from seed.lessons.question import RULES, AnswerForm, Ask, Pick, Question
from seed.stories.story import KINDS, StoryError
from seed.stories.story_text import parse_wish

FIELDS = {
    "zh": "课名",
    "aim": "这一课要说明什么",
    "bureau": "演示局",
    "size": "规模",
    "seed": "种子号",
    "as_of": "数据截至日",
    "stories": "埋的故事",
    "questions": "问题",
    "text": "问的话",
    "ask": "问的是什么",
    "points": "分值",
    "page": "看哪个页面",
    "kpi": "指标",
    "period": "期间",
    "before": "前一期",
    "after": "后一期",
    "day": "日期",
    "change": "与谁比",
    "pick": "找哪一个",
    "top": "看前几个",
    "months": "看几个月",
    "tolerance": "允许差多少",
    "story": "故事",
    "claim": "印出来的数",
    "beside": "同看的指标",
}
STORY_NAMES = {name: kind.zh for name, kind in KINDS.items()}
MOST_LISTED = 30  # of what there is, where nothing is near
EXAMPLES = {"period": "2026-10", "before": "2026-08", "after": "2026-10", "day": "2026-10-01", "kpi": "dispute_alerts"}
MENDS = {
    "missing": "缺少，请补上一行",
    "extra_forbidden": "不认识，请删掉或改名",
    "string_too_short": "太短，至少 4 个字",
    "too_short": "一个也没有，至少要有一个",
    "greater_than_equal": "太小，至少 {ge}",
    "less_than_equal": "太大，至多 {le}",
    "int_parsing": "应是整数",
    "int_type": "应是整数，不加引号",
    "float_type": "应是数",
    "string_type": "应是文字，加引号",
    "date_type": "应是日期，写成 2026-10-31，不加引号",
    "date_from_datetime_parsing": "应是日期，写成 2026-10-31",
    "date_parsing": "应是日期，写成 2026-10-31",
    "enum": "没有这一种，可用：{expected}",
    "literal_error": "没有这一种，可用：{expected}",
}


def shape_faults(error: ValidationError) -> list[str]:
    """Return the faults of the file's shape: fields missing, unknown or of another kind."""
    faults = error.errors()
    inside = {fault["loc"][:1] for fault in faults if len(fault["loc"]) > 1}
    return [
        _shape_fault(fault["loc"], fault["type"], fault.get("ctx", {}))
        for fault in faults
        if not (fault["type"] == "too_short" and fault["loc"] in inside)  # those that are wrong were not counted
    ]


def _shape_fault(path: tuple[int | str, ...], kind: str, context: Mapping[str, Any]) -> str:
    mend = MENDS.get(kind, "的值不对")
    expected = str(context.get("expected", "")).replace("'", "").replace(" or ", "、").replace(", ", "、")
    return f"{place_text(path)} {mend.format_map({'ge': '', 'le': '', **context, 'expected': expected})}"


def place_text(path: tuple[int | str, ...]) -> str:
    """Return a place in a lesson, such as 第 2 问 kpi（指标）."""
    words, last = [], ""
    for step in path:
        if isinstance(step, int):
            words = [f"第 {step + 1} 问" if last == "questions" else f"{last} 第 {step + 1} 个"]
        elif step not in ("questions", "bureau"):
            words.append(f"{step}（{FIELDS[step]}）" if step in FIELDS else str(step))
        last = str(step)
    return " ".join(words) or last


def meaning_faults(lesson: Lesson, pages: Collection[str] = ()) -> list[str]:
    """Return the faults of its meaning: fields that a question needs; KPIs, pages and stories that there are not."""
    text = lesson.text
    faults = list(_bureau_faults(text, lesson))
    planted = _planted_kinds(text)
    for number, question in enumerate(text.questions, start=1):
        faults += [f"第 {number} 问 {fault}" for fault in _question_faults(question, text, planted, pages)]
    return faults


def _planted_kinds(text: LessonText) -> set[str]:
    return {story.split(":")[0].strip() for story in (story.replace("：", ":") for story in text.bureau.stories)}


def _bureau_faults(text: LessonText, lesson: Lesson) -> Iterator[str]:
    for number, story in enumerate(text.bureau.stories, start=1):
        try:
            kind = parse_wish(story).kind
        except StoryError as error:
            yield f"stories（埋的故事）第 {number} 个：{error}"
        else:
            if kind not in KINDS:
                yield f"stories（埋的故事）第 {number} 个：没有 {kind}{_near(kind, STORY_NAMES)}"
                return
    try:
        lesson.plan()
    except (StoryError, ValueError) as error:
        yield f"演示局造不出来：{error}"


def _question_faults(
    question: Question, text: LessonText, planted: Collection[str], pages: Collection[str]
) -> Iterator[str]:
    kpis, rule = shipped().kpis, RULES[question.ask]
    for name in rule.needs:
        if getattr(question, name) is None:
            example = f'，例如 {name} = "{EXAMPLES[name]}"' if name in EXAMPLES else ""
            yield f"{name}（{FIELDS[name]}）缺少：问“{rule.zh}”要有它{example}"
    shown_kpis = [("beside", kpi) for kpi in question.beside]
    for name, kpi in (("kpi", question.kpi), ("kpi", question.claim.kpi if question.claim else None), *shown_kpis):
        if kpi is not None and kpi not in kpis:
            names = {kpi_id: declared.zh for kpi_id, declared in kpis.items()}
            yield f"{name}（{FIELDS[name]}）没有 {kpi}{_near(kpi, names)}"
    if question.beside and question.period is None:
        yield f'period（{FIELDS["period"]}）缺少：有 beside 就要有它，例如 period = "{EXAMPLES["period"]}"'
    for name in ("before", "period", "after"):
        yield from _period_faults(name, getattr(question, name), text)
    if question.day is not None and question.day > text.bureau.as_of:
        yield f"day（日期）{question.day} 在数据截至日 {text.bureau.as_of} 以后：请选以前的日子"
    if question.story is not None and question.story not in planted:
        planted_names = "、".join(sorted(planted)) or "这一课什么也没有埋，请先在 stories 里写上"
        yield f"story（故事）这一课没有埋 {question.story}，埋了的：{planted_names}"
    if pages and question.page not in pages:
        yield f"page（看哪个页面）没有 {question.page}{_near(question.page, dict.fromkeys(pages, ''))}"
    if question.ask is Ask.MONTH and question.pick not in (Pick.HIGHEST, Pick.LOWEST):
        yield f"pick（找哪一个）问月份只能是 {Pick.HIGHEST} 或 {Pick.LOWEST}"
    if question.tolerance and rule.form not in (AnswerForm.NUMBER, AnswerForm.DAY):
        yield "tolerance（允许差多少）只用于填数和选日期：请删掉"


def _period_faults(name: str, period: str | None, text: LessonText) -> Iterator[str]:
    if period is None:
        return
    try:
        window = resolve_period(period, text.bureau.as_of, CALENDAR).window
    except PeriodError as error:
        yield f"{name}（{FIELDS[name]}）{period} 读不懂：{_without_period(str(error), period)}"
    else:
        if window.start > text.bureau.as_of:
            yield f"{name}（{FIELDS[name]}）{period} 在数据截至日 {text.bureau.as_of} 以后"


def _without_period(error: str, period: str) -> str:
    """Return what is wrong with a period, without its name, which has been said."""
    return error.removeprefix(f"读不懂期间“{period}”：")


def _near(word: str, names: Mapping[str, str]) -> str:
    """Return what may have been meant, or what there is, by id and Chinese name; either may have been typed."""
    candidates = sorted(names)
    near = [name for name in candidates if word and names[name] == word]
    near = near or difflib.get_close_matches(word, candidates, 3, 0.6)
    if near:
        return f"，是不是 {'、'.join(_with_name(name, names) for name in near)}？"
    listed = "、".join(_with_name(name, names) for name in candidates[:MOST_LISTED])
    return f"，可用：{listed}{' 等' if len(candidates) > MOST_LISTED else ''}"


def _with_name(word: str, names: Mapping[str, str]) -> str:
    return f"{word}（{names[word]}）" if names[word] else word

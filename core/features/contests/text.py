"""A contest as people read it. Rounding is core/metrics/display's."""

from __future__ import annotations

from fractions import Fraction

from core.board.change_text import MARKS as VERDICT_MARKS
from core.catalogue.model import Catalogue
from core.features.contests.types import AreaGrade, AreaLine, Contest, SituationCount
from core.judgement.verdict_text import detectable_amount
from core.metrics.display import NO_DATA, signed, signed_estimate
from core.metrics.types import ChangeUnit, Detectable

_HEADS = (
    "名次",
    "片区",
    "本期",
    "基期",
    "变化",
    "95% 区间",
    "与自己比",
    "比共同变化",
    "能看出的差别",
)
_SHRUNK_HEADS = ("收缩后",)
_GRADE_HEADS = ("定级", "说明")
GRADE_SHAPES = {AreaGrade.LEADING: "★", AreaGrade.LAGGING: "▲", AreaGrade.INCONCLUSIVE: "◆"}
BASE_LABELS = {"yoy": "去年同期", "lunar": "去年春节对齐的同期"}


def heads(contest: Contest) -> list[str]:
    """The heads of a contest's columns; without the shrunk changes where they would all be the common one."""
    return [*_HEADS, *_SHRUNK_HEADS, *_GRADE_HEADS] if not contest.is_shrunk_to_nothing else [*_HEADS, *_GRADE_HEADS]


def change(value: Fraction | None) -> str:
    """A change in %, such as −12.3%."""
    return NO_DATA if value is None else signed(value, "%", 1)


def change_estimate(value: float) -> str:
    """An estimated change in %, such as an end of its interval."""
    return signed_estimate(value, "%", 1)


def interval(line: AreaLine) -> str:
    """The 95% interval of an area's change; open where it has no end."""
    if line.low is None:
        return NO_DATA
    return f"{change_estimate(line.low)} 至 {'不限' if line.high is None else change_estimate(line.high)}"


def detectable(line: AreaLine) -> str:
    """The smallest gap to the common change that could have been told; — where a tenfold one could not."""
    if line.detectable_fall is None or line.detectable_rise is None:
        return NO_DATA
    return detectable_amount(Detectable(-line.detectable_fall, line.detectable_rise), ChangeUnit.PERCENT)


def place(line: AreaLine) -> str:
    """第 3 名, or 并列 2–9 where these places cannot be told apart; — where nobody is placed."""
    if line.place is None:
        return NO_DATA
    if line.place_low == line.place_high:
        return f"第 {line.place} 名"
    return f"并列 {line.place_low}–{line.place_high}"


def headline(contest: Contest) -> str:
    """The outcome of the contest, in one sentence."""
    if contest.unplaced:
        return f"{contest.zh}：{contest.unplaced}"
    clauses = []
    for grade in (AreaGrade.LEADING, AreaGrade.LAGGING):
        names = [line.zh for line in contest.lines if line.grade is grade]
        if names:
            clauses.append(f"{'、'.join(names)}{grade}")
    if clauses:
        return f"{contest.zh}：{'；'.join(clauses)}，其余并列"
    return f"{contest.zh}：{len(contest.lines)} 片都并列，分不出先后"


def base_text(contest: Contest) -> str:
    """The periods compared, and how all areas together changed."""
    period, base = contest.period, contest.base
    unfinished = "" if contest.complete else "（未满期）"
    per_day = "" if period.days == base.days else "日均 "
    total = (
        ""
        if contest.level is None
        else f"；合计 {contest.before:,} 起 → {contest.now:,} 起，{per_day}{change(contest.level)}"
    )
    base_label = BASE_LABELS[contest.base_kind]
    return (
        f"{period.start} 至 {period.end}{unfinished}，与{base_label} {base.start} 至 {base.end} 相比"
        f"{f'，{contest.group}' if contest.group else ''}{total}；数据截至 {contest.as_of}"
    )


def situation_text(count: SituationCount) -> str:
    """A situation as two counts, without a word of judgement."""
    base, now = (NO_DATA if number is None else f"{number:,.0f}" for number in (count.base, count.now))
    return f"{base} → {now}"


def situation_heads(catalogue: Catalogue, contest: Contest) -> list[str]:
    """The heads of the situation's columns."""
    return [f"{catalogue.kpis[count.kpi].zh}（态势）" for line in contest.lines[:1] for count in line.situation]


def cells(contest: Contest, line: AreaLine) -> list[str]:
    """A line in the order of the heads, with the situation after it."""
    return [
        place(line),
        line.zh,
        f"{line.now:,}",
        f"{line.base:,}",
        change(line.change),
        interval(line),
        f"{VERDICT_MARKS.get(line.verdict, '')} {line.verdict}".strip(),
        change(line.gap),
        detectable(line),
        *([] if contest.is_shrunk_to_nothing else [change_estimate(line.shrunk)]),
        f"{GRADE_SHAPES[line.grade]} {line.grade}" if line.grade else NO_DATA,
        "" if contest.unplaced else line.reason,
        *(situation_text(count) for count in line.situation),
    ]


def remarks(contest: Contest) -> list[str]:
    """The notes that a reader needs, the decisions, and what the contest rests on."""
    decisions = [f"准予参加：{text}" for text in contest.decisions]
    return [*contest.notes, *decisions, contest.remark]

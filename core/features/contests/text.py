"""A contest as people read it. Rounding is display's."""

from __future__ import annotations

from core.board.change_text import MARKS as VERDICT_MARKS
from core.catalogue.model import Catalogue
from core.features.contests.types import AreaLine, Contest, SituationCount
from core.metrics.display import NO_DATA, signed

HEADS = (
    "名次", "片区", "本期", "基期", "变化", "95% 区间", "与自己比", "比共同变化", "收缩后", "定级", "说明",
)  # fmt: skip
NAMING_MARKS = {"领先": "★ 领先", "落后": "▲ 落后", "不足以定级": "◆ 不足以定级"}
BASES = {"yoy": "去年同期", "lunar": "去年春节对齐的同期"}


def change(value: float | None) -> str:
    """Such as −12.3%."""
    return NO_DATA if value is None else signed(value, "%", 1)


def interval(line: AreaLine) -> str:
    """The 95% interval of an area's change; open where it has no end."""
    if line.low is None:
        return NO_DATA
    return f"{change(line.low)} 至 {change(line.high) if line.high is not None else '不限'}"


def place(line: AreaLine) -> str:
    """第 3 名, or 并列 2–9 where these places cannot be told apart; — where nobody is placed."""
    if line.place is None:
        return NO_DATA
    if line.place_low == line.place_high:
        return f"第 {line.place} 名"
    return f"并列 {line.place_low}–{line.place_high}"


def headline(contest: Contest) -> str:
    """What the contest comes to, in one sentence."""
    if contest.unplaced:
        return f"{contest.zh}：{contest.unplaced}"
    leading = [line.zh for line in contest.lines if line.grade == "领先"]
    behind = [line.zh for line in contest.lines if line.grade == "落后"]
    told = [f"{'、'.join(leading)}领先" if leading else "", f"{'、'.join(behind)}落后" if behind else ""]
    said = "；".join(filter(None, told))
    return f"{contest.zh}：{said}，其余并列" if said else f"{contest.zh}：{len(contest.lines)} 片都并列，分不出先后"


def base_text(contest: Contest) -> str:
    """What is compared with what, and how all areas together changed."""
    period, base = contest.period, contest.base
    cut = "" if contest.complete else "（未满期）"
    whole = (
        ""
        if contest.level is None
        else f"；合计 {contest.before:,} 起 → {contest.now:,} 起，日均 {change(contest.level)}"
    )
    return (
        f"{period.start} 至 {period.end}{cut}，与{BASES[contest.base_kind]} {base.start} 至 {base.end} 相比"
        f"{f'，{contest.group}' if contest.group else ''}{whole}；数据截至 {contest.as_of}"
    )


def situation_text(one: SituationCount) -> str:
    """Situation as two counts, without a word of judgement."""
    then, now = (NO_DATA if value is None else f"{value:,.0f}" for value in (one.base, one.now))
    return f"{then} → {now}"


def situation_heads(catalogue: Catalogue, contest: Contest) -> list[str]:
    """The heads of the situation's columns."""
    return [f"{catalogue.kpis[one.kpi].zh}（态势）" for one in contest.lines[0].situation] if contest.lines else []


def cells(contest: Contest, line: AreaLine) -> list[str]:
    """A line in the order of HEADS, with the situation after it."""
    return [
        place(line),
        line.zh,
        f"{line.now:,}",
        f"{line.base:,}",
        change(line.change),
        interval(line),
        f"{VERDICT_MARKS.get(line.verdict, '')} {line.verdict}".strip(),
        change(line.gap),
        change(line.shrunk),
        NAMING_MARKS[line.grade] if line.grade else NO_DATA,
        "" if contest.unplaced else line.reason,
        *(situation_text(one) for one in line.situation),
    ]


def remarks(contest: Contest) -> list[str]:
    """What a reader must know."""
    decided = [f"准予参加：{text}" for text in contest.decisions]
    return [*contest.notes, *decided, contest.remark]

"""A contest as people read it. Rounding is display's."""

from __future__ import annotations

from core.board.change_text import MARKS as VERDICT_MARKS
from core.catalogue.model import Catalogue
from core.features.contests.types import AreaLine, Beside, Contest
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


def headline(found: Contest) -> str:
    """What the contest comes to, in one sentence."""
    if found.unplaced:
        return f"{found.zh}：{found.unplaced}"
    leading = [line.zh for line in found.lines if line.naming == "领先"]
    behind = [line.zh for line in found.lines if line.naming == "落后"]
    told = [f"{'、'.join(leading)}领先" if leading else "", f"{'、'.join(behind)}落后" if behind else ""]
    said = "；".join(filter(None, told))
    return f"{found.zh}：{said}，其余并列" if said else f"{found.zh}：{len(found.lines)} 片都并列，分不出先后"


def base_text(found: Contest) -> str:
    """What is compared with what, and how all areas together changed."""
    period, base = found.period, found.base
    cut = "" if found.complete else "（未满期）"
    whole = "" if found.level is None else f"；合计 {found.before:,} 起 → {found.now:,} 起，日均 {change(found.level)}"
    return (
        f"{period.start} 至 {period.end}{cut}，与{BASES[found.base_kind]} {base.start} 至 {base.end} 相比"
        f"{f'，{found.group}' if found.group else ''}{whole}；数据截至 {found.as_of}"
    )


def beside_text(one: Beside) -> str:
    """Situation as two counts, without a word of judgement."""
    then, now = (NO_DATA if value is None else f"{value:,.0f}" for value in (one.base, one.now))
    return f"{then} → {now}"


def heads_beside(catalogue: Catalogue, found: Contest) -> list[str]:
    """The heads of the situation's columns."""
    return [f"{catalogue.kpis[one.kpi].zh}（态势）" for one in found.lines[0].beside] if found.lines else []


def cells(found: Contest, line: AreaLine) -> list[str]:
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
        NAMING_MARKS[line.naming] if line.naming else NO_DATA,
        "" if found.unplaced else line.reason,
        *(beside_text(one) for one in line.beside),
    ]


def remarks(found: Contest) -> list[str]:
    """What a reader must know."""
    decided = [f"准予参加：{text}" for text in found.decided]
    return [*found.notes, *decided, found.remark]

"""A bulletin as a document: paragraphs to print, rows for a spreadsheet, and its figures as claims to be audited.

The audit (勾稽核验, core/audit) reads claims: each printed figure with the counts that it was worked out from.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.catalogue.model import Catalogue, Kpi
from core.features.campaigns.bulletin import WEEK, Bulletin, Item
from core.features.campaigns.text import MARKS, OPEN, interval_text, mark_note, percent, target_text
from core.features.campaigns.types import Line
from core.metrics.display import figure_text, number_text, rounded
from core.metrics.types import Figure, UnitRef, Verdict

KINDS = {"day": "日报", "week": "周报"}
EQUAL = "等于"  # a cell that begins with = might be run by a spreadsheet
STATED = (Verdict.RISE, Verdict.FALL, Verdict.NORMAL)
UNJUDGED = "没有写判断的，是基数过小或不满一周；没有本期数的，是报表按月报送，或数据还没有到"
BEFORE = {"day": "上周同日", "week": "上周同期"}
ROW_HEADS = (
    "单位", "部分", "计数项", "本期数", "分子", "分母", "计量单位", "本期起", "本期止", "基期数", "基期起", "基期止",
    "判断", "行动以来", "行动以来分子", "行动以来分母", "目标", "完成（%）", "95% 区间", "进度", "折算",
    "未定数", "说明",
)  # fmt: skip
CLAIM_HEADS = (
    "claim", "source", "place", "period", "kpi", "kind", "numerator", "denominator", "relation", "reported", "unit",
)  # fmt: skip


def title(shown: Bulletin) -> str:
    """Such as 百日行动战报（周报）."""
    return f"{shown.progress.zh}战报（{KINDS[shown.kind]}）"


def span(shown: Bulletin) -> str:
    """Whose it is, of which days, and how much of the campaign is over."""
    found, window = shown.progress, shown.window
    days = f"{window.start}" if window.days == 1 else f"{window.start} 至 {window.end}"
    short = "（不满一周）" if shown.kind == "week" and window.days < WEEK else ""
    over = f"行动第 {found.elapsed} 天，共 {found.days} 天，时间进度 {percent(found.time)}"
    return f"{shown.unit.name}　{days}{short}　{over}　数据截至 {found.as_of}"


def paragraphs(catalogue: Catalogue, shown: Bulletin) -> list[tuple[str, str]]:
    """Heading and text, a part of the campaign each; first how things stand against the targets, if there are any."""
    found, unit = shown.progress, shown.unit.id
    told = []
    aimed = [found.lines[kpi, unit] for kpi in found.kpis if found.lines[kpi, unit].target is not None]
    if aimed:
        told.append(("目标进度", "；".join(_aim(catalogue.kpis[line.kpi], line) for line in aimed) + "。"))
    for heading, kpis in found.parts:
        texts = [_sentence(catalogue.kpis[kpi], shown, kpi) for kpi in kpis]
        told.append((heading, "；".join(texts) + "。"))
    return told


def remarks(shown: Bulletin) -> list[str]:
    """What a reader must know: what the mark means, how progress is told, who set the targets."""
    found = shown.progress
    some = any(item.open_because for item in shown.items.values())
    mark = mark_note(found) or (f"{OPEN} 未定数，之后可能变" if some else "")
    decided = f"目标{found.decided}" if found.decided else ""
    return [text for text in (mark, UNJUDGED, *found.notes, decided, found.remark) if text]


def _aim(kpi: Kpi, line: Line) -> str:
    if line.figure.value is None:
        return f"{kpi.zh}暂无数据，目标 {target_text(kpi, line)}"
    done = f"，完成 {percent(line.done)}" if line.done is not None else ""
    interval = f"（95% 区间 {interval_text(line)}）" if interval_text(line) else ""
    now = figure_told(kpi, line.figure, line.open_because)
    return f"{kpi.zh} {now}，目标 {target_text(kpi, line)}{done}{interval}，{line.standing}"


def _sentence(kpi: Kpi, shown: Bulletin, name: str) -> str:
    item, line = shown.items[name, shown.unit.id], shown.progress.lines[name, shown.unit.id]
    total = figure_told(kpi, line.figure, line.open_because)
    if line.window and line.window.end < shown.window.end:
        total += f"（截至 {line.window.end:%m-%d}）"
    if item.figure.value is None:
        return f"{kpi.zh}没有本期数，行动以来 {total}"
    base = ""
    if item.base_figure.value is not None:
        outside = "，行动之前" if _outside(shown, item) else ""
        verdict = f"，{item.verdict}" if item.verdict in STATED else ""
        base = f"（{BEFORE[shown.kind]} {figure_told(kpi, item.base_figure, '')}{outside}{verdict}）"
    return f"{kpi.zh} {figure_told(kpi, item.figure, item.open_because)}{base}，行动以来 {total}"


def _outside(shown: Bulletin, item: Item) -> bool:
    """Whether the base lies, in part at least, before the campaign."""
    whole = shown.progress.window
    return whole is not None and item.base.first < whole.first


def figure_told(kpi: Kpi, figure: Figure, open_because: str) -> str:
    """A figure with its numerator and denominator, and the mark of one that may still change."""
    text = figure_text(kpi, figure)
    if figure.value is None:
        return text
    if figure.denominator is not None:
        text += f"（{figure.numerator:,.0f}/{figure.denominator:,.0f}）"
    return text + (OPEN if open_because else "")


def rows(catalogue: Catalogue, shown: Bulletin) -> list[tuple[object, ...]]:
    """All of it in the order of ROW_HEADS, the units in the order of their table: an order of nothing else."""
    return [
        _row(catalogue.kpis[kpi], heading, shown, unit, kpi)
        for unit in shown.progress.units
        for heading, kpis in shown.progress.parts
        for kpi in kpis
    ]


def _row(kpi: Kpi, heading: str, shown: Bulletin, unit: UnitRef, name: str) -> tuple[object, ...]:
    item, line = shown.items[name, unit.id], shown.progress.lines[name, unit.id]
    still = dict.fromkeys(filter(None, (item.open_because, line.open_because)))
    return (
        unit.name,
        heading,
        kpi.zh,
        _number(kpi, item.figure),
        item.figure.numerator if kpi.denominator else None,
        item.figure.denominator,
        kpi.unit,
        item.window.start,
        item.window.end,
        _number(kpi, item.base_figure),
        item.base.start,
        item.base.end,
        item.verdict,
        _number(kpi, line.figure),
        line.figure.numerator if kpi.denominator else None,
        line.figure.denominator,
        target_text(kpi, line) or None,
        None if line.done is None else float(rounded(line.done * 100, 1).replace(",", "")),
        interval_text(line) or None,
        MARKS[line.standing] or None,
        f"{rounded(line.per.value, 1)} {line.per.unit}" if line.per else None,
        f"{OPEN} {'；'.join(still)}" if still else None,
        item.figure.reason or line.reason or line.figure.reason,
    )


def _number(kpi: Kpi, figure: Figure) -> float | None:
    """The number as it is written; a rate in percent."""
    if figure.value is None:
        return None
    text = number_text(kpi, figure.value).replace(",", "")
    return float(text) if "." in text else int(text)


def claims(catalogue: Catalogue, shown: Bulletin) -> list[tuple[object, ...]]:
    """Every figure that the bulletin prints, in the order of CLAIM_HEADS."""
    return list(_claims(catalogue, shown))


def _claims(catalogue: Catalogue, shown: Bulletin) -> Iterator[tuple[object, ...]]:
    whole, source = shown.progress.window, f"{title(shown)}　{shown.window.end}"
    assert whole is not None  # a bulletin has dates
    for (name, unit), item in shown.items.items():
        kpi, line = catalogue.kpis[name], shown.progress.lines[name, unit]
        place = item.unit.name
        base = f"{item.base.start}..{item.base.end}"
        yield from _claim(kpi, source, place, f"{item.window.start}..{item.window.end}", name, item.figure)
        yield from _claim(kpi, source, place, base, name, item.base_figure)
        total = f"行动以来 {whole.start}..{line.window.end}" if line.window else ""
        yield from _claim(kpi, source, place, total, name, line.figure)
        if line.done is not None and line.target == int(line.target or 0):
            parts = (int(line.figure.numerator or 0), int(line.target))
            said = rounded(line.done * 100, 1)
            yield (f"{kpi.zh}完成目标", source, place, total, f"{name}_done_rate", "rate", *parts, EQUAL, said, "%")


def _claim(kpi: Kpi, source: str, place: str, period: str, name: str, figure: Figure) -> Iterator[tuple[object, ...]]:
    if figure.value is None:
        return
    top = int(figure.numerator or 0)
    if kpi.kind != "rate":
        yield (kpi.zh, source, place, period, name, "count", top, "", EQUAL, rounded(top, 0).replace(",", ""), kpi.unit)
        return
    said = number_text(kpi, figure.value)
    # What is not quite all or none is never printed as 100% or 0%: it is said as a bound, and audited as one.
    plain = rounded(figure.value * 100, kpi.digits)
    relation = EQUAL if said == plain else "≥" if figure.value > 0.5 else "≤"
    yield kpi.zh, source, place, period, name, "rate", top, int(figure.denominator or 0), relation, said, "%"

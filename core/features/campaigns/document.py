"""A bulletin as a document: paragraphs to print, rows for a spreadsheet, and its figures as claims to be audited.

The audit (勾稽核验, core/audit) reads claims: each printed figure with the counts that it was worked out from.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.features.campaigns.bulletin import WEEK_DAYS, Bulletin, BulletinItem
from core.features.campaigns.text import (
    OPEN_MARK,
    UNRIPE,
    figure_with_counts,
    interval_text,
    mark_note,
    percent,
    percent_number,
    rate_text,
    status_text,
    target_text,
)
from core.features.campaigns.types import CampaignLine
from core.metrics.display import number_text, rounded, to_number
from core.metrics.types import Figure, UnitRef, Verdict

KIND_LABELS = {"day": "日报", "week": "周报"}
EQUAL = "等于"  # a cell that begins with = might be run by a spreadsheet
STATED_VERDICTS = (Verdict.RISE, Verdict.FALL, Verdict.FLAT, Verdict.UNCLEAR)
UNJUDGED = (
    "没有写判断的，是基数过小或不满一周；没有本期数的，是报表按月报送，或数据还没有到；"
    "未到期的，是当天的件还没到办结的时候，不算率"
)
BASE_LABELS = {"day": "上周同日", "week": "上周同期"}
ROW_HEADS = (
    "单位",
    "部分",
    "计数项",
    "本期数",
    "分子",
    "分母",
    "计量单位",
    "本期起",
    "本期止",
    "基期数",
    "基期起",
    "基期止",
    "判断",
    "行动以来",
    "行动以来分子",
    "行动以来分母",
    "目标",
    "完成（%）",
    "95% 区间",
    "进度",
    "折算",
    "未定数",
    "说明",
)
CLAIM_HEADS = (
    "claim",
    "source",
    "place",
    "period",
    "kpi",
    "kind",
    "numerator",
    "denominator",
    "relation",
    "reported",
    "unit",
)


def title(bulletin: Bulletin) -> str:
    """The title, such as 百日行动战报（周报）."""
    return f"{bulletin.progress.zh}战报（{KIND_LABELS[bulletin.kind]}）"


def subtitle(bulletin: Bulletin) -> str:
    """The unit, the days, and how much of the campaign is over."""
    progress, window = bulletin.progress, bulletin.window
    days = f"{window.start}" if window.days == 1 else f"{window.start} 至 {window.end}"
    short_week = "（不满一周）" if bulletin.kind == "week" and window.days < WEEK_DAYS else ""
    elapsed = (
        f"行动第 {progress.elapsed_days} 天，共 {progress.total_days} 天，时间进度 {percent(progress.elapsed_share)}"
    )
    return f"{bulletin.unit.name}　{days}{short_week}　{elapsed}　数据截至 {progress.as_of}"


def paragraphs(catalogue: Catalogue, bulletin: Bulletin) -> list[tuple[str, str]]:
    """Heading and text of each section of the campaign, after one on its targets if there are any."""
    progress, unit = bulletin.progress, bulletin.unit.id
    headed_texts = []
    unit_lines = [progress.lines[kpi, unit] for kpi in progress.kpis]
    targets = [_target_sentence(catalogue.kpis[line.kpi], line) for line in unit_lines if line.target is not None]
    if targets:
        headed_texts.append(("目标进度", "；".join(targets) + "。"))
    for heading, kpis in progress.sections:
        texts = [_sentence(catalogue.kpis[kpi], bulletin, kpi) for kpi in kpis]
        headed_texts.append((heading, "；".join(texts) + "。"))
    return headed_texts


def remarks(bulletin: Bulletin) -> list[str]:
    """The notes a reader needs: on the mark of open figures, on how progress is judged, on who set the targets."""
    progress = bulletin.progress
    has_open_items = any(item.open_reason for item in bulletin.items.values())
    mark = mark_note(progress) or (f"{OPEN_MARK} 未定数，之后可能变" if has_open_items else "")
    decision = f"目标{progress.decision}" if progress.decision else ""
    return [text for text in (mark, UNJUDGED, *progress.notes, decision, progress.remark) if text]


def _target_sentence(kpi: Kpi, line: CampaignLine) -> str:
    if line.figure.value is None:
        return f"{kpi.zh}暂无数据，目标 {target_text(kpi, line)}"
    completion = f"，完成 {percent(line.completion)}" if line.completion is not None else ""
    interval = f"（95% 区间 {interval_text(line)}）" if interval_text(line) else ""
    now = figure_with_counts(kpi, line.figure, line.open_reason)
    return f"{kpi.zh} {now}，目标 {target_text(kpi, line)}{completion}{interval}，{line.status}"


def _sentence(kpi: Kpi, bulletin: Bulletin, name: str) -> str:
    item, line = bulletin.items[name, bulletin.unit.id], bulletin.progress.lines[name, bulletin.unit.id]
    total = figure_with_counts(kpi, line.figure, line.open_reason)
    if line.window and line.window.end < bulletin.window.end:
        total += f"（截至 {line.window.end:%m-%d}）"
    if item.figure.value is None:
        return f"{kpi.zh}{UNRIPE if item.figure.is_unripe else '没有本期数'}，行动以来 {total}"
    base = ""
    if item.base_figure.value is not None:
        outside = "，行动之前" if _base_precedes_campaign(bulletin, item) else ""
        verdict = f"，{item.verdict.phrase}" if item.verdict in STATED_VERDICTS else ""
        base = f"（{BASE_LABELS[bulletin.kind]} {figure_with_counts(kpi, item.base_figure, '')}{outside}{verdict}）"
    return f"{kpi.zh} {figure_with_counts(kpi, item.figure, item.open_reason)}{base}，行动以来 {total}"


def _base_precedes_campaign(bulletin: Bulletin, item: BulletinItem) -> bool:
    """True where the base lies, in part at least, before the campaign."""
    campaign_days = bulletin.progress.window
    return campaign_days is not None and item.base_window.first < campaign_days.first


def rows(catalogue: Catalogue, bulletin: Bulletin) -> list[tuple[object, ...]]:
    """The bulletin in the order of ROW_HEADS, its units in the order of the units' table, which ranks nothing."""
    return [
        _row(catalogue.kpis[kpi], heading, bulletin, unit, kpi)
        for unit in bulletin.progress.units
        for heading, kpis in bulletin.progress.sections
        for kpi in kpis
    ]


def _row(kpi: Kpi, heading: str, bulletin: Bulletin, unit: UnitRef, name: str) -> tuple[object, ...]:
    item, line = bulletin.items[name, unit.id], bulletin.progress.lines[name, unit.id]
    open_reasons = dict.fromkeys(filter(None, (item.open_reason, line.open_reason)))
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
        item.base_window.start,
        item.base_window.end,
        item.verdict or "",
        _number(kpi, line.figure),
        line.figure.numerator if kpi.denominator else None,
        line.figure.denominator,
        target_text(kpi, line) or None,
        None if line.completion is None else to_number(percent_number(line.completion)),
        interval_text(line) or None,
        status_text(line.status) or None,
        rate_text(line) or None,
        f"{OPEN_MARK} {'；'.join(open_reasons)}" if open_reasons else None,
        item.figure.reason or line.reason or line.figure.reason,
    )


def _number(kpi: Kpi, figure: Figure) -> float | None:
    """The number as it is written; a rate in percent."""
    if figure.exact is None:
        return None
    text = number_text(kpi, figure.exact).replace(",", "")
    return float(text) if "." in text else int(text)


def claims(catalogue: Catalogue, bulletin: Bulletin) -> list[tuple[object, ...]]:
    """Every figure that the bulletin prints, in the order of CLAIM_HEADS."""
    return list(_claims(catalogue, bulletin))


def _claims(catalogue: Catalogue, bulletin: Bulletin) -> Iterator[tuple[object, ...]]:
    campaign_days, source = bulletin.progress.window, f"{title(bulletin)}　{bulletin.window.end}"
    assert campaign_days is not None  # a bulletin has dates
    for (name, unit), item in bulletin.items.items():
        kpi, line = catalogue.kpis[name], bulletin.progress.lines[name, unit]
        place = item.unit.name
        base_days = f"{item.base_window.start}..{item.base_window.end}"
        yield from _claim(kpi, source, place, f"{item.window.start}..{item.window.end}", name, item.figure)
        yield from _claim(kpi, source, place, base_days, name, item.base_figure)
        total = f"行动以来 {campaign_days.start}..{line.window.end}" if line.window else ""
        yield from _claim(kpi, source, place, total, name, line.figure)
        if line.completion is not None and line.target == int(line.target or 0):
            counts = (int(line.figure.numerator or 0), int(line.target))
            reported = percent_number(line.completion)
            yield f"{kpi.zh}完成目标", source, place, total, f"{name}_done_rate", "rate", *counts, EQUAL, reported, "%"


def _claim(kpi: Kpi, source: str, place: str, period: str, name: str, figure: Figure) -> Iterator[tuple[object, ...]]:
    if figure.exact is None:
        return
    numerator = int(figure.numerator or 0)
    if kpi.kind != "rate":
        reported = rounded(numerator, 0).replace(",", "")
        yield kpi.zh, source, place, period, name, "count", numerator, "", EQUAL, reported, kpi.unit
        return
    counts, reported = (numerator, int(figure.denominator or 0)), number_text(kpi, figure.exact)
    yield kpi.zh, source, place, period, name, "rate", *counts, EQUAL, reported, "%"

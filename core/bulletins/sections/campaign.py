"""专项行动: each campaign that ran in the bulletin's days, so far against its targets."""

from __future__ import annotations

from core.bulletins.answers import text_with_counts
from core.bulletins.claim_row import ClaimRow, PlaceAndDays, figure_claims
from core.bulletins.document import BulletinTable, DocumentSection, FigureLine, Paragraph
from core.bulletins.kind_model import SectionRule
from core.bulletins.sections.context import MadeSection, SectionContext
from core.bulletins.tables import without_empty_columns
from core.catalogue.kpi_model import Kpi
from core.features.campaigns.text import heading, interval_text, percent, status_text, target_text
from core.features.campaigns.types import CampaignLine, CampaignProgress
from core.metrics.display import NO_DATA, figure_text, number_as_printed
from core.metrics.types import Window

HEADERS = ("计数项", "行动以来", "目标", "完成", "95% 区间", "进度", "说明")
PRINTED_KINDS = ("count", "stock", "rate")  # whose printed figures the audit can work out again


def campaigns_of(context: SectionContext) -> list[str]:
    """Return the campaigns whose days meet those of the bulletin. Raises LookupError (Chinese) if there are none."""
    period, names = context.board.period, []
    for name, campaign in context.source.catalogue.campaigns.items():
        if campaign.first and campaign.last and campaign.first <= period.end and period.start <= campaign.last:
            names.append(name)
    if not names:
        raise LookupError("这一期没有正在进行的专项行动：起止日期由本局写在目录文件的 [campaigns] 里")
    return names


def make_campaigns(context: SectionContext, rule: SectionRule) -> MadeSection:
    """Tabulate every campaign: counts so far, targets, completion, and whether it keeps pace."""
    paragraphs, tables, lines = [], [], []
    for name in campaigns_of(context):
        progress = context.source.campaign(name, context.focus.id, context.board.period.end, with_stations=False)
        texts = [f"{heading(progress)}。", *(f"{note}。" for note in (*progress.notes, progress.decision) if note)]
        paragraphs += [Paragraph(text, plain=(text,)) for text in texts]
        for title, kpis in progress.sections:
            declared = context.source.catalogue.kpis
            printed = [(kpi, declared[kpi]) for kpi in kpis if declared[kpi].kind in PRINTED_KINDS]
            printed_lines = [(kpi, own, progress.lines[kpi, context.focus.id]) for kpi, own in printed]
            tables.append(_table(f"{progress.zh}：{title}", progress, printed_lines))
            lines += [_line(f"{rule.heading}：{progress.zh}", progress, own, line) for _, own, line in printed_lines]
    return MadeSection(DocumentSection(rule.heading, tuple(paragraphs), tuple(tables)), tuple(lines))


def _days(progress: CampaignProgress, line: CampaignLine) -> Window:
    """Return the days that a line counts; where nothing has come yet, those of the campaign."""
    window = line.window or progress.window
    assert window is not None  # the campaign has its days: it met those of the bulletin
    return window


def _table(title: str, progress: CampaignProgress, lines: list[tuple[str, Kpi, CampaignLine]]) -> BulletinTable:
    rows, claims, plain = [], [], []
    for name, kpi, line in lines:
        target, interval = target_text(kpi, line), interval_text(line)
        completion, completion_claims = _completion(progress, kpi, line)
        reason = line.figure.reason or line.reason or ""
        cells = (target or NO_DATA, completion, interval or NO_DATA, status_text(line.status) or NO_DATA, reason)
        rows.append((kpi.zh, text_with_counts(kpi, line.figure), *cells))
        place = PlaceAndDays(progress.units[0].name, _days(progress, line))
        claims += [*figure_claims(name, kpi, line.figure, place), *completion_claims]
        plain += [kpi.zh, target, interval, reason]
    table = BulletinTable(title, HEADERS, tuple(rows), tuple(claims), tuple(filter(None, plain)))
    return without_empty_columns(table)


def _completion(progress: CampaignProgress, kpi: Kpi, line: CampaignLine) -> tuple[str, list[ClaimRow]]:
    """Return the completion with its claim: the count of the target's, which may be more than all of it."""
    if line.completion is None or line.figure.numerator is None or line.target is None:
        return NO_DATA, []
    text = percent(line.completion)
    if line.target != int(line.target):
        return NO_DATA, []
    counts = line.figure.numerator, int(line.target)
    place = PlaceAndDays(progress.units[0].name, _days(progress, line))
    claim = ClaimRow(f"{kpi.zh}完成", place.place, place.period, "", "rate", *counts, text.removesuffix("%"), "%")
    return text, [claim]


def _line(section: str, progress: CampaignProgress, kpi: Kpi, line: CampaignLine) -> FigureLine:
    days, figure = _days(progress, line), line.figure
    return FigureLine(
        *(section, line.unit.name, line.kpi, kpi.zh, kpi.unit, days.start.isoformat(), days.end.isoformat()),
        text=figure_text(kpi, figure),
        number=number_as_printed(kpi, figure),
        numerator=figure.numerator if kpi.denominator else None,
        denominator=figure.denominator,
        unit_code=line.unit.code,
    )

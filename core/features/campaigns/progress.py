"""The state of a campaign by unit: each count as of its own last day, its target beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from core.catalogue.campaign_model import Campaign
from core.features.campaigns.lines import LineCounter
from core.features.campaigns.source import FigureSource, last_day
from core.features.campaigns.target_judging import LineKey, judge_lines
from core.features.campaigns.types import CampaignLine, CampaignProgress, CampaignStatus
from core.metrics.types import UnitRef, Window
from core.store.sqlite import StoreError
from core.time.days import day_number


def campaign_status(campaign: Campaign, day: date) -> CampaignStatus:
    """The state of a campaign on a day."""
    if campaign.first is None or campaign.last is None:
        return CampaignStatus.UNDATED
    if day < campaign.first:
        return CampaignStatus.NOT_STARTED
    return CampaignStatus.ENDED if day > campaign.last else CampaignStatus.RUNNING


def campaign_progress(
    source: FigureSource, name: str, units: Sequence[UnitRef], as_of: date | None
) -> CampaignProgress:
    """The campaign `name` of some units, the first of which is asked about.

    Raises LookupError or StoreError (Chinese).
    """
    campaign = source.catalogue.campaigns.get(name)
    if campaign is None:
        raise LookupError(f"没有专项行动“{name}”，可用：{'、'.join(source.catalogue.campaigns)}")
    last_days = {kpi: day for kpi in campaign.kpis if (day := last_day(source, kpi, as_of)) is not None}
    if not last_days:
        raise StoreError("数据库里还没有这项行动所计的数据：请先导入（fengjing import）。")
    newest, window = max(last_days.values()), campaign_window(campaign)
    status = campaign_status(campaign, newest)
    lines = {}
    if window is not None:
        counted = LineCounter(source, campaign, window, tuple(units), last_days).lines()
        lines = _judged(source, counted, units[0].id, window, newest)
    return CampaignProgress(
        id=name,
        zh=campaign.zh,
        remark=campaign.remark,
        bureau=source.bureau,
        demo=source.demo,
        status=status,
        window=window,
        as_of=newest,
        data_version=source.data_version,
        elapsed_days=0 if window is None else max(0, min(day_number(newest), window.last) - window.first + 1),
        total_days=window.days if window else 0,
        units=tuple(units),
        sections=tuple((section.zh, tuple(section.kpis)) for section in campaign.parts.values()),
        lines=lines,
        decision=campaign.decision.zh_sentence if campaign.decision and campaign.targets else "",
        notes=tuple(_notes(campaign, status)),
    )


def campaign_window(campaign: Campaign) -> Window | None:
    """The days of a campaign; None where they are not set."""
    first, last = campaign.first, campaign.last
    return Window(day_number(first), day_number(last)) if first and last else None


def _notes(campaign: Campaign, status: CampaignStatus) -> list[str]:
    if not campaign.targets:
        return [] if status is CampaignStatus.UNDATED else ["没有定目标：只列计数"]
    notes = ["时间进度按日历天数均匀计；超前、滞后只在计数撑得住时才说，其余写“与时间相当”"]
    if any(target.split for target in campaign.targets.values()):
        notes.append("各所目标按行动首日的民警数分解（目录可另定）")
    return notes


def _judged(
    source: FigureSource, lines: Sequence[CampaignLine], focus: int, window: Window, newest: date
) -> dict[LineKey, CampaignLine]:
    """The lines judged in two families: the unit asked about, and the units below it."""
    by_key = {(line.kpi, line.unit.id): line for line in lines}
    for family in ([key for key in by_key if key[1] == focus], [key for key in by_key if key[1] != focus]):
        judge_lines(source, by_key, family, window, newest)
    return by_key

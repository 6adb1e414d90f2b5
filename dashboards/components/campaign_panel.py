"""A campaign at a glance: KPIs with a target against the time that is over, then the plain counts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from core.catalogue.model import Catalogue
from core.features.campaigns.text import OPEN_MARK, percent, status_text, target_text, value_text
from core.features.campaigns.types import CampaignLine, CampaignProgress, TargetStatus
from dashboards.components.base import fed_component, json_bytes
from dashboards.i18n import words as common
from dashboards.i18n.words import campaign as words

KEY = "campaign"
RECENT_DAYS = 30
TONES = {
    TargetStatus.AHEAD: "better",
    TargetStatus.REACHED: "better",
    TargetStatus.MET: "better",
    TargetStatus.BEHIND: "worse",
    TargetStatus.NOT_REACHED: "worse",
    TargetStatus.MISSED: "worse",
    TargetStatus.UNDECIDED: "watch",
}
_render = fed_component(__file__, "freshness", "panel")


def running_campaign(catalogue: Catalogue, day: date) -> str | None:
    """Return the campaign that runs on a day, or ended within RECENT_DAYS before it; the last begun of several."""
    first_days = {
        name: campaign.first
        for name, campaign in catalogue.campaigns.items()
        if campaign.first and campaign.last and campaign.first <= day <= campaign.last + timedelta(days=RECENT_DAYS)
    }
    return max(first_days, key=lambda name: first_days[name], default=None)


def draw(progress: CampaignProgress, catalogue: Catalogue, unit: int) -> None:
    """Draw a unit's progress as high as its place on the wall."""
    _render(key=KEY, data=json_bytes(panel_data(progress, catalogue, unit)), height="stretch")


def draw_whole(progress: CampaignProgress, catalogue: Catalogue, unit: int, key: str = KEY) -> None:
    """Draw all of a unit's progress, as high as it is."""
    content = panel_data(progress, catalogue, unit) | {"takesRoom": True}
    _render(key=key, data=json_bytes(content), height="content")


def panel_data(progress: CampaignProgress, catalogue: Catalogue, unit: int) -> dict[str, Any]:
    """Return the progress of a unit as data."""
    lines = [progress.lines[kpi, unit] for kpi in progress.kpis if (kpi, unit) in progress.lines]
    title = words.PANEL_TITLE.format(zh=progress.zh, state=progress.status, time=percent(progress.elapsed_share))
    window = progress.window
    span = (
        words.PANEL_SPAN.format(
            start=window.start, end=window.end, elapsed=progress.elapsed_days, days=progress.total_days
        )
        if window
        else words.NONE
    )
    return {
        "freshness": {"text": common.PANEL_AS_OF.format(last=progress.as_of), "late": ""},
        "title": title,
        "subtitle": [
            span,
            *([words.PANEL_OPEN.format(mark=OPEN_MARK)] if any(line.open_reason for line in lines) else []),
        ],
        "time": float(progress.elapsed_share),
        "timeText": words.PANEL_TIME.format(time=percent(progress.elapsed_share)),
        "goal": words.PANEL_GOAL,
        "omittedText": words.PANEL_MORE,
        "rows": [_row(catalogue, line) for line in lines if line.target is not None],
        "counts": [
            {"name": catalogue.kpis[line.kpi].label, "text": value_text(catalogue.kpis[line.kpi], line)}
            for line in lines
            if line.target is None
        ],
    }


def _row(catalogue: Catalogue, line: CampaignLine) -> dict[str, Any]:
    kpi = catalogue.kpis[line.kpi]
    is_rate = kpi.kind == "rate"
    return {
        "name": kpi.label,
        "text": f"{value_text(kpi, line)} / {target_text(kpi, line)}",
        "done": line.figure.value if is_rate or line.completion is None else float(line.completion),
        "doneText": "" if is_rate or line.completion is None else percent(line.completion),
        "bound": line.target if is_rate else None,
        "low": line.low,
        "high": line.high,
        "mark": status_text(line.status),
        "tone": TONES.get(line.status, "none") if line.status else "none",
        "remark": line.figure.reason or line.reason,
    }

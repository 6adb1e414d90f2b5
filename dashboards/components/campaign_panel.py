"""A campaign at a glance: what has a target against the time that is over, then the plain counts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from core.catalogue.model import Catalogue
from core.features.campaigns.text import OPEN_MARK, percent, status_text, target_text, value_text
from core.features.campaigns.types import CampaignLine, CampaignProgress, TargetStatus
from dashboards.components.base import component, packed
from dashboards.i18n import words as common
from dashboards.i18n.words import campaign as words

KEY = "campaign"
LATELY = 30
TONES = {
    TargetStatus.AHEAD: "better",
    TargetStatus.REACHED: "better",
    TargetStatus.MET: "better",
    TargetStatus.BEHIND: "worse",
    TargetStatus.NOT_REACHED: "worse",
    TargetStatus.MISSED: "worse",
    TargetStatus.UNDECIDED: "watch",
}
_render = component(__file__, "age", "last_good")


def running(catalogue: Catalogue, day: date) -> str | None:
    """The campaign that runs on a day, or ended within LATELY days before it; the last begun of several."""
    near = {
        name: one.first
        for name, one in catalogue.campaigns.items()
        if one.first and one.last and one.first <= day <= one.last + timedelta(days=LATELY)
    }
    return max(near, key=lambda name: near[name], default=None)


def draw(found: CampaignProgress, catalogue: Catalogue, unit: int, key: str = KEY) -> None:
    """Draws it as high as its place."""
    _render(key=key, data=packed(content(found, catalogue, unit)), height="stretch")


def content(found: CampaignProgress, catalogue: Catalogue, unit: int) -> dict[str, Any]:
    """What is drawn of a unit."""
    lines = [found.lines[kpi, unit] for kpi in found.kpis if (kpi, unit) in found.lines]
    title = words.PANEL_TITLE.format(zh=found.zh, state=found.status, time=percent(found.elapsed_share))
    window = found.window
    span = (
        words.PANEL_SPAN.format(start=window.start, end=window.end, elapsed=found.elapsed_days, days=found.total_days)
        if window
        else words.NONE
    )
    return {
        "age": {"text": common.PANEL_AS_OF.format(last=found.as_of), "late": ""},
        "title": title,
        "subtitle": [
            span,
            *([words.PANEL_OPEN.format(mark=OPEN_MARK)] if any(line.open_reason for line in lines) else []),
        ],
        "time": found.elapsed_share,
        "timeText": words.PANEL_TIME.format(time=percent(found.elapsed_share)),
        "goal": words.PANEL_GOAL,
        "more": words.PANEL_MORE,
        "rows": [_row(catalogue, line) for line in lines if line.target is not None],
        "counts": [
            {"name": catalogue.kpis[line.kpi].label, "text": value_text(catalogue.kpis[line.kpi], line)}
            for line in lines
            if line.target is None
        ],
    }


def _row(catalogue: Catalogue, line: CampaignLine) -> dict[str, Any]:
    kpi = catalogue.kpis[line.kpi]
    rate = kpi.kind == "rate"
    return {
        "name": kpi.label,
        "text": f"{value_text(kpi, line)} / {target_text(kpi, line)}",
        "done": line.figure.value if rate else line.completion,
        "doneText": "" if rate or line.completion is None else percent(line.completion),
        "bound": line.target if rate else None,
        "low": line.low,
        "high": line.high,
        "mark": status_text(line.status),
        "tone": TONES.get(line.status, "none") if line.status else "none",
        "remark": line.figure.reason or line.reason,
    }

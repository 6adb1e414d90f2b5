"""Special parts of a field of work, each by its kind as the catalogue declares it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import streamlit as st

from core.catalogue.domain_page_model import DomainPart, PartKind
from core.features.dockets.open_cases import days_over_text
from core.features.domains.overdue_work import OverdueWork
from core.metrics.display import rounded_rate
from dashboards.components import bars, campaign_panel, hours, table
from dashboards.components.change_text import board_figure_text
from dashboards.i18n.words import domain as words
from dashboards.pages.domain.figures import draw_figures
from dashboards.pages.domain.view import DomainView, overdue_sum
from dashboards.queries import boards, campaigns

BAR_HEIGHT, BARS_HEAD = 34, 92  # px
HOURS_HEIGHT = 380
COLUMNS = 2
WIDE: tuple[PartKind, ...] = ("hours", "campaign")


def draw(view: DomainView) -> None:
    """Draw the parts of the page, two beside each other; the hours of a week and a campaign need the whole width."""
    columns: list[st.delta_generator.DeltaGenerator] = []
    for place, part in enumerate(view.page.parts):
        if part.kind in WIDE:
            columns = []
            _draw_part(view, place, part)
            continue
        columns = columns or list(st.columns(COLUMNS, gap="large"))
        with columns.pop(0):
            _draw_part(view, place, part)


def _draw_part(view: DomainView, place: int, part: DomainPart) -> None:
    _DRAWERS[part.kind](view, part, f"domain_part_{place}")


def _hours(view: DomainView, part: DomainPart, key: str) -> None:
    """Draw the hours of the week; their title is the finding."""
    try:
        counts: list[list[int]] | str = boards.hours(view.unit.id, view.board.period, part.measure)
    except LookupError as error:  # small numbers are protected
        counts = str(error.args[0])
    with st.container(height=HOURS_HEIGHT, border=False, key=key):
        hours.draw(counts, view.catalogue.measures[part.measure].zh)


def _bars(view: DomainView, part: DomainPart, key: str) -> None:
    _draw_bars(view, part, key, [_text(view, kpi) for kpi in part.kpis])


def _steps(view: DomainView, part: DomainPart, key: str) -> None:
    """Draw counts that follow each other, each with its share of the first."""
    figures = [view.board.figures[kpi, view.unit.id] for kpi in part.kpis]
    first, name = figures[0], view.catalogue.kpis[part.kpis[0]].label
    texts = []
    for kpi, figure in zip(part.kpis, figures, strict=True):
        text = _text(view, kpi)
        if figure is not first and figure.numerator is not None and first.numerator:
            share = f"{rounded_rate(Fraction(figure.numerator, first.numerator), 0)}%"
            text = words.STEP_SHARE.format(text=text, first=name, share=share)
        texts.append(text)
    _draw_bars(view, part, key, texts)


def _text(view: DomainView, kpi: str) -> str:
    return board_figure_text(view.board, kpi, view.catalogue.kpis[kpi], view.unit.id)


def _draw_bars(view: DomainView, part: DomainPart, key: str, texts: list[str]) -> None:
    rows = [
        bars.Row(view.catalogue.kpis[kpi].label, view.board.figures[kpi, view.unit.id].value, text)
        for kpi, text in zip(part.kpis, texts, strict=True)
    ]
    with st.container(height=BARS_HEAD + BAR_HEIGHT * len(rows), border=False, key=key):
        bars.draw(f"{key}_bars", bars.BarChart(part.zh, [_span(view, part)], rows))


def _span(view: DomainView, part: DomainPart) -> str:
    """Return what the bars speak of: the period, or of what is counted at a moment the day."""
    is_stock = all(view.catalogue.kpis[kpi].basis == "stock" for kpi in part.kpis)
    return words.AS_OF_DAY.format(day=view.board.as_of) if is_stock else view.board.label


def _figures(view: DomainView, part: DomainPart, key: str) -> None:
    st.markdown(f"### {part.zh}")
    draw_figures(view, part.kpis, key)


def _campaign(view: DomainView, part: DomainPart, key: str) -> None:
    """Draw the campaign that runs, if it counts what the page is about."""
    running = campaign_panel.running_campaign(view.catalogue, view.board.as_of)
    if running is None:
        st.caption(f"{part.zh}：{words.NO_CAMPAIGN}")
        return
    campaign = view.catalogue.campaigns[running]
    if set(campaign.kpis).isdisjoint(view.board.kpis):
        st.caption(f"{part.zh}：{words.OTHER_CAMPAIGN.format(zh=campaign.zh)}")
        return
    progress = campaigns.own_progress(running, view.unit.id)
    with st.container(key=key):
        campaign_panel.draw_whole(progress, view.catalogue, view.unit.id, f"{key}_panel")


def _overdue(view: DomainView, part: DomainPart, key: str) -> None:
    st.markdown(f"### {part.zh}")
    assert part.work is not None  # the catalogue's own check
    work = view.overdue_work[part.work]
    if not work:
        st.text(words.OVERDUE_NONE)
        return
    st.text(overdue_sum(work))
    table.draw(words.OVERDUE_HEADS, [_overdue_row(line) for line in work], key=key)


def _overdue_row(line: OverdueWork) -> table.Row:
    count, days = words.OVERDUE_COUNT.format(count=line.pieces), days_over_text(line.longest).strip()
    return {"key": None, "cells": [table.text(line.unit.name), table.number(count), table.number(days)]}


_DRAWERS: dict[PartKind, Callable[[DomainView, DomainPart, str], None]] = {
    "hours": _hours,
    "steps": _steps,
    "bars": _bars,
    "figures": _figures,
    "campaign": _campaign,
    "overdue": _overdue,
}

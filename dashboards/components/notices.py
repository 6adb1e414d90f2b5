"""What the pages for a desk share: what they speak of, and the choice of a KPI by domain."""

from __future__ import annotations

import streamlit as st

from core.catalogue.model import Catalogue
from core.metrics.display import unfinished
from core.metrics.types import Board
from dashboards.components import period_picker as periods
from dashboards.i18n import words


def span_text(board: Board) -> str:
    """What a page speaks of: the period by name and dates, and the last day of the data."""
    period = board.period
    end = f"{period.end}（{unfinished(board)}）" if unfinished(board) else str(period.end)
    return words.SPAN.format(label=board.label, start=period.start, end=end, as_of=board.as_of)


def draw_period_notice(board: Board) -> None:
    """Says what is to be said of the period, if anything: of the whole, or of the first below it that has figures."""
    known = {unit for (_, unit), figure in board.figures.items() if figure.value is not None}
    if said := periods.notice_text(board, next((one.id for one in board.units if one.id in known), board.units[0].id)):
        st.info(said)


def kpis_by_domain(catalogue: Catalogue) -> dict[str, list[str]]:
    """The KPIs of each domain, in the domains' order; a domain without KPIs is left out."""
    ordered = sorted(catalogue.domains, key=lambda name: catalogue.domains[name].order)
    groups = {domain: [name for name, kpi in catalogue.kpis.items() if kpi.domain == domain] for domain in ordered}
    return {domain: names for domain, names in groups.items() if names}


def kpi_picker(catalogue: Catalogue, key: str) -> str:
    """The KPI picked: first its domain, then the KPI."""
    groups = kpis_by_domain(catalogue)
    domain = st.selectbox(
        words.DOMAIN, list(groups), format_func=lambda d: catalogue.domains[d].zh, key=f"{key}_domain", width=220
    )
    return str(
        st.selectbox(
            words.INDICATOR,
            groups[domain],
            format_func=lambda k: catalogue.kpis[k].zh,
            key=f"{key}_{domain}",
            width=360,
        )
    )

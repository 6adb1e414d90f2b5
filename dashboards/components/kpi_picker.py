"""Picker of a KPI: first its domain, then the KPI."""

from __future__ import annotations

import streamlit as st

from core.catalogue.model import Catalogue
from dashboards.i18n import words
from dashboards.queries import session


def kpis_by_domain(catalogue: Catalogue) -> dict[str, list[str]]:
    """Return the KPIs of each domain that the viewer may see, in the domains' order; a domain without is left out."""
    domains = sorted(catalogue.domains, key=lambda name: catalogue.domains[name].order)
    visible = session.engine().visible_kpis
    groups = {
        domain: [name for name, kpi in catalogue.kpis.items() if kpi.domain == domain and name in visible]
        for domain in domains
    }
    return {domain: names for domain, names in groups.items() if names}


def draw(catalogue: Catalogue, key: str) -> str:
    """Draw the picker and return the KPI picked."""
    groups = kpis_by_domain(catalogue)
    domain = st.selectbox(
        words.DOMAIN,
        list(groups),
        format_func=lambda name: catalogue.domains[name].zh,
        key=f"{key}_domain",
        width=150,
    )
    return str(
        st.selectbox(
            words.INDICATOR,
            groups[domain],
            format_func=lambda name: catalogue.kpis[name].zh,
            key=f"{key}_{domain}",
            width=240,
        )
    )

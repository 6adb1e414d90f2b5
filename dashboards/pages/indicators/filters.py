"""Filters of the catalogue: the KPIs of a domain, of a search, or those alone of which something is to be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from core.catalogue.model import Catalogue
from core.features.reference.kpi_reference import KpiReference
from core.metrics.types import Board, StandardStatus
from dashboards.i18n.words import indicators as words
from dashboards.pages.indicators import drawer, entry

DOMAIN, EVERY_DOMAIN = "domain", "all"  # in the address


def pick_domain(catalogue: Catalogue, groups: Mapping[str, Sequence[str]]) -> str:
    """Draw the domains as tabs; first that of the address, or of the KPI that is open."""
    opened = drawer.opened_kpi(tuple(catalogue.kpis))
    requested = str(st.query_params.get(DOMAIN, "")) or (catalogue.kpis[opened].domain if opened else "")
    names = {domain: catalogue.domains[domain].zh for domain in groups} | {EVERY_DOMAIN: words.EVERY_DOMAIN}
    key = "catalogue_domain"
    st.session_state[key] = requested if requested in names else next(iter(names))

    def keep_in_address() -> None:
        st.query_params[DOMAIN] = st.session_state[key]
        st.query_params.pop("kpi", None)  # the open one may be of another domain

    picked = st.segmented_control(
        words.DOMAIN,
        list(names),
        format_func=names.__getitem__,
        key=key,
        required=True,
        on_change=keep_in_address,
        label_visibility="collapsed",
    )
    return str(picked)


def search_text() -> str:
    """Draw the field to search names and definitions in, and return what it holds."""
    return st.text_input(words.SEARCH, placeholder=words.SEARCH_HINT, key="catalogue_search", width=220).strip()


def listed(
    groups: Mapping[str, Sequence[str]], domain: str, text: str, references: Sequence[KpiReference]
) -> dict[str, list[str]]:
    """Return the KPIs to be listed by domain: those that a text is found in, or else those of the domain."""
    if text:
        matches = {reference.id for reference in entry.search(references, text)}
        matching = {name: [kpi for kpi in kpis if kpi in matches] for name, kpis in groups.items()}
        return {name: kpis for name, kpis in matching.items() if kpis}
    return {name: list(kpis) for name, kpis in groups.items() if domain in (name, EVERY_DOMAIN)}


def has_news(board: Board, kpi: str) -> bool:
    """Return True if a firm change on last year is to be told of a KPI, or its standard is missed."""
    unit = board.units[0].id
    judgement = board.judgements.get((kpi, unit, "yoy"))
    standard = board.standards.get((kpi, unit))
    is_missed = standard is not None and standard.status is StandardStatus.MISSED
    return is_missed or (judgement is not None and judgement.verdict.is_firm)

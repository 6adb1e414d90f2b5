"""An officer's own figures, each beside the middle half of one's colleagues: never an order of names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.catalogue.model import Catalogue
from core.metrics.display import rounded_rate_estimate
from core.metrics.types import OfficerFigure, Window
from dashboards.components.base import component
from dashboards.i18n import words
from dashboards.i18n.words import officer as officer_words
from dashboards.queries import database

_render = component(__file__)


def draw(figures: Sequence[OfficerFigure], window: Window) -> None:
    """Draw one strip a figure: the grey band is the middle half, the mark is the officer."""
    if not any(figure.denominator or (figure.denominator is None and figure.own_count) for figure in figures):
        st.info(officer_words.NO_FIGURES.format(start=window.start, end=window.end))
    catalogue = database.catalogue()
    cards = [card(figure, _help_text(catalogue, figure.measure)) | {"late": _late_text(figure)} for figure in figures]
    _render(key="officer_figures", data={"cards": cards, "ask": words.EXPLAIN})


def _help_text(catalogue: Catalogue, measure: str) -> str:
    return catalogue.kpis[measure].definition if measure in catalogue.kpis else officer_words.HELP.get(measure, "")


def _late_text(figure: OfficerFigure) -> str:
    """Return that the records end before the window does; empty where they cover it."""
    return "" if figure.covered_until is None else officer_words.LATE.format(last=figure.covered_until)


def card(figure: OfficerFigure, help_text: str = "") -> dict[str, Any]:
    """Return one figure as data. Among mixed posts no band begins at 0, which posts without such work would make it."""
    if figure.denominator is not None:
        return rate_card(figure, help_text)
    data: dict[str, Any] = {
        "zh": figure.zh,
        "unit": figure.unit,
        "text": f"{figure.own_count:,}",
        "own": figure.own_count,
        "help": help_text,
        "low": None,
        "high": None,
        "intervalText": "",
        "marked": True,
    }
    if figure.is_newcomer:
        return data | {"band": officer_words.NEWCOMER}
    if figure.has_mixed_posts and figure.peers_low == 0:
        return data | {"band": officer_words.MIXED_POSTS.format(group=figure.group, officers=figure.officers)}
    band = officer_words.band(figure.peers_low, figure.peers_high, figure.unit, figure.officers, figure.group)
    return data | {"low": figure.peers_low, "high": figure.peers_high, "band": band}


def rate_card(figure: OfficerFigure, help_text: str) -> dict[str, Any]:
    """Return a rate as data: both of its counts, its interval, and whether it differs from the middle half at all."""
    data: dict[str, Any] = {
        "zh": figure.zh,
        "unit": "",
        "help": help_text,
        "low": figure.peers_low,
        "high": figure.peers_high,
        "band": _peers_text(figure),
    }
    if not figure.denominator or figure.rate_low is None or figure.rate_high is None:
        return data | {"text": words.NO_DATA, "own": None, "marked": False, "intervalText": officer_words.NO_CASES}
    low, high = rounded_rate_estimate(figure.rate_low, 0), rounded_rate_estimate(figure.rate_high, 0)
    return data | {
        "text": officer_words.OWN_OF_SIZE.format(own=figure.own_count, size=figure.denominator),
        "own": figure.own_count / figure.denominator,
        "marked": True,
        "intervalLow": figure.rate_low,
        "intervalHigh": figure.rate_high,
        "intervalText": officer_words.TRUE_LEVEL.format(least=low, most=high),
        "band": f"{data['band']}{_difference_text(figure, figure.rate_low, figure.rate_high)}",
    }


def _peers_text(figure: OfficerFigure) -> str:
    if figure.is_newcomer:
        return officer_words.NEWCOMER
    if figure.peers_low is None or figure.peers_high is None:
        return officer_words.TOO_FEW.format(group=figure.group)
    low, high = rounded_rate_estimate(figure.peers_low, 0), rounded_rate_estimate(figure.peers_high, 0)
    return officer_words.MIDDLE_RATE.format(group=figure.group, officers=figure.officers, low=low, high=high)


def _difference_text(figure: OfficerFigure, rate_low: float, rate_high: float) -> str:
    """Return whether the rate's interval meets the middle half; empty where there is no middle half."""
    if figure.peers_low is None or figure.peers_high is None:
        return ""
    overlaps = rate_low <= figure.peers_high and figure.peers_low <= rate_high
    return f"，{officer_words.SAME if overlaps else officer_words.APART}"

"""Reasons for what disclosure hides or cuts back, as readers are told them."""

from __future__ import annotations

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue


def suppression_reason(catalogue: Catalogue) -> str:
    """Say why a figure is not shown; the same for all, so that it does not tell which was too small (Chinese)."""
    return f"少于 {catalogue.small_numbers.least}，或可由它推算出这样的数，不显示"


def no_release_period_reason(catalogue: Catalogue) -> str:
    """Say why nothing is shown of a span (Chinese)."""
    months = catalogue.small_numbers.months
    return f"涉及个人的数在本级按每 {months} 个整月（自 1 月起）显示，这段时间没有一个整段"


def cut_window_note(kpi: Kpi, months: int) -> str:
    """Return the note on a figure whose window was cut back (Chinese)."""
    return f"“{kpi.zh}”涉及个人，本级只算到最近一个 {months} 个月的整段末"

"""Chance of a false signal in words that people use: how long one waits for the next."""

from __future__ import annotations

from core.metrics.display import rounded_estimate

MONTHS_OF_YEARS = 24  # from so many months on, a wait is told in years


def chance_text(a_month: float, whole: str, *, is_bound: bool) -> str:
    """Say how often chance alone makes a signal of a rule in the whole bureau, by its word; nothing of plain facts."""
    if not a_month:
        return ""
    return f"即使一切如常，此类预警{whole}{'至多' if is_bound else ''}大约{wait_text(a_month)}。"


def wait_text(a_month: float) -> str:
    """Return a number of false signals a month as the wait for one: such as 每 4 个月误报一次."""
    if a_month >= 1:
        return f"每月误报 {rounded_estimate(a_month, 0)} 次"
    months = 1 / a_month
    if months >= MONTHS_OF_YEARS:
        return f"每 {rounded_estimate(months / 12, 0)} 年误报一次"
    count = rounded_estimate(months, 0)
    return "每个月误报一次" if count == "1" else f"每 {count} 个月误报一次"

"""法制: cases in time, by stage, and overdue."""

from __future__ import annotations

from dashboards.pages.domain import template

template.draw("legal")

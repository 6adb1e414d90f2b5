"""情指: alerts, arrivals, the loop of instructions."""

from __future__ import annotations

from dashboards.pages.domain import template

template.draw("command")

"""治安: premises, sweeps, campaigns, safety codes."""

from __future__ import annotations

from dashboards.pages.domain import template

template.draw("security")

"""共治: disputes, teams, base data, volunteers."""

from __future__ import annotations

from dashboards.pages.domain import template

template.draw("governance")

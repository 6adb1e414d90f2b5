"""刑侦: what is reported and recovered, with how many."""

from __future__ import annotations

from dashboards.pages.domain import template

template.draw("criminal")

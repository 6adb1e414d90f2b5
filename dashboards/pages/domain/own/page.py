"""A page that a bureau declared in a file of its own; the address says which."""

from __future__ import annotations

from dashboards import frame
from dashboards.pages.domain import template

template.draw(frame.shown_entry().domain)

"""服务: services, and whether people are content."""

from __future__ import annotations

from dashboards.pages.domain import template

template.draw("service")

"""政工: the force in numbers, and ratings both ways, without anybody's name."""

from __future__ import annotations

from dashboards.pages.domain import template

template.draw("personnel")

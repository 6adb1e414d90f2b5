"""Words of the page of all indicators."""

from __future__ import annotations

NAME = "指标总览"
DEFINITION = "定义"
SYSTEMS = "对应系统"
NOT_ASSESSED = "不进考核"
NOTE = "{count} 项指标，{domains} 个领域"

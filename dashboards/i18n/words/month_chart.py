"""Words of the month charts."""

from __future__ import annotations

NAME = "月图"
TITLE = "{kpi}（{unit}）：月图"
MONTH, VALUE, LIMITS, STATE = "月份", "数值", "界限", "说明"
OUTSIDE = "超出界限（{side}）"
BY_DAY = "图上是日均。"

"""Words of the month charts."""

from __future__ import annotations

NAME = "月图"
TITLE = "{kpi}（{unit}）：月图"
MONTH, VALUE, LIMITS, STATE = "月份", "数值", "界限", "说明"
OUTSIDE = "超出界限（{side}）"
BY_DAY = "图上是日均。"
KNOWN_AT_END = "各月按当月末已办结计"  # of a cohort: all at one age, but for a month that is not over
CUT_MARK, UNRIPE_MARK = "未满", "未到期"  # on the last point
UNRIPE = "末月未到期，不与此前各月比"

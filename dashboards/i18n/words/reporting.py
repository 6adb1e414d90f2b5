"""Words of the panel on how much the stations have reported; `each` is what they are called, such as 各所."""

from __future__ import annotations

TITLE = "{each}报送情况"
HELP = (
    "这项指标所用的数，{each}报到了哪一天、近 12 个月哪几个月报齐了。没有报送不等于 0：没报齐的月份没有数，"
    "也不进合计和比较。\n\n■ 报齐（报了 0 也是报了）；◧ 只报了一部分天，或沿用的旧数超过最多可隔的天数；□ 没有报送。"
)
ALL_IN = "{many} 个单位近 {months} 个月都报齐了，数据到 {as_of}"
SOME_OUT = "{many} 个单位里 {out} 个没有报齐（数据到 {as_of}）：没有报送不等于 0"
MARKS = {"whole": "■", "part": "◧", "none": "□"}
STATES = {"whole": "报齐", "part": "部分", "none": "未报"}
UNIT, LAST, BEHIND, GAPS = "单位", "报到", "落后", "缺几个月"
NEVER = "从未报送"
DAYS = "{days} 天"
ON_TIME = "—"
MONTH = "{month}月"
ALL_MONTHS = "{each}逐月"

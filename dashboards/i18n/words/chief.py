"""Words of the wall, the chief's page."""

from __future__ import annotations

from core.features.expected_range.types import RangeState

NAME = "数据看板"
BACK = "返回{whole}"
MAP_HINT = "点选看该所"
MAP_LOW = "少"
MAP_HIGH = "多"
MAP_LOWER = "低"
MAP_HIGHER = "高"
MAP_QUICK, MAP_SLOW = "快", "慢"
NO_MAP = "未导入辖区边界，以方格代替；点选查看该所"
NO_MAP_OF_COUNTIES = "未导入辖区边界，以方格代替；点开看派出所"
ALERTS = "起"
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
MONTHLY = "按月，今年与去年"
MONTHLY_KNOWN = "各月只计到当月末，后来办结的不算，故可低于上面的数；今年与去年"
MONTHLY_THEN = "按月，{year} 年与上一年"
MONTHLY_KNOWN_THEN = "各月只计到当月末，后来办结的不算，故可低于上面的数；{year} 年与上一年"
SPARK_KNOWN = "小图按月，各月只计到当月末，后来办结的不算，故可低于大字"
LINE_KEY = "小线：{first} 至 {last} 逐月，各项按自己的高低，不从 0 起"
LATEST_MONTH, OPEN_MONTH, YEAR_AGO_MONTH, USUAL_RANGE = "最近一月", "最近一月，未满", "去年同月", "平常范围"
MOST_CLASS = "{name}警情最多"
MOST_NAMED = "除其他外，{name}警情最多"
MOST_HOUR = "{what}：{day} {hour} 时格外多"
HOUR_COUNT = "该时段 {count:,} 起，按当日和该时平常约 {expected} 起"
MOST_HOURS = "{what}：各天 {first}–{end} 时最多"
MOST_HOURS_OF_A_DAY = "{what}：{day} {first}–{end} 时最多"
HOURS_COUNT = "三小时占 {share}%，各天合计"
HOURS_COUNT_OF_A_DAY = "三小时占 {share}%"
NO_HOUR = "{what}：没有哪个时段突出"
NO_HOUR_COUNT = "共 {count:,} 起，按星期和小时"
MONTH_SUFFIX = "月"
HOUR_SUFFIX = "时"
OTHER_TILES = "另 {n} 项"
CLASSES_TITLE = "警情类别"
CLASSES_NOTE = "细条为去年"
TODAY, YESTERDAY = "今日", "昨日"
TODAY_UNTIL, UNTIL_HOUR = "今日截至 {hour}:00：", "{day} 截至 {hour}:00："
BY_THEN = "同时段"
LIKE_DAYS = "（与往年同样的日子比）"
USUAL = {
    RangeState.WITHIN: "{day}{value} {unit}，{by_then}通常 {low}–{high}",
    RangeState.BELOW: "{day}{value} {unit}，少于{by_then}通常的 {low}–{high}",
    RangeState.ABOVE: "{day}{value} {unit}，多于{by_then}通常的 {low}–{high}",
    RangeState.FAR_ABOVE: "▲ {day}{value} {unit}，远多于{by_then}通常的 {low}–{high}，请核实",
}
OF_KPI = "{kpi}：{text}"
HOURS_EMPTY = "本期没有可分时段的警情"
DEMO_DAY = "演示日期"
LAST_GOOD = "暂时读不到新数据，显示的是此前的结果（{age}）"
CONNECTION_LOST = "连接中断"
FROZEN = "画面停在 {at:%H:%M}"


def short_class(name: str) -> str:
    """Return the name of an alert class without the word for alert."""
    return name.removesuffix("警情") or name

"""Words of the screens, in Chinese, the source of every translation. A module a page; here those that pages share."""

from __future__ import annotations

PRODUCT = "枫警"
NO_SCRIPT = "本页要用浏览器的 JavaScript：请在浏览器设置里打开它。"
DEMO = "演示数据"

# pages: the name of the page, and in a demonstration the role it is for
CHIEF, COMPARISON, OFFICER, TRAINER, OVERVIEW = "数据看板", "单位比较", "我的数据", "教官", "指标总览"
ROLE_CHIEF, ROLE_INSPECTOR, ROLE_OFFICER = "局长", "督察", "民警"

PAGES = "页面"
LANGUAGE_SWITCH = {False: "English", True: "中文"}  # of the wall: what its switch changes to

# the board
PERIOD = "统计时段"
PERIODS = {"ytd": "今年以来", "qtd": "本季", "mtd": "本月", "last_month": "上月", "last30": "近30天", "last7": "近7天"}
OWN_PERIOD, OWN_PERIOD_LABEL = "自选", "自选统计时段"
OWN_PERIOD_EXAMPLE = "2026-01-01..2026-03-15"
OWN_PERIOD_FORMS = "可写 2026-07、2026Q3、2026、2026-07-25，或 起..止；回车确认"
NO_DATA_IN_PERIOD = "{period}没有数据；最近的数据截至 {as_of}，可点“自选”"
NO_SUCH_PAGE = "没有这个页面，已回到数据看板"
WHOLE_BUREAU = "全局"
BACK = "返回全局"
AS_OF = "数据截至"
NO_DATA = "—"
YOY = "同比"
STANDARD = "标准"
CLOSE = "关闭"
EXPLAIN = "指标说明"
MAP_HINT = "点选看该所"
MAP_LOW, MAP_HIGH = "少", "多"
MAP_LOWER, MAP_HIGHER = "低", "高"
NO_MAP = "未导入辖区边界，以方格代替；点选查看该所"
NO_STATIONS = "没有下级派出所"
ALERTS = "起"
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
MONTHLY = "按月，今年与去年"
MONTHLY_KNOWN = "按月，各月按当月末已办结计；今年与去年"
SPARK_KNOWN = "小图按月，各月按当月末已办结计"
MONTHLY_24 = "按月，近 24 个月"
OTHER = "其他"  # the class of what is none of the named ones
MOST_CLASS = "{name}警情最多"
MOST_NAMED = "除其他外，{name}警情最多"
MOST_HOUR = "{what}：{day} {hour} 时最多"
HOUR_COUNT = "该时段 {count:,} 起，按星期和小时"
MONTH_SUFFIX, HOUR_SUFFIX = "月", "时"
STATIONS_BY = "各所{kpi}"
WHOLE_LINE = "虚线为全局 {whole}"
CLASSES_TITLE = "警情类别"
CLASSES_NOTE = "细条为去年"
HOURS_EMPTY = "本期没有可分时段的警情"
SORTED_NOTE = "由高到低排列"
SORTED_WITH_INTERVALS = "由高到低排列，横线为 95% 区间"
ROWS_BETWEEN = "… 中间 {n} 个从略 …"
DESK_STALE = "{reason} 本页是此前的结果，恢复后自动更新。"
PANEL_STOPPED = "此图停在 {at:%H:%M}"
PANEL_EMPTY = "此图暂时画不出来，系统会自动重试"
PANEL_AS_OF = "截至 {last:%m-%d}"
PANEL_LATE = "截至 {last:%m-%d}，来源迟 {days} 天"
LAST_GOOD = "暂时读不到新数据，显示的是此前的结果（{age}）"
CANNOT_READ = "暂时读不到数据，系统会自动重试"
BANNER_AWAY, BANNER_RETRY = "连接中断，数字停在 ", "，正在自动重连"
CONNECTION_LOST = "连接中断"
FROZEN = "画面停在 {at:%H:%M}"
JUST_NOW = "刚刚"

# the other pages
DOMAIN, INDICATOR, UNIT, VALUE, NUMERATOR, DENOMINATOR = "业务领域", "指标", "单位", "数值", "分子", "分母"
CHANGE_PERCENT, CHANGE_POINTS = "{change}（%）", "{change}（个百分点）"
REASON = "说明"
NO_BOUNDARIES = "还没有各所的边界，画不出地图。导入边界：fengjing boundaries"
DESK_MAP = "{kpi}（点选一个所作为甲）"
SIDE_BY_SIDE_TITLE = "{kpi}：{names}"
SIDE_BY_SIDE = "几所并看"
FIRST_UNIT, SECOND_UNIT = "甲", "乙"
DEFINITION, SYSTEMS = "定义", "对应系统"
SPAN = "{label} {start} 至 {end} · 数据截至 {as_of}"
NOT_ASSESSED = "不进考核"
OVERVIEW_NOTE = "{count} 项指标，{domains} 个领域"

OFFICER_PICK, OFFICER_OF_STATION = "演示民警", "本所民警"
MIDDLE_HALF = "{group} {officers} 人，中间一半 {low}–{high} {unit}"
MIXED_POSTS = "{group} {officers} 人，岗位不同，至少四分之一的人没有这项记录，不显示范围"
TOO_FEW = "{group}人数太少，不显示范围"
DISPUTES_TITLE = "我负责的未化解纠纷"
NO_DISPUTES = "没有未化解的纠纷"
DISPUTE_COLUMNS = {
    "id": "纠纷编号",
    "kind": "类型",
    "reported": "受理日期",
    "due": "化解期限",
    "state": "期限状态",
    "key": "重点",
}
OVERDUE, DAYS_LEFT, DUE_TODAY, NO_DUE = "已逾期 {days} 天", "还有 {days} 天", "今天到期", "未定期限"
KEY_DISPUTE = "重点"


def amount(value: float | None) -> str:
    """Return a count as text, or a dash."""
    return NO_DATA if value is None else f"{value:,.0f}"


def age(seconds: float) -> str:
    """Return the time since something, in the largest unit that fits."""
    minutes = int(seconds // 60)
    if minutes < 1:
        return JUST_NOW
    if minutes < 60:
        return f"{minutes} 分钟前"
    if minutes < 60 * 24:
        return f"{minutes // 60} 小时前"
    return f"{minutes // (60 * 24)} 天前"


def days_ago(days: int) -> str:
    """Return how many days ago the last day of the data was."""
    if days <= 0:
        return "今天"
    return "昨天" if days == 1 else f"{days} 天前"


def short_unit(name: str) -> str:
    """Return a station's name for narrow places."""
    return name.removesuffix("派出所") or name


def short_class(name: str) -> str:
    """Return the name of an alert class without the word for alert."""
    return name.removesuffix("警情") or name


def due_text(overdue: int | None) -> str:
    """Return the state of a dispute against its due date."""
    if overdue is None:
        return NO_DUE
    if overdue == 0:
        return DUE_TODAY
    return OVERDUE.format(days=overdue) if overdue > 0 else DAYS_LEFT.format(days=-overdue)


def band(low: float | None, high: float | None, unit: str, officers: int, group: str) -> str:
    """Return the middle half of a group in words."""
    if low is None or high is None:
        return TOO_FEW.format(group=group)
    return MIDDLE_HALF.format(group=group, officers=officers, low=_quarter(low), high=_quarter(high), unit=unit)


def _quarter(value: float) -> str:
    """Return a quartile of counts, which may lie between two of them."""
    return f"{value:,.0f}" if value.is_integer() else f"{value:,.1f}"

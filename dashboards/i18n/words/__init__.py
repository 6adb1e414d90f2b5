"""Words of the screens, in Chinese, the source of every translation. A module a page; here those that pages share."""

from __future__ import annotations

from collections.abc import Sequence

from core.store import unit_words
from core.store.units import UnitRef

PRODUCT = "枫警"
OLD_BROWSER = (
    "这个浏览器太旧，打不开看板。请用 Chrome 或 Edge 94 以上（建议 110 以上）、Firefox 115 以上；"
    "360、QQ 等浏览器请切换到“极速模式”。换了还是这样的，请找本局管理员。"
)
NO_SOCKET = (
    "看板的数据送不过来：网络上的网关或代理没有放行 WebSocket。请管理员在代理上允许 WebSocket"
    "（nginx 要有 Upgrade 和 Connection 两行），见运维文档“放在代理后面”。正在继续尝试……"
)
NO_SCRIPT = "本页要用浏览器的 JavaScript：请在浏览器设置里打开它。"
DEMO = "演示数据"
BOARD_FILE = "看板文件，只读"
BOARD_AND_STATE = "看板文件，数据只读"

LANGUAGE_SWITCH = {False: "English", True: "中文"}  # of the wall: what its switch changes to

# the board
PERIOD = "统计时段"
PERIODS = {"ytd": "今年以来", "qtd": "本季", "mtd": "本月", "last_month": "上月", "last30": "近30天", "last7": "近7天"}
OWN_PERIOD, OWN_PERIOD_LABEL = "自选", "自选统计时段"
OWN_PERIOD_EXAMPLE = "2026-01-01..2026-03-15"
OWN_PERIOD_FORMS = "可写 2026-07、2026Q3、2026上半年、2026年1-9月、2026、2026-07-25，或 起..止；回车确认"
OWN_CALENDAR = "本局的统计月和年度：{label}"
NO_DATA_IN_PERIOD = "{period}没有数据；最近的数据截至 {as_of}，可点“自选”"
NO_DATA_BUT_IN = "{period}没有数据；最近的数据截至 {as_of}，点“{other}”就有数字"
AS_OF = "数据截至"
NO_DATA = "—"
YOY = "同比"
STANDARD = "标准"
CLOSE = "关闭"
SORT_HINT = "点一下按这一列排，再点反过来，第三下回到原来的次序"
EXPLAIN = "指标说明"
NO_STATIONS = "没有下级派出所"
STATIONS_BY = "{each}{kpi}"
OPEN_STATIONS = "按县（区）比较，点开看派出所"
WHOLE_LINE = "虚线为{unit} {whole}"
SORTED_NOTE = "由高到低排列"
DOUBTED_LAST = "，◇ 在最后"
WITH_INTERVALS = "，横线为单看一个单位的 95% 区间，不碰虚线也未必真有高低"
SORTED_TIMES = "由慢到快排列"
ROWS_BETWEEN = "… 中间 {n} 个从略 …"
DESK_STALE = "{reason} 本页是此前的结果，恢复后自动更新。"
PANEL_STOPPED = "此图停在 {at:%H:%M}"
PANEL_EMPTY = "此图暂时画不出来，系统会自动重试"
PANEL_AS_OF, PANEL_AS_OF_YEAR = "截至 {last:%m-%d}", "截至 {last:%Y-%m-%d}"
PANEL_LATE = "截至 {last:%m-%d}，来源迟 {days} 天"
CANNOT_READ = "暂时读不到数据，系统会自动重试"
BANNER_AWAY, BANNER_RETRY = "连接中断，数字停在 ", "，正在自动重连"
JUST_NOW = "刚刚"

# the other pages
DOMAIN, INDICATOR, UNIT, VALUE, NUMERATOR, DENOMINATOR = "业务领域", "指标", "单位", "数值", "分子", "分母"
FROM_TO, WITH_NOTE = "{start} 至 {end}", "{text}（{note}）"

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
    """Return the name of a station, or of a county's bureau, for narrow places."""
    return unit_words.short_unit(name)


def level(units: Sequence[UnitRef]) -> str:
    """Return what units side by side are called, such as 所."""
    return unit_words.level_word(units)


def each_unit(units: Sequence[UnitRef]) -> str:
    """Return what units side by side are called each, such as 各所."""
    return unit_words.each_word(units)


def counted_units(units: Sequence[UnitRef], count: int) -> str:
    """Return so many of some units in words, such as 3 个所."""
    return unit_words.counted_words(units, count)


def due_text(overdue: int | None) -> str:
    """Return the state of a dispute against its due date."""
    if overdue is None:
        return NO_DUE
    if overdue == 0:
        return DUE_TODAY
    return OVERDUE.format(days=overdue) if overdue > 0 else DAYS_LEFT.format(days=-overdue)

"""Words beside judgements: chips, the attention strip, tables."""

from __future__ import annotations

from core.comparison.doubts import DOUBTED as DOUBTED

DOUBT_MARK = "◇"
DOUBTS_PENDING = "预警还没有算好，数据存疑的单位暂未标出，算好后自动标出"
LATE = "◆"  # marks something late, undecided or due
UNFINISHED = "未满期"
THIS_PERIOD, AT_A_MOMENT = "本期", "时点数"  # which days a tile's figure is of, where the period has no short name
JUDGED = "判断"
STEADY = "平稳：没有异常，没有数据存疑，没有逾期"
NONE_CONFIRMED, CONFIRMED = "{total} 项指标没有确认的升降", "{total} 项指标中 {count} 项确有升降"
ALL_USUAL, SOME_OUTSIDE = "{known} 项都在平常范围", "{outside} 项超出平常范围"
ALL_KNOWN_USUAL = "{month}能判断的 {known} 项都在平常范围"  # where some have no usual range
ABOVE_USUAL, BELOW_USUAL = "高于平常", "低于平常"
MONTH_NAME, OF_MONTH, LAST_WHOLE_MONTH = "{month}月", "{month} {text}", "最近整月"
STANDING_JOINT = "；"
SIGNALS_PENDING, SIGNALS_FAILED = "预警正在计算", "预警暂时算不出来"
SIGNALS_BEHIND = "预警为 {minutes} 分钟前的数据"
WORKED_OUT = "（{age}算出）"
NO_SIGNALS = "没有预警"
RULES_LEFT_OUT, NO_SIGNALS_OF = "{count} 条预警规则缺记录没有算", "算了的规则没有预警，另 {count} 条缺记录没有算"
GROUP_MARKS = ("①", "②", "③")  # in the order of the groups of signals
GROUP_COUNT, GROUP_PLACES = "{count} 条", "{count}，另有{names}"  # how many of what, and where else
GROUP_MORE_PLACES, PLACES_JOINT = "{count}，另有{names}等，共 {places} 处", "、"
LEAD = "{place}：{finding}"
SENT_STAGE, SENT_OF_ALL = "已派指令，{stage}", "{total} 条中已派 {sent} 条"
LATE_TILES, FALSE_TILES = "{count} 项指标的来源迟报", "{count} 项指标含有误的数"
BOARD_KEPT = "新发布的看板没有换上，仍是以前的"
MORE_OVERDUE = "指令逾期 {count} 件"
MORE_NOTICES = "同类另有 {count} 项"
LOOP_FOUND, LOOP_SENT, LOOP_TO_SIGN = "发现", "其中已派", "全部指令：待签收"
LOOP_UNDER_WAY, LOOP_MOVED = "办理中", "归档后指标有变化"
LOOP_UNKNOWN = "在算"
LOOP = "指令闭环"
ATTENTION = "关注"
ATTENTION_OPEN = "打开该项"
CUT = "至"  # 11月至12日: within which month, and on which day, the data end
LINE = "线：{days}"  # of a tile's line alone: the figure is the period's
CUT_OWN_MONTH = "，至"  # 11月，至10月31日
FROM_TO = "基期 → 本期"
INTERVAL = "95% 区间"
COULD_TELL = "能看出 {amount}"
DETECTABLE = "能看出的最小变化"
MET = "达标情况"
POINTS_SHORT = "百分点"  # on a tile

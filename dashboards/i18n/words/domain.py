"""Words of the pages of fields of work (业务)."""

from __future__ import annotations

ROLE = "业务部门"
NO_SUCH = "没有这个业务页面，或不归您的业务。"
# tiles
USUAL = "{month}：{value}，平常 {range}"
OUTSIDE = {"高": "▲ 高于平常", "低": "▼ 低于平常"}
NO_RANGE = "平常范围：{reason}"
RANGE_PENDING = "平常范围正在计算"
RANGE_FAILED = "平常范围暂时算不出来"
# the matrix
MATRIX_NOTE = "有标记的才是判断出来的，· 是没有发现什么；100 件以下的写几分之几。点一个有标记的格，看指标说明。"
UNREPORTED = "{each}都没有数：{kpis}。"
NOTHING_MARKED = "{each}各项都没有标记。"
MARKED = "{units}有标记。"
REST = "其余 {units}没有标记。"
NO_MATRIX = "本页没有按所列出的考核指标。"
NO_MARK = "·"
# to do
TODO = "要办的"
TODO_NONE = "没有要办的。"
TODO_PENDING = "预警正在计算，算好后自动补上。"
TODO_FAILED = "预警暂时算不出来，下面只有指标和指令。"
TODO_MORE = "另有 {count} 条，见预警和指令。"
SENT, WORSE = "已派 {numbers}", "变差"
OVERDUE_INSTRUCTION = "指令 {number}：{clocks}逾期"
OVERDUE_KIND = "逾期"
SEND, OPEN, OPEN_LIST = "派指令", "看指令", "看清单"
WORK = {"key_disputes": "重点矛盾", "cases": "在办案件"}
# parts
AS_OF_DAY = "截至 {day}"
STEP_SHARE = "{text}（占{first} {share}）"
OVERDUE_HEADS = ("单位", "逾期", "最久")
OVERDUE_COUNT = "{count:,} 件"
OVERDUE_NONE = "没有逾期的。"
OVERDUE_SUM = "{units}共逾期 {count:,} 件，最久{longest}。"
NO_CAMPAIGN = "现在没有在办的专项行动。"
OTHER_CAMPAIGN = "在办的“{zh}”不数本业务的指标。"
# every KPI
ALL = "全部指标"
SITUATION = "态势（不进考核）"
ALL_HEADS = ("指标", "数值", "同比", "标准")
FIGURE_HEADS = ("指标", "数值", "分子/分母", "同比")
SITUATION_NOTE = "以下只看情况，不评好坏，不进考核。"
EXPORT = "{page}业务指标，{period}"
EXPORT_HEADS = ("指标", "数值", "单位", "分子", "分母", "同比", "判断", "态势")

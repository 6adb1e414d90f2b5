"""Words beside judgements: chips, the attention strip, tables."""

from __future__ import annotations

LATE = "◆"  # marks something late, undecided or due
UNFINISHED = "未满期"
JUDGED = "判断"
STEADY = "平稳：没有确认的升降，没有预警，没有逾期"
NONE_CONFIRMED, NONE_CONFIRMED_HERE = "没有确认的升降", "本屏没有确认的升降"
CONFIRMED = "{count} 项确有升降，见各格"  # for the better, or of what is neither: those for the worse are notices
STANDING_JOINT = "；"
SIGNALS = "另有预警 {count} 条（{groups}）"
SIGNAL_GROUP, SIGNAL_JOINT = "{group} {count}", "，"
NO_SIGNALS = "没有预警"
SIGNALS_PENDING, SIGNALS_FAILED = "预警正在计算", "预警暂时算不出来"
ATTENTION = "关注"
ATTENTION_OPEN = "打开该项"
CUT = "至"  # 11月至12日: within which month, and on which day, the data end
CUT_OWN_MONTH = "，至"  # 11月，至10月31日
FROM_TO = "基期 → 本期"
INTERVAL = "95% 区间"
COULD_TELL = "能看出 {amount}"
DETECTABLE = "能看出的最小变化"
MET = "达标情况"

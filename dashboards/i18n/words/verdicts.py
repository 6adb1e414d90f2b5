"""Words beside judgements: chips, the attention strip, tables."""

from __future__ import annotations

LATE = "◆"  # marks something late, undecided or due
UNFINISHED = "未满期"
POINTS = "百分点"  # where 个百分点 is too long
JUDGED = "判断"
CALM = "无需要关注的实质变化"
ATTENTION = "关注"
ATTENTION_OPEN = "打开该项"
CUT = "至"  # 11月至12日: within which month, and on which day, the data end
CUT_OWN_MONTH = "，至"  # 11月，至10月31日
FROM_TO = "基期 → 本期"
INTERVAL = "95% 区间"
COULD_TELL = "能看出 {amount}"
DETECTABLE = "能看出的最小变化"
MET = "达标情况"

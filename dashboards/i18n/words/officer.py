"""Words of an officer's own page."""

from __future__ import annotations

from core.metrics.display import rounded_estimate

NAME = "我的工作"

FIGURES = "我的工作量和质量"
NOTE = "只显示本人数据；灰带是这段时间一直在岗的同岗位（人太少时为本所同身份）中间一半人的范围，不排名次"
SMALL = (
    "一个人一段时间的数很小，说不出谁好谁差：5 件全满意，真实水平也可能只有 57%。这些数只用来看自己手上的事，不作考核。"
)
SMALL_HELP = (
    "件数多少取决于班次、辖区和岗位，不等于干得好坏。\n\n"
    "率后面的区间是 95% 区间：同样的水平，换一段时间，率会在这里面晃。区间盖住灰带，就是和同岗位分不出高下。\n\n"
    "发案数、破案率、罚没款、拘留数等不进考核的指标，这里没有。"
)
OWN_OF_SIZE = "{own}/{size}"
TRUE_LEVEL = "真实水平可能在 {least}–{most}%"
MIDDLE_RATE = "{group} {officers} 人，中间一半 {low}–{high}%"
SAME, APART = "◇ 和中间一半分不出高下", "◆ 在中间一半之外，仍只是这一段时间的数"
NO_CASES = "这段时间没有这样的件数"
HELP = {
    "alerts_handled": "由本人处警的有效警情（无效警情不计），按接警时间计。",
    "disputes_taken": "登记本人为责任人的纠纷，按受理时间计。",
    "disputes_resolved": "本期受理、本人为责任人、到现在已经化解的纠纷；新近受理的还来不及化解。",
    "services_completed": "本期受理、本人经办、到现在已办结的办件。",
}
DISPUTES_HELP = "登记本人为责任人、还没有化解的纠纷，期限近的在前；没有登记期限的排在最后。"
LEADER, LED_BY = "包案领导", "包案领导 {name}"
DISPUTE_HEADS = ("编号和类型", "受理", "化解期限")
DISPUTES_NOTE, OF_THESE_LATE = "在化解 {open} 起{late}。", "，其中逾期 {count} 起"
LATE_MARK = "■ "
CASES, CASES_HELP = (
    "我主办的在办案件",
    "登记本人为主办民警、还没有处结的案件，剩的时间少的在前。时限为内部默认口径，可由本局配置。",
)
CASES_NOTE, CASES_NEAR = "在办 {open} 起{late}{near}。", "，将到期 {count} 起"
NO_OPEN_CASES = "没有主办的在办案件。"
CASE_HEADS, SINCE = ("编号和类别", "阶段", "期限"), "自 {day} 起算"
CASE_FILE = ("编号", "类别", "阶段", "阶段起算", "还剩（天）", "期限")
NO_FIGURES = "{start} 至 {end} 没有本人的记录。可能是这段时间没有排班，也可能是数据还没有导入；换一个统计时段看看。"
NO_OFFICERS = "没有可看的民警。本人的账号要绑定工号，本所的人事表要先导入；请找数据管理员。"
LATE = "◆ 记录只到 {last}，此后的不在内"
OFFICER_PICK = "演示民警"
OFFICER_OF_STATION = "本所民警"
MIDDLE_HALF = "{group} {officers} 人，中间一半 {low}–{high} {unit}"
MIXED_POSTS = "{group} {officers} 人，岗位不同，至少四分之一的人没有这项记录，不显示范围"
TOO_FEW = "{group}人数太少，不显示范围"
COUNTED = "期限从今天（{today:%m-%d}）数，与“今日要事”一样；办结与否按记录，记录截至 {as_of:%m-%d}。"
NEWCOMER = "这段时间里才到现在的岗位，天数比别人少，不显示范围"
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


def band(low: float | None, high: float | None, unit: str, officers: int, group: str) -> str:
    """Return the middle half of a group in words."""
    if low is None or high is None:
        return TOO_FEW.format(group=group)
    return MIDDLE_HALF.format(group=group, officers=officers, low=_quarter(low), high=_quarter(high), unit=unit)


def _quarter(value: float) -> str:
    """Return a quartile of counts, which may lie between two of them."""
    return rounded_estimate(value, 0 if value.is_integer() else 1)

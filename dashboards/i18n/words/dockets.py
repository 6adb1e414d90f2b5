"""Words of the pages of key disputes and of case supervision."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class DisputeView(StrEnum):
    """The choices of key disputes to list."""

    OPEN = "在化解"
    RESOLVED = "本期化解"


DISPUTES = "重点矛盾"
CASES = "案件时限"
ALL, STATION = "全部派出所", "派出所"
DISPUTE_KPIS = (
    "key_disputes_reported",
    "key_dispute_resolution_rate",
    "key_dispute_assigned_rate",
)
CASE_KPIS = (
    "case_filing_on_time_rate",
    "case_investigation_on_time_rate",
    "case_conclusion_on_time_rate",
)
VIEW = "清单"
DISPUTES_NOTE = "截至 {day}，在化解 {open:,} 起，{parts}。"
PART, NONE_OVERDUE, AMONG, PARTS_JOINT = "{name} {count:,} 起", "没有逾期", "其中", "、"
OVERDUE_PART, UNDATED_PART, UNASSIGNED_PART, NEAR_PART = "逾期", "未定期限", "包案不全", "将到期"
RESOLVED_NOTE = "{start} 至 {end} 化解 {count:,} 起（不论何时受理），其中逾期后才化解 {late:,} 起。"
NAMES_HIDDEN = "包案领导、责任人的姓名只给承办派出所和局领导看，这里只说是否明确。"
CASE_NAMES_HIDDEN = "主办民警的姓名只给承办派出所和局领导看。"
DISPUTE_HEADS = ("编号", "派出所", "阶段", "受理", "化解期限", "包案领导", "责任人")
RESOLVED_HEAD = "化解"
DISPUTE_FILE = (
    "编号",
    "类型",
    "派出所",
    "办理方",
    "阶段",
    "受理",
    "化解期限",
    "剩余天数",
    "化解",
    "包案领导",
    "责任人",
)
DISPUTE_STAGES = {"unassigned": "◇ 待包案", "in_hand": "○ 化解中", "escalated": "■ 转为案件", "resolved": "√ 已化解"}
NAMED, UNNAMED = "√ 已明确", "× 未明确"
DUE_MARKS = {"late": "■ ", "near": "◆ ", "later": ""}
NEAR_DAYS = 7
STATION_DISPUTE_HEADS = ("单位", "逾期", "将到期", "不全", "在化解")
INTAKE = "逐月受理的重点纠纷"
LAST_MONTH_PARTIAL = "最后一个月只到 {day}。"
NO_DISPUTES, NO_CASES = "没有在化解的重点纠纷。", "没有在办案件。"
NO_RESOLVED = "这段时间没有化解重点纠纷。"
NO_CASES_NEAR = "没有逾期或将到期的案件。"
CASES_NOTE = "截至 {day}，在办 {open:,} 起，{parts}。时限为{source}，可由本局配置。"
BY_STATION = "{each}在办件数，下面是其中逾期和将到期的"
BY_STATION_DISPUTES = "{each}：将到期指七天之内，不全指包案领导、责任人、期限有缺"
CASE_HEADS = ("编号", "派出所", "阶段", "阶段起算", "期限", "主办民警")
CASE_FILE = ("编号", "派出所", "类别", "阶段", "阶段起算", "还剩（天）", "期限", "主办民警")
LEFT, EXCEEDED = "还剩 {days} 天", "超过{days}"
STATES = {"overdue": "■ 逾期", "near": "◆ 将到期", "in_time": "√ 期限内"}
CELL_LATE, CELL_NEAR = "■ 逾期 {count:,}", "◆ 将到期 {count:,}"
ONLY_NEAR = "只列逾期和将到期的"
TOTAL = "合计"
PICK = "点一行看经过"
BEFORE, AFTER = "‹ 上一页", "下一页 ›"
ROWS_SHOWN, ROWS_IN_ALL = "第 {first:,}–{last:,} 件，共 {count:,} 件", "共 {count:,} 件"
ALL_ROWS, ALL_ROWS_HELP = "全部列出", "要打印整份清单时用；要带走请用导出。"
HISTORY = "{number} 的经过"
AHEAD = "（未到）"
NO_HISTORY = "没有查到这一件的记录。"


def parts_text(overdue: int, others: Mapping[str, int]) -> str:
    """Return how many are overdue, or that none is, and the other parts by name; a zero of those is not said."""
    named = {OVERDUE_PART: overdue, **others}
    parts = PARTS_JOINT.join(PART.format(name=name, count=count) for name, count in named.items() if count)
    if overdue or not parts:
        return f"{AMONG}{parts}" if parts else NONE_OVERDUE
    return f"{NONE_OVERDUE}，{AMONG}{parts}"

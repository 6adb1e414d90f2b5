"""Words of the pages of key disputes and of case supervision."""

from __future__ import annotations

DISPUTES, DISPUTES_ROLE = "重点矛盾", "重点矛盾"
CASES, CASES_ROLE = "案件监督", "案件监督"
ALL, STATION = "全部派出所", "派出所"
DISPUTE_KPIS = (
    "key_disputes_reported",
    "key_dispute_resolution_rate",
    "key_dispute_assigned_rate",
    "disputes_due",
)
CASE_KPIS = (
    "case_filing_on_time_rate",
    "case_investigation_on_time_rate",
    "case_conclusion_on_time_rate",
)
DISPUTES_NOTE = "截至 {day}，在化解 {open} 起，其中逾期 {late} 起、未定期限 {undated} 起。清单不列姓名。"
DISPUTE_HEADS = ("编号", "派出所", "类型", "办理方", "受理", "化解期限", "期限", "包案领导", "责任人")
NAMED, UNNAMED = "√ 已明确", "× 未明确"
INTAKE = "逐月受理的重点纠纷"
CUT = "最后一个月只到 {day}。"
NO_DISPUTES, NO_CASES = "没有在化解的重点纠纷。", "没有在办案件。"
NO_CASES_NEAR = "没有逾期或将到期的案件。"
CASES_NOTE = "截至 {day}，在办 {open} 起，其中逾期 {late} 起、将到期 {near} 起。时限为{source}，可由本局配置。"
BY_STATION = "各所：逾期 / 将到期 / 在办"
CASE_HEADS = ("编号", "派出所", "类别", "阶段", "阶段起算", "还剩（天）", "期限")
STATES = {"overdue": "▲ 逾期", "near": "◆ 将到期", "in_time": "√ 期限内"}
CELL = "{late} / {near} / {open}"
ONLY_NEAR = "只列逾期和将到期的"
TOTAL = "合计"

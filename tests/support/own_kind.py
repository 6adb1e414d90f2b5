"""A bureau's own kind of record, 执法问题盯办, with measures and KPIs, for the tests of what follows from it."""

from __future__ import annotations

FILE = "盯办.toml"
KIND = "follow_up"
HEADERS = ["问题编号", "责任单位", "发现时间", "整改时间", "问题类型", "盯办次数"]
OVERLAY = """
[facts.follow_up]
zh = "执法问题盯办"
en = "Law-enforcement problems followed up"
system = "执法监督系统"
synonyms = { outcome_at = ["办结时间"], problem = ["问题类别"] }
choice_synonyms = { problem = { scene = ["现场处置"] } }
[facts.follow_up.columns]
id = { zh = "问题编号", type = "id" }
unit = { zh = "责任单位", type = "unit" }
occurred_at = { zh = "发现时间", type = "time", required = true }
outcome_at = { zh = "整改时间", type = "time" }
problem = { zh = "问题类型", type = "choice", required = true, choices = { scene = "现场", paper = "案卷" } }
times = { zh = "盯办次数", type = "count" }

[measures.problems_found]
zh = "执法问题"
en = "Problems found"
unit = "个"
kind = "flow"
fact = "follow_up"
date = "occurred_at"

[measures.problems_mended]
zh = "已整改的执法问题"
en = "Problems mended"
unit = "个"
kind = "flow"
fact = "follow_up"
date = "occurred_at"
cohort = "outcome_at"

[kpis.problem_mending_rate]
zh = "执法问题整改率"
en = "Problems mended"
domain = "legal"
systems = ["S27"]
kind = "rate"
basis = "cohort"
numerator = "problems_mended"
denominator = "problems_found"
unit = "%"
digits = 2
direction = "up"
assess = true
definition = "本期发现的执法问题中，截至统计日已整改的个数，除以本期发现总数。"
"""
ROWS = [
    HEADERS,
    ["W1", "甲溪派出所", "2026-11-02", "2026-11-09", "现场", "2"],
    ["W2", "甲溪派出所", "2026-11-03", "", "案卷", "1"],
    ["W3", "乙坪派出所", "2026-11-04", "2026-11-05", "案卷", ""],
]

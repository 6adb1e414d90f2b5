"""Words of exporting a table as a file."""

from __future__ import annotations

DOWNLOAD, ALL = "下载这张表", "下载全部指标"
REASON, REASON_EXAMPLE = "用途（留痕）", "如：报分管局领导"
TAKER = "导出：{name}，{unit}，{at:%Y-%m-%d %H:%M}"
FORMS = {"xlsx": "导出 .xlsx", "csv": "导出 .csv"}
COMPARED = "单位比较-{kpi}-{period}"
REPORTED = "报送情况-{kpi}"
RANKED = "名次与定级-{kpi}-{period}"
DISPUTES, OWN_CASES = "我负责的未化解纠纷", "我主办的在办案件"
INSTRUCTIONS = "指令"
INSTRUCTION_EFFECTS = "指令合并观察"
INDICATOR_HEADS = (
    "业务领域",
    "指标",
    "数值",
    "单位",
    "同比起止",
    "同比变化",
    "判断",
    "95% 区间",
    "定义",
    "局限与说明",
    "不进考核的原因",
)
INDICATORS = "指标目录-{period}"
INDEX_LINES = "指数-{month}"
WALLS = "大屏值守"
KEY_DISPUTES, CASES = "重点矛盾", "案件时限"
STEWARD = {"sources": "数据来源", "accounts": "账号", "sessions": "登录会话", "kiosks": "大屏链接", "trail": "操作留痕"}
STANDING = "指数与榜单-{what}-{month}"

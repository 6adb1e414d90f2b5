"""Words of the page of what is new (今日要事)."""

from __future__ import annotations

from core.features.signals.digest import SignalGroup

NAME = "今日要事"
YESTERDAY, DAY = "昨日", "{day:%m-%d}"
SPAN = "{since:%Y-%m-%d} 至今"
TO_HANDLE, FOR_INFORMATION, OLDER = "要处理的", "知道一下", "此前未了的"
OLDER_SIGNS = {
    SignalGroup.UNUSUAL: ("▲", "worse"),
    SignalGroup.DOUBTFUL_DATA: ("◇", "watch"),
    SignalGroup.OVERDUE: ("■", "worse"),
}
KEY_DISPUTES, CASES, DISPUTES = "重点矛盾", "在办案件", "矛盾纠纷"
PUBLISHED = "{month} 榜单{label}"
OPEN = "去办理"
READ = "去看"
SIGNALS_PENDING, SIGNALS_FAILED = "预警正在计算，算好后自动补上。", "预警暂时算不出来，下面没有预警。"
MORE = "另有 {count} 条，请到各页看。"
SHAPES = {
    "overdue": "■",
    "due": "◆",
    "returned": "×",
    "urged": "■",
    "received": "●",
    "to_review": "●",
    "asked": "●",
    "unusual": "▲",
    "doubtful": "◇",
    "late": "◷",
    "answered": "○",
    "ended": "√",
    "dismissed": "○",
    "published": "○",
    "corrected": "◆",
}
TONES = {
    "overdue": "worse",
    "returned": "worse",
    "urged": "worse",
    "unusual": "worse",
    "due": "watch",
    "received": "watch",
    "to_review": "watch",
    "asked": "watch",
    "doubtful": "watch",
    "late": "watch",
    "ended": "better",
}

"""Words of the page of signals."""

from __future__ import annotations

NAME = "预警"
ALL = "全部"
VIEW = "规则"
LEFT_OUT = "没有算的规则：{rules}（要用的记录不在本看板文件中，请在原数据库里看）。"
SUMMARY = "截至 {day}：在册 {count} 条{sent}{dismissed}。"
SUMMARY_SENT, SUMMARY_DISMISSED = "，其中已下达指令 {count} 条", "；另有已驳回 {count} 条"
PROMISE_HEAD = "误报的约定"
PROMISE_HEADS = ("规则", "即使一切如常", "合每月（条）", "看哪一段", "每次比较（项）", "多久看一次")
SPANS, LASTING_SPAN = "截至当日的 {days} 天", "逐周累加，起点推算"
INTERVALS = {1: "每天", 7: "每周"}
PROMISE_NOTE = (
    "持续上升按模拟估计，其余是上限；一个单位的一项指标既持续上升又突增的，只列一条。"
    "突增看截至当日的单个时段，界线按每次比较的项数和每月看的次数分摊；"
    "持续上升把每周超出往年同一时节（派出所为超出平时份额）的部分逐周累加，累加到界线才报，回落到一半即解除，"
    "界线由模拟得出，已计入各周之间的关联；最近半年不进入比较的基准。"
    "来源迟报、清单逾期、疑似重复入库、反复报警是事实，没有误报可言。"
    "提醒单按固定的四周一期，日子与这里不同，两处的结论可以不同。"
)
NONE, NONE_DISMISSED = "没有在册的预警。", "没有已驳回的预警。"
WORKING = "正在计算预警……"
BEHIND = "预警{age}算出，此后数据有更新；新的算好自动换上。"
FAILED = "预警暂时算不出来，系统会自动重试。"
SHAPES = {
    "rise": "▲",
    "lasting": "△",
    "cluster": "◎",
    "fault": "◆",
    "nights": "◔",
    "unsettled": "◇",
    "missed": "×",
    "late": "◷",
    "overdue": "■",
    "twice": "‖",
    "repeat": "↻",
}
GROUP = "{mark} {group} {count} 条"
SINCE = "自 {since}"
DISMISS, REASON, REASON_HINT = "驳回", "驳回理由（留痕）", "如：已核实，系集中录入"
DISMISS_NOW = "确认驳回"
DISMISSED = "已驳回。"
DISMISSED_BY = "{at} {actor} 驳回：{reason}"
LISTED_BY = "{at} {actor} 重新列出：{reason}"
STATES = {False: "在册", True: "已驳回"}
HEADS = ("规则", "单位", "自", "预警", "状态")
LIST_AGAIN, LIST_AGAIN_REASON, LIST_AGAIN_NOW = "重新列出", "理由（留痕）", "确认重新列出"
LISTED_AGAIN = "已重新列出。"
SHOW_DISMISSED = "已驳回的"
SEND_INSTRUCTION = "下达指令"
SENT = "已下达 {numbers}"
MORE = "另有 {count} 条没有列出，请按规则筛选。"
TASK = "请核实预警：{why}查明原因，拿出措施并反馈结果。"
GONE = "这条预警已经解除，或不在您的查看范围内；可直接填写。"
FROM_SIGNAL = "来自预警"
RECORDS = "编号：{numbers}"
PICK_UNIT = "请选承办单位"

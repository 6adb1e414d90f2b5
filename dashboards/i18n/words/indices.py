"""Words of the page of indices and lists."""

from __future__ import annotations

NAME = "指数与榜单"
MONTH = "月份"
VIEW, STATIONS, VILLAGES, LISTS = "看什么", "各所的码", "各社区的码", "已发布的榜"
TREND_NOTE = ("各月只计到当月末办结的；阴影为 95% 区间", "变化已向零收缩：挑出来看的大变化平均偏大")
WHOLE_WEIGHT, SHARED_REMARK = "100%", "没有另外注明的：{remark}。"
INDEX_HEADS = ("指数", "得分", "95% 区间", "有数的权重", "比一年前的同一月")
UNIT_HEADS = ("单位", "码", "榜", "得分", "95% 区间", "有数的权重")
PART_HEADS = ("指标", "数值", "分子 / 分母", "权重", "实际占比", "得分", "贡献")
UNIT_FILE = (
    "指数",
    "月份",
    "起",
    "止",
    "单位",
    "单位编号",
    "码",
    "榜",
    "得分",
    "95% 区间下端",
    "95% 区间上端",
    "有数的权重（%）",
    "说明",
    "口径",
)
PART_FILE = (
    "指数",
    "月份",
    "单位",
    "指标",
    "数值",
    "分子",
    "分母",
    "权重",
    "实际占比（%）",
    "得分",
    "贡献",
    "说明",
    "口径",
)
LIST_FILE = (
    "指数",
    "月份",
    "发布",
    "单位",
    "上级单位",
    "原报榜",
    "原报码",
    "原报得分",
    "原报说明",
    "现值榜",
    "现值码",
    "现值得分",
    "差",
    "有没有变",
    "发布人",
    "更正原因",
    "口径",
)
LIST_HEADS = ("单位", "榜", "原报", "得分", "现值", "得分", "差")
UNITS_TITLE = "{index}：{told}"
CODE_COUNT = "{count} 个{word}"
NO_SCORES = "没有单位能计分"
OPENED = "{unit} {index} {score} 分"
OPENED_WIDE = "{unit} {index}{score}{word}"
OPENED_NONE = "{unit} {index}{word}"
PICK = "点一行（或按回车）看得分由哪些指标构成"
EXCLUDED = "未计入"
SPAN = "{start} 至 {end} · 各项贡献相加即得分；缺数的指标不按 0 分算，它的权重不计入。"
STATION, COUNTY, NO_COUNTY = "派出所", "在哪里看", "选一个县（区）"
PICK_COUNTY = "选一个县（区）：各所、各社区的码和已发布的榜按县（区）看，码也只在本县（区）的榜内评定。"
NO_UNITS = "您的范围内没有这类单位。"
PUBLISHED = "{month} {label}"
PUBLISHED_BY = "{actor} 于 {at:%Y-%m-%d %H:%M} 发布"
BECAUSE = "更正原因：{reason}"
CHANGED = "{month} {index}：原报后有 {count} 个单位变了"
UNCHANGED = "{month} {index}：与原报一致"
NONE_YET = "还没有发布过。"
PUBLISH = "发布 {month}"
CORRECT = "更正 {month}"
PUBLISH_NOTE = "发布后存档，不能改，也不能覆盖；数据以后有变，原报与现值并列。"
REASON = "更正原因"
DO_PUBLISH, DO_CORRECT = "确认发布", "确认更正"
DONE = "已发布 {month} {label}。"
UNDER_WAY = "正在算 {month} 的指数与榜单，算完就整份发布；可以先看别的页面。"
NOT_PUBLISHED = "榜单没有算成，什么也没有发布：请再发布一次。"
RIGHT_TAKEN_AWAY = "发布 {month} 指数与榜单：算的时候权限已被收回，没有发布"
NO_REASON = "写明原因，回车确认"
NO_LIST = "不上榜"
DIFFERS = "有变"
KINDS = {"station": "派出所", "community": "社区"}
KIND = "哪一类单位"
PUBLICATION = "哪一次发布"

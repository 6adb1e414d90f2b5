"""Chinese text of the signals (预警) that watch a KPI; the methods themselves are in core/features/signals."""

from __future__ import annotations

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.catalogue.signal_checks import can_miss
from core.catalogue.signal_model import SignalKind, SignalRule
from core.features.signals.chance_text import wait_text
from core.store.unit_words import WHOLE

METHODS: dict[SignalKind, str] = {  # `whole` is what the whole bureau is called
    "rise": (
        "看单个时段的件数，{whole}对照往年同一时节和近期水平，派出所对照平时在{whole}中的份额；"
        "尾概率取负二项分布（离散系数由本单位历史估计）"
    ),
    "lasting": (
        "按周累加超出部分（CUSUM，Page 1954）：基准为最近三年（不含季初前半年）的准泊松回归，含季节、趋势和春节"
        "（Farrington 等 1996、Noufal 等 2013），派出所对照平时份额；取 Anscombe 残差，基准没有把握的部分另行扣除，"
        "界线由模拟得出，计入各周之间的自相关"
    ),
    "cluster": "各社区整周的件数对照平时在{whole}中的份额",
    "fault": "各所件数与平时份额相差过大时提示核对数据",
    "nights": "各所夜间件数对照本所平时一天里的分布",
    "unsettled": "写成化解后又报警的件数对照平时份额，并要求一天内写成化解的也反常地多",
    "missed": "整周算出的四周比率，用精确区间看是否低于（或高于）标准",
}


def signals_text(catalogue: Catalogue, name: str, whole_name: str = WHOLE) -> str:
    """Name the rules that watch a KPI, how, and how many signals of each chance alone makes a month.

    `whole_name` is what the whole bureau is called, such as 全省.
    """
    a_month = catalogue.false_alarms["bureau"].a_month
    texts = [
        f"{rule.zh}：{METHODS[rule.kind].format(whole=whole_name)}（即使一切如常，"
        f"{whole_name}{'' if rule.kind == 'lasting' else '至多'}大约{wait_text(a_month * rule.part)}）"
        for rule in catalogue.signals.values()
        if rule.on and rule.kind in METHODS and _watches(rule, name, catalogue.kpis[name])
    ]
    return "；".join(texts) or "没有预警看这项指标"


def _watches(rule: SignalRule, name: str, kpi: Kpi) -> bool:
    return name in rule.kpis or (rule.kind == "missed" and not rule.kpis and can_miss(kpi))

"""Words of the map's layers."""

from __future__ import annotations

LAYERS = {"departures": "异动", "figures": "指标", "codes": "三色码", "communities": "各社区"}
UNUSUAL, DOUBTFUL, OVERDUE = "▲ {count}", "◇ {count}", "■ {count}"
UNUSUAL_OF, DOUBTFUL_OF, OVERDUE_OF = "异常 {count}", "数据存疑 {count}", "逾期 {count}"
TITLE_UNUSUAL, TITLE_DOUBTFUL, TITLE_OVERDUE = "{stations}异常", "{stations}存疑", "{stations}逾期"
TITLE_JOINT = "，"
ALL_QUIET, NOTHING = "{each}平常", "平常"
NO_SIGNALS, NO_SIGNAL = "{each}没有预警", "没有预警"  # where some rules could not be worked out
NONE_JUDGED, SIGNALS_PENDING = "{each}已判定的指标没有异动", "预警正在计算"
NO_FIGURES, NO_FIGURE = "{each}没有数字", "没有数字"
LEGEND_UNUSUAL, LEGEND_DOUBTFUL, LEGEND_OVERDUE = "▲ 异常", "◇ 存疑", "■ 逾期"
DEPARTURES_HINT, DEPARTURES_PENDING = "预警和已判定的指标", "预警正在计算，先看已判定的指标"
UNDECIDED = "◇ 尚难判定"
EXAMPLE_BANDS = "示例口径"
WORKING = "{layer}正在计算，先显示各所的数"
FAILED = "{layer}暂时算不出来，先显示各所的数"
OF_STATION = "{station}各社区 · 截至 {as_of:%m-%d}"
NO_POLYGONS = "未导入社区边界，以方格代替"
NO_COMMUNITIES = "该所没有下级社区"

"""Words of the map's layers."""

from __future__ import annotations

LAYERS = {"": "指标", "codes": "三色码", "communities": "各社区"}
UNDECIDED = "◇ 尚难判定"
EXAMPLE_BANDS = "示例口径"
WORKING = "{layer}正在计算，先显示各所的数"
FAILED = "{layer}暂时算不出来，先显示各所的数"
OF_STATION = "{station}各社区 · 截至 {as_of:%m-%d}"
NO_POLYGONS = "未导入社区边界，以方格代替"
NO_COMMUNITIES = "该所没有下级社区"

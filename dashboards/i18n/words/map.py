"""Words of the map's layers."""

from __future__ import annotations

LAYERS = {"": "指标", "codes": "三色码", "communities": "各社区"}
UNDECIDED = "◇ 尚难判定"
EXAMPLE_BANDS = "示例口径"
WORKING = "正在计算…"
FAILED = "暂时算不出来，数据更新后再试"
OF_STATION = "{station}各社区 · 截至 {as_of:%m-%d}"
NO_POLYGONS = "未导入社区边界，以方格代替"
NO_COMMUNITIES = "该所没有下级社区"

"""Words for what was worked out from data that are older than the page's."""

from __future__ import annotations

BEHIND = "{name}为 {age}的数据"
RENEWED = "{name}正按新的数据重算"
SIGNALS, RANGES, COMMUNITIES, COMPOSITION = "预警", "平常范围", "社区", "社区警情构成"

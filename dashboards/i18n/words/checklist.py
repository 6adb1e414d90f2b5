"""Words of the page of checklists."""

from __future__ import annotations

NAME = "创建清单"
PICK = "清单"
STATION = "派出所"
PRESENT, ABSENT, COMPLETE_MARK = "√ 是", "○ 否", "√ "
NO_STATIONS = "查看范围内没有派出所。"
NOTE = "各所报送的时点数，截至 {day}；“—”是没有报送，不等于没有。本局可在目录的 checklists 里改清单、加场景。"
SINCE, WAS_ABSENT, WAS_PRESENT = "较去年同日 {change}", "去年同日还不是", "去年同日是"
DONE = "{zh}：{stations} 个所报送，其中 {there} 个所是。"
FILED = "建成 {done}，应建 {due}"
TITLE = "{list}-{day}"

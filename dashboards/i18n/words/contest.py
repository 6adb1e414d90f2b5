"""Words of the contest page."""

from __future__ import annotations

NAME = "控警比武"
CONTEST = "哪项比武"
LEFT_OUT = "未参加比较：{zh}，{reason}"
EMPTY = "所选时段没有能比的片区。"
FILE = "{zh}-{period}"
ALIKE, ALIKE_COLUMN = "各片区都是：{columns}。", "{head} {text}"
ALL_AREAS = "各片区：{reason}。"

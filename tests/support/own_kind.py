"""A bureau's own kind of record, 执法问题盯办, with measures and KPIs, for the tests of what follows from it."""

from __future__ import annotations

from core.catalogue.examples import example_text

FILE = "盯办.toml"
KIND = "follow_up"
HEADERS = ["问题编号", "责任单位", "发现时间", "整改时间", "问题类型", "盯办次数"]
OVERLAY = example_text("follow_up")
ROWS = [
    HEADERS,
    ["W1", "甲溪派出所", "2026-11-02", "2026-11-09", "现场", "2"],
    ["W2", "甲溪派出所", "2026-11-03", "", "案卷", "1"],
    ["W3", "乙坪派出所", "2026-11-04", "2026-11-05", "案卷", ""],
]

"""Tables as strangers bring them, with the mappings that read them."""

from __future__ import annotations

# A tally by day, place and class, only where there was any.
TALLY = """
kind = "ledger"
[columns]
period = "日期"
unit = "地点"
measure = "类别"
value = "起数"
[codes.measure]
criminal_alerts = ["刑事"]
public_order_alerts = ["治安"]
traffic_alerts = ["交通"]
[constants]
source = "接警日报"
[not_listed_is_zero]
"""
TALLY_ROWS = [
    ["日期", "地点", "类别", "起数"],
    ["2026-10-01", "甲溪派出所", "刑事", "2"],
    ["2026-10-03", "乙坪派出所", "治安", "1"],
]
# A wide table: a column for each class and period.
WIDE = """
kind = "ledger"
ignored = ["刑事/同比"]
[columns]
unit = "单位名称"
[constants]
period = "{covers}"
source = "警情统计表"
[wide."刑事/本月"]
measure = "刑事警情"
[wide."刑事/去年同期"]
measure = "刑事警情"
period = "{last_year}"
[wide."治安/本月"]
measure = "public_order_alerts"
"""
WIDE_ROWS = [
    ["单位名称", "刑事/本月", "刑事/去年同期", "刑事/同比", "治安/本月"],
    ["甲溪派出所", "5", "4", "25%", "12"],
    ["乙坪派出所", "0", "—", "—", ""],
    ["丙湾派出所", "1,234", "3", "0%", "0"],
]

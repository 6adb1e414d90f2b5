"""A page of a field of work that a bureau declares in a file of its own."""

from __future__ import annotations

OWN_PAGE = """
[domains.traffic]
zh = "交管"
en = "Traffic"
order = 9

[kpis.traffic_alerts]
domain = "traffic"

[domain_pages.traffic]
zh = "交管"
en = "Traffic"
order = 8
domains = ["traffic"]
tiles = ["traffic_alerts", "onscene_completion_rate_traffic"]
"""

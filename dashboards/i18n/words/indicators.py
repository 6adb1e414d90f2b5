"""Words of the catalogue of indicators."""

from __future__ import annotations

NAME = "指标目录"
DOMAIN, EVERY_DOMAIN = "业务领域", "全部"
NOT_ASSESSED = "不进考核"
COUNT = "列出 {count} 项，目录里共 {all} 项。点一行，看怎么算、逐月走势和完整说明"
ONLY_CHANGED = "只看有变化"
ONLY_CHANGED_HELP = "只列与去年同期比确有升降、或者没有达到标准的。没有列出的不等于没有变化，可能只是还看不出。"
NONE_CHANGED = "没有确有升降、也没有未达标的指标。"
SEARCH, SEARCH_HINT = "查找", "名称、编号、定义里的字"
NONE = "没有符合的指标。"
REFERENCE = "完整说明"
EXAMPLE, ARITHMETIC, RESULT = "算例", "手算", "结果"
DOWNLOAD, FILE = "下载全部说明（一个网页文件）", "枫警指标参考.html"

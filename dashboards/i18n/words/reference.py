"""Words of the reference."""

from __future__ import annotations

NAME = "指标参考"
ABOUT = "每个指标怎么算、怎么判断、出自哪里、有什么局限：由指标目录和手算样例生成，共 {count} 项。"
SEARCH, SEARCH_HINT = "查找", "名称、编号、定义里的字"
MATCH_COUNT, NONE = "{count} 项", "没有符合的指标"
EXAMPLE, ARITHMETIC, RESULT = "算例", "手算", "结果"
DOWNLOAD, FILE = "下载全部（一个网页文件）", "枫警指标参考.html"

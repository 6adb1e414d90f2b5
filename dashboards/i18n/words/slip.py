"""Words of the page of reminder slips."""

from __future__ import annotations

NAME = "警情提醒单"
STATION, COMMUNITY, ALL = "派出所", "社区", "各社区一览"
NO_STATIONS, NO_COMMUNITIES = "查看范围内没有派出所。", "这个所没有社区，不出提醒单。"
COUNT = "{issue}一期，{station} {count} 个社区{rises}。"
RISEN, RISEN_AT_STATION, NONE_RISEN = "，{count} 个社区有疑似上升", "，全所疑似上升 {count} 类", "，没有能确认的上升"
HEADS = ("社区", "在本社区疑似上升")
NONE_ROSE = "—"
NO_COMMUNITY_ROSE = "社区没有能确认的上升，不等于没有上升；要看一个社区的提醒单，在上面选它。"
DOWNLOAD_COMMUNITY, DOWNLOAD_STATION = "下载这一张", "下载全所各社区"
HTML, TEXT = "可打印 .html", "纯文本 .txt"
PRINT = "一张一页 A4：下载 .html，用浏览器打开即可打印或转发。防范建议在目录的 advice 里，本局可改。"
TITLE = "警情提醒单-{unit}-{issue}"

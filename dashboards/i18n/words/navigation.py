"""Words of the way around the desk: the groups of the menu, the menu itself, and the top of every page."""

from __future__ import annotations

# the groups of the menu, in its order
OVERVIEW, DOMAINS, SUPERVISION, ASSESSMENT = "总览", "业务", "督办", "考核评比"
GRASSROOTS, DOCUMENTS, INDICATORS, ADMINISTRATION = "基层", "文书", "指标", "管理"

MENU, CLOSE_MENU = "页面", "收起页面菜单"

# the top of a page
PRINT = "打印"
EXPORT_NAME, EXPORT_LIST = "导出", "这一页可以带走的表"
FILTERS = "筛选"
PLAYED = "以{role}身份查看"

# what the address asks for and there is not
NO_SUCH_PAGE = "没有这个页面"
NO_SUCH_PAGE_AT = "没有“{address}”这个页面：可能改了名，也可能地址抄错了。"
LEAD_ON = "从页面菜单里选，或者按 Ctrl+K（或 /）搜索指标、单位、编号、页面。"
HOME_LINK = "打开{page}"
UNKNOWN_KPI = "指标目录里没有“{value}”这一项。下面显示的是别的指标，不是它。"
UNKNOWN_UNIT = "没有编号“{value}”的单位，或者不在您的查看范围内。下面显示的不是它。"
NO_STATION = "{unit}不是派出所，这一页没有它的数据。下面显示的不是它。"
TO_CATALOGUE = "到{page}查找"

# the search
SEARCH, SEARCH_KEYS, CLOSE_SEARCH = "搜索", "Ctrl+K", "关闭"
SEARCH_HINT = "指标、派出所、社区、页面，或者编号"
SEARCH_HELP = "输名称、简称、拼音首字母（如 hjl），或指令、重点矛盾、案件编号的前四位以上。↑↓ 选，回车打开。不能查人。"
SEARCHING, NOTHING_FOUND = "正在找……", "没有找到“{query}”。换一个说法，或者只输开头几个字。"
FOUND_COUNT = "找到 {count} 项"
FOUND_PAGES, FOUND_KPIS, FOUND_UNITS = "页面", "指标", "单位"
FOUND_INSTRUCTIONS, FOUND_DISPUTES, FOUND_CASES = "指令", "矛盾纠纷", "案件"

"""Words of the way around the desk: the groups of the menu, the menu itself, and the top of every page."""

from __future__ import annotations

# the groups of the menu, in its order
OVERVIEW, DOMAINS, SUPERVISION, ASSESSMENT = "总览", "业务", "督办", "考核评比"
GRASSROOTS, DOCUMENTS, INDICATORS, ADMINISTRATION = "基层", "文书", "指标", "管理"

MENU, CLOSE_MENU = "页面", "收起页面菜单"

# the top of a page
PRINT = "打印"
WHOLE = "全局"
PLAYED = "以{role}身份查看"

# what the address asks for and there is not
NO_SUCH_PAGE = "没有这个页面"
NO_SUCH_PAGE_AT = "没有“{address}”这个页面：可能改了名，也可能地址抄错了。"
LEAD_ON = "从页面菜单里选，或者按 Ctrl+K（或 /）搜索指标、单位、编号、页面。"
HOME_LINK = "打开{page}"
UNKNOWN_KPI = "指标目录里没有“{value}”这一项。下面显示的是别的指标，不是它。"
UNKNOWN_UNIT = "没有编号“{value}”的单位，或者不在您的查看范围内。下面显示的不是它。"
TO_CATALOGUE = "到{page}查找"

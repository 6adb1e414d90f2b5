"""Words of the campaign page, of its bulletins, and of the panel on the wall."""

from __future__ import annotations

from enum import StrEnum


class CampaignView(StrEnum):
    """Ways to look at a campaign."""

    PROGRESS = "进度"
    STATIONS = "各所"
    EFFECT = "动了没有"
    BULLETIN = "战报"


NAME = "专项行动"
CAMPAIGN, VIEW, STATIONS, COUNTED, UNIT = "专项行动", "看什么", "各所", "计数项", "单位"
KIND, DAY = "战报", "日期"
KINDS = {"day": "日报", "week": "周报"}
NONE = "还没有定了起止日期的专项行动。由本局在目录文件里写 [campaigns.…] 的 first、last 和目标，样例见指标目录。"
DECIDED = "目标{decided}"
NOT_BEGUN = "行动还没有开始。"
SECTION = "部分"
HEADS = ("计数项", "计数", "目标", "完成", "95% 区间", "进度", "折算", "说明")
STATION_HEADS = ("单位", "计数", "目标", "完成", "95% 区间", "进度", "折算", "说明")
STATIONS_NOTE = "按单位表的顺序列出，不排名：各所大小不同，原数不能直接比。"
PANEL_TITLE = "{zh}：{state}，时间进度 {time}"
PANEL_SPAN = "{start} 至 {end}，已过 {elapsed} 天，共 {days} 天"
PANEL_OPEN = "{mark} 未定，之后可能变"
PANEL_TIME = "时间 {time}"
PANEL_GOAL = "目标"
PANEL_MORE = "… 另有 {n} 项 …"
FILE = "{title}-{unit}-{day}"
AUDITED = "勾稽核验：文中和表中共 {all} 个数，逐个与所据计数核对，相符 {holds} 个。"
PROGRESS_FILE = "行动进度-{zh}-{day}"
PRINT_NOTE = "用浏览器的打印（Ctrl+P）即成文稿；表和文字都会印出，按钮不印。"
STATION_TABLE = "各所本期（小字为行动以来）"
GOAL, SO_FAR = "目标", "累计"
EFFECT_FILE = "行动效果-{zh}-{day}"
EFFECT_NOTE = "各项一并检验（错发现率 5%）。看不出不等于没有，只是比“能看出的最小变化”小的变化分辨不出来。"
EFFECT_PART_ONLY = "“动了没有”看全局，您的查看范围只有一部分。"

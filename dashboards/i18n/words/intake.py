"""Words of bringing files in: what would be imported, what was, and what was refused."""

from __future__ import annotations

LEAD = "选好类别、放上文件，先看会导入什么，再按“导入”。"
KIND, GUIDES, TEMPLATE, TEMPLATE_FILE = "类别", "各列怎么填", "下载空表", "{kind}.csv"
MEASURES, MEASURE_HEADS = "可报的计数项", ("计数项", "代号", "单位")
GUIDE_HEADS = ("列", "格式", "必填", "可填的值")
FILE = "要导入的文件"
COVERS, COVERS_EXAMPLE = "文件完整覆盖的期间", "如 2026-10；不写即文件里最早到最晚的一天"
COMPLETE = "对全部单位都完整：没有记录的单位就是 0"
LOOKING, BRINGING_IN = "正在核对文件……", "正在导入……"
DEMO = "这是演示库，不收真实数据，也不能在这里试着导入。"

READY = "可以导入：{parts}。"
READY_IN_PART = "可以导入 {rows} 行，另有 {refused} 行不能收，原因见下。"
NOTHING_NEW = "没有要导入的：{same} 行都已经有了。"
NOTHING_GOOD = "一行也不能收，原因见下。"
NOTHING = "文件里没有数据行。"
FILE_REFUSED = "整个文件没有收，原因见下；改好再放上来。"
NEW, CHANGED, SAME = "新增 {count} 行", "更正 {count} 行", "{count} 行已经有了"
COVERED = "文件所说的日子：{first} 至 {last}。"
NOTE = "注意：{text}。"
BRING_IN = "导入 {rows} 行"
MEND = "改好这些行再导入同一份文件就行，已收的不会重复。"

DONE = "已导入“{file}”（{kind}）：{parts}。"
DONE_REFUSED = "有 {refused} 行没有收，原因见下。"
NOTHING_WRITTEN = "“{file}”里没有新的内容，什么也没有写入。"
DONE_NEXT, DONE_LOOK = "再导入一份", "看指标总览"
CAUSE_HEADS = ("行数", "列", "原因", "怎样改", "例如")
EXAMPLE, EXAMPLE_EMPTY = "第 {row} 行“{value}”", "第 {row} 行"

RECENT, RECENT_NONE = "最近的导入", "还没有导入过文件"
RECENT_HEADS = ("时间", "谁", "导入了什么", "数据版次")

STEP_FIGURES = "放上第一份数据，看板就有数字了。"
STEP_FIGURES_NOTE = "看板的数字来自{sources}；没有逐条记录的，导入“统计报表”就行。"
STEP_BOARD = "数据有了，再让局长看到：建一个局长账号；大屏由局长在“大屏值守”里添加。"
STEP_BOARD_PERIOD = "看板打开时看“{first}”，现有的数据还不够；点“{period}”就有数字。"
TO_ACCOUNT = "建局长账号"
STEPS_LABEL = "第一次使用：第 {number} 步，共 {count} 步"

EMPTY = "看板还没有数据。"
EMPTY_LINK = "去导入第一份数据"
EMPTY_OTHERS = "请本局数据管理员在“数据管理”页导入，这里随后自己更新。"
EMPTY_LOCAL = "请在服务器上导入（fengjing import），这里随后自己更新。"

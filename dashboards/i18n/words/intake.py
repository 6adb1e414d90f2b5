"""Words of bringing files in: what would be imported, what was, and what was refused."""

from __future__ import annotations

BLANKS = "没有现成的表？下载空表来填"
KIND, TEMPLATE, TEMPLATE_FILE = "类别", "下载空表", "{kind}.csv"
MEASURES, MEASURE_HEADS = "可报的计数项", ("计数项", "代号", "单位")
GUIDE_HEADS = ("列", "格式", "必填", "可填的值")
FILE = "要导入的文件"
LOOKING, BRINGING_IN = "正在核对文件……", "正在导入……"
DEMO = "这是演示库，不收真实数据，也不能在这里试着导入。"

READY = "可以导入：{parts}。"
READY_IN_PART = "可以导入 {rows} 行，另有 {refused} 行不能收，原因见下。"
FIGURES_IN_PART = "可以导入 {rows} 个数，另有 {refused} 行里有不能收的，原因见下。"
NOTHING_NEW = "没有要导入的：{same} 行都已经有了。"
NOTHING_GOOD = "一行也不能收，原因见下。"
NOTHING = "文件里没有数据行。"
FILE_REFUSED = "整个表没有收，原因见下；改好再放上来。"
SHEET_REFUSED = "“{sheet}”没有导入，原因见下。"
PREVIEW_OF = "“{sheet}”会导入什么（{kind}）"
NEW, CHANGED, WITHDRAWN, SAME = "新增 {count} 行", "更正 {count} 行", "撤出 {count} 行", "{count} 行已经有了"
YEAR_OPEN = "先选好是哪一年，再看会导入什么。"
DOUBT_OPEN = "这些行多半已经导入过：确是另外的记录，先打上面的勾。"
COVERED = "文件所说的日子：{first} 至 {last}。"
PERIODS = "文件逐期说的是：{periods}。"
PERIODS_MANY = "文件逐期说的是：{first}至{last}，共 {count} 期。"
NOTE = "注意：{text}。"
HOW_READ = "怎样读的（{count} 条）"
BRING_IN, BRING_IN_FIGURES, BRING_IN_SHEETS, BRING_IN_NOTES = (
    "导入 {rows} 行",
    "导入 {rows} 个数",
    "导入 {sheets} 个表，共 {rows} 行",
    "记下这份文件所说的日子",
)
BOARD_NONE, BOARD_DAY = "还没有", "看板的数据截至：{before} → {after}。"
BOARD_YEAR = "今年以来"
BOARD_SAME = "看板上{period}的 {count} 项数都不变。"
BOARD_CHANGED = "看板上{period}的 {count} 项数，{changed} 项会变"
BOARD_HEADS = ("指标", "现在", "之后")
REFUSED_FILE, REFUSED_FILE_OF, REFUSED_TAKE = "拒收", "第{batch}批-拒收", "下载拒收的行和原因（.xlsx）"
MEND = "在下载的文件里改好，直接导入那个文件就行；已收的不会重复。"

DONE = "已导入“{file}”（{kind}）：{parts}。"
DONE_REFUSED = "有 {refused} 行没有收，原因见下。"
NOTHING_WRITTEN = "“{file}”里没有新的内容，什么也没有写入。"
DONE_BATCH = "这是第 {batch} 批。"
DONE_NEXT, DONE_LOOK, DONE_BATCHES, DONE_BACK = "再导入一份", "看指标目录", "看批次、撤销", "回去改"
CAUSE_HEADS = ("行数", "列", "原因", "怎样改", "例如")
EXAMPLE, EXAMPLE_EMPTY = "第 {row} 行“{value}”", "第 {row} 行"

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

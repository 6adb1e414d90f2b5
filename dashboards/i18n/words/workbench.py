"""Words of deciding on a workbook: its sheets, what was found, columns, words, and the name it is kept under."""

from __future__ import annotations

LEAD = "放上文件（Excel、WPS、CSV 都行），先看会导入什么，再按“导入”。"
READING, OTHER_FILE = "正在看文件……", "换一个文件"
FILE_LINE, FILE_SHEETS = "文件：{file}", "文件：{file}，{count} 个工作表"

SHEET_HEADS = ("工作表", "行数", "类别", "现在怎样")
SHEETS_LEAD = "点一行，核对那个表；核对好的一起导入。"
HIDDEN, EMPTY = "隐藏，不读（点它就读）", "空的"
READY, TO_CHECK, SKIPPED, REFUSED = "✓ 可以导入", "◆ 要您核对", "不导入", "▲ 没有收"
NOT_READ = "还没有看"
SKIP, SKIP_HELP = "导入这个表", "去掉勾就不导入它"

FOUND = "表里找到了什么：第 {first} 行起是表头，{rows} 行数据"
FOUND_UNCLEAR = "看不准哪一行是表头，请指一下"
PICTURE_HEADS = ("行", "当作")
PICTURE_CAPTION, PICTURE_CAPTION_OF = "前几行和末几行", "“{sheet}”的前几行和末几行"
ROW_SKIPPED = "{role}（跳过）"
HEADER_ROW, HEADER_LAST = "表头从第几行起", "到第几行止"
AUTO_ROW, ROW = "自动找", "第 {number} 行"
SAME_ROW = "就这一行"
DROPPED = "涉及个人信息的列，丢弃，不存：{headers}。"

KIND, KIND_UNCLEAR = "这是哪一类", "请选类别"
BY_KEPT = "按存下的对照“{name}”读，表头都认得。"
BY_OWN = "表头就是本系统“{kind}”空表的表头，不用对照。"
BY_CHECKED = "对照核对好了：读 {read} 列，不导入 {ignored} 列。"
NEW_WORDS = "按存下的对照“{name}”读，有 {count} 种写法是新的，请定。"
TO_DECIDE = "第一次见这样的表，请核对各列；核对一次，下月自动认得。"
WHICH_KEPT = "有几个对照都认得这些表头，用哪一个"
CHANGE, KEEP_KEPT = "改对照", "不改了"
CHECKED, CHECKED_NEW = "核对好了", "新写法定好了"

COLUMNS = "各列从哪里来"
REQUIRED, OPTIONAL = "{label}（必填）", "可有可无的 {count} 列"
CHOOSE, NONE, FIXED, ALWAYS = "请选", "没有这一列", "各行都一样：我来填", "各行都是“{label}”"
LIKELY = "请核对：{why}"
ABBREVIATED = "按简称想到的，请逐个核对；不是它的，另选。"
FIXED_LABEL = "{label}：各行都填"
FILE_PERIODS = {
    "{covers}": "本期",
    "{last_year}": "去年同期",
    "{previous}": "上月",
    "{month_to_date}": "本月（到文件的末日）",
    "{quarter_to_date}": "本季度（到文件的末日）",
    "{year_to_date}": "本年（到文件的末日）",
}
IGNORED = "不导入的列：{headers}。"
BLANK_ROWS = "“{label}”空着的 {rows} 行"

DATES = {
    "digits": "年月日连写，如 20261122",
    "serial": "表格的日期序号",
    "dmy": "日-月-年",
    "mdy": "月-日-年",
    "month": "都写在一号：说的是整月",
    "ymd": "说的就是一号那一天",
}
DATE_ORDER = "{label}怎样写的"

WORDS = "“{label}”里的写法是哪一项"
WORD_ROWS = "{text}（{rows} 行）"
LEAVE = "先不收，列出来"
REST = "没有列出的其余写法"
UNITS = "这些单位名称是哪个单位"

STATUS, STATUS_COLUMN = "办没办结，看哪一列（状态列）", "状态列"
STATUS_NONE = "不用状态列"
STATUS_DONE, STATUS_OPEN, STATUS_ASK = "已办结", "未办结", "先不收，列出来"
UNDATED = "办结了而没有日期的"
UNDATED_WAYS = {
    "refuse": "不收，列出来问",
    "file_day": "按文件最后一天算（写明日期不详）",
    "unknown": "算办结，日期不知道（有关指标显示“—”）",
}

WIDE = "哪几列是数，是什么数"
WIDE_SKIP, WIDE_BY_ROW = "不导入", "是数，计数项见各行"
MONTH = "{month}月"
WIDE_COMMON = "这 {count} 列是同一个数，只是时间不同：选一次，各列都填上"
WIDE_ABOVE = "“{above}”下面的 {count} 列：选一次，各列都填上"
WIDE_PERIOD = "说的是哪一期"

COVERS, COVERS_EXAMPLE = "文件说的是哪一段时间", "如 2026年10月、2026年1-9月"
COVERS_DAYS = "不写就是最早到最晚一条"
COVERS_WRITTEN = "{days}（文件里写着）"
YEAR, YEAR_CHOOSE = "是哪一年", "请选年份"
COMPLETE = "对全部单位都完整：没有记录的单位就是 0"
WITHDRAW = "文件里不再有的记录，随这一批撤出"
NOT_LISTED = "没有列出的就是 0"
NEW_IDS = "内容相同、只有编号不同的行，确是另外的记录"

KEEP_NAME = "对照存成什么名字（下月自动认得）"
NAME_TAKEN = "对照的名字换一个（这个名字认的是别的表头）"
NAME_MISSING = "给对照起个名字"
LACKS = "还差：{faults}。"
LACKS_COLUMNS = "{columns}从哪里来"
MEASURE_ASKED = "“{header}”是什么数"
DATE_ASKED = "“{label}”的日期怎样写的"

KEPT = "存下的对照"
KEPT_HEADS = ("名称", "类别", "版", "存下的时间", "由谁")
KEPT_PICK, KEPT_FORGET, KEPT_TAKE = "对照", "撤下", "取出（.toml）"
KEPT_FORGOTTEN = "已撤下“{name}”，不再自动认文件；已导入的数据不动"

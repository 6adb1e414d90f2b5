"""Words of the classroom: the pages of participants, of the trainer, and of the projector."""

from __future__ import annotations

NAME = "课堂"
CODE_TITLE, CODE_LEAD = "进入课堂", "输入大屏上的课堂码，或扫大屏上的二维码。"
CODE, CODE_GO = "课堂码", "下一步"
JOIN_LEAD = "{title}。起个名字就能进，不用账号。"
YOUR_NAME, NAME_HELP = "名字", "1 到 16 个字；只有教官看得到，课后随课堂删除。"
TEAM, JOIN_GO = "组", "进入课堂"
NO_SUCH_CLASS = "没有这个课堂，或已经结束。请核对大屏上的课堂码。"
WAIT = "试得太多了，请等 {seconds} 秒再试。"
SEATS_WAIT = "从这个地址已经进来 {seats} 人，请等 {seconds} 秒再试，或告诉教官。"
BUSY = "刚才没有写进去，请再交一次：{reason}"

SEATED = "{name}，已进入"
IN_TEAM = "{name}（{team}），已进入"
LOBBY = "等教官放出第一问。"
QUESTION_OF = "第 {number} 问，共 {count} 问"
POINTS, UNMARKED = "{points} 分", "不计分"
LEFT, TIME_OVER = "还剩", "时间到"
ANSWER_LABELS = {
    "choice": "选一个",
    "month": "选一个月",
    "number": "填一个数",
    "day": "选一天",
    "order": "排出先后",
    "text": "写几句",
}
PLACE = "第 {number} 位"
SEND, SEND_AGAIN = "交卷", "改交"
SENT = "已交：{response}。收卷前可以改。"
NOT_SENT = "没有交。"
CLOSED = "已收卷，请看大屏。"
OWN = "你交的：{response}"
RIGHT, PART_RIGHT, WRONG, NOT_MARKED = (
    "✓ 对，得 {points} 分",
    "◐ 对了一部分，得 {points} 分",
    "✕ 不对，得 0 分",
    "这一问不计分",
)
NO_ANSWER_POINTS = "没有交，得 0 分"
ANSWER, WHY, WHERE = "答案", "为什么", "在产品的哪里看"
SO_FAR = "已公布的 {asked} 问共 {most} 分，你得 {points} 分。"
ENDED, ANOTHER = "课堂结束。", "进别的课堂"
ERASE_AT = "名字和回答在 {at} 从服务器删除。"
ERASE_FILE = "服务器在 {at} 删除名字和回答；下载的文件请自行删除。"
OFFLINE = "连不上服务器，正在重连；已交的不会丢。"
TABLE = "看数字"
NO_SCRIPT = "这个浏览器没有开 JavaScript：教官放出下一问后，请自己点"
RELOAD = "刷新"
NO_EXHIBIT = "数字请看投影上的“{page}”。"

DESK_LEAD_NONE = "现在没有开着的课堂。"
DESK_LEAD = "开着 {count} 个课堂。"
DESK_BACK = "回“教学”页"
BUREAU = "演示库：{bureau}，数据截至 {as_of}"
OPEN_TITLE = "开一个课堂"
LESSON, TITLE, TEAMS, TEAMS_HELP = "课", "课堂名称", "分组（可不填）", "组名用逗号或空格隔开；学员进来时自己选。"
HOURS, HOURS_OPTION, KEEP, KEEP_OPTION = "几小时后自动结束", "{hours} 小时", "结束后名字和回答保留", "{days} 天"
OPEN_GO = "开课"
NO_LESSON = "这个演示库上没有能问的课。先按“教学”页造一课的演示库，再来开课。"
OTHER_LESSONS = "别的课要它们自己的演示库："
LOOPBACK_ONLY = "现在只有这台机器能打开。手机要进来，请先停下服务（Ctrl+C），再用这条命令启动："
LOOPBACK_COMMAND = 'fengjing serve --db "{file}" --host 0.0.0.0{port} --plain-http'
SHUT_DESK = "没有账号时，开着课堂别的机器只能进课堂，看板只在这台机器上打开。"
LIST_TITLE, STATE_OPEN, STATE_ENDED, STATE_ERASED = (
    "课堂",
    "开着，{at} 自动结束",
    "已结束，{at} 删除名字和回答",
    "名字和回答已于 {at} 删除",
)
PEOPLE_COUNT, ONLINE = "{count} 人", "在线 {count}"
CONTROL, RESULTS, PEOPLE, BOARD = "去上课", "成绩", "名单", "打开投影"
SEE_RESULTS, TO_CLASS = "看成绩", "回这个课堂"
ERASE, ERASE_ASK = "现在就删", "名字、回答和题目都删掉，成绩也不再有；只在留痕里记一行。"
END, END_ASK = "结束课堂", "结束以后没有人能再进来或交卷。"
SHUT, REOPEN, IS_SHUT = "关门", "开门", "已关门，不再进人；在里面的照常作答。"
STAGE_BUTTONS = {"open": "放出", "closed": "收卷", "spread": "看分布", "truth": "看答案"}
AGAIN = "再给时间"
SECONDS, SECONDS_OPTION, NO_SECONDS = "限时", "{seconds} 秒", "不限"
ANSWERED = "已交 {answered} / {count}"
KEY_NOTE = "答案只在这一页，投影和手机上要等你点“看答案”。"
REMOVE = "请出"
REMOVE_ASK = "请出后这个人的回答一并删掉，名字可以再用。"
NO_PEOPLE = "还没有人进来。"
JOINED_AT, TOTAL, ANSWERED_COUNT = "进来的时间", "得分", "答了"
THIS_ANSWERED, THIS_NOT = "已交", "未交"

BOARD_LEAD = "手机扫码，或打开下面的网址输入课堂码"
BOARD_JOINED = "已进入 {count} 人"
SPREAD_OF = "{answered} 人的回答"
TEXTS_COUNT = "{count} 人写了；内容只在教官那里。"
OTHERS = "其他 {kinds} 种"
RIGHT_MARK = "对"
OTHER_ADDRESSES = "连不上时试"

RESULTS_LEAD = "{seats} 人交过卷，{questions} 问计分，满分 {most} 分，平均 {mean} 分。"
RESULTS_NONE = "还没有人交过卷。"
QUESTION, RIGHT_COUNT, MISREAD = "问", "答对", "最多的误读"
MISREAD_TEXT = "{count} 人答“{response}”，应为“{answer}”"
NO_MISREAD = "—"
TEAM_TITLE, TEAM_NAME, TEAM_SIZE, TEAM_MEAN = "各组", "组", "人数", "平均分"
DOWNLOAD_XLSX, DOWNLOAD_DOCX = "下载 Excel", "下载 Word"
NOT_RESULTS_OF_ERASED = "名字和回答已经删除，没有成绩了。"
LATE_NOTE = "没有交的按 0 分；一问也没交的人不计入。"
GO_BACK = "回去"
RELEASE = "放出第 {number} 问"
ALL_ASKED = "各问都讲完了：看成绩，或结束课堂。"
QUESTIONS = "各问"
THERE, AWAY = "在", "离开"
RIGHT_OF = "{right}/{answered} 人答对"
ANSWERED_OF = "{answered} 人答"
MOST_MISREAD = "误读最多的是第 {number} 问：{misread}。"
TEAMS_CLEAR = "“{name}”领先：把分数随机重发 2000 次，组间差得这么开的占 {chance}。"
TEAMS_UNCLEAR = "各组分不出高下：把分数随机重发 2000 次，组间差得这么开的占 {chance}。"
TEAMS_FEW = "人太少，不比高下。"
OVERALL, NUMBERED = "总的情况", "第 {number} 问"
RIGHT_CHART, RIGHT_SHARE = "各问答对的比例", "答对的比例"
WRITTEN = "看写了什么（不带名字）"
IMPRINT = "演示课堂，不带名字"
TRAINER_LEAD = "学员用手机扫码进来作答，不用账号；放题、收卷、看分布、讲答案。"
OPEN_NOW, TO_DESK = "开着：{titles}", "打开课堂"

"""Words of the station's own page."""

from __future__ import annotations

from core.comparison.types import AgainstGroup

NAME = "派出所"
STATION, GROUP, AMONG = "派出所", "同类组", "比：{group}"
PLAY, PLAY_CHIEF, PLAY_STATION = "演示身份", "局长（看各所）", "所长（看本所）"
NO_STATION = "您的范围内没有派出所。单位表导入派出所后，这里就有本所的数据。"
NO_GROUP = "同类所不到 5 个，不显示中间一半。"

# what is due
DUE = "要办的"
INSTRUCTIONS, DISPUTES, CASES, KEY = "指令", "到期纠纷", "办案时限", "重点矛盾"
MISSED, LATE_WORK, ALL_WELL = "{kpis}未达标", "{work}逾期 {count} 件", "没有逾期，也没有未达标的。"
BELOW = "见下"
OPEN, OPEN_STATION = "打开", "打开{unit}"
INSTRUCTION_COUNTS = "待签收 {sign}　办理中 {work}"
INSTRUCTIONS_NONE = "没有待签收、待反馈的指令"
DISPUTE_COUNTS = "{ahead} 天内到期 {near}"
DISPUTES_NONE = "没有逾期、也没有 {ahead} 天内到期的纠纷"
CASE_COUNTS = "将到期 {near}　在办 {open}"
CASES_NONE = "没有在办案件"
KEY_COUNTS = "在化解 {open}　包案或责任人未明确 {bare}"
KEY_NONE = "没有在化解的重点矛盾"
NOT_IMPORTED = "还没有导入{kind}记录，不知道有没有"
RECORDS_END = "◆ 记录只到 {last}，此后的不知道"
LATE, NO_LATE = "■ 逾期 {count}", "√ 无逾期"
DISPUTES_TABLE = "到期和 {ahead} 天内到期的纠纷"
DISPUTE_HEADS = ("编号", "类型", "化解期限", "期限", "责任人", "包案领导", "重点")
INSTRUCTIONS_HELP = "派给本所、还没有签收或办结的指令；逾期是签收、反馈、办结三个期限里有一个已过。"
DISPUTES_HELP = "本所（含各社区）在化解的纠纷里，化解期限已过或七天内到期的；没有登记期限的不在内。"
CASES_HELP = "在办案件按阶段算剩余天数：受理到立案、立案到调查终结、受理到处结。"
KEY_HELP = "列入重点清单、还没有化解的纠纷。“未明确”是没有登记包案领导或责任人。"

# figures
FIGURES = "本所数据"
HEADS = ("指标", "本所", "标准", "与去年同期", "{group}中间一半", "比{group}平均")
ASK = "指标说明"
PICK = "点一行看变化由什么构成；点“？”看定义、取数和时点"
OVER = "{numerator}/{denominator}"
BAND, BAND_OWN = "{low}–{high}{unit}", "本所 {own}，同类 {low}–{high}{unit}"
BAND_OF = "{what}：{band}"
INSIDE_BAND, ABOVE_BAND, BELOW_BAND = "以内", "高于", "低于"
MEANING = "{answer}，{meaning}"
AGAINST = {AgainstGroup.ABOVE: "↑ 确定高于", AgainstGroup.BELOW: "↓ 确定低于", AgainstGroup.UNCLEAR: "○ 看不出"}
NO_BAND = "有数的同类所不到 5 个，不显示"
BY = "按{what}比"
UNUSUAL = "{position}，{side}"
PEERS_HELP = (
    "中间一半：同类所按数值排开，去掉最高、最低各四分之一后的范围，本所在内。只看范围，不列别所的数，也不排名次。"
    "起数要先折算（每万人、每百警）才好比，到场用时按多少分钟内到场的比例比，所以那里的“本所”是另一个数。\n\n"
    "比平均：只看本所自己的误差，所有所一并检验；看不出：本所的数还不够说高说低"
    "（单看本所的 95% 区间不含平均，也可能如此）。\n\n"
    "离同类所比各所之间通常的差别还远，才在下面另外标出；那也不等于好或差。"
)

# what moved
CHANGE = "变化与构成"
CHANGE_COUNT_HEADS = ("部分", "{then} → 本期", "差（{unit}）", "判断")
CHANGE_RATE_HEADS = ("部分", "{then} → 本期", "自身的率（个百分点）", "占比（个百分点）")
TOTAL = "合计"
CHANGE_HELP = (
    "每一部分的差加起来正好是总的差，一件不多、一件不少。\n\n"
    "率的差分成两块：这一类自身的率变了多少、这一类在全部里的占比变了多少（两期取平均，Kitagawa 1955）。\n\n"
    "这是算账，不是找原因：哪一部分的变动站得住，看判断。"
)

# communities
COMMUNITIES = "我们的社区：{kpi}"
COMMUNITY_HEADS = ("社区", "{then}", "本期", "差", "判断")
COMMUNITY_SPAN = (
    "{start} 至 {end}，比 {base_start} 至 {base_end}。涉及个人的数在社区按整季显示；"
    "少于 {least} 的、以及能推算出这样的数的，不显示（—）。"
)
COMMUNITY_HELP = "社区的数小，容易对到人：少于规定数的、以及可由它推算出来的，都不显示，也不参与下钻。"
COMPOSITION, PICK_COMMUNITY = "再往下：一个社区的警情由哪些类构成", "选一个社区"
COMPOSITION_TITLE, CLASS, NOW = "警情构成：{unit}", "警情类别", "本期"
COMPOSITION_SPAN = "{start} 至 {end} 各类警情的起数；— 是没有数据，或数太小不能显示，都不等于 0。"
WORKING = "正在计算各社区的数（要先算出哪些小数不能显示），好了自动出现…"
FAILED = "各社区的数暂时算不出来，数据更新后再试。"
BEHIND = "各社区的数{age}算出，此后数据有更新，可能与上面的数对不上；新的算好自动换上。"
COMPOSITION_BEHIND = "各类的起数{age}算出，此后数据有更新；新的算好自动换上。"
NO_COMMUNITIES = "本所下面没有社区。单位表里导入社区后，这里按社区列出。"

# people
PEOPLE = "我们的人手：工作量怎么分布"
PEOPLE_NOTE = "{end} 在岗的人，{start} 至 {end} 的量。按岗位看中间一半，不列姓名，不排先后。"
PEOPLE_HELP = (
    "盒子是中间一半的人，竖线是中位数。岗位不同，干的活不同，所以只在同岗位里看。\n\n"
    "期内才到这个岗位的人，天数比别人少，只计手上的，不计期内的量；夜班、请假、专案都不在这些数里。"
)
EACH = "看逐人的量（不列姓名，留痕）"
PEOPLE_FEW = "人太少、不显示分布的：{groups}"
PEOPLE_GROUP = "{group} {many} 人"
PEOPLE_IDLE = "没有这些记录的：{groups}"
NO_PEOPLE = "本所没有在岗人员的记录。人事表导入后，这里显示工作量的分布。"
QUARTILES = "中位 {middle}，中间一半 {low}–{high} {unit}"
TO_OFFICERS = "逐人查看（留痕）"

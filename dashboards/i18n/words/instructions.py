"""Words of the page of instructions."""

from __future__ import annotations

from core.features.follow_up.pooled.types import EffectVerdict
from core.features.follow_up.progress import TO_SIGN, UNDER_WAY
from core.features.follow_up.types import FollowUpStatus
from core.instructions.model import Stage, WatchVerdict

NAME = "指令"
NEW, SEND, SENT = "下达指令", "派发", "已派发 {number}。"
UNIT, INDICATOR, NONE, PERIOD = "承办单位", "指标", "不涉及指标", "统计时段"
TASK, TASK_HINT, DUE = "任务", "要查什么、做什么、反馈什么", "办结期限"
ALREADY_OPEN = "◆ 已有 {count} 条没办结的指令说的是同一件事："
ALREADY_OPEN_LINK = "{number} {stage} ›"
RECORD = "重点是编号 {number} 的这一件。"
ABOUT = "请核实本单位“{kpi}”（{period}：{figure}），查明原因，拿出措施并反馈结果。"
EVIDENCE = "证据（派发时冻结）"
FIGURE, BASE, VERDICT = "数值", "去年同期", "判断"
STANDARD, INTERVAL, NOTICE = "标准", "区间", "来由"
NO_ISSUE = "您的范围内没有派出所。"
PLAY, PLAY_CHIEF, PLAY_STATION, STATION = "演示身份", "局长（派发、审核）", "所长（签收、反馈）", "派出所"
LISTS = {
    "sign": ("待签收", TO_SIGN),
    "work": ("办理中", UNDER_WAY),
    "review": ("待审核", (Stage.REPORTED, Stage.ACCEPTED)),
    "late": ("已逾期（督办）", ()),
    "filed": ("已归档", (Stage.FILED, Stage.CANCELLED)),
}
VIEW = "清单"
EMPTY = "没有这类指令。"
PICK = "点一行看经过并办理。"
PICK_FILED = "点一行看经过；只列最近 {most} 条。"
HEADS = ("编号", "承办单位", "任务", "状态", "期限", "派发", "签收期限", "办结期限")
ON_TIME, LATE = "√ 期限内", "■ {clocks}逾期"
OVER = "—"
TITLE = "{number} · {unit} · {stage}"
CLOCKS = "签收期限 {sign} · 反馈期限 {report} · 办结期限 {finish}"
EXTENSION_REQUESTED = "申请延期到 {day}，待批"
HISTORY = "经过"
EVENT = "{at}  {step}  {actor}（{unit}）"
FIGURES_LINE = "数字：{figures}"
TO_DAY = "期限：{day}"
HANDLE = "办理"
REMARKS = "情况说明或理由"
FIGURES, FIGURES_HINT = "数字（选填）", "走访 32；化解 5"
BAD_FIGURES = "读不懂“{text}”：每项写名称和整数，如 走访 32；化解 5"
DAY = "新的办结期限（申请延期、重新办理时填）"
DONE = "已{step}。"
BACK, BACK_TO = "看当时的数据", "返回{page}"
UNKNOWN_YEAR = "{years} 年的节假日和调休还没有公布，期限按周一至周五推算。"
OLDEST = "期限最早的：{unit}（{clocks}）"
EXPLAIN_LINK = "下达指令"
EVENT_UNNAMED = "{at}  {step}  {unit}"
INSTRUCTION_TO = "向{unit}下达指令"
PICK_UNIT = "请选承办单位"
WATCH = "归档后指标有没有变化"
WATCH_HEAD = "观察"
MARKS = {WatchVerdict.MOVED: "◆", WatchVerdict.STILL: "？", WatchVerdict.UNCLEAR: "—"}
FOLLOW_UP_STATES = {FollowUpStatus.NONE: "—", FollowUpStatus.RUNNING: "… 观察中", FollowUpStatus.WAITING: "… 等数据"}
WATCH_RUNS = "归档后观察 {start} 至 {end}，期满后写明结果。"
WATCH_WAITS = "观察期 {start} 至 {end} 已满，数据还不全：{why}"
WATCH_SPAN = "观察期 {period}：{after}；往年同期 {base}：{before}"
WATCH_PLAIN = "观察期 {period}"
WATCH_CONTEXT = "{beside}。"
WATCH_WHY = "理由：{why}。"
WATCH_CAVEAT = "只说数字动没动，不说是不是指令办出来的。"
WATCH_SEALED = "上面是期满时封存的结果；按现在的数据是“{verdict}”：{why}。"
WATCH_LATEST = "最近 {most} 条已归档的指令里，"
POOLED = "合起来看：办完的指令，指标有没有变化"
POOLED_PICK = "看哪一项"
POOLED_SKIPPED = "{kpi}：不合并，{reason}。"
POOLED_PLACEBO = "安慰剂：同样的算法用在同样突出、但没有下达指令的时段，本应看不出变化；看得出时，这一行不下结论。"
POOLED_FALLBACK = (
    "自然回落：{fallback}（同类单位没有指令时的经验）。挑数字突出的单位派指令，不扣除这一部分会误当成效果。"
)
POOLED_UNCLEAR = "看不出不等于没有：比 {smallest} 小的变化，这么多指令还分辨不出来。"
EFFECT_MARKS = {
    EffectVerdict.FELL: "▼",
    EffectVerdict.ROSE: "▲",
    EffectVerdict.FLAT: "≈",
    EffectVerdict.UNCLEAR: "？",
    EffectVerdict.TOO_FEW: "◆",
}
EVENT_TITLE = "下达前后各周与没有指令的同类单位相差（{unit}）"
EVENT_NOTE = "横轴为下达后第几周，0 是下达的那一周；阴影为 95% 区间。下达前偏高是挑选所致"

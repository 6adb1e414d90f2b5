"""Words of the page of bulletins."""

from __future__ import annotations

from enum import StrEnum

NAME = "通报"
VIEW, KIND, PERIOD, UNIT = "看什么", "通报", "期间", "单位"


class BulletinView(StrEnum):
    """The page's views; the value is the name on the screen."""

    PREVIEW = "起草"
    DRAFTS = "草稿"
    ISSUED = "已印发"


COUNTED = "{view} {count}"
RUNNING = "{label}（未过完）"

# One sentence on what stands below.
CAN_DRAFT = "{title}：还没有起草。"
UNFINISHED = "{title}：期间还没有过完，可以起草，过完才能签发。"
DRAFTED = "{title}：第 {number} 号草稿，{state}。"
WAS_ISSUED = "{title}：已印发第 {number} 号（{label}）。"
FAULTS = "下列各处不能成立，不能签发："
FAULT = "{place} {printed}：{reason}"

# What a draft waits for, by what was done last.
STATES = {
    "made": "待签发",
    "edited": "待签发",
    "approved": "已签发，待印发",
    "returned": "已退回，待修改",
    "issued": "已印发",
    "dropped": "已作废",
}

TO_WRITE = "待填写“{headings}”"

DRAFT, CORRECT = "起草这一期", "起草更正"
CORRECTION_REASON, CORRECTION_EXAMPLE = "更正的原因", "如：补录了 9 月 30 日的警情"
OPEN_DRAFT, OPEN_ISSUED = "打开草稿", "打开已印发的"
SAVED_AS = "已起草第 {number} 号草稿。"

NO_KIND = "查看范围内没有可出通报的单位。"
NO_DRAFTS, NO_ISSUED = "没有在办的草稿。到“起草”里选一期。", "还没有印发过通报。"
DRAFT_HEADS = ("号", "通报", "状态", "最近办理", "时间")
ISSUED_HEADS = ("号", "通报", "发布", "印发", "时间")
PICK = "点一份，下面打开。"

HAND, HAND_NOTE = "由人填写的部分", "没有的，写“无”。数和判断由系统算出，不能改；不写个人信息。"
SIGNED_BY = "签发人："
OFFICE_NUMBER, OFFICE_NUMBER_HELP = "发文字号的序号", "由办公室编给，写作 {pattern}"
HAND_OTHERS = "{sentence}对方现在写的是：{theirs}"
SAVE, REFRESH = "保存文字", "重算各数"
REASON, REASON_EXAMPLE = "理由（退回、作废时写）", "如：第三部分还要核实"
STEPS = "经过"
STEP = "{at}　{act}　{actor}"
STEP_NOTE = "{step}：{note}"
DONE = "第 {number} 号草稿已{act}。"
ISSUED_AS = "已印发第 {number} 号（{label}）。{audit}"
FOUR_EYES = "签发要由没有起草、修改过它的人办理。"

ISSUED_BY = "第 {number} 号（{label}），{actor} 于 {at} 印发。{audit}"
BECAUSE = "更正原因：{reason}"
UNCHANGED, CHANGED = "印发以来各数没有变化。", "印发以来有 {count} 处变化："
CORRECTION_HEADS = ("单位", "指标", "项", "原报", "现值")
BESIDE, NOBODY_BESIDE = "与另一期并列", "不并列"
BESIDE_NOTE = "只并列各期印出的数；升降由各期自己的判断说。"
NUMBERED = "第 {number} 号 {title}"
FIGURE = "指标"

DOWNLOAD = "取走文件"
FORMATS = {
    ".docx": "Word .docx",
    ".pdf": "PDF .pdf",
    ".pptx": "演示 .pptx",
    ".html": "网页 .html",
    ".xlsx": "数表 .xlsx",
}
FILE_NAME = "{title}-{number}"
DRAFT_MARK = "草稿"
NUMBER_MARK = "第{number}号"
PAPER = "通报内容"

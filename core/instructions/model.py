"""What an instruction is made of: who acts, what is asked with which evidence, and the events it lives by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LONGEST_TEXT = 500  # characters of what somebody writes
LONGEST_EVIDENCE = 200  # characters of one line of evidence
MOST_FIGURES = 6  # figures in a report
LONGEST_LABEL = 20  # characters of a figure's name


class InstructionRefused(LookupError):
    """A step cannot be taken; the message (Chinese) says why and what can be done."""


class Side(StrEnum):
    """Which end of an instruction somebody stands at."""

    ISSUER = "issuer"
    RECEIVER = "receiver"


class Step(StrEnum):
    """What can be done to an instruction."""

    SEND = "send"
    SIGN = "sign"
    HAND_BACK = "hand_back"
    PROGRESS = "progress"
    REPORT = "report"
    ASK_TIME = "ask_time"
    GRANT = "grant"
    DENY = "deny"
    URGE = "urge"
    ACCEPT = "accept"
    REJECT = "reject"
    FILE = "file"
    REOPEN = "reopen"
    CANCEL = "cancel"
    WATCH = "watch"  # taken by the program alone


class Stage(StrEnum):
    """Where an instruction stands."""

    SENT = "sent"
    HANDED_BACK = "handed_back"
    SIGNED = "signed"
    REPORTED = "reported"
    ACCEPTED = "accepted"
    FILED = "filed"
    CANCELLED = "cancelled"


STEP_NAMES = {
    Step.SEND: "派发",
    Step.SIGN: "签收",
    Step.HAND_BACK: "拒收退回",
    Step.PROGRESS: "进展反馈",
    Step.REPORT: "办结反馈",
    Step.ASK_TIME: "申请延期",
    Step.GRANT: "批准延期",
    Step.DENY: "不批延期",
    Step.URGE: "督办",
    Step.ACCEPT: "审核通过",
    Step.REJECT: "审核退回",
    Step.FILE: "归档",
    Step.REOPEN: "重新办理",
    Step.CANCEL: "撤销",
    Step.WATCH: "观察结果",
}
STAGE_NAMES = {
    Stage.SENT: "待签收",
    Stage.HANDED_BACK: "已拒收，待重派",
    Stage.SIGNED: "办理中",
    Stage.REPORTED: "待审核",
    Stage.ACCEPTED: "审核通过，待归档",
    Stage.FILED: "已归档",
    Stage.CANCELLED: "已撤销",
}


class WatchVerdict(StrEnum):
    """What may be said of a figure after its instruction was filed; never that the instruction did it."""

    MOVED = "moved"
    STILL = "still"
    UNCLEAR = "unclear"


VERDICT_NAMES = {WatchVerdict.MOVED: "有变化", WatchVerdict.STILL: "未见变化", WatchVerdict.UNCLEAR: "不能判断"}


@dataclass(frozen=True, slots=True)
class WatchOutcome:
    """What a watched figure did, all texts Chinese and shown as text.

    `period` is the watch and `base` the same dates of an earlier year, as fixed periods; `before` and `after` are the
    figure over them as printed. `beside` says how that stands to the other units, `reason` why this verdict. `way` is
    上升 or 下降 of a figure that moved, otherwise empty.
    """

    verdict: WatchVerdict
    period: str
    base: str = ""
    before: str = ""
    after: str = ""
    comparison: str = ""
    reason: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: the name for the audit, the unit acted for, and at which end."""

    name: str
    unit: int
    side: Side


@dataclass(frozen=True, slots=True)
class InstructionContent:
    """What is asked, with the evidence as it stood at the moment of sending; all texts are Chinese and shown as text.

    `before` and `after` are the figure of the base and of the period as printed, `verdict` the sentence of the
    judgement; `period` is a fixed period such as 2026-10. `due` is the day number by which all is to be done; without
    it the usual number of working days counts. `signal` is the key of the signal (预警) that it came from, if any.
    """

    unit: int
    task: str
    kpi: str | None = None
    period: str | None = None
    before: str = ""
    after: str = ""
    verdict: str = ""
    due: int | None = None
    signal: str = ""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The days (numbers) by the end of which to sign, to report for the first time, and to be done."""

    sign: int | None = None
    report: int | None = None
    finish: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One step: the `number`-th of its instruction, when (epoch seconds), by whom, and what was said.

    `order` comes with sending, `deadlines` with the steps that set clocks, `figures` with reports; `day` is the day
    that is asked for or granted; `outcome` comes with the end of a watch.
    """

    number: int
    at: int
    actor: Actor
    step: Step
    text: str = ""
    content: InstructionContent | None = None
    deadlines: Deadlines | None = None
    figures: tuple[tuple[str, int], ...] = ()
    day: int | None = None
    outcome: WatchOutcome | None = None

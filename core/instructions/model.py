"""The parts of an instruction: its actors, its content with the evidence, and the events that it lives by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.catalogue.signal_key import read_signal_key
from core.labelled_enum import LabelledEnum

LONGEST_TEXT = 500  # characters of what somebody writes
LONGEST_EVIDENCE = 200  # characters of one line of evidence
MOST_FIGURES = 6  # figures in a report
LONGEST_LABEL = 20  # characters of a figure's name

Figures = tuple[tuple[str, int], ...]  # figures of a report, each with its name


class InstructionRefused(LookupError):
    """A step cannot be taken; the message (Chinese) says why and what can be done."""


class Side(StrEnum):
    """The end of an instruction that somebody stands at."""

    ISSUER = "issuer"
    RECEIVER = "receiver"


class Step(LabelledEnum):
    """A step that can be taken on an instruction."""

    SEND = "send", "派发"
    SIGN = "sign", "签收"
    HAND_BACK = "hand_back", "拒收退回"
    PROGRESS = "progress", "进展反馈"
    REPORT = "report", "办结反馈"
    ASK_TIME = "ask_time", "申请延期"
    GRANT = "grant", "批准延期"
    DENY = "deny", "不批延期"
    URGE = "urge", "督办"
    ACCEPT = "accept", "审核通过"
    REJECT = "reject", "审核退回"
    FILE = "file", "归档"
    REOPEN = "reopen", "重新办理"
    CANCEL = "cancel", "撤销"
    WATCH = "watch", "观察结果"  # taken by the program alone


class Stage(LabelledEnum):
    """The stage that an instruction has reached."""

    SENT = "sent", "待签收"
    HANDED_BACK = "handed_back", "已拒收，待重派"
    SIGNED = "signed", "办理中"
    REPORTED = "reported", "待审核"
    ACCEPTED = "accepted", "审核通过，待归档"
    FILED = "filed", "已归档"
    CANCELLED = "cancelled", "已撤销"


class Clock(StrEnum):
    """A deadline that can run out, the gravest last; the value is its label."""

    SIGN = "签收"
    REPORT = "反馈"
    FINISH = "办结"


class WatchVerdict(LabelledEnum):
    """The verdict on a figure after its instruction was filed; it never says that the instruction did it."""

    MOVED = "moved", "有变化"
    STILL = "still", "未能看出"
    UNCLEAR = "unclear", "不能判断"


@dataclass(frozen=True, slots=True)
class WatchOutcome:
    """The outcome of a watch over a figure, all texts Chinese and shown as text.

    `period` is the watch and `base` the same dates of an earlier year, as fixed periods; `before` and `after` are the
    figure over them as printed. `comparison` says how that stands to the other units, `reason` why this verdict.
    `direction` is 上升 or 下降 of a figure that moved, otherwise empty. `detectable` is the smallest change that could
    have been told, such as −55%/+120% or −12.0/+12.0 个百分点; empty where nothing was judged.
    """

    verdict: WatchVerdict
    period: str
    base: str = ""
    before: str = ""
    after: str = ""
    comparison: str = ""
    reason: str = ""
    direction: str = ""
    detectable: str = ""

    @property
    def label(self) -> str:
        """The verdict in words: with the way of a figure that moved, or the smallest change that could be told."""
        if self.verdict is WatchVerdict.STILL and self.detectable:
            return f"{self.verdict.label}（能看出的最小变化 {self.detectable}）"
        return f"{self.verdict.label}（{self.direction}）" if self.direction else self.verdict.label


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who acts: the name for the trail, the unit acted for, and at which end."""

    name: str
    unit: int
    side: Side


@dataclass(frozen=True, slots=True)
class InstructionContent:
    """The task, with the evidence as it stood at the moment of sending; all texts are Chinese and shown as text.

    `before` and `after` are the figure of the base and of the period as printed, `verdict` the sentence of the
    judgement; `standard` is the standard with the answer to it, `interval` the figure's 95% interval, and `notice` what
    the screen that it came from said of it. `period` is a fixed period such as 2026-10. `due` is the day number by
    which all is to be done; without it the usual number of working days counts. `signal` is the key of the signal
    (预警) that it came from, if any.
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
    standard: str = ""
    interval: str = ""
    notice: str = ""

    @property
    def period_shown(self) -> str:
        """The period as people read it: 2026-01-01 至 2026-11-30; empty where there is none."""
        return " 至 ".join((self.period or "").split(".."))

    @property
    def subject(self) -> str:
        """The KPI that it is about: the one it names, or that of its signal (rule:unit:subject); empty of neither."""
        return self.kpi or read_signal_key(self.signal).subject

    @property
    def evidence(self) -> tuple[str, ...]:
        """The lines of evidence, empty ones among them."""
        return self.period or "", self.before, self.after, self.verdict, self.standard, self.interval, self.notice


@dataclass(frozen=True, slots=True)
class StepRequest:
    """A step that somebody wants to take: `figures` with reports, `day` to ask for, `content` to send again."""

    step: Step
    text: str = ""
    figures: Figures = ()
    day: int | None = None
    content: InstructionContent | None = None


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The days (numbers) by the end of which to sign, to report for the first time, and to be done."""

    sign: int | None = None
    report: int | None = None
    finish: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One step: the `number`-th of its instruction, when (epoch seconds), by whom, and in which words.

    `content` comes with sending, `deadlines` with the steps that set clocks, `figures` with reports; `day` is the day
    that is asked for or granted; `outcome` comes with the end of a watch.
    """

    number: int
    at: int
    actor: Actor
    step: Step
    text: str = ""
    content: InstructionContent | None = None
    deadlines: Deadlines | None = None
    figures: Figures = ()
    day: int | None = None
    outcome: WatchOutcome | None = None

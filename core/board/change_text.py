"""Changes as people read them, in fields from which tiles, tables, dialogs and titles are rendered alike."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from threading import Lock
from typing import NamedTuple

from core.catalogue.kpi_model import Kpi
from core.judgement.verdict_text import (
    KIND_NAMES,
    amount_text,
    detectable_amount,
    detectable_sentence,
    ends_text,
    judged_digits,
)
from core.lru import LruDict
from core.metrics.display import (
    UNCHANGED,
    amount_estimate_text,
    change_text,
    sign_and_amount,
    to_number,
)
from core.metrics.types import (
    Board,
    Change,
    ChangeKind,
    ChangeUnit,
    Judgement,
    StandardAnswer,
    StandardStatus,
    Tone,
    Verdict,
)
from core.time.days import to_date

MARKS: dict[Verdict, str] = {
    Verdict.RISE: "▲",
    Verdict.FALL: "▼",
    Verdict.FLAT: "≈",
    Verdict.UNCLEAR: "○",
    Verdict.TOO_FEW: "◆",
    Verdict.TOO_WIDE: "◆",
    Verdict.NOT_COMPARABLE: "—",
}
UNKNOWN_DIRECTION = (Verdict.UNCLEAR, Verdict.TOO_FEW, Verdict.TOO_WIDE)  # none is claimed where none is known
STANDARD_MARKS: dict[StandardStatus, str] = {
    StandardStatus.MET: "√",
    StandardStatus.MISSED: "×",
    StandardStatus.UNDECIDED: "◆",
}
THEN: dict[ChangeKind, str] = {"yoy": "去年同期", "mom": "上期", "month": "上月", "lunar": "去年春节同期"}


class ChangeAmount(NamedTuple):
    """Judged change as it is printed: sign (+, −, or empty of none) and amount with its unit.

    `is_daily` says that it is a change of the amounts per day. Where there is no change to print, `absence` says why
    (Chinese) and the rest is empty.
    """

    sign: str = ""
    amount: str = ""
    is_daily: bool = False
    absence: str = ""

    def __str__(self) -> str:
        if self.is_daily:
            return f"日均 {self.sign}{self.amount}"
        return self.absence or (f"{self.sign}{self.amount}" if self.sign else UNCHANGED)


@dataclass(frozen=True, slots=True)
class ChangeText:
    """Change with its judgement, in words.

    `span` is n₀ → n₁, `amount` the change that is judged (per day where the windows differ in days), `unit` its unit,
    `interval` its 95% interval in words, or empty. `raw` is the plain change where the one per day is judged, otherwise
    empty. `verdict` comes with its `mark`, a shape, its label, and the `phrase` that it is in a sentence (empty of what
    is counted in full: a fact needs no verdict). `detectable` says in words what could have been told,
    `detectable_amount` how much that is; both are empty where nothing could. `note` is what else a reader should know,
    `sentence` all of it in one sentence. `month` is the month that is compared where it is not the board's period.
    """

    kind: ChangeKind
    label: str
    span: str
    amount: ChangeAmount
    unit: ChangeUnit
    interval: str
    mark: str
    verdict: Verdict
    verdict_label: str
    phrase: str
    tone: Tone
    reason: str
    note: str
    sentence: str
    raw: str = ""
    detectable: str = ""
    detectable_amount: str = ""
    month: str = ""

    @property
    def change(self) -> str:
        """The judged change as printed, such as −19.5%, 日均 −0.2% or 持平."""
        return str(self.amount)

    @property
    def marked_verdict(self) -> str:
        """The verdict after its shape, such as ▼ 确有下降."""
        return f"{self.mark} {self.verdict_label}"


class _Rendered(NamedTuple):
    """A change in words, with what it was made of, so that nothing else is ever at the same addresses."""

    kpi: Kpi
    change: Change
    judged: Judgement
    text: ChangeText


MAX_RENDERED = 512
_rendered: LruDict[tuple[int, int, int], _Rendered] = LruDict(MAX_RENDERED)  # boards take over what has not changed
_lock = Lock()


def label_of(change: Change) -> str:
    """Returns a name such as 同比, or 10月环比 for the last complete month against the one before."""
    return f"{month}{KIND_NAMES['mom']}" if (month := month_of(change)) else KIND_NAMES[change.kind]


def month_of(change: Change) -> str:
    """Returns the month that is compared, such as 10月, where it is the last complete one and not the period."""
    if change.kind != "month":
        return ""
    middle = to_date((change.base.first + change.base.last) // 2)  # after whose month the base is named
    return f"{middle.month % 12 + 1}月"


def change_text_of(board: Board, kpi_id: str, kpi: Kpi, unit: int, kind: ChangeKind) -> ChangeText | None:
    """Renders one change of a board; None where the board does not hold it."""
    change = board.changes.get((kpi_id, unit, kind))
    if change is None:
        return None
    judged = board.judgements[kpi_id, unit, kind]
    key = id(kpi), id(change), id(judged)
    with _lock:
        rendered = _rendered.use(key)
    if rendered is None:
        rendered = _Rendered(kpi, change, judged, render(kpi, change, judged))
        with _lock:
            _rendered[key] = rendered
    return rendered.text


def render(kpi: Kpi, change: Change, judged: Judgement) -> ChangeText:
    """Puts a change and its judgement into words."""
    return ChangeText(
        kind=change.kind,
        label=label_of(change),
        span=span_text(kpi, judged),
        amount=_amount(change, judged),
        unit=change.unit,
        interval=interval_text(change, judged),
        mark=MARKS[judged.verdict],
        verdict=judged.verdict,
        verdict_label=judged.label,
        phrase="" if judged.counted_label else judged.phrase,
        tone=judged.tone,
        reason=judged.reason,
        note=_note(kpi, change, judged),
        sentence=judged.sentence,
        raw=_raw(change, judged),
        detectable=detectable_sentence(judged.detectable, change.unit),
        detectable_amount=detectable_amount(judged.detectable, change.unit),
        month=month_of(change),
    )


def span_text(kpi: Kpi, judged: Judgement) -> str:
    """Returns n₀ → n₁, such as 28,542 → 29,249 起 or 91.18% → 91.59%."""
    then, now = amount_text(kpi, judged.v0), amount_text(kpi, judged.v1)
    if judged.v0 is not None and judged.v1 is not None and kpi.kind != "rate":
        then = then.removesuffix(f" {kpi.unit}")
    return f"{then} → {now}"


def _judged_value(change: Change) -> Fraction | None:
    return change.change if change.per_day is None else change.per_day


def judged_change(change: Change, judged: Judgement) -> float | None:
    """Returns the judged change as a number, rounded as it is printed."""
    value = _judged_value(change)
    if value is None:
        return None
    sign, amount = sign_and_amount(value, change.unit, judged_digits(judged, change.unit))
    number = to_number(amount.removesuffix(change.unit))
    return -number if sign == "−" else number


def _amount(change: Change, judged: Judgement) -> ChangeAmount:
    """Returns the judged change with no more decimals than its interval bears out."""
    value = _judged_value(change)
    if value is None:
        return ChangeAmount(absence=raw_change_text(change, judged))
    sign, amount = sign_and_amount(value, change.unit, judged_digits(judged, change.unit))
    return ChangeAmount(sign, amount, change.per_day is not None)


def raw_change_text(change: Change, judged: Judgement) -> str:
    """Returns the raw change with the decimals that its judgement bears out, or why there is none."""
    return change_text(change, judged_digits(judged, change.unit))


def _raw(change: Change, judged: Judgement) -> str:
    return "" if change.per_day is None else raw_change_text(change, judged)


def interval_text(change: Change, judged: Judgement) -> str:
    """Returns such as 95% 区间 −8.2% 至 +4.3%; empty where there is none."""
    if judged.low is None:
        return ""
    return f"95% 区间 {ends_text((judged.low, judged.high), change.unit, judged_digits(judged, change.unit))}"


def interval_ends_text(change: Change, judged: Judgement) -> str:
    """Returns the ends alone, for a table column named 95% 区间: −8.2% 至 +4.3%, or −0.3 至 +1.2 of points."""
    if judged.low is None:
        return ""
    unit = "" if change.unit is ChangeUnit.POINTS else change.unit
    return ends_text((judged.low, judged.high), unit, judged_digits(judged, change.unit))


def standard_interval_text(kpi: Kpi, answer: StandardAnswer) -> str:
    """Returns the interval of a figure that has a standard, such as 95% 区间 70.00% 至 80.00%; empty without one."""
    if answer.low is None or answer.high is None:
        return ""
    return f"95% 区间 {amount_estimate_text(kpi, answer.low)} 至 {amount_estimate_text(kpi, answer.high)}"


def _note(kpi: Kpi, change: Change, judged: Judgement) -> str:
    """Returns what else a reader needs: the raw change where the one per day is judged, and the engine's remark."""
    words = "两期天数不同；总数 " if kpi.kind == "count" else "两期天数不同；原数 "
    raw = f"{words}{_raw(change, judged)}" if change.per_day is not None else ""
    remark = change.note if change.note and change.note != judged.reason else ""
    base = f"基期{change.base_figure.note}" if change.base_figure.has_false_part else ""
    return "；".join(filter(None, (judged.note, raw, remark, base)))


def headline(board: Board, kpi_id: str, kpi: Kpi, unit: int, kind: ChangeKind = "yoy") -> str:
    """Returns a chart's title, such as 纠纷警情较去年同期下降 19.5%，确有下降.

    Where the weeks around the lunar new year make the plain 同比 mislead, it is of the aligned one.
    """
    if kind == "yoy" and (kpi_id, unit, "lunar") in board.changes and board.judgements[kpi_id, unit, kind].note:
        kind = "lunar"
    text = change_text_of(board, kpi_id, kpi, unit, kind)
    return kpi.label if text is None else headline_of(kpi, text)


def headline_of(kpi: Kpi, text: ChangeText) -> str:
    """Returns the title for a change that has been rendered."""
    base = THEN.get(text.kind, f"{KIND_NAMES[text.kind]}基期")
    if text.verdict is Verdict.NOT_COMPARABLE:
        return f"{kpi.label}与{base}不可比"
    sign, amount, is_daily, absence = text.amount
    verdict = text.phrase and f"，{text.phrase}"
    if absence or (is_daily and not sign):
        return f"{kpi.label}较{base}{absence or amount}{verdict}"
    if not sign:
        is_flat = text.verdict is Verdict.FLAT
        return f"{kpi.label}与{base}{UNCHANGED if is_flat else f'数值相同{verdict}'}"
    if text.verdict in UNKNOWN_DIRECTION:
        return f"{kpi.label}{'日均' if is_daily else ''}较{base} {sign}{amount}{verdict}"
    direction = "上升" if sign == "+" else "下降"
    if text.unit is ChangeUnit.POINTS and text.kind == "yoy":  # a long unit: the title must stay on one line
        return f"{kpi.label}同比{direction} {amount}{verdict}"
    return f"{kpi.label}{'日均' if is_daily else ''}较{base}{direction} {amount}{verdict}"

"""A change as people read it, piece by piece: what a tile, a table, a dialog and a title say alike."""

from __future__ import annotations

from dataclasses import dataclass

from core.catalogue.model import Kpi
from core.judgement.words import NAMES, amount_text, ends_text
from core.metrics.display import change_digits, change_text, rounded, signed
from core.metrics.types import Board, Change, ChangeKind, ChangeUnit, Judgement, StandardStatus, Tone, Verdict

MARKS: dict[Verdict, str] = {
    Verdict.RISE: "▲",
    Verdict.FALL: "▼",
    Verdict.NORMAL: "≈",
    Verdict.TOO_FEW: "◆",
    Verdict.NOT_COMPARABLE: "—",
}
STANDARD_MARKS: dict[StandardStatus, str] = {
    StandardStatus.MET: "√",
    StandardStatus.MISSED: "×",
    StandardStatus.UNDECIDED: "◆",
}
THEN: dict[ChangeKind, str] = {"yoy": "去年同期", "mom": "上期", "month": "上月", "lunar": "去年春节同期"}


@dataclass(frozen=True, slots=True)
class ChangeText:
    """One change, with its judgement.

    `span` is n₀ → n₁, `change` the change that is judged (per day where the windows differ in days), `interval` its
    95% interval in words, or empty. `verdict` comes with its `mark`, a shape. `note` is what else there is to say,
    `whole` all of it in one sentence.
    """

    kind: ChangeKind
    label: str
    span: str
    change: str
    interval: str
    mark: str
    verdict: Verdict
    tone: Tone
    reason: str
    note: str
    sentence: str

    @property
    def marked_verdict(self) -> str:
        """Such as ▼ 确有下降."""
        return f"{self.mark} {self.verdict}"


def label_of(change: Change) -> str:
    """Such as 同比, or 10月环比 for the last whole month against the one before."""
    if change.kind != "month":
        return NAMES[change.kind]
    return f"{change.base.end.month % 12 + 1}月环比"


def change_text_of(board: Board, kpi_id: str, kpi: Kpi, unit: int, kind: ChangeKind) -> ChangeText | None:
    """One change of a board, or None where the board does not hold it."""
    change = board.changes.get((kpi_id, unit, kind))
    if change is None:
        return None
    judged = board.judgements[kpi_id, unit, kind]
    return render(kpi, change, judged)


def render(kpi: Kpi, change: Change, judged: Judgement) -> ChangeText:
    """A change with its judgement, in words."""
    return ChangeText(
        kind=change.kind,
        label=label_of(change),
        span=span_text(kpi, judged),
        change=judged_change_text(change, judged),
        interval=interval_text(change, judged),
        mark=MARKS[judged.verdict],
        verdict=judged.verdict,
        tone=judged.tone,
        reason=judged.reason,
        note=_note(change, judged),
        sentence=judged.sentence,
    )


def span_text(kpi: Kpi, judged: Judgement) -> str:
    """n₀ → n₁: such as 28,542 → 29,249 起, or 91.18% → 91.59%."""
    then, now = amount_text(kpi, judged.v0), amount_text(kpi, judged.v1)
    if judged.v0 is not None and judged.v1 is not None and kpi.kind != "rate":
        then = then.removesuffix(f" {kpi.unit}")
    return f"{then} → {now}"


def _width(judged: Judgement) -> float | None:
    return None if judged.low is None or judged.high is None else judged.high - judged.low


def _digits(change: Change, judged: Judgement) -> int:
    """What is counted in full has no interval; one officer is tenths of a point of a share, so one decimal does."""
    width = _width(judged)
    return 1 if width is None else change_digits(change.unit, width)


def judged_change(change: Change, judged: Judgement) -> float | None:
    """The change that is judged as a number, rounded as `moved_text` writes it."""
    value = change.change if change.per_day is None else change.per_day
    digits = _digits(change, judged)
    return None if value is None else float(rounded(value, digits).replace(",", ""))


def judged_change_text(change: Change, judged: Judgement) -> str:
    """The change that is judged, with no more decimals than its interval bears out: such as −19.5% or 日均 −0.2%."""
    value = change.change if change.per_day is None else change.per_day
    if value is None:
        return change_text(change)
    text = signed(value, change.unit, _digits(change, judged))
    if change.per_day is not None:
        return f"日均 {text}"
    return text if text[0] in "+−" else "持平"


def interval_text(change: Change, judged: Judgement) -> str:
    """Such as 95% 区间 −8.2% 至 +4.3%; empty where there is none."""
    if judged.low is None:
        return ""
    digits = _digits(change, judged)
    return f"95% 区间 {ends_text((judged.low, judged.high), change.unit, digits)}"


def _note(change: Change, judged: Judgement) -> str:
    """What a reader needs beside it: the raw change where the one per day is judged, and the engine's own remark."""
    raw = f"两期天数不同；总数 {change_text(change, _width(judged))}" if change.per_day is not None else ""
    remark = change.note if change.note and change.note != judged.reason else ""
    return "；".join(filter(None, (judged.note, raw, remark)))


def headline(board: Board, kpi_id: str, kpi: Kpi, unit: int, kind: ChangeKind = "yoy") -> str:
    """What a chart's title says: such as 纠纷警情较去年同期下降 19.5%，确有下降.

    Where the weeks around the lunar new year make the plain 同比 mislead, the aligned one speaks.
    """
    if kind == "yoy" and (kpi_id, unit, "lunar") in board.changes and board.judgements[kpi_id, unit, kind].note:
        kind = "lunar"
    told = change_text_of(board, kpi_id, kpi, unit, kind)
    return kpi.label if told is None else headline_of(kpi, told)


def headline_of(kpi: Kpi, told: ChangeText) -> str:
    """The same of a change that has been put into words."""
    kind = told.kind
    then = THEN.get(kind, f"{NAMES[kind]}基期")
    if told.verdict is Verdict.NOT_COMPARABLE:
        return f"{kpi.label}与{then}不可比"
    daily, text = told.change.startswith("日均 "), told.change.removeprefix("日均 ")
    if text[0] not in "+−":
        return f"{kpi.label}较{then}{text}，{told.verdict}" if text != "持平" else f"{kpi.label}与{then}持平"
    way = "上升" if text[0] == "+" else "下降"
    if text.endswith(ChangeUnit.POINTS) and kind == "yoy":  # a long unit: the title must stay on one line
        return f"{kpi.label}同比{way} {text[1:]}，{told.verdict}"
    return f"{kpi.label}{'日均' if daily else ''}较{then}{way} {text[1:]}，{told.verdict}"

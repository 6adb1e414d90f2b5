"""Keys of what may be said: verdicts on changes, sentences that may be printed, printed figures, usual days."""

from __future__ import annotations

import re

from core.audit.claim import Claim, ClaimKind
from core.audit.claim_check import check_claim
from core.audit.finding import AuditVerdict
from core.audit.printed_figure import Relation, parse_figure
from core.features.expected_range.types import RangeState
from core.labelled_enum import LabelledEnum
from core.metrics.display import change_digits, change_text, figure_text
from core.metrics.types import Change, ChangeUnit, Judgement, Verdict
from seed.choices import shipped
from seed.lessons.classroom import Classroom, kpi_of
from seed.lessons.key_line import KeyLine
from seed.lessons.question import Question


class Say(LabelledEnum):
    """Answers to the question whether something has changed."""

    RISE = "rise", "确有上升"
    FALL = "fall", "确有下降"
    FLAT = "flat", "基本持平"
    CANNOT_TELL = "cannot_tell", "不能判断"


_SAID = {Verdict.RISE: Say.RISE, Verdict.FALL: Say.FALL, Verdict.FLAT: Say.FLAT}
CANNOT_TELL_DAY = "说不出"
DISPERSION = re.compile(r"（离散系数 [\d.]+）")
COULD_BE_TOLD = re.compile(r"本期能看出 (\S+(?: 个百分点)?) 以上")
NOT_FLAT = "看不出升降，不等于没有变化，所以也不能说持平。"
SENTENCES = {
    Say.RISE: "{head}，确有上升。",
    Say.FALL: "{head}，确有下降。",
    Say.FLAT: "{head}，变化很小，基本持平。",
    Say.CANNOT_TELL: "{head}，升降还看不出来，可能只是偶然。",
}
BEYOND = ("{head}，这是上月专项整治的成效。", "{head}，在全省处于前列。")  # no figure here tells a cause or a place
KINDS = {"yoy": "同比", "mom": "环比", "month": "比上月", "lunar": "按春节对齐同比"}


def verdict(question: Question, room: Classroom) -> KeyLine:
    """Ask whether a change of a KPI is real; 不能判断 where the product cannot tell either."""
    right_word, _change, why = _judged(question, room)
    return KeyLine(question, right_word.label, why, tuple(word.label for word in Say), (right_word.label,))


def sentence(question: Question, room: Classroom) -> KeyLine:
    """Ask which sentence may be printed: one that says what was shown, and neither more nor less."""
    right_word, change, why = _judged(question, room)
    board, figure = room.figure(question)
    kpi = shipped().kpis[kpi_of(question)]
    change_words = "没有可比的数" if change is None else change_text(change, change_digits(change.unit))
    head = f"{board.label}{kpi.zh} {figure_text(kpi, figure)}，{KINDS[question.change]} {change_words}"
    sentences = {word: text.format(head=head) for word, text in SENTENCES.items()}
    against = None if change is None or not change.change else Say.FALL if change.change > 0 else Say.RISE
    options = [text for word, text in sentences.items() if word is not against or word is right_word]
    options += [text.format(head=head) for text in BEYOND]
    if change is not None and change.unit is ChangeUnit.POINTS and change.change:
        options.append(sentences[right_word].replace(f" {ChangeUnit.POINTS}", "%").replace(ChangeUnit.POINTS, "%"))
    return KeyLine(question, sentences[right_word], why, tuple(dict.fromkeys(options)), (sentences[right_word],))


def _judged(question: Question, room: Classroom) -> tuple[Say, Change | None, str]:
    """Return what may be said of a change, the change, and why (Chinese)."""
    board = room.board(question)
    key = kpi_of(question), room.bureau.id, question.change
    judged, change = board.judgements.get(key), board.changes.get(key)
    if judged is None:
        return Say.CANNOT_TELL, change, (change.reason if change else None) or "这个期间没有这种比较。"
    return _SAID.get(judged.verdict, Say.CANNOT_TELL), change, _why(judged)


def _why(judged: Judgement) -> str:
    """Return the product's own sentence, without the figures of its method, which a class has not learnt."""
    plain = COULD_BE_TOLD.sub(r"真有 \1 以上的变化，本期才看得出来", DISPERSION.sub("", judged.sentence))
    not_flat = NOT_FLAT if judged.verdict is Verdict.UNCLEAR else ""
    return "".join(filter(None, (f"产品的判断是“{judged.verdict}”。", plain, not_flat, judged.note)))


def day_range(question: Question, room: Classroom) -> KeyLine:
    """Ask whether a day's count is usual, beside like days before it."""
    expected = room.engine.expected_range(kpi_of(question), room.bureau.id, question.day)
    options = (*(str(state) for state in RangeState), CANNOT_TELL_DAY)
    if expected.range is None or expected.value is None or expected.state is None:
        return KeyLine(question, CANNOT_TELL_DAY, f"{expected.reason or '当天没有数'}。", options, (CANNOT_TELL_DAY,))
    state = str(expected.state)
    usual = expected.range
    why = f"{expected.day} {expected.value} 起，{expected.kind}通常 {usual.low} 至 {usual.high} 起。"
    return KeyLine(question, state, why, options, (state,))


def printed_claim(question: Question) -> KeyLine:
    """Ask whether a printed figure can be true, by the audit."""
    printed = question.claim
    assert printed is not None  # the reader of the lesson has seen to it
    claim = Claim(
        row=1,
        claim="",
        source="",
        place="",
        period="",
        kpi=printed.kpi,
        kind=ClaimKind(printed.kind),
        numerator=printed.numerator,
        denominator=printed.denominator,
        relation=Relation.EQUAL,
        reported=printed.reported,
        unit=printed.unit,
        figure=parse_figure(printed.reported, printed.unit),
    )
    finding = check_claim(claim, shipped())
    answer = finding.verdict.label
    return KeyLine(question, answer, finding.reason, tuple(word.label for word in AuditVerdict), (answer,))

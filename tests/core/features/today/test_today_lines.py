"""What is new since a day: steps of the other side, clocks and dates that ran out, signals, and the one sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.features.signals.digest import SentSignal
from core.features.signals.types import Signal
from core.features.today.instruction_lines import Days, instruction_lines
from core.features.today.older import older_instructions, older_signals, older_work
from core.features.today.sentence import MOST_KINDS, today_sentence
from core.features.today.signal_lines import dismissed_signals, ended_signals, new_signals
from core.features.today.types import TodayKind, TodayLine
from core.features.today.work_lines import DatedWork, single_work, work_by_station
from core.instructions.model import Deadlines, Event, Side, Step
from core.instructions.read import Instruction
from core.instructions.states import state_of
from core.metrics.types import Window
from core.time.days import day_number
from tests.support.attention_world import UNITS
from tests.support.instruction_world import CHIEF, ORDER, STATION, at

TODAY, YESTERDAY = date(2026, 9, 22), date(2026, 9, 21)
DAYS = Days(day_number(YESTERDAY), day_number(TODAY))


def day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def instruction(*steps: tuple[Step, str], due: Deadlines | None = None) -> Instruction:
    """An instruction sent on the 14th, with more steps and their times."""
    deadlines = due or Deadlines(day("2026-09-30"), day("2026-09-30"), day("2026-09-30"))
    events = [Event(1, at("2026-09-14 09:00"), CHIEF, Step.SEND, content=ORDER, deadlines=deadlines)]
    receivers = (Step.SIGN, Step.HAND_BACK, Step.PROGRESS, Step.REPORT, Step.ASK_TIME)
    for number, (step, time) in enumerate(steps, 2):
        actor = STATION if step in receivers else CHIEF
        asked = day("2026-10-09") if step in (Step.ASK_TIME, Step.GRANT) else None
        granted = Deadlines(deadlines.sign, deadlines.report, asked) if step is Step.GRANT else None
        events.append(Event(number, at(time), actor, step, text="说明", day=asked, deadlines=granted))
    return Instruction("L1", state_of(events), tuple(events), ())


def kinds(*instructions: Instruction, side: Side = Side.ISSUER) -> list[TodayKind]:
    return [line.kind for line in instruction_lines(instructions, side, DAYS)]


SIGNED, REPORTED = (Step.SIGN, "2026-09-15 09:00"), (Step.REPORT, "2026-09-21 16:00")


@pytest.mark.parametrize(
    ("steps", "for_issuer", "for_receiver"),
    [
        ((), [], []),  # sent before
        ((SIGNED,), [], []),
        (((Step.SIGN, "2026-09-21 09:00"),), [TodayKind.ANSWERED], []),
        ((SIGNED, REPORTED), [TodayKind.TO_REVIEW], []),
        ((SIGNED, REPORTED, (Step.REJECT, "2026-09-22 08:00")), [], [TodayKind.RETURNED]),
        ((SIGNED, REPORTED, (Step.ACCEPT, "2026-09-22 08:00")), [], [TodayKind.ANSWERED]),
        (((Step.HAND_BACK, "2026-09-21 09:00"),), [TodayKind.RETURNED], []),
        ((SIGNED, (Step.ASK_TIME, "2026-09-22 08:00")), [TodayKind.ASKED], []),
    ],
)
def test_a_line_tells_what_the_other_side_did(
    steps: tuple[tuple[Step, str], ...], for_issuer: list[TodayKind], for_receiver: list[TodayKind]
) -> None:
    assert kinds(instruction(*steps)) == for_issuer
    assert kinds(instruction(*steps), side=Side.RECEIVER) == for_receiver


def test_who_is_urged_is_told() -> None:
    late = Deadlines(day("2026-09-15"), day("2026-12-31"), day("2026-12-31"))
    urged = instruction((Step.URGE, "2026-09-22 08:00"), due=late)
    assert kinds(urged, side=Side.RECEIVER) == [TodayKind.URGED]
    assert kinds(urged) == []


def test_a_new_instruction_is_new_to_the_station_alone() -> None:
    fresh = instruction()
    sent = replace(fresh.events[0], at=at("2026-09-22 08:30"))
    fresh = replace(fresh, events=(sent,), state=state_of([sent]))
    assert kinds(fresh, side=Side.RECEIVER) == [TodayKind.RECEIVED]
    assert kinds(fresh) == []


@pytest.mark.parametrize(
    ("due", "kind"),
    [
        ("2026-09-19", []),  # overdue since the 20th, before
        ("2026-09-20", [TodayKind.OVERDUE]),  # since yesterday
        ("2026-09-21", [TodayKind.OVERDUE]),  # since today
        ("2026-09-22", [TodayKind.DUE]),
        ("2026-09-23", []),
    ],
)
def test_a_clock_is_told_on_its_day_and_when_it_has_just_run_out(due: str, kind: list[TodayKind]) -> None:
    late = day("2026-12-31")
    unsigned = instruction(due=Deadlines(day(due), late, late))
    assert kinds(unsigned) == kinds(unsigned, side=Side.RECEIVER) == kind
    signed = instruction(SIGNED, due=Deadlines(day(due), late, late))
    assert kinds(signed) == [], "a clock that was met runs no more"


def test_work_is_told_by_station_or_each_by_itself() -> None:
    work = [
        DatedWork("A1", "家庭", 2, day("2026-09-21")),
        DatedWork("A2", "邻里", 2, day("2026-09-20")),
        DatedWork("A3", "邻里", 3, day("2026-09-22")),
        DatedWork("A4", "邻里", 3, day("2026-09-19")),
        DatedWork("A5", "邻里", 3, None),
    ]
    assert list(work_by_station("重点矛盾", work, DAYS, "key_disputes")) == [
        TodayLine(TodayKind.OVERDUE, 2, "重点矛盾 2 件", pieces=2, page="key_disputes"),
        TodayLine(TodayKind.DUE, 3, "重点矛盾 1 件", pieces=1, page="key_disputes"),
    ]
    assert [line.text for line in single_work("重点矛盾", work, DAYS, "")] == [
        "重点矛盾 A1（家庭）",
        "重点矛盾 A2（邻里）",
        "重点矛盾 A3（邻里）",
    ]


def signal(key: str, kind: str, since: date) -> Signal:
    window, begun = Window(1, 7), False
    return Signal(key, "rise", kind, "burst", UNITS[1], 2, None, window, since, begun, 1.0, "疑似上升。")  # type: ignore[arg-type]


def test_signals_are_new_ended_or_dismissed() -> None:
    new, old = signal("a", "rise", YESTERDAY), signal("b", "fault", date(2026, 9, 1))
    late, overdue = signal("c", "late", TODAY), signal("d", "overdue", TODAY)
    assert [(line.kind, line.unit) for line in new_signals([new, old, late, overdue], YESTERDAY)] == [
        (TodayKind.UNUSUAL, 2),
        (TodayKind.LATE, 2),
    ]
    assert [line.kind for line in new_signals([old], date(2026, 9, 1))] == [TodayKind.DOUBTFUL]
    told_in = replace(new, also_keys=("b",))
    assert [line.kind for line in ended_signals([new, old], [new])] == [TodayKind.ENDED]
    assert list(ended_signals([new, old], [told_in])) == [], "what is told in another is not over"
    assert [line.ground for line in dismissed_signals([(old, "集中录入")])] == ["理由：集中录入"]


def line(kind: TodayKind, pieces: int = 1) -> TodayLine:
    return TodayLine(kind, 2, "……", pieces=pieces)


def test_the_sentence_counts_what_is_to_be_handled() -> None:
    lines = [line(TodayKind.OVERDUE, 2), line(TodayKind.OVERDUE), line(TodayKind.UNUSUAL), line(TodayKind.PUBLISHED)]
    assert today_sentence(lines, "昨日", knows_signals=True) == "自昨日以来：新逾期 3 件，新预警 1 条。"
    every = today_sentence([line(kind, 99) for kind in TodayKind], "09-08", knows_signals=True)
    assert every.count("，") == MOST_KINDS - 1 and "等" in every and len(every.replace(" ", "")) <= 40


def test_nothing_new_is_not_nothing_to_do() -> None:
    assert today_sentence([], "昨日", knows_signals=True, older=12).endswith("没有需要处理的新变化；此前未了 12 条。")
    every = today_sentence([line(kind, 99) for kind in TodayKind], "09-08", knows_signals=True, older=99)
    assert every.endswith("等；此前未了 99 条。") and len(every.replace(" ", "")) <= 40


def test_what_began_before_still_stands_by_class_as_on_the_wall() -> None:
    before, new = signal("a", "rise", date(2026, 9, 1)), signal("b", "rise", TODAY)
    (matters,) = older_signals([SentSignal(before, ("L1",)), SentSignal(before, ()), SentSignal(new, ())], YESTERDAY)
    assert (matters.pieces, matters.total, matters.page) == (2, "共 2 条，已派指令 1 条", "signals")
    assert older_signals([SentSignal(new, ())], YESTERDAY) == []


def test_work_that_ran_out_long_ago_is_older_and_never_news() -> None:
    dues = ("2026-09-10", "2026-09-19", "2026-09-20", "2026-09-22", "2026-09-30")
    work = [DatedWork(f"M{due}", "邻里", 1, day(due)) for due in dues]
    work.append(DatedWork("M", "邻里", 1, None))
    (matters,) = older_work("矛盾纠纷", work, DAYS, "officer")
    assert (matters.text, matters.pieces) == ("矛盾纠纷 M2026-09-10（邻里）", 2)
    news = list(single_work("矛盾纠纷", work, DAYS, "officer"))
    assert [piece.kind for piece in news] == [TodayKind.OVERDUE, TodayKind.DUE]
    assert older_work("矛盾纠纷", work[2:], DAYS, "officer") == []


def test_an_instruction_that_ran_out_long_ago_is_older_with_all_its_clocks() -> None:
    signed_late = instruction(SIGNED, due=Deadlines(day("2026-09-16"), day("2026-09-18"), day("2026-09-19")))
    just_past = instruction(SIGNED, due=Deadlines(day("2026-09-16"), day("2026-09-21"), day("2026-09-25")))
    ended = instruction(SIGNED, REPORTED, due=Deadlines(day("2026-09-16"), day("2026-09-18"), day("2026-09-19")))
    (matters,) = older_instructions([just_past, signed_late, ended], DAYS)
    assert (matters.text, matters.pieces) == ("指令 L1：反馈、办结逾期", 1)
    assert older_instructions([just_past, ended], DAYS) == []


def test_silence_says_so_and_never_before_the_signals_are_known() -> None:
    assert today_sentence([], "昨日", knows_signals=True) == "自昨日以来没有需要处理的新变化。"
    assert today_sentence([line(TodayKind.PUBLISHED)], "昨日", knows_signals=True).startswith("自昨日以来没有")
    assert today_sentence([], "昨日", knows_signals=False) == "自昨日以来没有需要处理的新变化；预警还没有算好。"

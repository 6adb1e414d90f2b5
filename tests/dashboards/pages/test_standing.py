"""Lines of the wall's strip: every class that holds anything has its line, and calm is said only where none does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from core.access.scoped_instructions import OverdueInstruction
from core.catalogue.signal_model import SignalKind
from core.features.follow_up.progress import Progress
from core.features.signals.digest import SentSignal, SignalGroup, digests
from core.features.signals.types import Signal
from core.instructions.model import Stage
from core.metrics.types import Board, Window
from dashboards.pages.chief import standing
from dashboards.pages.chief.loop import loop_steps
from dashboards.pages.chief.standing import Places, StripLine, calm_text, strip_lines
from tests.support.attention_world import FELL, LAST, RATE, UNITS, board

QUIET = board({}, {}, {})
IMPROVED = board({(RATE, 1): replace(FELL, tone="better")}, {}, {})
LATE = replace(QUIET, late_kpis={RATE: LAST})
FALSE_PART = replace(
    QUIET, figures={key: replace(figure, has_false_part=True) for key, figure in QUIET.figures.items()}
)
NAMES = {unit.id: unit.name for unit in UNITS}
STAGES = {"令1": Stage.SENT, "令2": Stage.FILED}
PLACES = Places(lambda signal: signal.unit.name, NAMES.__getitem__, STAGES.get)


def signal(kind: SignalKind, unit: int, headline: str = "电诈警情 8 起", *sent: str) -> SentSignal:
    where = next(candidate for candidate in UNITS if candidate.id == unit)
    place = (where, None if unit == 1 else unit, None, Window(1, 7), date(2026, 3, 1), False, 3.0)
    return SentSignal(Signal("键", kind, kind, "list", *place, "全句。", headline=headline), sent)


def late_instruction(unit: int, headline: str) -> SentSignal:
    told = signal("overdue", unit, headline)
    return told._replace(signal=replace(told.signal, work_list="instructions"))


def lines(
    *signals: SentSignal, shown: Board = QUIET, overdue: tuple[OverdueInstruction, ...] = ()
) -> dict[SignalGroup, StripLine]:
    return {line.group: line for line in strip_lines(shown, digests(signals), overdue, PLACES)}


def test_calm_is_said_once_with_the_figures_that_moved_for_sure() -> None:
    assert lines() == {}
    assert calm_text(QUIET) == "平稳：没有异常，没有数据存疑，没有逾期；2 项指标没有确认的升降"
    assert calm_text(IMPROVED).endswith("；2 项指标中 1 项确有升降")


def test_figures_that_are_not_there_are_no_figures_without_a_change() -> None:
    figures = {key: replace(figure, exact=None, reason="没有上报") for key, figure in QUIET.figures.items()}
    none = replace(QUIET, figures=figures)
    assert standing.confirmed_text(none) == "2 项指标都没有数字" and not standing.has_figures(none)
    some = replace(QUIET, figures={**figures, (RATE, 1): QUIET.figures[RATE, 1]})
    assert standing.confirmed_text(some) == "1 项指标没有确认的升降；1 项没有数字" and standing.has_figures(some)


def test_a_class_names_its_first_place_and_what_was_sent() -> None:
    found = lines(
        signal("rise", 2, "7 天电诈警情 8 起，平时约 0.4 起", "令1"), signal("rise", 3), signal("repeat", 3, "", "令2")
    )
    assert list(found) == [SignalGroup.UNUSUAL]
    (line,) = found.values()
    assert line.name == "① 异常" and line.total == "3 条，另有二所"
    assert line.lead == "一所：7 天电诈警情 8 起，平时约 0.4 起"
    assert line.sent == "已派指令，待签收；3 条中已派 2 条"


def test_a_signal_without_a_headline_is_told_by_its_finding() -> None:
    assert lines(signal("twice", 2, ""))[SignalGroup.DOUBTFUL_DATA].lead == "一所：全句。"


def test_late_and_false_figures_are_doubts_without_any_signal() -> None:
    assert lines(shown=LATE)[SignalGroup.DOUBTFUL_DATA].total == "1 项指标的来源迟报"
    assert lines(shown=FALSE_PART)[SignalGroup.DOUBTFUL_DATA].total == "2 项指标含有误的数"
    both = lines(signal("late", 1), shown=LATE)[SignalGroup.DOUBTFUL_DATA]
    assert both.total == "1 条；1 项指标的来源迟报"


def test_overdue_instructions_are_told_with_or_without_signals() -> None:
    late = (OverdueInstruction("令9", 3, ("签收", "反馈")), OverdueInstruction("令8", 2, ("办结",)))
    alone = lines(overdue=late)[SignalGroup.OVERDUE]
    assert (alone.total, alone.lead) == ("指令逾期 2 件", "期限最早的：二所（签收、反馈）")
    beside = lines(signal("overdue", 2, "在办案件逾期 11 件，最久 30 天"), overdue=late)[SignalGroup.OVERDUE]
    assert (beside.total, beside.lead) == ("1 条；指令逾期 2 件", "一所：在办案件逾期 11 件，最久 30 天")


def test_overdue_instructions_and_their_signals_are_one_count() -> None:
    late = (OverdueInstruction("令9", 3, ("反馈",)), OverdueInstruction("令8", 2, ("办结",)))
    of_signals = [late_instruction(2, "指令逾期 1 件，最久 5 天"), late_instruction(3, "指令逾期 1 件，最久 2 天")]
    line = lines(*of_signals, overdue=late)[SignalGroup.OVERDUE]
    assert (line.total, line.lead) == ("指令逾期 2 件，另有二所", "一所：指令逾期 1 件，最久 5 天")
    assert lines(*of_signals)[SignalGroup.OVERDUE].total == "2 条，另有二所"
    cases = signal("overdue", 3, "在办案件逾期 11 件，最久 30 天")
    assert lines(cases, *of_signals, overdue=late)[SignalGroup.OVERDUE].total == "3 条，另有一所；指令逾期 2 件"


def test_the_loop_counts_stages_and_says_what_is_not_known_yet() -> None:
    progress = Progress({"a": Stage.SENT, "b": Stage.HANDED_BACK, "c": Stage.SIGNED, "d": Stage.FILED})
    found = digests([signal("rise", 2, "", "令1"), signal("late", 3)])
    steps = loop_steps(found, progress, 4)
    assert [step.name for step in steps] == ["发现", "其中已派", "全部指令：待签收", "办理中", "归档后指标有变化"]
    assert [step.begins for step in steps] == [False, False, True, False, False]
    assert [step.total for step in steps] == ["2", "1", "2", "1", "4"]
    assert [step.total for step in loop_steps(None, progress, None)] == ["在算", "在算", "2", "1", "在算"]


@pytest.mark.parametrize("kind", get_args(SignalKind))
def test_no_kind_of_signal_leaves_the_wall_calm(kind: SignalKind) -> None:
    (line,) = lines(signal(kind, 2)).values()
    assert line.lead and line.total == "1 条"
    assert standing.TONES[line.group] in ("worse", "watch"), "a frame around the wall"

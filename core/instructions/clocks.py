"""The clocks: working days, 调休 known, counted from the day after the step that starts them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.catalogue.model import Catalogue
from core.instructions.model import Deadlines, InstructionContent, InstructionRefused, Step
from core.instructions.states import InstructionState
from core.time.calendar import WorkCalendar
from core.time.days import day_of_time

SIGN, REPORT, FINISH = "instruction_sign", "instruction_report", "instruction_finish"


@dataclass(frozen=True)
class Clocks:
    """The working days that a unit has to sign, to report for the first time, and to be done."""

    calendar: WorkCalendar
    days_to_sign: int
    days_to_report: int
    days_to_finish: int

    @classmethod
    def from_catalogue(cls, catalogue: Catalogue) -> Clocks:
        """Read the limits and the calendar of a catalogue."""
        limits = catalogue.limits
        return cls(catalogue.work_calendar(), limits[SIGN].days, limits[REPORT].days, limits[FINISH].days)

    def deadlines_when_sent(self, content: InstructionContent, now: int) -> Deadlines:
        """Return the deadlines of what is sent now. Raises InstructionRefused (Chinese) if its own has passed."""
        today = day_of_time(now)
        if content.due is not None and content.due < today:
            raise InstructionRefused("办结期限不能早于今天。")
        sign = self.calendar.add_workdays(today, self.days_to_sign)
        finish = self.calendar.add_workdays(today, self.days_to_finish) if content.due is None else content.due
        return Deadlines(min(sign, finish), None, finish)

    def deadlines_after(self, state: InstructionState, step: Step, day: int | None, now: int) -> Deadlines | None:
        """Return the deadlines that a later step sets, or None where it leaves them as they are."""
        today, due = day_of_time(now), state.deadlines
        report = self.calendar.add_workdays(today, self.days_to_report)
        if step in (Step.SIGN, Step.REJECT):
            return replace(due, report=min(report, max(today, due.finish or report)))
        if step is Step.REOPEN:
            finish = self.calendar.add_workdays(today, self.days_to_finish) if day is None else day
            if finish < today:
                raise InstructionRefused("新的办结期限不能早于今天。")
            return replace(due, report=min(report, finish), finish=finish)
        if step is Step.GRANT:
            return replace(due, finish=state.requested_due_day)
        return None

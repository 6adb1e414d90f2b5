"""Holds rows to the days of their units: nothing arrives for a unit on a day on which there was none such."""

from __future__ import annotations

from core.intake.refusal import CellError
from core.intake.sheet import CheckedRow, ImportSheet
from core.intake.text_matching import match_key
from core.store.unit_events import existence_text
from core.store.unit_history import UnitHistory
from core.store.units import UnitTree
from core.time.day_spans import DaySpan, clipped, span_text


class UnitDays:
    """The days on which each unit existed."""

    def __init__(self, tree: UnitTree) -> None:
        self._tree = tree

    @property
    def is_unchanged(self) -> bool:
        """True where every unit has existed all the time."""
        return self._tree.history is None

    def refuse_absent(self, sheet: ImportSheet, checked: CheckedRow, span: DaySpan) -> bool:
        """Refuse a row whose unit existed on no day of a span; say whether it was refused.

        Where the row names its unit by a name that another unit had then, it is that one's.
        """
        unit = checked.values["unit"]
        if self._tree.history is None or self.has_day(unit, span):
            return False
        if match_key(sheet.cell_text(checked.row, "unit")) != match_key(self._tree.units[unit].code):
            namesakes = self._namesakes(self._tree.history, unit, span)
            if len(namesakes) == 1:
                checked.values["unit"] = namesakes[0]
                return False
        error = self._absence(self._tree.history, unit, span)
        sheet.refuse(checked.row, "unit", error.rule, error.mend)
        return True

    def has_day(self, unit: int, span: DaySpan) -> bool:
        """Tell whether a unit existed on any day of a span."""
        history = self._tree.history
        return history is None or bool(clipped([span], history.first(unit), history.last(unit)))

    def _namesakes(self, history: UnitHistory, unit: int, span: DaySpan) -> list[int]:
        name = self._tree.units[unit].name
        others = (other for other in history.bases if other != unit and self.has_day(other, span))
        return [other for other in others if history.name_on(other, span[1]) == name]

    def _absence(self, history: UnitHistory, unit: int, span: DaySpan) -> CellError:
        name = self._tree.units[unit].name
        rule = f"“{name}”{existence_text(history, unit)}，{span_text(span)} 没有这个单位"
        others = [other for other in _related(history, unit) if self.has_day(other, span)]
        named = "、".join(f"{self._tree.units[other].name}（{self._tree.units[other].code}）" for other in others)
        return CellError(rule, f"改填当时的单位：{named}" if named else "核对单位和日期")


def _related(history: UnitHistory, unit: int) -> list[int]:
    """The units that one became or was made into, and those that it came from."""
    after = [change.other for change in history.changes_of(unit, "merge", "split")]
    before = [change.unit for change in history.changes if change.act in ("merge", "split") and change.other == unit]
    return [other for other in dict.fromkeys([*after, *before]) if other is not None and other != unit]

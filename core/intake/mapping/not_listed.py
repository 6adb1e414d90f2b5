"""Figures that a ledger does not list and that are 0, because the steward says so: for which units, over which days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from core.catalogue.measure_checks import UNIT_KINDS
from core.catalogue.model import Catalogue
from core.intake.import_plan import ImportPlan
from core.intake.lookup import UnitLookup
from core.intake.mapping.assumed_change import AssumedChange, taken_over
from core.intake.mapping.mapped_table import MappedTable, ZeroFill
from core.intake.refusal import CellError, ImportRefused
from core.intake.sheet import CheckedRow, ImportSheet
from core.intake.source_days import related_units
from core.intake.table import Row
from core.store.assumed import LEDGER_KIND, AssumedNote, standing_assumptions
from core.store.ledger import LedgerRow
from core.store.store import Store
from core.store.units import UnitTree
from core.time.day_spans import DaySpan, merge, span_text

NO_ROW = 0  # the number of a row that stands in no file
Cell = tuple[str, int, DaySpan]  # measure, unit and period


def zero_rows(
    catalogue: Catalogue, tree: UnitTree, sheet: ImportSheet, listed: Sequence[CheckedRow], plan: ImportPlan
) -> list[CheckedRow]:
    """The rows of 0 of a file of which the steward says that what it does not list is 0; none of any other."""
    fill = sheet.table.zeros if isinstance(sheet.table, MappedTable) else None
    return _ZeroRows(fill, catalogue, tree).rows(sheet, listed, plan) if fill else []


class _ZeroRows:
    def __init__(self, fill: ZeroFill, catalogue: Catalogue, tree: UnitTree) -> None:
        self._fill, self._catalogue, self._tree = fill, catalogue, tree

    def rows(self, sheet: ImportSheet, listed: Sequence[CheckedRow], plan: ImportPlan) -> list[CheckedRow]:
        """A row of 0 for every unit, measure and period that is not listed; none while rows of the file are refused.

        Raises ImportRefused where it cannot be told over which periods.
        """
        if not listed:
            return []
        if sheet.refused:
            plan.warnings.append("有被拒收的行，不知道它们说的是哪些格：没有列出的暂不按 0 计，改正后再导入")
            return []
        sources = {row.values["source"] for row in listed}
        if len(sources) > 1:
            raise ImportRefused("按“未列出为 0”导入的报表只能有一个来源：请拆成几个文件，或在对照里写一个固定的来源。")
        source = sources.pop()
        cells = list(self._not_listed(listed))
        blank = Row(NO_ROW, [""] * len(listed[0].row.cells))
        if cells:
            units = len({unit for _, unit, _ in cells})
            text = f"{units} 个单位、{len({measure for measure, _, _ in cells})} 个计数项、{self._days_text(cells)}"
            plan.warnings.append(f"没有列出的 {len(cells)} 个数按 0 计（{text}）")
        return [
            CheckedRow(blank, {"unit": u, "period": p, "measure": m, "value": 0, "source": source}) for m, u, p in cells
        ]

    def _not_listed(self, listed: Sequence[CheckedRow]) -> Iterator[Cell]:
        listed_keys = {(row.values["measure"], row.values["period"], row.values["unit"]) for row in listed}
        named = self._fill.measures or tuple(dict.fromkeys(row.values["measure"] for row in listed))
        periods = {row.values["period"] for row in listed}
        for measure in named:
            is_stock = self._catalogue.measures[measure].kind == "stock"
            for period in sorted(periods) if is_stock else self._periods(periods):
                for unit in self._units(measure):
                    related = related_units(self._tree, unit)
                    if not any((measure, period, other) in listed_keys for other in related):
                        yield measure, unit, period

    def _units(self, measure: str) -> list[int]:
        units_to_fill = self._fill.units
        if units_to_fill.units:
            try:
                return [UnitLookup(self._tree).find(name) for name in units_to_fill.units]
            except CellError as error:
                raise ImportRefused(f"对照的 not_listed_is_zero 里：{error.rule}（{error.mend}）。") from error
        kinds = units_to_fill.unit_kinds or self._catalogue.measures[measure].reported_by
        assert set(kinds) <= set(UNIT_KINDS)  # the checks of catalogue and mapping
        return [unit.id for unit in self._tree.units.values() if unit.kind in kinds]

    def _periods(self, listed: set[DaySpan]) -> list[DaySpan]:
        """The periods of the file's days, as long as those that are listed: days, months, or the whole."""
        days = self._fill.days
        if days is None:
            raise ImportRefused(
                "按“未列出为 0”导入，要写明是哪一段时间，如 2026-10（命令行 --covers 2026-10），或把年月写进文件名。"
            )
        if listed == {days}:
            return [days]
        if all(first == last for first, last in listed):
            periods = [(day, day) for day in range(days[0], days[1] + 1)]
        else:
            calendar = self._catalogue.reporting_calendar
            months = range(calendar.month_of(days[0]), calendar.month_of(days[1]) + 1)
            periods = [calendar.month_days(month) for month in months]
        outside = [period for period in listed if period not in periods]
        if outside:
            wrong, whole_text = span_text(min(outside)), span_text(days)
            raise ImportRefused(f"期间 {wrong} 不是 {whole_text} 里的一天或一个月：长短不一，不能按“未列出为 0”导入。")
        return periods

    @staticmethod
    def _days_text(cells: list[Cell]) -> str:
        return span_text((min(period[0] for *_, period in cells), max(period[1] for *_, period in cells)))


def noted_zeros(store: Store, file: str, rows: Iterable[tuple[LedgerRow, bool]], plan: ImportPlan) -> None:
    """Plans the notes on figures: of rows filled in, with the flag set, and none of those that a file lists."""
    standing = standing_assumptions(store, LEDGER_KIND)
    days_noted: dict[tuple[str, int], list[DaySpan]] = {}
    filled: dict[tuple[str, int], list[DaySpan]] = {}
    for row, is_filled in rows:
        days_noted.setdefault((row.measure, row.unit), []).append((row.first, row.last))
        if is_filled:
            filled.setdefault((row.measure, row.unit), []).append((row.first, row.last))
    takeovers = [
        over
        for assumption in standing
        for over in taken_over(assumption, merge(days_noted.get((assumption.note.field, assumption.note.unit), [])))
    ]
    new = [
        AssumedNote(measure, "not_listed", unit, first, last, "0", file)
        for (measure, unit), spans in filled.items()
        for first, last in merge(spans)
    ]
    AssumedChange(standing, takeovers, new).plan(store, LEDGER_KIND, plan)

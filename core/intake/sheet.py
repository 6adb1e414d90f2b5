"""A table whose headers are known: its cells by column name, and what is refused of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from core.catalogue.personal_words import is_personal
from core.intake.counts import is_missing_mark
from core.intake.fields import Field
from core.intake.grid import BrokenCell, FigureRow
from core.intake.layout.selected_rows import chosen_rows
from core.intake.refusal import CellError, FileRefused, Refusal, shown
from core.intake.refusal_causes import check_refusals
from core.intake.refused_place import RECEIPT_HEADERS, PlaceReader, RefusedPlace
from core.intake.table import Row, Table, names_around
from core.intake.text_matching import NearestWords, match_key

MEASURED = ("count", "time", "day", "past_day", "year")  # a dash in such a column says that there is no value

Values = dict[str, Any]
Parser = Callable[[str], Any]


class CheckedRow(NamedTuple):
    """A row whose cells are all well formed: their values by column name."""

    row: Row
    values: Values


class ImportSheet:
    """The rows of a file under known headers. What breaks a rule is gathered in `refused`."""

    def __init__(self, table: Table, fields: list[Field]) -> None:
        self.table, self.file = table, table.file
        self.names = names_around(table)
        self.fields = {field.name: field for field in fields}
        self.rows = table.rows
        self.rows_read = len(table.rows) + len({refusal.row for refusal in table.refused})
        self.refused = list(table.refused)
        self.refused_rows: dict[int, Row] = {}  # by number, those that are under our headers
        self._position = _positions(table, fields)
        self._places = PlaceReader(table.headers)

    def position(self, name: str) -> int | None:
        """The place of a column among the cells of a row; None where the file has no such column."""
        return self._position.get(name)

    def cell_text(self, row: Row, name: str) -> str:
        """A cell as it stands in the file; empty where the file has no such column."""
        position = self._position.get(name)
        return "" if position is None else row.cells[position]

    @property
    def has_places(self) -> bool:
        """Tell whether the table comes from a file of refused rows."""
        return self._places.has_columns

    def refused_place(self, row: Row) -> RefusedPlace | None:
        """The place where a row was refused before, if it comes from a file of refused rows."""
        return self._places.read(row.cells)

    def rows_of(self, numbers: Collection[int]) -> list[Row]:
        """The rows of these numbers."""
        return chosen_rows(self.rows, set(numbers)) if numbers else []

    def refuse(self, row: Row, name: str, rule: str, mend: str) -> None:
        """Refuses a row for one of its cells. Raises FileRefused once there are more than are kept."""
        self.refused_rows[row.number] = row
        own = self.fields[name].zh
        column = row.headers.get(name, own) if isinstance(row, FigureRow) else own
        self.refused.append(Refusal(row.number, column, self.cell_text(row, name), rule, mend))
        check_refusals(self.file, self.refused)

    def check(self, parsers: Mapping[str, Parser]) -> list[CheckedRow]:
        """Reads every cell; a row with a broken cell is refused, once for each cell that is broken."""
        return [checked for row in self.rows if (checked := self.check_row(row, parsers)) is not None]

    def check_row(self, row: Row, parsers: Mapping[str, Parser]) -> CheckedRow | None:
        """Reads every cell of a row; refuses it once for each cell that is broken."""
        values: Values = {}
        good = True
        for name, parse in parsers.items():
            text = self.cell_text(row, name)
            field = self.fields[name]
            if isinstance(text, BrokenCell):
                good = False
                self.refuse(row, name, text.fault.rule, text.fault.mend)
            elif text and not (field.type in MEASURED and is_missing_mark(text)):
                try:
                    values[name] = parse(text)
                except CellError as error:
                    good = False
                    self.refuse(row, name, error.rule, error.mend)
            elif field.required:
                good = False
                self._refuse_missing(row, field, text)
            else:
                values[name] = None
        return CheckedRow(row, values) if good else None

    def _refuse_missing(self, row: Row, field: Field, text: str) -> None:
        if text and field.type == "count":
            self.refuse(row, field.name, f"“{text}”是没有数，不是 0", "没有就不报这一行，是 0 就写 0")
        else:
            self.refuse(row, field.name, "必填项为空", f"填写{field.zh}")


def _positions(table: Table, fields: list[Field]) -> dict[str, int]:
    named = {match_key(header): field for field in fields for header in (field.zh, *field.aliases)}
    near = NearestWords(field.zh for field in fields)
    synonyms = {match_key(word): field.zh for field in fields for word in field.synonyms}
    positions: dict[str, int] = {}
    wrong: list[Refusal] = []
    for position, header in enumerate(table.headers):
        field = named.get(match_key(header))
        if field is None and header in RECEIPT_HEADERS:
            continue
        if field is None:
            wrong.append(_unknown(table.header_row, header, near, synonyms.get(match_key(header))))
        elif field.name in positions:
            wrong.append(Refusal(table.header_row, header, header, f"“{field.zh}”有两列", "只留一列"))
        else:
            positions[field.name] = position
    for field in fields:
        if field.required and field.name not in positions:
            rule = f"缺少必需的列“{field.zh}”"
            wrong.append(Refusal(table.header_row, field.zh, "", rule, "补上这一列，可从模板复制表头"))
    if wrong:
        raise FileRefused(table.file, wrong)
    return positions


def _unknown(header_row: int, header: str, near: NearestWords, meant: str | None) -> Refusal:
    if is_personal(header):
        rule = f"“{shown(header)}”涉及个人信息：本系统只收单位工作的记录，不收群众的姓名、证件号、电话或地址"
        return Refusal(header_row, header, header, rule, "导出时去掉这一列，原文件不要存放在本系统目录")
    if meant:
        mend = f"多半就是“{meant}”：用 fengjing mapping suggest 提出对照，核对后按对照导入；或改用模板的表头"
    else:
        mend = near.suggestion(shown(header), "去掉这一列，或改用模板的表头，或用 fengjing mapping suggest 提出对照")
    return Refusal(header_row, header, header, f"不认识的列“{shown(header)}”", mend)

"""Names by which the rows of a units file call themselves and their parents."""

from __future__ import annotations

from typing import NamedTuple

from core.intake.sheet import CheckedRow, ImportSheet, Values
from core.intake.text_matching import NearestWords, match_key
from core.store.units import UnitTree


class UnitRow(NamedTuple):
    """A row with its unit's code and its parent's."""

    row: CheckedRow
    code: str
    parent: str


class UnitNames:
    """Codes and names of the units in the database and in the file. A code is looked for first, then a name."""

    def __init__(self, tree: UnitTree) -> None:
        self._root = tree.root
        self._codes = {match_key(unit.code): unit.code for unit in tree.units.values()}
        self._named: dict[str, list[str]] = {}
        for unit in tree.units.values():
            self._named.setdefault(match_key(unit.name), []).append(unit.code)
        self._in_database = {name: list(codes) for name, codes in self._named.items()}

    def code_of(self, values: Values) -> str:
        """A row's code: as given; else that of the one unit known by its name; else the name itself."""
        if values["code"] is not None:
            code = str(values["code"])
            return self._codes.get(match_key(code), code)
        stored = self._in_database.get(match_key(values["name"]), [])
        return stored[0] if len(stored) == 1 else str(values["name"])

    def is_root(self, values: Values) -> bool:
        """Tell whether the row is the bureau's own: its name or code, and no parent."""
        same = match_key(values["name"]) == match_key(self._root.name) or self.code_of(values) == self._root.code
        return same and values["parent"] is None

    def add_root_code(self, values: Values) -> None:
        """Lets rows of the file call the root by the code that the file gives it."""
        self._codes[match_key(self.code_of(values))] = self._root.code

    def add(self, values: Values) -> None:
        """Lets rows of the file name this unit as their parent."""
        code = self.code_of(values)
        self._codes.setdefault(match_key(code), code)
        named = self._named.setdefault(match_key(values["name"]), [])
        if code not in named:
            named.append(code)

    def unit_row(self, sheet: ImportSheet, row: CheckedRow) -> UnitRow | None:
        """The row with its parent's code; refused where no unit or several are called so."""
        text = row.values["parent"]
        if text is None:
            return UnitRow(row, self.code_of(row.values), self._root.code)
        matches = (
            [self._codes[match_key(text)]] if match_key(text) in self._codes else self._named.get(match_key(text), [])
        )
        if len(matches) == 1:
            return UnitRow(row, self.code_of(row.values), matches[0])
        if matches:
            sheet.refuse(row.row, "parent", f"有 {len(matches)} 个单位同名", f"上级单位改填编号：{'、'.join(matches)}")
        else:
            mend = NearestWords(self._named).suggestion(match_key(text), "在文件里加上这个上级单位，或核对名称")
            sheet.refuse(row.row, "parent", "没有这个上级单位", mend)
        return None

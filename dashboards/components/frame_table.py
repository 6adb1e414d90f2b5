"""A frame as our own table: the numbers written as their columns say, and sorted by a press on a head."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboards.components import table
from dashboards.i18n.words import NO_DATA

if TYPE_CHECKING:
    import pandas as pd

_MINUS = "\u2212"  # as in every other text of a change


@dataclass(frozen=True)
class Column:
    """The way a column is shown: its head where that is not its name, the form of its numbers, what it means."""

    label: str = ""
    form: str = ",.10g"
    help: str = ""


PLAIN = Column()
_LONGEST_LINE = 18  # letters that stand on one line


def draw(
    frame: pd.DataFrame,
    key: str,
    columns: Mapping[str, Column] | None = None,
    *,
    caption: str = "",
    keys: list[str] | None = None,
    pressed: str | None = None,
    on_pick: Callable[[str], None] | None = None,
) -> None:
    """Draw a frame, the first column strong; `keys` make its rows to be opened, with `on_pick` of one."""
    forms = {str(name): (columns or {}).get(str(name), PLAIN) for name in frame.columns}
    kinds = [_kind(frame[name]) for name in frame.columns]
    kinds[:1] = ["number" if kind == "number" else "strong" for kind in kinds[:1]]
    ways = list(zip(forms.values(), kinds, strict=True))
    rows = [
        table.Row(
            key=keys[place] if keys else None,
            cells=[cell(value, form, kind) for value, (form, kind) in zip(record, ways, strict=True)],
        )
        for place, record in enumerate(frame.astype(object).itertuples(index=False, name=None))
    ]
    heads = [form.label or name for name, form in forms.items()]
    table.draw(
        heads,
        rows,
        key=key,
        caption=caption,
        hints=[form.help for form in forms.values()],
        sortable=len(rows) > 1,
        pressed=pressed,
        on_pick=on_pick,
    )


def _kind(column: pd.Series[Any]) -> str:
    """Return how the cells of a column stand: numbers at the right, short texts on one line."""
    from pandas.api.types import is_numeric_dtype  # here: whoever has a frame has loaded it, most pages have none

    if is_numeric_dtype(column):
        return "number"
    return "nowrap" if all(len(str(value)) <= _LONGEST_LINE for value in column) else ""


def cell(value: Any, column: Column, kind: str) -> table.Cell:
    """Return a value as a cell: a number as its column writes it, with what it is sorted by; — where there is none."""
    if value is None or value != value:
        return table.Cell(text=NO_DATA, kind=kind)
    if kind == "number":
        text = format(value or 0, column.form)  # 0 has no sign, and neither has −0.0
        text = text if value else text.removeprefix("+")
        return table.Cell(text=text.replace("-", _MINUS), kind=kind, order=float(value))
    return table.Cell(text=str(value), kind=kind)

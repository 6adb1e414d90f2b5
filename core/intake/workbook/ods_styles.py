"""The styles of an .ods file, as far as they say what a date or a number means."""

from __future__ import annotations

from core.intake.workbook.number_format import NumberFormat, date_format

_DATA_STYLES = ("number:date-style", "number:time-style")
_PARTS = {
    "number:year": "year",
    "number:month": "month",
    "number:day": "day",
    "number:hours": "clock",
    "number:seconds": "clock",
}


class OdsStyles:
    """Styles of cells by name, gathered while the elements of a file pass by."""

    def __init__(self) -> None:
        self._parts: dict[str, set[str]] = {}  # of a data style
        self._data_style: dict[str, str] = {}  # of a cell style
        self._current = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        if name in _DATA_STYLES:
            self._current = attributes.get("style:name", "")
            self._parts[self._current] = set()
        elif name in _PARTS and self._current:
            self._parts[self._current].add(_PARTS[name])
        elif name == "style:style":
            self._current = ""
            self._data_style[attributes.get("style:name", "")] = attributes.get("style:data-style-name", "")

    def date_format(self, style: str) -> NumberFormat | None:
        """The format of dates in cells of a style."""
        parts = self._parts.get(self._data_style.get(style, ""))
        if not parts:
            return None
        return date_format(year="year" in parts, month="month" in parts, day="day" in parts, clock="clock" in parts)

"""Dialects of SQL: the few words in which SQLite, DuckDB and Spark differ where measures are summed.

The declarations of measures become SQL by `measure_sql.py` in whichever dialect is asked for. No general translator
stands between: those that we tried turn a division of whole numbers into one of fractions without an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FIRST_DATE = "DATE '1970-01-01'"


@dataclass(frozen=True)
class Dialect:
    """The words of one engine's SQL that others write differently.

    division: the operator that divides whole numbers and drops the rest. true: a condition that always holds.
    least, greatest: the functions of several arguments. skips_null: whether these pass over an absent argument;
    SQLite's answer is absent then, and so must be the others'. date: the date of a day number, in braces; none where
    the parts of a date are taken by strftime.
    """

    name: str
    division: str = "/"
    true: str = "1"
    least: str = "min"
    greatest: str = "max"
    skips_null: bool = False
    date: str | None = None

    def greatest_of(self, values: Sequence[str]) -> str:
        """SQL of the greatest of several values; absent if one is."""
        return self._chosen(self.greatest, values)

    def least_of(self, values: Sequence[str]) -> str:
        """SQL of the least of several values; absent if one is."""
        return self._chosen(self.least, values)

    def _chosen(self, function: str, values: Sequence[str]) -> str:
        if len(values) == 1:
            return values[0]
        chosen = f"{function}({', '.join(values)})"
        if not self.skips_null:
            return chosen
        is_absent = " OR ".join(f"{value} IS NULL" for value in values)
        return f"CASE WHEN {is_absent} THEN NULL ELSE {chosen} END"

    def month_and_day(self, day: str) -> tuple[str, str]:
        """SQL of a day's calendar month, counted from the year 0, and of its number in that month."""
        if self.date is None:
            year, month, day_of_month = (f"strftime('%{part}', {day} * 86400, 'unixepoch')" for part in "Ymd")
            return f"{year} * 12 + {month} - 1", day_of_month
        date = self.date.format(day=day)
        return f"year({date}) * 12 + month({date}) - 1", f"day({date})"

    def day_literal(self, day_of_month: int) -> str:
        """A number of a day in its month, as `month_and_day` gives it."""
        return str(day_of_month) if self.date else f"'{day_of_month:02d}'"


SQLITE = Dialect("sqlite")
DUCKDB = Dialect(
    "duckdb", "//", "TRUE", "least", "greatest", skips_null=True, date=f"({FIRST_DATE} + CAST({{day}} AS INTEGER))"
)
SPARK = Dialect(
    "spark", "div", "TRUE", "least", "greatest", skips_null=True, date=f"date_add({FIRST_DATE}, CAST({{day}} AS INT))"
)

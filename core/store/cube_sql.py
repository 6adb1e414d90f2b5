"""The SQL statements that keep the cube."""

from __future__ import annotations

from sqlite_utils import Database

from core.store.catalogue_tables import GRAIN_KEYS
from core.time.reporting_calendar import UNDECIDED_DAY, ReportingCalendar

# See `core.time.days.week_number`; the 700,000 keep days before 1970 from being rounded up.
WEEK = "(({day} + 700003) / 7 - 100000)"
# 1970-01-01 was a Thursday, hour 72 of a week that starts on Monday.
HOUR = "(({time} + 28800) / 3600 + 72) % 168"


def month_sql(day: str, calendar: ReportingCalendar) -> str:
    """The number of the bureau's month in which a day lies, as SQL; see `ReportingCalendar.month_of`."""
    year, month, day_of_month = (f"strftime('%{part}', {day} * 86400, 'unixepoch')" for part in "Ymd")
    number = f"{year} * 12 + {month} - 1"
    if calendar.month_begins == 1:
        return number
    if calendar.month_begins > UNDECIDED_DAY:
        return f"{number} + ({day_of_month} >= '{calendar.month_begins:02d}')"
    return f"{number} - ({day_of_month} < '{calendar.month_begins:02d}')"


def upsert(db: Database, grain: str, keys: str, columns: list[str], source: str, group: str) -> int:
    """Add grouped sums to a cube table; rows whose sums are all zero touch nothing. Returns cells touched."""
    if not columns:
        return 0
    sums = ", ".join(f"SUM({column})" for column in columns)
    changed = " OR ".join(f"SUM({column}) <> 0" for column in columns)
    update = ", ".join(f"{column} = {column} + excluded.{column}" for column in columns)
    cursor = db.execute(
        f"INSERT INTO {grain} ({GRAIN_KEYS[grain]}, {', '.join(columns)}) "
        f"SELECT {keys}, {sums} FROM {source} GROUP BY {group} HAVING {changed} "
        f"ON CONFLICT ({GRAIN_KEYS[grain]}) DO UPDATE SET {update}"
    )
    return int(cursor.rowcount)

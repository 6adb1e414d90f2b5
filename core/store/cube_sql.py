"""The SQL statements that keep the cube."""

from __future__ import annotations

from sqlite_utils import Database

from core.store.catalogue_tables import GRAIN_KEYS
from core.store.dialect import SQLITE, Dialect
from core.time.reporting_calendar import UNDECIDED_DAY, ReportingCalendar


def week_sql(day: str, dialect: Dialect = SQLITE) -> str:
    """The number of a day's week, as SQL; see `core.time.days.week_number`."""
    return f"(({day} + 700003) {dialect.division} 7 - 100000)"  # so many that no day before 1970 is rounded up


_WEEKS = 5000 * 7 * 86_400  # seconds of so many weeks that no time before 1970 comes out below nought


def hour_sql(time: str, dialect: Dialect = SQLITE) -> str:
    """The hour of the week of a time, as SQL: 1970-01-01 was a Thursday, hour 72 of a week that starts on Monday."""
    return f"(({time} + {28_800 + _WEEKS}) {dialect.division} 3600 + 72) % 168"


def month_sql(day: str, calendar: ReportingCalendar, dialect: Dialect = SQLITE) -> str:
    """The number of the bureau's month in which a day lies, as SQL; see `ReportingCalendar.month_of`."""
    number, day_of_month = dialect.month_and_day(day)
    if calendar.month_begins == 1:
        return number
    begins = dialect.day_literal(calendar.month_begins)
    later, earlier = f"{day_of_month} >= {begins}", f"{day_of_month} < {begins}"
    if calendar.month_begins > UNDECIDED_DAY:
        return f"{number} + CASE WHEN {later} THEN 1 ELSE 0 END"
    return f"{number} - CASE WHEN {earlier} THEN 1 ELSE 0 END"


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

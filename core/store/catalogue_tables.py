"""Tables that follow the catalogue: a table a kind of record, and the cube's wide tables.

The cube's tables have a column a measure (a measure with bins has one a bin); rows are additive sums.
Every ancestor's sum is kept too, so that a parent is one row. Communities are many and asked for alone: they
have month rows in a table of their own, and week rows of few measures beside those of the units above. `cube_cohort`
divides a month's cohort by the month of its outcome, `cube_outcome` by the day of it: what was known on a day within a
month is then told by sums, of however many records. A stock's cells hold what entered less what left, so its level
is their running total.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from sqlite_utils import Database

from core.catalogue.facts import Column, FactKind
from core.catalogue.measure_model import Measure
from core.catalogue.model import Catalogue
from core.store.measure_sql import columns_of, date_groups

EARLIEST, LATEST = -2_208_988_800, 4_102_444_800  # 1900 to 2100, in seconds
FACT_PREFIX = "fact_"
LAYOUT = 3  # rises when the cube's tables change otherwise than by the catalogue
BATCH_COLUMN = "batch INTEGER"  # the number of the batch that wrote the record; none for what came otherwise
GRAINS = {
    "cube_month": "month INTEGER NOT NULL, unit INTEGER NOT NULL REFERENCES unit (id)",
    "cube_community": "month INTEGER NOT NULL, unit INTEGER NOT NULL REFERENCES unit (id)",
    "cube_day": "day INTEGER NOT NULL, unit INTEGER NOT NULL REFERENCES unit (id)",
    "cube_week": "week INTEGER NOT NULL, unit INTEGER NOT NULL REFERENCES unit (id)",
    "cube_hour": "month INTEGER NOT NULL, unit INTEGER NOT NULL REFERENCES unit (id), hour INTEGER NOT NULL",
    "cube_officer": "month INTEGER NOT NULL, officer TEXT NOT NULL REFERENCES officer (id)",
    "cube_cohort": "month INTEGER NOT NULL, outcome INTEGER NOT NULL, unit INTEGER NOT NULL REFERENCES unit (id)",
    "cube_outcome": "month INTEGER NOT NULL, unit INTEGER NOT NULL REFERENCES unit (id), day INTEGER NOT NULL",
}
GRAIN_KEYS = {
    "cube_month": "month, unit",
    "cube_community": "month, unit",
    "cube_day": "day, unit",
    "cube_week": "week, unit",
    "cube_hour": "month, unit, hour",
    "cube_officer": "month, officer",
    "cube_cohort": "month, outcome, unit",
    "cube_outcome": "month, unit, day",
}
GRAIN_MEASURES: dict[str, Callable[[Measure], bool]] = {
    "cube_month": lambda measure: True,
    "cube_community": lambda measure: True,
    "cube_day": lambda measure: True,
    "cube_week": lambda measure: measure.profile or measure.weekly,
    "cube_hour": lambda measure: measure.profile,
    "cube_officer": lambda measure: measure.officer,
    "cube_cohort": lambda measure: measure.cohort is not None,
    "cube_outcome": lambda measure: measure.cohort is not None,
}


def table_of(kind: str) -> str:
    """The table of a kind of record."""
    return f"{FACT_PREFIX}{kind}"


def kinds_with_tables(db: Database) -> list[str]:
    """The kinds of record that a database has a table for, whether the catalogue still declares them or not."""
    return [name.removeprefix(FACT_PREFIX) for name in db.table_names() if name.startswith(FACT_PREFIX)]


def _column_sql(name: str, column: Column, fact: FactKind) -> str:
    types = {
        "id": "TEXT PRIMARY KEY CHECK (length({n}) BETWEEN 1 AND 64)",
        "unit": "INTEGER NOT NULL REFERENCES unit (id)",
        "officer": "TEXT REFERENCES officer (id)",
        "time": f"INTEGER CHECK ({{n}} BETWEEN {EARLIEST} AND {LATEST})",
        "day": f"INTEGER CHECK ({{n}} BETWEEN {EARLIEST // 86400} AND {LATEST // 86400})",
        "choice": "TEXT CHECK ({c})",
        "flag": "INTEGER CHECK ({n} IN (0, 1))",
        "count": "INTEGER CHECK ({n} >= 0)",
        "ref": "TEXT CHECK (length({n}) BETWEEN 1 AND 64)",
    }
    # SQLite makes a table of a longer IN list anew for every row, which takes as long as all the rest of an insert.
    choices = " OR ".join(f"{name} = '{choice}'" for choice in column.choices)
    sql = f"{name} {types[column.type].format(n=name, c=choices)}"
    if column.required and column.type not in ("id", "unit"):
        sql += " NOT NULL"
    if column.type in ("time", "day") and name != fact.date_column and name != "recorded_at" and not fact.postings:
        sql += f" CHECK ({name} >= {fact.date_column})" if column.type == "time" else ""
    return sql


def fact_table_sql(kind: str, fact: FactKind) -> list[str]:
    """The statements that make the table of a kind of record, with the indexes that reading needs."""
    table = table_of(kind)
    columns = [_column_sql(name, column, fact) for name, column in fact.columns.items()]
    columns += [f"CHECK ({left} {op} {right})" for left, op, right in fact.checks]
    day = fact.day_sql(fact.date_column, alias=table).replace(f"{table}.", "")
    columns.insert(len(fact.columns), f"when_day INTEGER GENERATED ALWAYS AS ({day}) VIRTUAL")
    columns.insert(len(fact.columns) + 1, BATCH_COLUMN)
    return [f"CREATE TABLE {table} ({', '.join(columns)}) STRICT", *_index_sql(table, fact)]


def _index_sql(table: str, fact: FactKind) -> list[str]:
    """The statements that index a table of records: by unit with the time, by officer, and what refers to others.

    With the time in it, counts by hour and equal times are read from the index alone. Few records refer to others.
    """
    time = f", {fact.date_column}" if fact.columns[fact.date_column].type == "time" else ""
    indexes = {"unit": f"(unit, when_day{time})"}
    if "officer" in fact.columns:
        indexes["officer"] = "(officer, when_day)"
    references = [name for name, column in fact.columns.items() if column.type == "ref"]
    indexes |= {name: f"(unit, when_day) WHERE {name} IS NOT NULL" for name in references}
    return [f"CREATE INDEX IF NOT EXISTS {table}_{name} ON {table} {columns}" for name, columns in indexes.items()]


def cube_columns(catalogue: Catalogue, grain: str) -> list[str]:
    """The measure columns of one of the cube's tables, in order."""
    return [
        column
        for name, measure in catalogue.measures.items()
        if measure.fact and GRAIN_MEASURES[grain](measure)
        for column in columns_of(name, measure)
    ]


def cube_signature(catalogue: Catalogue) -> str:
    """Return a digest that changes whenever the cube would come out otherwise."""
    groups = [(kind, vars(group)) for kind in catalogue.facts for group in date_groups(catalogue, kind)]
    grains = [cube_columns(catalogue, grain) for grain in GRAINS]
    begins = catalogue.reporting_calendar.month_begins
    own_months = () if begins == 1 else (begins,)  # cubes made before there were own months need no rebuild
    return hashlib.sha256(repr((LAYOUT, groups, grains, *own_months)).encode()).hexdigest()


def make_fact_tables(db: Database, catalogue: Catalogue) -> None:
    """Make the tables of records, and the indexes of these, that do not exist yet."""
    existing = set(db.table_names())
    for kind, fact in catalogue.facts.items():
        table, *indexes = fact_table_sql(kind, fact)
        for statement in indexes if table_of(kind) in existing else (table, *indexes):
            db.execute(statement)
        _index_cohorts(db, catalogue, kind)


def _index_cohorts(db: Database, catalogue: Catalogue, kind: str) -> None:
    """Index the times of report and of outcome, by which outcomes that came late are looked up."""
    cohorts = [measure for measure in catalogue.measures_of_fact(kind).values() if measure.cohort]
    for column in dict.fromkeys(column for measure in cohorts for column in (measure.date, measure.cohort)):
        db.execute(f"CREATE INDEX IF NOT EXISTS {table_of(kind)}_{column} ON {table_of(kind)} ({column})")


def make_cube_tables(db: Database, catalogue: Catalogue) -> None:
    """Make the cube's tables anew and empty, and that of the months that changed with each data version."""
    db.execute("DROP TABLE IF EXISTS cube_change")
    db.execute("CREATE TABLE cube_change (month INTEGER PRIMARY KEY, data_version INTEGER NOT NULL) STRICT")
    for grain, key_columns in GRAINS.items():
        db.execute(f"DROP TABLE IF EXISTS {grain}")
        measures = "".join(f", {column} INTEGER NOT NULL DEFAULT 0" for column in cube_columns(catalogue, grain))
        db.execute(
            f"CREATE TABLE {grain} ({key_columns}{measures}, PRIMARY KEY ({GRAIN_KEYS[grain]})) STRICT, WITHOUT ROWID"
        )

"""Turns a measure's declaration into SQL: the day on which a record counts, and its amount.

A kind of record's measures are grouped by the day expression that dates them, so that one pass over the
records fills all the cells dated the same way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from core.catalogue.facts import FactKind
from core.catalogue.measure_model import Condition, Measure, Scalar
from core.catalogue.model import Catalogue
from core.store.dialect import SQLITE, Dialect

NEVER = 10**9  # a day that does not come


def placed_days_sql(day: str) -> str:
    """SQL of a record's day between two parameters, and within the days of its unit's line `a` above it.

    As one range. SQLite looks records up by one only: of two it may take the line's, that is all there ever were.
    """
    return f"{day} BETWEEN max(a.first, ?) AND min(a.last, ?)"


@dataclass
class DateGroup:
    """The cube columns dated by one day expression: column → SQL of the amount that one record adds.

    `column` is the record's column behind the day, for flows. `cohorts` gives the cube columns that await an
    outcome, by the record's column of the outcome.
    """

    day_sql: str
    column: str | None
    amounts: dict[str, str] = field(default_factory=dict)
    cohorts: dict[str, list[str]] = field(default_factory=dict)

    def indexed_day_sql(self, fact: FactKind) -> str:
        """The day, for rows of the table itself, by the column that is indexed where there is one."""
        return "f.when_day" if self.column == fact.date_column else self.day_sql


def columns_of(name: str, measure: Measure) -> list[str]:
    """The cube columns of a measure: one, or one a bin. The prefix keeps ids apart from words of SQL."""
    if measure.bins is None:
        return [f"m_{name}"]
    return [f"m_{name}__{index}" for index in range(len(measure.bins.edges) + 1)]


def sql_literal(value: Scalar) -> str:
    """A value of the catalogue as SQL."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int):
        return str(value)
    return "'" + value.replace("'", "''") + "'"


def column_sql(fact: FactKind, column: str) -> str:
    """A column, a lag or the unit's kind, as SQL over aliases f (record) and u (its unit)."""
    if column == "unit_kind":
        return "u.kind"
    if column in fact.lags:
        start, end = fact.lags[column]
        return f"(f.{end} - f.{start})"
    return f"f.{column}"


def _condition_sql(sql: str, condition: Condition) -> Iterator[str]:
    if condition.eq is not None:
        yield f"{sql} = {sql_literal(condition.eq)}"
    if condition.not_ is not None:
        yield f"{sql} <> {sql_literal(condition.not_)}"
    if condition.any is not None:
        yield f"{sql} IN ({', '.join(map(sql_literal, condition.any))})"
    if condition.none is not None:
        yield f"{sql} NOT IN ({', '.join(map(sql_literal, condition.none))})"
    if condition.le is not None:
        yield f"{sql} <= {condition.le}"
    if condition.ge is not None:
        yield f"{sql} >= {condition.ge}"
    if condition.null is not None:
        yield f"{sql} IS {'NULL' if condition.null else 'NOT NULL'}"


def where_sql(fact: FactKind, measure: Measure, dialect: Dialect = SQLITE) -> str:
    """The records that a measure counts, apart from its dates. An absent value satisfies no comparison."""
    conditions = [
        sql
        for column, condition in measure.conditions().items()
        for sql in _condition_sql(column_sql(fact, column), condition)
    ]
    if measure.cohort:
        conditions.append(f"f.{measure.cohort} IS NOT NULL")
    return " AND ".join(conditions) or dialect.true


def stock_days(fact: FactKind, measure: Measure, dialect: Dialect = SQLITE) -> tuple[str, str]:
    """The SQL of the day a record enters a stock and of the day it leaves (NEVER if it does not)."""
    enters = [fact.day_sql(column, division=dialect.division) for column in measure.enter]
    leaves = [f"ifnull({fact.day_sql(column, division=dialect.division)}, {NEVER})" for column in measure.leave]
    return dialect.greatest_of(enters), dialect.least_of(leaves) if leaves else str(NEVER)


def _flow_amounts(fact: FactKind, name: str, measure: Measure, dialect: Dialect) -> Iterator[tuple[str, str]]:
    condition = where_sql(fact, measure, dialect)
    if measure.bins is None:
        amount = f"ifnull(f.{measure.value}, 0)" if measure.value else "1"
        yield columns_of(name, measure)[0], f"CASE WHEN {condition} THEN {amount} ELSE 0 END"
        return
    column, edges = f"f.{measure.bins.column}", measure.bins.edges
    for index, cube_column in enumerate(columns_of(name, measure)):
        low = f" AND {column} > {edges[index - 1]}" if index else ""
        high = f" AND {column} <= {edges[index]}" if index < len(edges) else ""
        yield cube_column, f"CASE WHEN {condition} AND {column} IS NOT NULL{low}{high} THEN 1 ELSE 0 END"


def date_groups(catalogue: Catalogue, kind: str, dialect: Dialect = SQLITE) -> list[DateGroup]:
    """All the measures of one kind of record, grouped by the day that dates them."""
    fact = catalogue.facts[kind]
    groups: dict[str, DateGroup] = {}
    for name, measure in catalogue.measures_of_fact(kind).items():
        if measure.kind == "flow":
            assert measure.date is not None  # the model requires it of a flow of a fact
            day = fact.day_sql(measure.date, division=dialect.division)
            group = groups.setdefault(day, DateGroup(day, measure.date))
            group.amounts.update(_flow_amounts(fact, name, measure, dialect))
            if measure.cohort:
                group.cohorts.setdefault(measure.cohort, []).extend(columns_of(name, measure))
            continue
        enter, leave = stock_days(fact, measure, dialect)
        stays = f"{where_sql(fact, measure, dialect)} AND {enter} < {leave}"
        for day, sign in ((enter, 1), (leave, -1)):
            if day == str(NEVER):
                continue
            amounts = groups.setdefault(day, DateGroup(day, None)).amounts
            amounts[columns_of(name, measure)[0]] = f"CASE WHEN {stays} THEN {sign} ELSE 0 END"
    return list(groups.values())

"""Kinds of record (事实表), as declared in data/facts.toml."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from core.time.days import SECONDS_PER_DAY, first_second

ColumnType = Literal["id", "unit", "officer", "time", "day", "choice", "flag", "count", "ref"]


class Column(BaseModel):
    """One column of a kind of record."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str
    type: ColumnType
    required: bool = False
    choices: dict[str, str] = {}

    @model_validator(mode="after")
    def _choices_belong_to_choice(self) -> Column:
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("choices are given for a choice column, and for no other")
        return self


class FactKind(BaseModel):
    """One kind of record: its columns in template order, its row checks and its lags.

    `lags` names the seconds between two of its times. `checks` holds comparisons of two columns that every
    row must satisfy. `postings` marks the register of posts, whose rows last from a first day on. `derived` marks what
    the program keeps by itself: it is not imported.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str
    en: str
    system: str
    columns: dict[str, Column]
    checks: list[tuple[str, Literal["<=", "<"], str]] = []
    lags: dict[str, tuple[str, str]] = {}
    postings: bool = False
    derived: bool = False

    @model_validator(mode="after")
    def _names_exist(self) -> FactKind:
        named = [n for a, _, b in self.checks for n in (a, b)] + [n for lag in self.lags.values() for n in lag]
        missing = sorted({n for n in named if n not in self.columns})
        if missing:
            raise ValueError(f"checks or lags name columns that do not exist: {', '.join(missing)}")
        if "id" not in self.columns or "unit" not in self.columns:
            raise ValueError("every kind of record has an id and a unit")
        if self.date_column not in self.columns or not self.columns[self.date_column].required:
            raise ValueError(f"every kind of record has a required {self.date_column}, by which its day is known")
        return self

    @property
    def date_column(self) -> str:
        """The column that says when the record came to be: the first time, or a posting's first day."""
        return "from_day" if self.postings else "occurred_at"

    def day_sql(self, column: str, alias: str = "f") -> str:
        """SQL for the day number (days since 1970-01-01, China time) of a time or day column."""
        if self.columns[column].type == "day":
            return f"{alias}.{column}"
        return f"({alias}.{column} + 28800) / {SECONDS_PER_DAY}"

    def bounds(self, column: str, first: int, last: int) -> tuple[int, int]:
        """The least and greatest value that a time or day column has on the days first to last."""
        if self.columns[column].type == "day":
            return first, last
        return first_second(first), first_second(last + 1) - 1

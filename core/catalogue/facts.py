"""Kinds of record (事实表), as declared in data/facts.toml or in a bureau's own file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.time.days import SECONDS_PER_DAY, first_second

ColumnType = Literal["id", "unit", "officer", "time", "day", "choice", "flag", "count", "ref"]


class Column(BaseModel):
    """One column of a kind of record.

    zh: its header in Chinese. type: what it holds; ref is the number of another record.
    required: whether every record has it (id and unit are in any case). choices: of a choice, code → label.
    most: of a count, the greatest number that can be true; a greater one is refused.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: Annotated[str, Field(min_length=1)]
    type: ColumnType
    required: bool = False
    choices: dict[str, str] = {}
    most: Annotated[int, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _choices_belong_to_choice(self) -> Column:
        if (self.type == "choice") != bool(self.choices):
            raise ValueError('choices 只给选项列（type = "choice"），选项列也必须给')
        if self.most is not None and self.type != "count":
            raise ValueError('most 只给计数列（type = "count"）')
        return self


class FactKind(BaseModel):
    """One kind of record: its columns in template order, its row checks and its lags.

    zh, en: its name. system: the system of the bureau that it comes from, in Chinese.
    columns: by id; `id`, `unit` and a required time `occurred_at`, by which its day is known, are in every kind.
    checks: comparisons of two count columns that every row must satisfy, such as ["rectified", "<=", "hazards"].
    lags: by id, the seconds between two of its times, to be asked of in a measure's `where`.
    synonyms: by column, other headers that people give it; a mapping is proposed from them.
    choice_synonyms: by column and code, other words that people write for a choice.
    postings: marks the register of posts, whose rows last from a first day on. A bureau's own kind has it not.
    derived: marks what the program keeps by itself and nobody imports. A bureau's own kind has it not.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    system: Annotated[str, Field(min_length=1)]
    columns: dict[str, Column]
    checks: list[tuple[str, Literal["<=", "<"], str]] = []
    lags: dict[str, tuple[str, str]] = {}
    synonyms: dict[str, list[str]] = {}
    choice_synonyms: dict[str, dict[str, list[str]]] = {}
    postings: bool = False
    derived: bool = False

    @model_validator(mode="after")
    def _names_exist(self) -> FactKind:
        named = [n for a, _, b in self.checks for n in (a, b)] + [n for lag in self.lags.values() for n in lag]
        missing = sorted({n for n in [*named, *self.synonyms, *self.choice_synonyms] if n not in self.columns})
        if missing:
            raise ValueError(f"checks、lags 或 synonyms 用了没有的列：{'、'.join(missing)}")
        if "id" not in self.columns or "unit" not in self.columns:
            raise ValueError("每类记录都要有 id（编号）和 unit（单位）两列")
        if self.date_column not in self.columns or not self.columns[self.date_column].required:
            raise ValueError(f"每类记录都要有必填的 {self.date_column}，由它定是哪一天的记录")
        return self

    @property
    def is_imported(self) -> bool:
        """Tell whether files of it are brought in under its own name: postings come with the officers."""
        return not self.postings and not self.derived

    @property
    def date_column(self) -> str:
        """The column that says when the record came to be: the first time, or a posting's first day."""
        return "from_day" if self.postings else "occurred_at"

    def day_sql(self, column: str, alias: str = "f", division: str = "/") -> str:
        """SQL for the day number (days since 1970-01-01, China time) of a time or day column.

        `division` is the operator that divides whole numbers.
        """
        if self.columns[column].type == "day":
            return f"{alias}.{column}"
        return f"({alias}.{column} + 28800) {division} {SECONDS_PER_DAY}"

    def bounds(self, column: str, first: int, last: int) -> tuple[int, int]:
        """The least and greatest value that a time or day column has on the days first to last."""
        if self.columns[column].type == "day":
            return first, last
        return first_second(first), first_second(last + 1) - 1

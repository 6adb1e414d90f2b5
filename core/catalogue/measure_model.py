"""Measures (计数项) and sums of them, as declared in data/*.toml or in a bureau's own file."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from core.catalogue.entry import Entry
from core.catalogue.facts import FactKind

Scalar = str | int | bool


class Condition(BaseModel):
    """A condition on one column: all that is given must hold. An absent value satisfies none but `null`.

    eq: equals. not: differs. any: is one of. none: is none of. le, ge: at most, at least (a count or a lag, in
    seconds). null: true asks that the value be absent, false that it be there.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    eq: Scalar | None = None
    not_: Annotated[Scalar | None, Field(alias="not")] = None
    any: list[Scalar] | None = None
    none: list[Scalar] | None = None
    le: int | None = None
    ge: int | None = None
    null: bool | None = None

    def values(self) -> list[Scalar]:
        """The values and bounds that it names."""
        bounds = [self.eq, self.not_, self.le, self.ge]
        return [value for value in [*bounds, *(self.any or []), *(self.none or [])] if value is not None]

    def holds(self, value: Scalar | None) -> bool:
        """Tell whether a value, or an absent one, satisfies it."""
        if value is None:
            return not self.values() and self.null is not False
        if self.null:
            return False
        if isinstance(value, int) and not (self.ge is None or value >= self.ge):
            return False
        if isinstance(value, int) and not (self.le is None or value <= self.le):
            return False
        return (
            self.eq in (None, value)
            and (self.not_ is None or value != self.not_)
            and (self.any is None or value in self.any)
            and (self.none is None or value not in self.none)
        )


class Bins(BaseModel):
    """Additive histogram bins of a count `column` at `edges`: (-inf, e0], (e0, e1], …, (last, inf).

    event: in Chinese, what happens at the end of a time in `column`, such as 到场: the share that it has happened
        within an edge is said by it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str
    edges: list[int]
    event: str = ""

    @model_validator(mode="after")
    def _rising(self) -> Bins:
        if len(self.edges) < 2 or sorted(set(self.edges)) != self.edges:
            raise ValueError("edges 要递增，至少两个")
        return self


def _condition(test: Any) -> Any:
    """A plain value stands for `eq`, a list for `any`."""
    if isinstance(test, list):
        return {"any": test}
    return test if isinstance(test, (dict, Condition)) else {"eq": test}


class Measure(Entry):
    """计数项: an additive number of a unit on a day. Its id becomes a column of the cube.

    unit: what one is called in Chinese, such as 起 or 名.
    kind: a flow (时期指标) adds up over days; a stock (时点指标) is its latest value by the period's end.
    fact: the kind of record it is counted from. Without it the figure comes from the ledger alone; with it a
        bureau may still bring ledger figures for times that its records do not cover.
    date: for a flow, the time or day on which a record counts. A record without it does not count.
    where: conditions by column, by the name of a lag, or by `unit_kind` (the kind of the record's unit). A plain
        value stands for `eq`, a list for `any`.
    value: a count column to add up instead of counting records.
    cohort: a time that must have come by the day as of which the question is asked.
    enter, leave: for a stock, a record counts from the latest of its `enter` days until before the earliest of
        its `leave` days. An absent `enter` day: it never enters. An absent `leave` day is passed over.
    bins: the histogram that a percentile is read from.
    profile: also kept by hour of the week, and by week.
    weekly: also kept by week, communities too, where it is not profiled.
    officer: also kept by officer, for the officer's own page.
    reported_by: the kinds of unit whose reports make a parent's figure complete.
    synonyms: other names that people give it in their tables; a mapping is proposed from them.
    """

    unit: str
    kind: Literal["flow", "stock"]
    fact: str | None = None
    date: str | None = None
    where: dict[str, Condition] = Field(default_factory=dict)
    value: str | None = None
    cohort: str | None = None
    enter: list[str] = Field(default_factory=list)
    leave: list[str] = Field(default_factory=list)
    bins: Bins | None = None
    profile: bool = False
    weekly: bool = False
    officer: bool = False
    reported_by: list[str] = Field(default=["station"])
    synonyms: list[str] = Field(default_factory=list)

    @field_validator("where", mode="before")
    @classmethod
    def _spell_out(cls, conditions: Any) -> Any:
        if not isinstance(conditions, dict):
            return conditions
        return {column: _condition(test) for column, test in conditions.items()}

    @model_validator(mode="after")
    def _shape(self) -> Measure:
        if self.fact is None:
            if self.date or self.where or self.value or self.cohort or self.enter or self.leave or self.bins:
                raise ValueError("没有 fact 的计数项来自统计报表，不写 date、where、value 等")
        elif self.kind == "flow" and (not self.date or self.enter or self.leave):
            raise ValueError("由记录数的时期数（flow）要写 date，不写 enter、leave")
        elif self.kind == "stock" and (not self.enter or self.date or self.cohort or self.value or self.bins):
            raise ValueError("由记录数的时点数（stock）要写 enter（和 leave），不写 date、cohort、value、bins")
        if (self.profile or self.weekly or self.officer) and (self.fact is None or self.kind == "stock"):
            raise ValueError("profile、weekly、officer 只用于由记录数的时期数（flow）")
        return self

    def conditions(self) -> dict[str, Condition]:
        """Conditions that a record must meet, by column."""
        return self.where

    def columns(self, fact: FactKind) -> set[str]:
        """The columns of its kind of record that it rests on; of a lag both times."""
        binned = [self.bins.column] if self.bins else []
        named = [self.date, self.value, self.cohort, *self.enter, *self.leave, *binned, *self.where]
        both = [column for name in named if name in fact.lags for column in fact.lags[name]]
        return {name for name in [*named, *both] if name in fact.columns} | {"unit"}


class Sum(BaseModel):
    """A measure (the id) that is the sum of its `parts`, each record counting in exactly one of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    parts: Annotated[list[str], Field(min_length=2)]

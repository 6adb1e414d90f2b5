"""A mapping (对照): how a stranger's headers, codes and shapes become the columns of a kind of file of ours.

Keys and codes are ours by id, texts and headers are theirs as written. Nothing in it is guessed: what it does not
say is refused with the question.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Header = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(min_length=1, max_length=200)]
DateOrder = Literal["ymd", "dmy", "mdy", "digits", "serial", "month"]
Undated = Literal["refuse", "file_day", "unknown"]
LARGEST_FACTOR = 10**8


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Status(_Strict):
    """A column that says how far a record has come, where its date may be missing.

    column: their header. done, open: their words for it. undated: what becomes of a row that is done and has no date:
    refuse asks for the date, file_day takes the file's last day and says so, unknown leaves the figures that need
    the date without a value.
    """

    column: Header
    done: Annotated[list[Text], Field(min_length=1)]
    open: list[Text] = []
    undated: Undated = "refuse"


class WideColumn(_Strict):
    """A column of a wide table, each of whose cells is a figure.

    measure, period: what the column says of them, where the row does not. factor: what one of its units is worth.
    """

    measure: str = ""
    period: str = ""
    factor: Annotated[int, Field(ge=1, le=LARGEST_FACTOR)] = 1


class NotListed(_Strict):
    """A ledger in which what is not listed is 0.

    unit_kinds: the kinds of unit for which that holds; those that report the measure, if none is named.
    units: single units by code or name, instead of kinds.
    """

    unit_kinds: list[str] = []
    units: list[Text] = []


class TableMapping(_Strict):
    """Say how a stranger's table is read.

    kind: what it becomes: a kind of record, units, officers or ledger. note: a remark of the steward.
    columns: our column = their header. ignored: their headers that are not brought in.
    personal: their headers about persons, which are dropped before anything is stored.
    codes: by column, our choice = their words for it. rest: by column, the choice of all words not named, by decision.
    units: our unit (code or name) = their names for it.
    constants: by column that they do not have, the value of every row. defaults: by column, the value of blank cells.
    dates: by column, how they write dates where the year does not come first: dmy, mdy, digits (20261122), serial (a
    spreadsheet's number of days), month (a date on the 1st that means its month).
    factors: by count column, what one of theirs is worth (10000 where they count in 万).
    status: by date column, the column that says whether it is done.
    wide: of a ledger, their headers whose cells are figures.
    not_listed_is_zero: of a ledger, for which units a figure that is not listed is 0.
    """

    kind: str
    note: str = ""
    columns: dict[str, Header] = {}
    codes: dict[str, dict[str, list[Text]]] = {}
    rest: dict[str, str] = {}
    units: dict[Text, list[Text]] = {}
    constants: dict[str, Text] = {}
    defaults: dict[str, Text] = {}
    dates: dict[str, DateOrder] = {}
    factors: dict[str, Annotated[int, Field(ge=2, le=LARGEST_FACTOR)]] = {}
    status: dict[str, Status] = {}
    wide: dict[Header, WideColumn] = {}
    not_listed_is_zero: NotListed | None = None
    ignored: list[Header] = []
    personal: list[Header] = []

    def headers_read(self) -> list[str]:
        """Their headers that are needed, each once."""
        read = [*self.columns.values(), *(status.column for status in self.status.values()), *self.wide]
        return list(dict.fromkeys(read))

    def headers(self) -> list[str]:
        """All their headers that it knows."""
        return list(dict.fromkeys([*self.headers_read(), *self.ignored, *self.personal]))

    def provided(self) -> set[str]:
        """Our columns that it fills, but for what a wide table's columns say."""
        return {*self.columns, *self.constants, *self.status}

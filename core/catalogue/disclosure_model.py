"""Small numbers that are hidden, and the measures they are hidden of, as declared in data/disclosure.toml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class SmallNumbers(BaseModel):
    """Limits below which counts of sensitive records are not shown.

    least: the smallest count above 0 that is shown; 1 shows them all.
    months: units that are protected are told by whole blocks of so many months of the calendar year.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    least: Annotated[int, Field(ge=1, le=100)]
    months: Literal[1, 2, 3, 4, 6, 12]


class Sensitive(BaseModel):
    """A measure, or every measure of a kind of record (the id), whose small counts could point at a person.

    at: the kind of unit from which down they are hidden; none where they are not. why: the reason, in Chinese.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: Literal["station", "community", "none"]
    why: Annotated[str, Field(min_length=4)]

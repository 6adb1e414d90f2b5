"""Declarations of a fair comparison of units: groups of like units, and what counts are counted against."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.catalogue.entry import Entry

SHIPPED_GROUPS = ("all", "urban", "town", "rural", "large", "medium", "small")  # groups that every bureau has


class PeerGroup(BaseModel):
    """同类组: units that a bureau itself holds comparable.

    zh: its name. members: the codes of its units, all of one kind; they live in the database, so that
    `fengjing check` tells those that do not exist.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: Annotated[str, Field(min_length=1)]
    members: Annotated[list[str], Field(min_length=2)]

    @model_validator(mode="after")
    def _check_members_once(self) -> PeerGroup:
        if len(set(self.members)) != len(self.members):
            raise ValueError("同一编号写了两次")
        return self


class Exposure(Entry):
    """Hold what a bare count is set against before units are compared by it: such as alerts per 10,000 inhabitants.

    kpi: the stock that it is divided by, at the period's end. scale, unit: the value is shown as count ÷ stock × scale.
    counts: the KPIs that are compared so; a count that no exposure names can be put in order, and no more.
    """

    kpi: str
    scale: Annotated[int, Field(ge=1)]
    unit: str
    counts: Annotated[list[str], Field(min_length=1)]

"""Contests (比武) of areas, as declared in contests.toml."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from core.catalogue.entry import Decision, Entry


class Area(BaseModel):
    """An area of a contest.

    zh: its name. members: the codes of its stations; what they count is added up.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: Annotated[str, Field(min_length=1)]
    members: Annotated[list[str], Field(min_length=1)]


class Contest(Entry):
    """比武: areas by how their alerts changed against their own past, and against how those of the others did.

    remark: what it rests on, in Chinese.
    counts: the counts of alerts that are added up; each record counts in one of them.
    beside: what is shown beside them as situation alone; it never enters.
    areas: the areas; without any, every station is one.
    override: by KPI barred from assessment, the decision that it enters all the same. As long as one of the counts is
        barred without such a decision, the changes are shown and nobody is placed or named.
    """

    remark: Annotated[str, Field(min_length=4)]
    counts: Annotated[list[str], Field(min_length=1)]
    beside: Annotated[list[str], Field(default_factory=list)]
    areas: Annotated[dict[str, Area], Field(default_factory=dict)]
    override: Annotated[dict[str, Decision], Field(default_factory=dict)]

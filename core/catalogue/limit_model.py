"""Limits of time (期限) by which work is to be done, as declared in limits.toml."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core.catalogue.entry import Entry


class Limit(Entry):
    """A limit of time: `days` working days (of instructions), or days of 24 hours (of cases). source: who sets it.

    near: so many days before it runs out it counts as 将到期.
    """

    days: Annotated[int, Field(ge=1, le=365)]
    near: Annotated[int, Field(ge=0, le=60)] = 0
    source: str

"""For how long a figure is watched after an instruction about it was filed, as declared in limits.toml."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core.catalogue.entry import Entry


class Watch(Entry):
    """A watch over a figure: `months` whole calendar months, the first beginning after the day of filing.

    source: who sets it.
    """

    months: Annotated[int, Field(ge=1, le=12)]
    source: str

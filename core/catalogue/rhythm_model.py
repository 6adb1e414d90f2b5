"""Rhythms at which a source brings new data, as declared in rhythms.toml."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

LEDGER = "ledger"  # the rhythm of statistical reports, whatever their source
UNDECLARED_DAYS = 31


class Rhythm(BaseModel):
    """The rhythm of a kind of record, by its id, or of statistical reports (`ledger`).

    every_days: the most days that usually pass between two loads. A source that lies more than twice as far behind
        the newest of a board is late: it shows its own last day and holds nothing else back.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    every_days: Annotated[int, Field(ge=1, le=366)]

    @property
    def late_after(self) -> int:
        """Number of days behind the newest source it may lie."""
        return 2 * self.every_days

"""Advice of a reminder slip (警情提醒单) against a class of alerts, as declared in advice.toml."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

USUAL_ADVICE = "alerts_valid"  # the entry whose sentences stand where no class has risen
MOST_ENTRIES = 9  # entries, so that the table on a slip leaves room for the rest of the page
Line = Annotated[str, Field(min_length=6, max_length=44)]


class Advice(BaseModel):
    """Advice against a class of alerts; the id is that of a measure of alerts kept by week.

    lines: sentences to residents, in Chinese, one to four of at most 44 characters: each keeps to a line, a slip to a
        page.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    lines: Annotated[list[Line], Field(min_length=1, max_length=4)]

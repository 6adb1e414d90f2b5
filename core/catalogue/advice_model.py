"""What a reminder slip (警情提醒单) advises against a class of alerts, as declared in advice.toml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from core.catalogue.problems import Fault

USUAL = "alerts_valid"  # the entry whose sentences stand where no class has risen
Line = Annotated[str, Field(min_length=6, max_length=60)]


class Advice(BaseModel):
    """Advice against a class of alerts; the id is that of a measure of alerts kept by week.

    lines: sentences to residents, in Chinese, one to four of at most 60 characters, so that a slip keeps to one page.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    lines: Annotated[list[Line], Field(min_length=1, max_length=4)]


def advice_faults(fact: str | None, kept: bool, known: bool) -> Iterator[Fault]:
    """What does not fit: the measure's kind of record, whether it is kept by week, whether there is such a measure."""
    if not known:
        yield "no such measure", "name a measure of alerts"
    elif fact != "alert" or not kept:
        yield "no measure of alerts that is kept by week", "name one with profile or weekly = true"


def usual_faults(advice: Mapping[str, object]) -> Iterator[Fault]:
    """The usual reminders must be there, since a slip on which nothing rose shows them."""
    if USUAL not in advice:
        yield "no usual reminders", f"declare [advice.{USUAL}]"

"""Checks of the advice that reminder slips give."""

from __future__ import annotations

from collections.abc import Iterator

from core.catalogue.advice_model import MOST_ENTRIES, USUAL_ADVICE
from core.catalogue.model import Catalogue
from core.catalogue.problems import Declared, Fault


def advice_faults(catalogue: Catalogue, declared: Declared, name: str) -> Iterator[Fault]:
    """A class that is advised against is a measure of alerts whose weeks can be read."""
    measure = catalogue.measures.get(name)
    if name not in declared["measures"]:
        yield "no such measure", "name a measure of alerts"
    elif measure and (measure.fact != "alert" or measure.bins or not (measure.profile or measure.weekly)):
        yield "no count of alerts that is kept by week", "name one with profile or weekly = true"


def usual_faults(declared: Declared) -> Iterator[Fault]:
    """The usual reminders must be there, for a slip on which nothing rose; and no more than a page can hold."""
    if USUAL_ADVICE not in declared["advice"]:
        yield "no usual reminders", f"declare [advice.{USUAL_ADVICE}]"
    if len(declared["advice"]) > MOST_ENTRIES:
        yield f"{len(declared['advice'])} entries", f"declare {MOST_ENTRIES} at most, the usual reminders included"

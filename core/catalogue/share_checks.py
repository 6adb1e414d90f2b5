"""Checks that a rate is a share: every record that its numerator counts is one that its denominator counts.

Otherwise it may pass 100%, or pass for a share while it counts other records.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.catalogue.facts import FactKind
from core.catalogue.implied_conditions import always_present, open_conditions
from core.catalogue.measure_model import Measure
from core.catalogue.problems import Fault

MEND = "把分母的条件也写进分子的计数项，或换一个分母"


def share_faults(fact: FactKind, counted: Measure, base: Measure) -> Iterator[Fault]:
    """The reasons why a numerator's records, of the same kind and date, need not be among its denominator's.

    What awaits nothing itself counts outcomes of every day, those too that are later than the day of the figure.
    """
    for column in open_conditions(fact, counted, base):
        yield f"分子会数到分母不数的记录：分母对“{column}”有条件，分子没有同样的或更窄的", MEND
    awaits = base.cohort not in (None, counted.date)
    if awaits and (counted.cohort is None or base.cohort not in always_present(fact, counted)):
        yield f"分子会数到分母不数的记录：分母等“{base.cohort}”，分子不等", MEND
    if not set(base.enter) <= set(counted.enter) or not set(base.leave) <= set(counted.leave):
        yield "分子会数到分母不数的记录：分母的 enter、leave，分子要都有", MEND
    if counted.value != base.value and [counted.value, base.value] not in [[a, b] for a, _, b in fact.checks]:
        yield (
            f"分子加的是{_amount(counted)}，分母加的是{_amount(base)}，前者不一定不大于后者",
            "两者数同样的，或在这类记录的 checks 里写明分子的列不大于分母的列",
        )


def _amount(measure: Measure) -> str:
    return f"“{measure.value}”" if measure.value else "件数"

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
        yield "没有这个计数项", "写一个警情的计数项"
    elif measure and (measure.fact != "alert" or measure.bins or not (measure.profile or measure.weekly)):
        yield "不是按周汇总的警情件数", "写一个 profile 或 weekly = true 的警情计数项"


def usual_faults(declared: Declared) -> Iterator[Fault]:
    """The usual reminders must be there, for a slip on which nothing rose; and no more than a page can hold."""
    if USUAL_ADVICE not in declared["advice"]:
        yield "缺少通常的提醒", f"写 [advice.{USUAL_ADVICE}]"
    if len(declared["advice"]) > MOST_ENTRIES:
        yield f"有 {len(declared['advice'])} 条，一页放不下", f"连同通常的提醒至多 {MOST_ENTRIES} 条"

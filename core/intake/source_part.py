"""A part of what a data source gives: which days are complete once the last part of a run is in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.intake.coverage_plan import days_with_above, plan_coverage, span_of
from core.intake.import_plan import ImportPlan, plan_touch
from core.store.coverage import CoverageClaim, coverage
from core.store.data_sources import SourceReach
from core.store.store import Store
from core.store.units import UnitTree
from core.time.day_spans import subtract
from core.time.days import day_of_time


@dataclass(frozen=True)
class SourcePart:
    """A part of a source. `reach` is what the parts before it spoke of; `keep` keeps the reach with this one.

    `is_last` says that nothing more is there to be read for now, `is_whole` that the source has the whole bureau's
    records.
    """

    reach: SourceReach
    is_last: bool
    is_whole: bool
    keep: Callable[[SourceReach], object]


def plan_part(
    store: Store, tree: UnitTree, kind: str, plan: ImportPlan, part: SourcePart, days: Iterable[int], now: int
) -> None:
    """Plans coverage and freshness of what the source has given so far, once its last part is here.

    From the first to the last day of any record, but for today, all units that it ever spoke of are complete (all of
    the bureau where it says so): a station without a record on a day had none. Only what is news is claimed.
    """
    plan.reach = part.reach.joined(span_of(day for day in days if day < day_of_time(now)), plan.units)
    if not part.is_last or plan.reach.days is None:
        return
    whole = ImportPlan(covers=plan.reach.days)
    plan_coverage(store, tree, whole, kind, plan.reach.units, complete=part.is_whole)
    plan.warnings += whole.warnings
    covered = coverage(store).get(kind, {})
    for claim in whole.claims:
        for span in subtract((claim.first, claim.last), days_with_above(tree, covered, claim.unit)):
            plan.claims.append(CoverageClaim(kind, claim.unit, *span))
            plan.covers_more = True
    plan_touch(store, plan, kind, store.catalogue.facts[kind].system, plan.reach.days[1], now)

"""Says for which units and days the records are complete, after a file of records has come in."""

from __future__ import annotations

from collections.abc import Iterable

from core.intake.import_plan import ImportPlan
from core.intake.source_days import RelatedUnitDays, ledger_days
from core.store.coverage import CoverageClaim, UnitDays, coverage
from core.store.store import Store
from core.store.units import UnitTree
from core.time.day_spans import DaySpan, merge, span_text, subtract

MOST_NAMED = 10  # units named in one warning


def reporting_unit(tree: UnitTree, unit: int) -> int:
    """The unit that answers for a record: a community's is its station."""
    if tree.units[unit].kind != "community":
        return unit
    return next((above.id for above in tree.ancestors(unit) if above.kind == "station"), unit)


def plan_coverage(
    store: Store, tree: UnitTree, plan: ImportPlan, kind: str, units: Iterable[int], *, complete: bool
) -> None:
    """Plans coverage of `plan.covers` for the units seen, or for the whole bureau where the file is complete.

    Days that the ledger reports stay the ledger's. Where that keeps the bureau from being covered as a whole,
    the units below it that the ledger does not speak of are covered one by one.
    """
    if plan.covers is None:
        return
    reporting_units = set(units)
    reported = ledger_days(store, tree, kind)
    covered = coverage(store).get(kind, {})
    if complete:
        targets = [tree.root.id, *(unit.id for unit in tree.below(tree.root.id) if unit.kind != "community")]
    else:
        targets = sorted(reporting_units)
        _warn_of_missing(tree, plan, plan.covers, reporting_units, covered, reported)
    kept_by_ledger: set[str] = set()
    claimed: UnitDays = {}
    for unit in targets:
        free = subtract(plan.covers, reported.days_of(unit))
        if free != [plan.covers]:
            kept_by_ledger.add(tree.units[unit].name)
        above = days_with_above(tree, claimed, unit)
        for span in [part for run in free for part in subtract(run, above)]:
            claimed.setdefault(unit, []).append(span)
            plan.claims.append(CoverageClaim(kind, unit, *span))
            plan.covers_more |= bool(subtract(span, days_with_above(tree, covered, unit)))
    if kept_by_ledger:
        zh = store.catalogue.facts[kind].zh
        rule = f"在 {span_text(plan.covers)} 之内有统计报表，那些天仍以报表为准，不记为{zh}记录齐全"
        plan.warnings.append(f"{_listed(kept_by_ledger)}{rule}")


def days_with_above(tree: UnitTree, days: UnitDays, unit: int) -> list[DaySpan]:
    """The days of a unit and of all above it."""
    above = [unit, *(ancestor.id for ancestor in tree.ancestors(unit))]
    return merge(span for other in above for span in days.get(other, []))


def span_of(days: Iterable[int]) -> DaySpan | None:
    """From the first to the last of some days."""
    distinct = set(days)
    return (min(distinct), max(distinct)) if distinct else None


def _warn_of_missing(
    tree: UnitTree,
    plan: ImportPlan,
    covers: DaySpan,
    reporting_units: set[int],
    covered: UnitDays,
    reported: RelatedUnitDays,
) -> None:
    """Warns of stations that the file does not have, where neither earlier files nor the ledger know their days."""
    missing = [
        station.name
        for station in tree.on(covers[1]).stations(tree.root.id)
        if station.id not in reporting_units
        and subtract(covers, merge([*days_with_above(tree, covered, station.id), *reported.days_of(station.id)]))
    ]
    if missing:
        rule = "文件里没有以下派出所的记录，它们的数字不按 0 计，仍显示为“—”"
        plan.warnings.append(
            f"{rule}：{_listed(missing)}。如确无记录，请说明对全部单位都完整（页面上打勾，命令行 --complete）再导入"
        )


def _listed(names: Iterable[str]) -> str:
    sorted_names = sorted(names)
    suffix = f"等 {len(sorted_names)} 个单位" if len(sorted_names) > MOST_NAMED else ""
    return "、".join(sorted_names[:MOST_NAMED]) + suffix

"""Cases and sweeps stage by stage: how many go on to the next one, and how long that takes."""

from __future__ import annotations

from collections.abc import Iterator

from core.store.store import Store
from core.time.days import SECONDS_PER_DAY, first_second
from seed import calibration as c
from seed.report.alerts import share
from seed.report.line import BY_CALIBRATION, Measured, Target
from seed.report.outcomes import OLD_ENOUGH, middle, query_row

CLASSES = {"criminal": "刑事", "public_order": "行政"}
SWEEPS = (  # stage, its name, of which, what goes on
    ("compared_at", "采集后比对", "1", c.SWEEP_COMPARED[0]),
    ("warned_at", "比对后预警", "compared_at IS NOT NULL", c.SWEEP_WARNED[0]),
    ("disposed_at", "预警后处置", "warned_at IS NOT NULL", c.SWEEP_DISPOSED[0]),
)


def stage_targets() -> Iterator[tuple[str, Target]]:
    """Yield what the calibration means the stages to be."""
    yield "case:filed", Target("案件", "受案后立案", c.FILED, 0.02, BY_CALIBRATION)
    for name, zh in CLASSES.items():
        days, more = c.INVESTIGATED_DAYS[name], c.CONCLUDED_DAYS[name]
        yield (
            f"case:investigated:{name}",
            Target("案件", f"{zh}：立案（破案）到查结中位", days, 0.1, BY_CALIBRATION, "days", True),
        )
        yield f"case:concluded:{name}", Target("案件", f"{zh}：查结到处结中位", more, 0.1, BY_CALIBRATION, "days", True)
    for stage, zh, _, stage_share in SWEEPS:
        yield f"sweep:{stage}", Target("清查", zh, stage_share, 0.02, BY_CALIBRATION)


def found_in_stages(store: Store, as_of: int) -> dict[str, Measured]:
    """The same of a database; what began lately may not have come to its end and is left out."""
    old = f"occurred_at < {first_second(as_of + 1 - OLD_ENOUGH)}"
    measured = {
        "case:filed": share(*query_row(store, f"sum(filed_at IS NOT NULL), count(*) FROM fact_case WHERE {old}"))
    }
    for name in CLASSES:
        cases = f"FROM fact_case WHERE class = '{name}' AND {old} AND investigated_at IS NOT NULL"
        begun = "max(filed_at, ifnull(solved_at, 0))"
        measured[f"case:investigated:{name}"] = _days(store, f"investigated_at - {begun}", cases)
        cases += " AND outcome_at IS NOT NULL"
        measured[f"case:concluded:{name}"] = _days(store, "outcome_at - investigated_at", cases)
    for stage, _, of, _ in SWEEPS:
        sums = f"ifnull(sum({stage} IS NOT NULL), 0), count(*)"
        measured[f"sweep:{stage}"] = share(*query_row(store, f"{sums} FROM fact_sweep WHERE {old} AND {of}"))
    return measured


def _days(store: Store, sql: str, source: str) -> Measured:
    """A median in days."""
    days = middle(store, sql, source, 3600)
    return Measured(days.value and days.value / SECONDS_PER_DAY, days.chance / SECONDS_PER_DAY)

"""The funnel's table: every unit once, and one whose data are in doubt apart from those that were judged."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

from core.comparison.doubts import with_doubts
from core.engine import Engine
from core.store.open import open_store
from dashboards.pages.comparison.funnel import NEAR_THE_EDGE, funnel_spec, rows
from tests.support.demo import DEMO_AS_OF


def test_a_unit_in_doubt_is_no_point_among_those_judged(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        comparison = Engine(store).comparison("satisfaction_rate", "ytd", date.fromisoformat(DEMO_AS_OF))
    doubted = comparison.ranked_units[0]
    table = rows(with_doubts(comparison, {doubted.unit.id: "化解存疑"}))
    names = {series: [row[4] for row in table if row[2] == series] for series in ("unit", "doubted")}
    assert len(names["unit"]) == len(comparison.ranked_units) - 1
    (name,) = names["doubted"]
    assert name.startswith("◇ ") and name[2:] in doubted.unit.name


def test_a_number_near_the_edge_of_the_chart_is_set_inwards() -> None:
    """Half of 90,000 was cut off where the axis ends soon after it."""
    axes = [layer["encoding"]["x"]["axis"] for layer in funnel_spec(",~f", "")["layer"]]
    assert axes and {axis.get("labelFlush") for axis in axes} == {NEAR_THE_EDGE}

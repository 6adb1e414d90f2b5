"""A day's cohort that cannot have ripened has no rate; what is finished within the day has one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from core.board.attention import attention
from core.board.unripe_days import OLD_ENOUGH, UNRIPE, without_unripe_days
from core.engine import Engine
from core.features.campaigns.document import claims, paragraphs, rows
from core.metrics.cohort_maturity import AGES, CohortMaturity
from core.metrics.types import Verdict
from core.store.open import open_store
from tests.support.demo import DEMO_AS_OF

AS_OF = date.fromisoformat(DEMO_AS_OF)
SLOW, QUICK, COUNT = "dispute_resolution_rate", "ten_minute_completion_rate", "disputes_reported"


@pytest.fixture(scope="module")
def engine(demo_db: Path) -> Iterator[Engine]:
    store = open_store(demo_db, read_only=True)
    yield Engine(store)
    store.close()


def test_todays_disputes_have_no_rate_and_no_verdict(engine: Engine) -> None:
    day = max(day for day in range(1, 32) if _reported(engine, date(2026, 10, day)) and date(2026, 10, day) <= AS_OF)
    board = engine.board(None, f"2026-10-{day:02}", date(2026, 10, day), [SLOW, QUICK, COUNT], 0)
    root = board.units[0].id
    figure = board.figures[SLOW, root]
    assert figure.value is None and figure.is_unripe and figure.reason == UNRIPE
    assert figure.denominator and figure.numerator is not None, "what there is to count is still counted"
    assert board.judgements[SLOW, root, "yoy"].verdict is Verdict.NOT_COMPARABLE
    assert board.intervals[SLOW, root] is None and board.changes[SLOW, root, "yoy"].change is None
    assert not [key for key in board.standards if key[0] == SLOW]
    assert board.figures[COUNT, root].value is not None
    assert board.figures[QUICK, root].value is not None or board.figures[QUICK, root].denominator == 0
    assert isinstance(attention(board, engine.catalogue), tuple)


def _reported(engine: Engine, day: date) -> float | None:
    board = engine.board(None, str(day), day, [COUNT], 0, [])
    return board.figures[COUNT, board.units[0].id].value


def test_longer_periods_and_older_days_keep_their_rates(engine: Engine) -> None:
    for period, as_of in (("last7", AS_OF), ("2026-10-01", date(2026, 10, 1 + OLD_ENOUGH))):
        board = engine.board(None, period, as_of, [SLOW], 0, [])
        assert not board.figures[SLOW, board.units[0].id].is_unripe


@pytest.mark.parametrize(
    ("maturity", "is_hidden"),
    [
        (CohortMaturity((40.0,) + (0.0,) * (len(AGES) - 1), 1.0), True),
        (CohortMaturity((0.5,) * len(AGES), 1.0), False),
        (CohortMaturity(None, 1.0), False),
        (None, False),
    ],
)
def test_only_what_earlier_months_show_is_hidden(
    engine: Engine, maturity: CohortMaturity | None, is_hidden: bool
) -> None:
    board = engine.board(None, str(AS_OF), AS_OF, [QUICK], 0, [])
    shown = without_unripe_days(engine.catalogue, board, lambda _kpi: maturity)
    figure = shown.figures[QUICK, board.units[0].id]
    assert figure.is_unripe == (is_hidden and board.figures[QUICK, board.units[0].id].value is not None)


def test_a_daily_bulletin_prints_no_rate_of_the_days_own_records(engine: Engine) -> None:
    bulletin = engine.bulletin("hundred_days", "day", None, AS_OF)
    rates = {kpi for kpi in bulletin.progress.kpis if engine.catalogue.kpis[kpi].basis == "cohort"}
    unripe = [item for item in bulletin.items.values() if item.figure.is_unripe]
    text = "".join(text for _, text in paragraphs(engine.catalogue, bulletin))
    for item in unripe:
        assert item.kpi in rates
    own = [item for item in unripe if item.unit == bulletin.unit]
    assert text.count("未到期") == len(own)
    days = f"{AS_OF}..{AS_OF}"
    printed = {(claim[2], claim[4]) for claim in claims(engine.catalogue, bulletin) if claim[3] == days}
    assert not printed & {(item.unit.name, item.kpi) for item in unripe}
    assert len(rows(engine.catalogue, bulletin)) == len(bulletin.items)

"""Say where a year ends: pieces of a year, how months stray, what is told and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.year_end import simulate
from core.catalogue.load import load_catalogue
from core.engine import Engine
from core.features.year_end.forecast import Straying, forecast, straying
from core.features.year_end.reader import is_year_so_far, spring_month, year_pieces
from core.features.year_end.text import amount_text, explained
from core.features.year_end.types import NoPace, YearPace
from core.metrics.types import UnitRef, Window
from core.store.open import open_store
from core.time.days import day_number
from core.time.reporting_calendar import CALENDAR, ReportingCalendar

UNIT = UnitRef(1, "U", "局", "bureau", None)
AS_OF = date(2026, 10, 31)
DAYS = st.dates(date(2022, 1, 1), date(2027, 12, 31))


CALENDARS = st.sampled_from(
    [CALENDAR, ReportingCalendar(26), ReportingCalendar(1, (12, 21)), ReportingCalendar(26, (11, 1))]
)


@given(DAYS, st.integers(2020, 2027), CALENDARS)
def test_pieces_fill_every_year_and_are_as_many(as_of: date, year: int, calendar: ReportingCalendar) -> None:
    today = day_number(as_of)
    own, other = (year_pieces(number, today, calendar) for number in (calendar.year_of(today), year))
    assert (other[0][0], other[-1][1]) == calendar.year_days(year)
    assert all(last + 1 == first for (_, last), (first, _) in pairwise(other))
    assert all(first <= last for first, last in other) and len(own) == len(other)
    assert today in {last for _, last in own}


@pytest.mark.parametrize(("rho", "bounds"), [(0.0, (0.0, 0.35)), (0.7, (0.4, 0.9))])
def test_months_that_go_together_are_seen_to(rho: float, bounds: tuple[float, float]) -> None:
    rng, found = np.random.default_rng(5), []
    for _ in range(40):
        shock = np.empty(48)
        shock[0] = rng.normal()
        for index in range(1, 48):
            shock[index] = rho * shock[index - 1] + rng.normal() * np.sqrt(1 - rho**2)
        found.append(straying(rng.poisson(3000 * np.exp(0.06 * shock)).astype(float).reshape(4, 12), 0))
    assert bounds[0] <= np.mean([stray.rho for stray in found]) <= bounds[1]
    assert np.mean([stray.phi for stray in found]) == pytest.approx(1 + 3000 * 0.06**2, rel=0.35)


def test_a_wider_straying_widens_the_interval() -> None:
    over, earlier, middles = np.full(6, 100.0), np.full((2, 12), 90.0), np.arange(0.5, 12)
    calm, wild = (forecast(over, earlier, middles, Straying(phi, 0.4, 12.0)) for phi in (1.0, 6.0))
    assert calm.mid == wild.mid == pytest.approx(600, rel=0.01)
    assert wild.low < calm.low < calm.mid < calm.high < wild.high


@pytest.mark.slow
@pytest.mark.parametrize("rho", [0.0, 0.5])
def test_years_end_within_their_intervals(rho: float) -> None:
    inside = [answer.inside for answer in simulate((300.0, 4.0, rho), years=2, runs=60, seed=3)]
    # At 93% coverage of 240 answers fewer than 210 would come up once in 200 sets, correlated by fours as they are.
    assert len(inside) == 240 and sum(inside) >= 210


@pytest.mark.parametrize(
    ("low", "mid", "high", "value", "text"),
    [
        (34_812, 35_093.4, 35_377, 31_945, "约 35,100 起（34,800 至 35,400）"),
        (38, 43.6, 54, 38, "约 44 起（38 至 54）"),
        (1_363, 1_409.2, 1_459, 1_174, "约 1,410 起（1,360 至 1,460）"),
        (15, 20.0, 33, 15, "约 20 起（15 至 33）"),
        (15, 34.0, 55, 5, "约 30 起（10 至 60）"),  # outwards: 20 至 60 would leave 15 to 19 out
    ],
)
def test_no_figure_is_finer_than_it_is_known(low: int, mid: float, high: int, value: int, text: str) -> None:
    assert amount_text(YearPace("k", UNIT, AS_OF, value, low, mid, high), "起") == text


def test_without_a_forecast_nothing_is_said() -> None:
    pace = YearPace("k", UNIT, AS_OF, 5, reason=NoPace.TOO_FEW)
    assert amount_text(pace, "起") == "" and explained(pace, "起") == ()


def test_only_the_year_up_to_the_day_is_carried_on() -> None:
    def window(first: date, last: date) -> Window:
        return Window(day_number(first), day_number(last))

    assert is_year_so_far(window(date(2026, 1, 1), AS_OF), AS_OF, CALENDAR)
    assert not is_year_so_far(window(date(2026, 10, 1), AS_OF), AS_OF, CALENDAR)
    assert not is_year_so_far(window(date(2025, 1, 1), date(2025, 12, 31)), AS_OF, CALENDAR)


@pytest.fixture
def engine(demo_db: Path) -> Iterator[Engine]:
    with closing(open_store(demo_db, read_only=True)) as store:
        yield Engine(store)


@pytest.mark.slow
@pytest.mark.parametrize("as_of", [AS_OF, date(2026, 10, 20), date(2026, 4, 30)])
def test_this_year_and_the_shares_are_those_of_the_boards(engine: Engine, as_of: date) -> None:
    pace = engine.pace("alerts_total", None, as_of)
    assert pace.low is not None and pace.mid is not None and pace.high is not None and pace.value is not None
    assert pace.value <= pace.low < pace.mid < pace.high
    root = engine.units.root.id

    def count(period: str) -> float:
        figure = engine.board(None, period, AS_OF, ["alerts_total"], 0, []).figures["alerts_total", root]
        assert figure.value is not None
        return figure.value

    assert pace.value == count(f"2026-01-01..{as_of}")
    for year, share in pace.shares:
        assert share == pytest.approx(count(f"{year}-01-01..{as_of.replace(year=year)}") / count(f"{year}"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kpi", "as_of", "reason"),
    [
        ("invalid_share", AS_OF, NoPace.NOT_A_COUNT),
        ("sweeps_archived", AS_OF, NoPace.NOT_A_COUNT),
        ("alerts_total", date(2026, 2, 27), NoPace.SPRING),
        ("alerts_total", date(2025, 8, 31), NoPace.SHORT_HISTORY),
        ("alerts_total", date(2025, 12, 31), NoPace.YEAR_OVER),
        ("bathhouses_suspended", AS_OF, NoPace.TOO_FEW),
    ],
)
def test_reasons_stand_where_nothing_can_be_said(engine: Engine, kpi: str, as_of: date, reason: NoPace) -> None:
    pace = engine.pace(kpi, None, as_of)
    assert pace.mid is None and pace.reason == reason


@pytest.mark.slow
def test_it_stands_in_the_explanation_of_this_year_alone(engine: Engine) -> None:
    root = engine.units.root.id

    def labels(period: str) -> list[str]:
        board = engine.board(None, period, AS_OF, ["alerts_total"], 0, [])
        return [label for label, _ in engine.explain("alerts_total", root, board).lines]

    assert labels("ytd")[1] == "照此全年"
    assert "照此全年" not in labels("mtd") + labels("2025")


@pytest.mark.slow
def test_what_comes_later_changes_nothing_of_what_was_told(engine: Engine) -> None:
    early = engine.pace("alerts_total", None, date(2026, 6, 30))
    assert early.value is not None and early == engine.pace("alerts_total", None, date(2026, 6, 29) + timedelta(days=1))
    assert early.value < (engine.pace("alerts_total").value or 0)


def test_the_months_of_the_lunar_new_year_lie_where_the_year_has_them() -> None:
    begins = {"": 0, "12-21": 0, "12-01": 1, "11-01": 2, "11-21": 1}
    catalogues = {text: load_catalogue({"ours.toml": f'[assessment_year]\nbegins = "{text}"\n'}) for text in begins}
    assert {text: spring_month(catalogue, 2026) for text, catalogue in catalogues.items()} == begins

"""A station beside its peers: the place in the middle half, what is compared, and what low means, each in words."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from core.comparison.types import AgainstGroup, Position, Reading, Side
from core.features.stations.types import PeerPosition
from dashboards.pages.station.figures import peers
from tests.support.worlds import CATALOGUE

TIME, COUNT, RATE = (CATALOGUE.kpis[kpi] for kpi in ("response_time_p90", "alerts_valid", "satisfaction_rate"))
SHARE = PeerPosition(
    kpi="response_time_p90",
    group="城区所",
    quantity_zh="12 分钟内到场的比例",
    unit="%",
    digits=2,
    exact=Fraction(8707, 10000),
    low=0.8708,
    high=0.9022,
    peer_count=6,
    position=Position.INSIDE,
    side=Side.WORSE,
    verdict=None,
    against_group=AgainstGroup.BELOW,
    reading=Reading("到场偏慢", "到场偏快"),
)


def test_a_share_in_time_names_itself_and_says_slow() -> None:
    cell = peers(TIME, SHARE)
    assert cell["where"] == "低于，即到场偏慢"
    assert cell["text"] == "12 分钟内到场的比例：本所 87.07%，同类 87.08–90.22%"
    assert cell["against"] == "↓ 确定低于，即到场偏慢"
    assert cell["unusual"] == ""


def test_a_rate_is_compared_as_it_is() -> None:
    cell = peers(RATE, replace(SHARE, reading=Reading(), against_group=AgainstGroup.UNCLEAR))
    assert (cell["where"], cell["text"], cell["against"]) == ("低于", "87.08–90.22%", "○ 看不出")


def test_a_count_is_compared_by_its_exposure() -> None:
    position = replace(
        SHARE, unit="起/万人", digits=1, exact=Fraction(3314, 10), low=335.4, high=402.3, reading=Reading()
    )
    assert peers(COUNT, position)["text"] == "本所 331.4，同类 335.4–402.3 起/万人"


@pytest.mark.parametrize(("position", "word"), [(Position.OUTSIDE_95, "在边上"), (Position.OUTSIDE_998, "超出")])
def test_only_an_unusual_station_is_marked(position: Position, word: str) -> None:
    unusual = peers(RATE, replace(SHARE, position=position))["unusual"]
    assert word in unusual and unusual.endswith("，较差一侧")

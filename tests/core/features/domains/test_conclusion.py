"""The conclusion of a page of a field of work: one short sentence that never says calm of what was not looked at."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.features.domains.conclusion import LONGEST, DomainCounts, conclusion

CALM = DomainCounts(unmet=0, outside=0, stations=0, doubted=0, overdue=0, seen=26, knows_signals=True)


def test_a_calm_field_says_so_and_how_much_was_seen() -> None:
    assert conclusion(CALM) == "平稳：看了 26 项，没有发现异常、存疑和逾期。"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"unmet": 2}, "2 项未达标或变差。"),
        ({"outside": 1}, "1 项不寻常。"),
        ({"stations": 3}, "3 个所要查。"),
        ({"doubted": 1, "doubted_station": "霁洲"}, "霁洲数据存疑。"),
        ({"stations": 1, "station": "霁洲", "doubted": 2, "doubted_station": "霁洲、泠浦"}, "霁洲要查，2 个所存疑。"),
        ({"doubted": 1, "doubted_station": "名字很长的一个派出所"}, "1 个所存疑。"),
        ({"doubts_of_all": 1}, "1 处数据存疑。"),
        ({"doubts_of_all": 2, "doubted": 3}, "5 处存疑。"),
        ({"doubts_of_all": 1, "doubted": 1, "doubted_station": "翎泽"}, "翎泽等 2 处存疑。"),
        ({"unusual_of_all": 1, "stations": 4}, "全局和 4 个所要查。"),
        ({"unusual_of_all": 1, "stations": 1, "station": "霁洲"}, "全局和霁洲要查。"),
        ({"overdue": 91}, "逾期 91 件。"),
        ({"knows_signals": False}, "数字没有异常；预警还没有算好。"),
        ({"knows_signals": False, "overdue": 1}, "逾期 1 件；预警还没有算好。"),
        ({"seen": 0}, "本期还没有数据，说不出是否正常。"),
    ],
)
def test_whatever_there_is_is_said_and_nothing_else(change: dict[str, Any], said: str) -> None:
    assert conclusion(CALM._replace(**change)) == said


@given(
    st.builds(
        DomainCounts,
        unmet=st.integers(0, 99),
        outside=st.integers(0, 6),
        stations=st.integers(0, 150),
        doubted=st.integers(0, 150),
        overdue=st.integers(0, 9999),
        seen=st.integers(0, 999),
        knows_signals=st.just(value=True),
        station=st.text("所", max_size=12),
        doubted_station=st.text("所", max_size=12),
        doubts_of_all=st.integers(0, 20),
        unusual_of_all=st.integers(0, 20),
        whole=st.sampled_from(["全局", "全省"]),
        level=st.sampled_from(["所", "县（区）"]),
    )
)
def test_it_is_short_and_calm_only_where_all_is_nothing(counts: DomainCounts) -> None:
    said = conclusion(counts)
    assert len(said.replace(" ", "")) <= LONGEST
    troubles = (counts.unmet, counts.outside, counts.stations, counts.doubted, counts.overdue)
    is_calm = not any((*troubles, counts.doubts_of_all, counts.unusual_of_all))
    assert said.startswith("平稳") == (is_calm and counts.seen > 0)

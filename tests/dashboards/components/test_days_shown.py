"""A page of one KPI names the last day of its own board at the top, not that of the bureau's tiles."""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast

import pytest
from streamlit.delta_generator import DeltaGenerator

from dashboards.components.context_line import DaysShown
from dashboards.queries import boards
from tests.support.attention_world import LAST, board


class Place:
    """A place on the page that keeps what is written to it."""

    written = ""

    def text(self, text: str, width: str) -> None:
        self.written = text


@pytest.mark.parametrize(("bureau", "is_own"), [(LAST, False), (LAST - timedelta(days=1), True)])
def test_the_top_of_a_page_has_one_last_day(monkeypatch: pytest.MonkeyPatch, bureau: date, is_own: bool) -> None:
    monkeypatch.setattr(boards, "as_of", lambda: bureau)
    period, as_of = Place(), Place()
    DaysShown(cast(DeltaGenerator, period), cast(DeltaGenerator, as_of)).show(board({}, {}, {}))
    assert bool(period.written) == is_own
    assert as_of.written == (f"数据截至 {LAST}" if is_own else "")

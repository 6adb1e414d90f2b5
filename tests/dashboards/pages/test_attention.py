"""A line of the strip about a figure says what was sent about it, so that nobody sends it twice."""

from __future__ import annotations

import pytest

from core.board.attention import Notice
from core.instructions.model import Stage
from dashboards.pages.chief.attention import notice_data

NOTICE = Notice("missed", "alerts_valid", 2, "一所", "有效警情", "× 未达标", "69.64%", "全句。")


@pytest.mark.parametrize(
    ("stage", "text"), [(None, ""), (Stage.SENT, "已派指令，待签收"), (Stage.SIGNED, "已派指令，办理中")]
)
def test_a_line_about_a_figure_says_what_was_sent(stage: Stage | None, text: str) -> None:
    assert notice_data(NOTICE, stage)["sent"] == text

"""What was worked out from older data says how old they are, on every page that shows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.background.questions import Question
from dashboards.components import older_answer
from dashboards.i18n.words import older_answers
from dashboards.queries.background import BACKGROUND, PendingResult
from dashboards.registry import domain_address, entry_of
from dashboards.server.shown_database import current_database
from dashboards.settings import DB_VARIABLE

SCRIPT = Path("dashboards/script.py").resolve()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("address", "texts"),
    [
        ("today", ["预警"]),
        ("signals", ["预警"]),
        ("station", ["预警", "社区", "社区警情构成"]),
        (domain_address("command"), ["预警", "平常范围"]),
        (domain_address("security"), ["预警", "平常范围"]),
        ("comparison", ["预警"]),
    ],
)
def test_a_page_says_how_old_the_data_are(
    demo_db: Path, monkeypatch: pytest.MonkeyPatch, address: str, texts: list[str]
) -> None:
    behind = 0.0

    def ask(_path: Path, _version: object, question: Question[Any]) -> PendingResult[Any]:
        return PendingResult(question.answer(current_database().engine), seconds_behind=behind)

    monkeypatch.setenv(DB_VARIABLE, str(demo_db))
    monkeypatch.setattr(BACKGROUND, "ask", ask)
    app = AppTest.from_file(str(SCRIPT), default_timeout=60).run()
    app.switch_page(entry_of(address).file).run()
    if address == "station":
        (picker,) = (box for box in app.selectbox if box.label.startswith("再往下"))
        picker.select_index(0).run()
    assert not app.exception and not app.error
    told = [caption.value for caption in app.caption]
    assert not [text for text in told if "前的数据" in text]
    behind = 629.0
    app.run()
    told = [caption.value for caption in app.caption]
    for text in texts:
        assert f"{text}为 10 分钟前的数据" in told


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, ""),
        (59.9, ""),
        (60, "预警为 1 分钟前的数据"),
        (629, "预警为 10 分钟前的数据"),
        (7300, "预警为 2 小时前的数据"),
        (200_000, "预警为 2 天前的数据"),
    ],
)
def test_how_old_is_said_in_the_largest_unit_that_fits(seconds: float, text: str) -> None:
    assert older_answer.age_text(older_answers.SIGNALS, PendingResult(1, seconds_behind=seconds)) == text


def test_of_several_the_oldest_is_told_and_what_is_not_there_has_no_age() -> None:
    newer, older = (PendingResult(1, seconds_behind=seconds) for seconds in (90.0, 150.0))
    assert older_answer.age_text(older_answers.SIGNALS, newer, None, older) == "预警为 2 分钟前的数据"
    assert older_answer.age_text(older_answers.SIGNALS, None) == ""

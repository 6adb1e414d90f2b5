"""English on the wall: whole texts or none, names as they are, and a name for every page and every KPI."""

from __future__ import annotations

import pytest

from core.catalogue.load import load_catalogue
from dashboards import frame, words
from dashboards.english import English, phrases

UNITS = ("云岭县公安局", "日月派出所", "同比派出所")


@pytest.fixture(scope="module")
def english() -> English:
    return English(phrases(load_catalogue()), UNITS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("29,249 起", "29,249"),
        ("未满期，至 10月31日", "unfinished, to 31 Oct"),
        ("10月环比", "Oct vs prior"),
        ("95% 区间 −0.3 至 +1.2 个百分点", "95% interval −0.3 to +1.2 points"),
        ("纠纷警情较去年同期下降 19.5%，确有下降", "Dispute alerts down from last year by 19.5%, real fall"),
        ("有效警情时段：周五 18 时最多，293 起", "Valid alerts by hour: most Fri 18:00, 293"),
        (
            "同比由 28,542 起 到 29,249 起，+2.5%（95% 区间 −0.5% 至 +5.5%），属正常波动：变化不到值得一说的幅度 5%"
            "（内部默认口径）。",
            "On last year: from 28,542 to 29,249, +2.5% (95% interval −0.5% to +5.5%), within normal variation: "
            "less than is worth saying: 5% (house default).",
        ),
    ],
)
def test_what_the_engine_says_is_said_in_english(english: English, text: str, said: str) -> None:
    assert english.say(text) == said


def test_units_keep_their_names_whatever_they_are_made_of(english: English) -> None:
    assert english.say("日月派出所 5 起") == "日月派出所 5"
    assert english.say("期限最早的：同比派出所（办结）") == "the first due: 同比派出所 (finishing)"


def test_a_text_that_is_not_known_as_a_whole_stays_chinese(english: English) -> None:
    for text in ("确有上升，但尚未复核", "未知派出所 5 起", "山区同比"):
        assert english.say(text) == text


def test_data_keep_their_shape_and_their_figures(english: English) -> None:
    shown = {"label": "标准", "series": [1, None, 2.5], "chips": ({"text": "属正常波动"},), "id": "alerts_valid"}
    assert english.all_of(shown) == {
        "label": "Standard", "series": [1, None, 2.5], "chips": [{"text": "normal"}], "id": "alerts_valid",
    }  # fmt: skip


def test_every_page_and_every_kpi_has_an_english_name(english: English) -> None:
    catalogue = load_catalogue()
    labels = [kpi.label for kpi in catalogue.kpis.values()] + [kpi.unit for kpi in catalogue.kpis.values()]
    pages = [f"{entry.name} · {entry.role}" for entry in frame.ENTRIES]
    assert [text for text in labels + pages + [*words.PERIODS.values()] if not english.say(text).isascii()
            and "·" not in english.say(text)] == []  # fmt: skip
    assert [text for text in pages if english.say(text) == text] == []

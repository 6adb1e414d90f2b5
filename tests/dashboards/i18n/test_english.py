"""English on the wall: whole texts or none, names as they are, and a name for every page and every KPI."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from core.board import attention, change_text, explain
from core.catalogue.load import load_catalogue
from core.disclosure import reasons
from core.features.campaigns import pace
from core.features.indices import codes, scorer
from core.features.indices import types as index_types
from core.features.signals import digest
from core.features.year_end import text as year_end_text
from core.judgement import inertia, spring_festival, standard, verdict_text
from core.judgement.families import FamilyKind
from core.metrics import display, kpi, measure_values
from core.metrics import types as metric_types
from dashboards.components.english import Translator, phrases
from dashboards.i18n import words
from dashboards.i18n.words import carousel, verdicts
from dashboards.i18n.words import map as map_words
from dashboards.registry import ENTRIES, Group

CHINESE = re.compile(r"[\u3400-\u9fff]")
# Modules that put together the texts of a wall.
SPEAKERS = (
    *(attention, change_text, explain, pace, reasons),
    *(codes, scorer, index_types, digest, year_end_text),
    *(display, kpi, measure_values, metric_types),
    *(inertia, spring_festival, standard, verdict_text),
    *(carousel, map_words, verdicts),
)
# Fragments of phrases that are translated only as a whole.
FRAGMENTS = {"的", "上升", "下降", "较", "与", "月未满，至 ", "去年同期", "去年春节同期", "上期"}
FRAGMENTS |= {"，与", "一并检验后仍成立", "一并检验后不足以认定"}

STEADY = "Steady: nothing unusual, no data in doubt, nothing overdue; 12 KPIs, none confirmed to have risen or fallen"
UNITS = ("云岭县公安局", "日月派出所", "日月", "同比派出所")


@pytest.fixture(scope="module")
def english() -> Translator:
    return Translator(phrases(load_catalogue()), UNITS)


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("29,249 起", "29,249"),
        ("未满期，至 10月31日", "unfinished, to 31 Oct"),
        ("10月环比", "Oct vs prior"),
        ("95% 区间 −0.3 至 +1.2 个百分点", "95% interval −0.3 to +1.2 pts"),
        ("2026年10月（9月26日—10月25日）", "2026 Oct (26 Sep—25 Oct)"),
        ("今年以来（2025年12月21日起）", "Year (2025 21 Dec on)"),
        ("6月未满，至 5月28日", "Jun unfinished, to 28 May"),
        ("由累计报表相减得出：2026年上半年减2026年第一季度", "difference of cumulative reports: 2026 H1 less 2026 Q1"),
        ("纠纷警情较去年同期下降 19.5%，确有下降", "Dispute alerts down from last year by 19.5%, real fall"),
        ("有效警情：周五 18 时格外多", "Valid alerts: Fri 18:00 stands out"),
        ("有效警情：各天 17–20 时最多", "Valid alerts: every day busiest from 17–20:00"),
        ("有效警情：没有哪个时段突出", "Valid alerts: no hour stands out"),
        ("三小时占 19%，各天合计", "three hours have 19%, all days together"),
        ("有效警情：周六 16–19 时最多", "Valid alerts: Sat 16–19:00"),
        ("平稳：没有异常，没有数据存疑，没有逾期；12 项指标没有确认的升降", STEADY),
        (
            "平稳：没有异常，没有数据存疑，没有逾期；12 项指标没有确认的升降；预警为 9 分钟前的数据",
            f"{STEADY}; signals by the data of 9 minutes ago",
        ),
        (
            "3 项指标没有确认的升降；预警为 2 小时前的数据；平常范围为 3 天前的数据",
            "3 KPIs, none confirmed to have risen or fallen; signals by the data of 2 hours ago; "
            "usual ranges by the data of 3 days ago",
        ),
        (
            "12 项指标没有确认的升降；有效警情：昨日 79 起，通常 64–118",
            "12 KPIs, none confirmed to have risen or fallen; Valid alerts: yesterday 79, usually 64–118",
        ),
        ("3 个所异常，日月存疑，4 个所逾期", "3 unusual, 日月 in doubt, 4 overdue"),
        ("7 天电诈警情 8 起，平时约 0.4 起", "7 days Telecom fraud alerts 8, usually about 0.4"),
        ("15 条，4 处；指令逾期 2 件", "15, places: 4; Instructions overdue: 2"),
        ("已派指令，待签收；3 条中已派 2 条", "sent, to be signed; 3 found, sent: 2 in all"),
        (
            "发现 … → 其中已派 3 → 待签收 1 → 办理中 2 → 归档后指标有变化 1",
            "Found … → sent of them 3 → to be signed 1 → under way 2 → moved after filing 1",
        ),
        ("◇ 85.00%", "◇ 85.00%"),
        ("该时段 293 起，按当日和该时平常约 240 起", "at that hour 293, by its day and its hour about 240"),
        ("共 293 起，按星期和小时", "in all 293, by weekday and hour"),
        ("今日截至 10:00：20 起，同时段通常 14–37", "today to 10:00: 20, usually by then 14–37"),
        ("10月31日周六 66 起，少于通常的 67–121", "31 Oct Sat 66, fewer than the usual 67–121"),
        (
            "▲ 昨日 140 起，远多于通常的 67–121，请核实（与往年同样的日子比）",
            "▲ yesterday 140, far more than the usual 67–121, look into it (beside like days of earlier years)",
        ),
        ("百日行动：进行中，时间进度 61.0%", "100 days: under way, time over 61.0%"),
        ("2026-09-01 至 2026-12-09，已过 61 天，共 100 天", "2026-09-01 to 2026-12-09, gone: 61 days of 100 days"),
        ("◆ 新增 1 起", "◆ new: 1"),
        ("▲ 同比确有上升", "▲ Real rise on last year"),
        (
            "同比由 28,542 起 到 29,249 起，+2.5%（95% 区间 −0.5% 至 +4.5%），基本持平："
            "整个 95% 区间不到值得一说的幅度 5%（内部默认口径）。",
            "On last year: from 28,542 to 29,249, +2.5% (95% interval −0.5% to +4.5%), level: "
            "all of the 95% interval is less than is worth saying: 5% (house default).",
        ),
        (
            "同比由 300 起 到 330 起，+10%（95% 区间 −8% 至 +31%），看不出升降：未超出本单位历史波动（离散系数 2.1）"
            "；本期能看出 ±38% 以上。",
            "On last year: from 300 to 330, +10% (95% interval −8% to +31%), no telling which way: within the unit's "
            "own past variation (dispersion 2.1); could have told ±38% or more.",
        ),
    ],
)
def test_what_the_engine_says_is_said_in_english(english: Translator, text: str, translation: str) -> None:
    assert english.translate(text) == translation


@pytest.mark.parametrize("family", FamilyKind)
def test_the_family_of_a_verdict_is_named_in_english(english: Translator, family: FamilyKind) -> None:
    for end in ("仍成立", "不足以认定"):
        text = f"超出本单位历史波动（离散系数 2.1），与{family}一并检验后{end}"
        assert not CHINESE.search(english.translate(text))


def test_units_keep_their_names_whatever_they_are_made_of(english: Translator) -> None:
    assert english.translate("日月派出所 5 起") == "日月派出所 5"
    assert english.translate("期限最早的：同比派出所（办结）") == "the first due: 同比派出所 (finishing)"


def test_a_text_that_is_not_known_as_a_whole_stays_chinese(english: Translator) -> None:
    for text in ("确有上升，但尚未复核", "未知派出所 5 起", "山区同比"):
        assert english.translate(text) == text


def literals(module: ModuleType) -> Iterator[str]:
    """Yield every Chinese text, or fragment, that a module may show; docstrings are none."""
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in docstrings else None
        if isinstance(text, str) and CHINESE.search(text):
            yield text


@pytest.mark.parametrize("module", SPEAKERS, ids=lambda module: module.__name__)
def test_whatever_the_wall_may_say_is_known(english: Translator, module: ModuleType) -> None:
    texts = [*literals(module)]
    assert texts
    assert [text for text in texts if CHINESE.search(english.translate(text)) and text not in FRAGMENTS] == []


def test_data_keep_their_shape_and_their_figures(english: Translator) -> None:
    data = {"label": "标准", "series": [1, None, 2.5], "chips": ({"text": "看不出"},), "id": "alerts_valid"}
    assert english.translate_all(data) == {
        "label": "Standard",
        "series": [1, None, 2.5],
        "chips": [{"text": "unclear"}],
        "id": "alerts_valid",
    }


def test_every_page_and_every_kpi_has_an_english_name(english: Translator) -> None:
    catalogue = load_catalogue()
    labels = [kpi.label for kpi in catalogue.kpis.values()] + [kpi.unit for kpi in catalogue.kpis.values()]
    pages = [*(entry.name for entry in ENTRIES), *Group]
    assert [
        text
        for text in labels + pages + [*words.PERIODS.values()]
        if not english.translate(text).isascii() and "·" not in english.translate(text)
    ] == []
    assert [text for text in pages if english.translate(text) == text] == []

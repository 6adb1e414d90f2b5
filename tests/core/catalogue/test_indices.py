"""Checks of what may enter an index: all else is refused with file, entry and mend; what a decision lets in says so."""

from __future__ import annotations

import pytest

from core.board.explain import assessed_text
from core.catalogue.load import load_catalogue
from core.catalogue.problems import CatalogueError, Problem
from core.features.indices.calculator import remarks_of
from core.features.indices.rules import rules_text

DECIDED = '{ decided_by = "局党委会", when = 2026-10-01, why = "专项行动期间试行" }'
INDEX = """
[indices.ours]
zh = "本局指数"
en = "Ours"
remark = "本局口径，2026 年考核办法"
units = ["station"]
"""
COMPONENT = "parts.{} = {{ weight = {}, floor = {}, target = {} }}"


def component(kpi: str, weight: object = 1, floor: float = 0.1, target: float = 0.9) -> str:
    return INDEX + COMPONENT.format(kpi, weight, floor, target)


BANDS = """
[bands.ours]
zh = "本局分段"
en = "Ours"
remark = "本局口径"
steps = [
    {{ code = "red", zh = "红码", shape = "■", from = {}, list = "黑榜" }},
    {{ code = "green", zh = "{}", shape = "{}", from = {}, list = "红榜" }},
]
"""


def problems(text: str) -> list[Problem]:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue({"ours.toml": text})
    return caught.value.problems


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (component("no_such_rate"), "没有指标“no_such_rate”"),
        (component("satisfaction_rate", 0), "weight：应大于 0"),
        (component("satisfaction_rate", -3), "weight：应大于 0"),
        (component("satisfaction_rate", "inf"), "weight"),
        (component("satisfaction_rate", "nan"), "weight"),
        (component("satisfaction_rate", 1, 0.9, 0.1), "不是变好的方向"),
        (component("satisfaction_rate", 1, 0.5, 95), "是比率"),
        (component("response_time_p90", 1, 10, 30), "不是变好的方向"),
        (component("joint_handling_rate"), "没有好坏方向"),
        (component("volunteers", 1, 10, 30), "随单位大小而变"),
        (component("clearance_rate"), "不进考核"),
        (component("repeat_dispute_alerts", 1, 30, 10), "不进考核"),
        (INDEX + "parts.satisfaction_rate = { weight = 1 }", "缺 floor 和 target"),
        (INDEX + 'parts.satisfaction_rate = { weight = 1, score = "met" }', "没有标准可达"),
        (INDEX + 'parts.dispute_resolution_rate = { weight = 1, score = "met" }', "尚难判定"),
        (INDEX + "parts = {}", "parts"),
        (component("satisfaction_rate") + '\nbands = "rainbow"', "没有分段“rainbow”"),
        (component("satisfaction_rate") + '\ndomain = "weather"', "没有领域“weather”"),
        (component("satisfaction_rate") + '\ndomain = "criminal"', "属于领域 service"),
        (component("satisfaction_rate") + f"\noverride.satisfaction_rate = {DECIDED}", "本来可以考核"),
        (component("satisfaction_rate") + f"\noverride.clearance_rate = {DECIDED}", "不在 parts 里"),
        (component("satisfaction_rate").replace('"station"', '"county"'), "units"),
        (BANDS.format(10, "绿码", "●", 80), "从 10 分起"),
        (BANDS.format(0, "绿码", "●", 0), "不是在 100 以下递增"),
        (BANDS.format(0, "绿码", "●", 100), "不是在 100 以下递增"),
        (BANDS.format(0, "绿码", "■", 80), "形状相同"),
        (BANDS.format(0, "红码", "●", 80), "名称相同"),
        ('[kpis.clearance_rate]\nassess = true\ndirection = "up"\nbarred_because = ""', "放开却没有写明决定"),
        ('[kpis.clearance_rate]\nassess = true\ndirection = "up"\nlifted = { why = "试行一段时间" }', "decided_by"),
        (f"[kpis.satisfaction_rate]\nlifted = {DECIDED}", "lifted 要同"),
        ("[kpis.satisfaction_rate]\nin_hand = true", "只有时点数（stock）可写 in_hand"),
    ],
)
def test_it_is_refused_with_file_entry_and_mend(text: str, reason: str) -> None:
    matching = [problem for problem in problems(text) if reason in problem.reason]
    assert matching, problems(text)
    assert all(problem.file == "ours.toml" and problem.entry and problem.mend for problem in matching)


def test_a_copy_of_a_barred_kpi_is_barred_too() -> None:
    plain = load_catalogue().kpis["clearance_rate"]
    entry = plain.model_dump(mode="json", exclude={"standard", "smallest", "barred_because", "lifted", "quantile"})
    entry |= {"assess": True, "direction": "up", "zh": "破案成效"}
    lines = "\n".join(f"{key} = {_toml(value)}" for key, value in entry.items() if value is not None)
    assert any("与“clearance_rate”数的是同一样" in problem.reason for problem in problems(f"[kpis.solved]\n{lines}"))


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, (int, list)) else f'"{value}"'


def test_a_decision_lets_a_barred_kpi_in_and_is_told() -> None:
    text = (
        f'[kpis.clearance_rate]\ndirection = "up"\n{component("clearance_rate")}\noverride.clearance_rate = {DECIDED}'
    )
    catalogue = load_catalogue({"ours.toml": text})
    (decision_remark,) = (
        remark for remark in remarks_of(catalogue, catalogue.indices["ours"], None) if "局党委会" in remark
    )
    assert all(word in decision_remark for word in ("局党委会", "2026-10-01", "专项行动期间试行", "不进考核"))


def test_a_lifted_bar_is_told_on_the_kpi_and_on_every_index_with_it() -> None:
    text = f'[kpis.clearance_rate]\nassess = true\ndirection = "up"\nlifted = {DECIDED}\n{component("clearance_rate")}'
    catalogue = load_catalogue({"ours.toml": text})
    kpi = catalogue.kpis["clearance_rate"]
    for remark in (assessed_text(kpi), "".join(remarks_of(catalogue, catalogue.indices["ours"], None))):
        assert all(word in remark for word in ("局党委会", "2026-10-01", "专项行动期间试行", "2011"))


def test_what_is_shipped_says_that_it_is_an_example_and_covers_every_domain() -> None:
    catalogue = load_catalogue()
    assert {index.domain for index in catalogue.indices.values() if index.domain} == set(catalogue.domains)
    for index in catalogue.indices.values():
        assert index.remark.startswith("示例口径，非官方")
        assert not index.override
        assert all(catalogue.kpis[kpi].assess for kpi in index.parts)
    assert all("非官方" in bands.remark for bands in catalogue.bands.values())
    with_s03 = {name for name, kpi in catalogue.kpis.items() if "S03" in kpi.systems}
    assert with_s03 <= set(catalogue.indices["peace"].parts)


def test_the_word_for_the_whole_is_no_rule_of_an_index() -> None:
    """Lists published when the remark said 全局 are not said to be of other rules now that it has a place for it."""
    catalogue = load_catalogue()
    index = catalogue.indices["personnel"]
    worded = index.model_copy(update={"remark": index.remark.replace("{whole}", "全局")})
    assert worded.remark != index.remark
    assert rules_text(catalogue, index) == rules_text(catalogue, worded)

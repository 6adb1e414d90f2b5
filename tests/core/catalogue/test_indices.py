"""Checks of what may enter an index: all else is refused with file, entry and mend; what a decision lets in says so."""

from __future__ import annotations

import pytest

from core.board.explain import assessed_text
from core.catalogue.load import load_catalogue
from core.catalogue.problems import CatalogueError, Problem
from core.features.indices.calculator import remarks_of

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
        (component("no_such_rate"), "no KPI `no_such_rate`"),
        (component("satisfaction_rate", 0), "weight: Input should be greater than 0"),
        (component("satisfaction_rate", -3), "weight: Input should be greater than 0"),
        (component("satisfaction_rate", "inf"), "weight"),
        (component("satisfaction_rate", "nan"), "weight"),
        (component("satisfaction_rate", 1, 0.9, 0.1), "not the way that is better"),
        (component("satisfaction_rate", 1, 0.5, 95), "is a rate"),
        (component("response_time_p90", 1, 10, 30), "not the way that is better"),
        (component("joint_handling_rate"), "neither way is better"),
        (component("volunteers", 1, 10, 30), "grows with the size of a unit"),
        (component("clearance_rate"), "barred from assessment"),
        (component("repeat_dispute_alerts", 1, 30, 10), "barred from assessment"),
        (INDEX + "parts.satisfaction_rate = { weight = 1 }", "needs floor and target"),
        (INDEX + 'parts.satisfaction_rate = { weight = 1, score = "met" }', "no standard to meet"),
        (INDEX + "parts = {}", "parts"),
        (component("satisfaction_rate") + '\nbands = "rainbow"', "no bands `rainbow`"),
        (component("satisfaction_rate") + '\ndomain = "weather"', "no domain `weather`"),
        (component("satisfaction_rate") + '\ndomain = "criminal"', "belongs to the domain service"),
        (component("satisfaction_rate") + f"\noverride.satisfaction_rate = {DECIDED}", "nothing bars"),
        (component("satisfaction_rate") + f"\noverride.clearance_rate = {DECIDED}", "no part"),
        (component("satisfaction_rate").replace('"station"', '"county"'), "units"),
        (BANDS.format(10, "绿码", "●", 80), "begin at 10"),
        (BANDS.format(0, "绿码", "●", 0), "do not rise"),
        (BANDS.format(0, "绿码", "●", 100), "do not rise below 100"),
        (BANDS.format(0, "绿码", "■", 80), "same shape"),
        (BANDS.format(0, "红码", "●", 80), "same word"),
        ('[kpis.clearance_rate]\nassess = true\ndirection = "up"\nbarred_because = ""', "lifted without a record"),
        ('[kpis.clearance_rate]\nassess = true\ndirection = "up"\nlifted = { why = "试行一段时间" }', "decided_by"),
        (f"[kpis.satisfaction_rate]\nlifted = {DECIDED}", "lifted goes with"),
        ("[kpis.satisfaction_rate]\nin_hand = true", "only a stock is work in hand"),
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
    assert any(
        "counts the same as `clearance_rate`" in problem.reason for problem in problems(f"[kpis.solved]\n{lines}")
    )


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

"""The reference: every KPI is in it with everything declared of it, and nothing can be forgotten."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.catalogue.kpi_model import Kpi
from core.catalogue.load import load_catalogue
from core.catalogue.spec_cases import spec_cases
from core.features.reference.documents import reference_html, reference_markdown
from core.features.reference.kpi_reference import kpi_reference, kpi_references
from dashboards.cli.command import cli

CATALOGUE = load_catalogue()
REFERENCES = {reference.id: reference for reference in kpi_references(CATALOGUE)}
# The line that tells a field of a KPI's declaration. A new field has its line, or its absence is explained here.
LABELS = {
    "zh": "",
    "en": "",
    "domain": "",
    "systems": "对应系统",
    "sources": "出处",
    "kind": "类别",
    "basis": "归期",
    "numerator": "计数",
    "denominator": "计数",
    "scale": "算式",
    "quantile": "算式",
    "unit": "显示",
    "digits": "显示",
    "direction": "方向",
    "standard": "标准",
    "earlier_standards": "标准",
    "smallest": "值得一说的变化",
    "in_hand": "判断",
    "assess": "考核",
    "barred_because": "考核",
    "short": "显示",
    "definition": "定义",
    "limits": "局限",
    "lifted": "准予考核的决定",
    "strata": "按类标准化",
    "alike_within": "同类",
}
ALWAYS = set(LABELS.values()) - {"", "准予考核的决定", "按类标准化", "同类"} | {"判断", "小数隐藏", "与官方办法"}


def test_every_field_of_a_declaration_is_told() -> None:
    assert set(Kpi.model_fields) <= set(LABELS)


@pytest.mark.parametrize("name", CATALOGUE.kpis)
def test_every_kpi_is_there_with_every_line(name: str) -> None:
    kpi, reference = CATALOGUE.kpis[name], REFERENCES[name]
    lines = dict(reference.lines)
    assert set(lines) >= ALWAYS
    assert all(text.strip() and "None" not in text for text in lines.values())
    search_text = reference.search_text()
    for text in (kpi.zh, kpi.en, kpi.definition, kpi.limits, kpi.barred_because, kpi.unit, kpi.short):
        assert text in search_text
    for measure in kpi.measures():
        assert f"{CATALOGUE.measures[measure].zh}（{measure}）" in search_text
        assert not re.search(r"\b(eq|any|not|none|null|le|ge)\b", lines["计数"].replace(measure, ""))
    assert all(CATALOGUE.systems[system].zh in search_text for system in kpi.systems)
    assert all(CATALOGUE.sources[source].zh in search_text for source in kpi.sources)
    example = reference.example
    assert example.rows and example.arithmetic and example.results


def test_the_example_is_the_kpis_own_or_of_its_kind() -> None:
    kinds = {(CATALOGUE.kpis[case.kpi].kind, CATALOGUE.kpis[case.kpi].basis) for case in spec_cases()}
    assert kinds >= {(kpi.kind, kpi.basis) for kpi in CATALOGUE.kpis.values()}
    assert REFERENCES["dispute_resolution_rate"].example.title.startswith("本指标")
    assert REFERENCES["joint_resolution_rate"].example.title.startswith("同类指标“矛盾纠纷化解率”")


def test_conditions_are_told_in_words() -> None:
    counted = " ".join(text for label, text in REFERENCES["onscene_completion_rate"].lines if label == "计数")
    assert "警情类别是交通或纠纷" in counted
    filed = " ".join(text for label, text in REFERENCES["case_filing_on_time_rate"].lines if label == "计数")
    assert "从受理时间到立案时间不超过 3 天" in filed


def test_of_a_province_signals_are_told_of_the_whole_province() -> None:
    catalogue = load_catalogue()
    texts = {whole: " ".join(map(str, kpi_references(catalogue, whole))) for whole in ("全局", "全省")}
    assert texts["全局"] == " ".join(map(str, kpi_references(catalogue))) and "即使一切如常，全局" in texts["全局"]
    assert "即使一切如常，全省" in texts["全省"] and "平时在全省中的份额" in texts["全省"]
    assert "全局" not in texts["全省"]


def test_a_bureaus_own_kpi_is_told_too() -> None:
    overlay = '[kpis.our_alerts]\nzh = "本局<b>警情"\nen = "Our alerts"\ndomain = "command"\nsystems = ["S02"]\n'
    overlay += 'kind = "count"\nbasis = "flow"\nnumerator = "alerts_valid"\nunit = "起"\ndirection = "none"\n'
    overlay += 'assess = false\nbarred_because = "态势数据"\ndefinition = "本局自定的一个指标，供核对。"\n'
    catalogue = load_catalogue({"ours.toml": overlay})
    references = [kpi_reference(catalogue, "our_alerts")]
    assert "本局&lt;b&gt;警情" in reference_html(references)
    assert "本局<b>" not in reference_html(references)
    assert "本局\\<b\\>警情" in reference_markdown(references)


@pytest.mark.parametrize("form", ["md", "html"])
def test_the_command_writes_one_file_of_its_own(form: str, tmp_path: Path) -> None:
    file = tmp_path / f"reference.{form}"
    done = CliRunner().invoke(cli, ["catalogue", "reference", str(file), "--format", form], catch_exceptions=False)
    assert done.exit_code == 0
    text = file.read_text("utf-8")
    assert not re.search(r"https?://|src=|@import|<script", text)
    for name in CATALOGUE.kpis:
        assert (f'<section id="{name}">' if form == "html" else f"（`{name}`）") in text

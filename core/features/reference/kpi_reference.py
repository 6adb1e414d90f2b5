"""One KPI's page of the reference: label → text, everything from the catalogue and the spec cases."""

from __future__ import annotations

from dataclasses import dataclass

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.catalogue.spec_cases import SpecCase, spec_cases
from core.features.reference import methods
from core.features.reference.measure_text import measure_text
from core.features.reference.month_chart_method import month_chart_method
from core.features.reference.signal_methods import signals_text
from core.store.unit_words import WHOLE

YES_NO_COLUMNS = ("on_scene", "key", "joint")
YES_NO = {"1": "是", "0": "否"}


@dataclass(frozen=True)
class Example:
    """A worked example: its title, its records as a table, the arithmetic and the results."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    arithmetic: str
    results: str


@dataclass(frozen=True)
class KpiReference:
    """A KPI explained in Chinese: `lines` of a label and a text, and a worked example."""

    id: str
    zh: str
    en: str
    domain: str
    lines: tuple[tuple[str, str], ...]
    example: Example

    def search_text(self) -> str:
        """Return all of it as one text, to be searched."""
        return " ".join([self.id, self.zh, self.en, self.domain, *(text for _, text in self.lines)])


def kpi_references(catalogue: Catalogue, whole_name: str = WHOLE) -> list[KpiReference]:
    """Explain every KPI, sorted by domain; `whole_name` is what the whole bureau is called, such as 全省."""
    domains = {name: domain.order for name, domain in catalogue.domains.items()}
    names = sorted(catalogue.kpis, key=lambda name: domains[catalogue.kpis[name].domain])
    return [kpi_reference(catalogue, name, whole_name) for name in names]


def kpi_reference(catalogue: Catalogue, name: str, whole_name: str = WHOLE) -> KpiReference:
    """Explain one KPI."""
    kpi, measures = catalogue.kpis[name], catalogue.measures
    lines = [
        ("定义", kpi.definition),
        ("算式", formula(catalogue, kpi)),
        *(("计数", f"{measures[name].zh}（{name}）：{measure_text(catalogue, name)}") for name in kpi.measures()),
        ("类别", methods.KINDS[kpi.kind]),
        ("归期", methods.BASES[kpi.basis]),
        ("显示", f"单位 {kpi.unit}，{kpi.digits} 位小数" + (f"，短名“{kpi.short}”" if kpi.short else "")),
        ("方向", methods.DIRECTIONS[kpi.direction]),
        ("标准", methods.standard(catalogue, kpi)),
        ("判断", methods.judgement_method(kpi)),
        *methods.count_outlook(catalogue, kpi),
        ("月图", month_chart_method(kpi)),
        ("单位比较", methods.comparison_method(catalogue, name)),
        *_alike(kpi),
        ("值得一说的变化", methods.smallest_change(catalogue, kpi)),
        ("预警", signals_text(catalogue, name, whole_name)),
        ("考核", "可进入考核" if kpi.assess else f"不进考核：{kpi.barred_because}"),
        *_lifted(kpi),
        *_strata(catalogue, kpi),
        ("局限", kpi.limits or "没有另外要说的"),
        ("小数隐藏", methods.small_numbers(catalogue, kpi)),
        ("与官方办法", methods.official_method(kpi)),
        ("出处", _sources(catalogue, kpi)),
        ("对应系统", "、".join(f"{system} {catalogue.systems[system].zh}" for system in kpi.systems)),
    ]
    return KpiReference(name, kpi.zh, kpi.en, catalogue.domains[kpi.domain].zh, tuple(lines), _example(catalogue, kpi))


def formula(catalogue: Catalogue, kpi: Kpi) -> str:
    """Return a formula such as 已化解的矛盾纠纷 ÷ 受理的矛盾纠纷."""
    top = catalogue.measures[kpi.numerator].zh
    if kpi.quantile is not None:
        per = f"，除以 {kpi.scale}" if kpi.scale != 1 else ""
        return f"{top}由小到大排在 {kpi.quantile:.0%} 处的值{per}"
    if kpi.denominator is None:
        return f"{top}之和" if kpi.kind == "count" else f"期末的{top}"
    scale = f" × {kpi.scale}" if kpi.scale != 1 else ""
    return f"{top} ÷ {catalogue.measures[kpi.denominator].zh}{scale}（各级都是总和除以总和）"


def _lifted(kpi: Kpi) -> list[tuple[str, str]]:
    """Return the decision by which a barred KPI may be assessed all the same."""
    if kpi.lifted is None:
        return []
    decision = "，".join(str(value) for value in kpi.lifted.model_dump().values())
    return [("准予考核的决定", f"{decision}；原不进考核的理由：{kpi.barred_because}")]


def _alike(kpi: Kpi) -> list[tuple[str, str]]:
    """Return among which units alone it is compared fairly."""
    if kpi.alike_within is None:
        return []
    return [("同类", "只在城区所、集镇所、农村所各自之内比；混在一组时不定好差，并提示改用哪些同类组")]


def _strata(catalogue: Catalogue, kpi: Kpi) -> list[tuple[str, str]]:
    """Return the rates that it is put together from when units are compared at the same mix."""
    names = "、".join(catalogue.kpis[stratum].zh for stratum in kpi.strata)
    return [("按类标准化", f"比较单位时按这些分类的同样构成折算：{names}")] if names else []


def _sources(catalogue: Catalogue, kpi: Kpi) -> str:
    sources = map(catalogue.sources.__getitem__, kpi.sources)
    citations = [f"《{source.zh}》（{source.place}，{source.date}；非官方原文）" for source in sources]
    return "；".join(citations) or "不在所据文献里，为看懂其他指标而设"


def _example(catalogue: Catalogue, kpi: Kpi) -> Example:
    """Return the spec case of this very KPI, or of one of its kind."""
    own = [case for case in spec_cases() if catalogue.kpis[case.kpi] is kpi]
    similar = [case for case in spec_cases() if _method(catalogue.kpis[case.kpi]) == _method(kpi)]
    if not own and not similar:
        return Example("", (), (), "这一类指标还没有手算样例", "")
    return _worked_example(catalogue, (own or similar)[0], is_own=bool(own))


def _method(kpi: Kpi) -> tuple[str, str]:
    return kpi.kind, kpi.basis


def _worked_example(catalogue: Catalogue, case: SpecCase, *, is_own: bool) -> Example:
    fact, zh = catalogue.facts[case.fact], catalogue.kpis[case.kpi].zh
    subject = f"本指标“{zh}”" if is_own else f"同类指标“{zh}”"
    as_of = f"，数据截至 {case.as_of}" if case.as_of else ""
    heads = tuple(fact.columns[column].zh for column in case.columns)
    rows = tuple(
        tuple(_cell(fact.columns[column].choices, column, text) for column, text in zip(case.columns, row, strict=True))
        for row in case.rows
    )
    results = "；".join(f"{unit} {result}" for unit, result in case.results)
    return Example(f"{subject}，{case.period}{as_of}（记录全部虚构）", heads, rows, case.zh, results)


def _cell(choices: dict[str, str], column: str, text: str) -> str:
    labels = YES_NO if column in YES_NO_COLUMNS else choices
    return labels.get(text, text)

"""Checks of indices and bands: what enters a score may enter it, and every score has one band."""

from __future__ import annotations

from collections.abc import Iterator

from core.catalogue.index_model import Bands, Index, IndexPart
from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.catalogue.problems import Declared, Fault, unknown_kpi

SCORED = ("rate", "ratio", "percentile")


def index_faults(catalogue: Catalogue, declared: Declared, index: Index) -> Iterator[Fault]:
    """Everything that does not fit in an index."""
    if index.domain and index.domain not in declared["domains"]:
        yield f"没有领域“{index.domain}”", f"可写 {'、'.join(declared['domains'])}"
    if index.bands and index.bands not in declared["bands"]:
        yield f"没有分段“{index.bands}”", f"可写 {'、'.join(declared['bands'])}"
    for name, index_part in index.parts.items():
        if name not in declared["kpis"]:
            yield unknown_kpi(name)
        elif (kpi := catalogue.kpis.get(name)) is not None:
            yield from _part_faults(index, name, kpi, index_part)
    for name in index.override:
        kpi = catalogue.kpis.get(name)
        if name not in index.parts:
            yield f"override 写了不在 parts 里的“{name}”", "去掉它，或写 parts 里的指标"
        elif kpi is not None and kpi.assess:
            yield f"override 写了“{name}”，而它本来可以考核", "去掉它"
    for kind in index.units:
        if not index.parts_of(kind):
            yield f"{kind} 没有可计分的项", "从 units 里去掉它，或给它 parts"


def _part_faults(index: Index, name: str, kpi: Kpi, part: IndexPart) -> Iterator[Fault]:
    if not kpi.assess and name not in index.override:
        mend = f"去掉它，或在 override.{name} 里写明由谁、何时、为何决定"
        yield f"“{name}”不进考核：{kpi.barred_because}", mend
    if kpi.direction == "none":
        yield f"“{name}”没有好坏方向，不能计分", "去掉它"
    if kpi.kind not in SCORED:
        yield f"“{name}”是 {kpi.kind}，随单位大小而变", "只给比率、人均或百分位数计分"
    if index.domain and kpi.domain != index.domain:
        yield f"“{name}”属于领域 {kpi.domain}", f"只写 {index.domain} 的指标，或不写 domain"
    if wrong := [kind for kind in part.units if kind not in index.units]:
        yield f"“{name}”给 {'、'.join(wrong)} 计分，而本指数没有这类单位", "用本指数 units 里的单位类别"
    if part.score == "met":
        if kpi.standard is None:
            yield f"“{name}”没有标准可达", "改按 floor 和 target 计分"
        if kpi.basis == "cohort":
            yield f"“{name}”还会陆续报来，未到期时达标与否尚难判定，全有或全无会记成 0 分", "改按 floor 和 target 计分"
        if part.floor is not None or part.target is not None:
            yield f"“{name}”只按标准计分", "去掉 floor 和 target"
        return
    if part.floor is None or part.target is None:
        yield f"“{name}”缺 floor 和 target", "写得 0 分和 100 分的值"
    elif part.floor == part.target or (part.target > part.floor) != (kpi.direction == "up"):
        yield f"“{name}”从 floor 到 target 不是变好的方向", "对调或改正"
    elif kpi.kind == "rate" and not (min(part.floor, part.target) >= 0 and max(part.floor, part.target) <= 1):
        yield f"“{name}”是比率", "floor 和 target 写 0 到 1 之间的数"


def bands_faults(bands: Bands) -> Iterator[Fault]:
    """The steps cover 0 to 100 without a gap, and no two look alike."""
    starts = [step.from_ for step in bands.steps]
    if starts[0] != 0:
        yield f"分段从 {starts[0]:g} 分起，更低的没有码", "第一段从 0 起"
    if sorted(set(starts)) != starts or starts[-1] >= 100:
        yield f"分段的起点 {'、'.join(f'{start:g}' for start in starts)} 不是在 100 以下递增", "从低到高写"
    for label, values in (
        ("码", [step.code for step in bands.steps]),
        ("名称", [step.zh for step in bands.steps]),
        ("形状", [step.shape for step in bands.steps]),
        ("榜", [step.list for step in bands.steps]),
    ):
        if len(set(values)) != len(values):
            yield f"两段的{label}相同", "不能只靠颜色区分，各写各的"

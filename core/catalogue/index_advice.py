"""Advice on an index that may be declared as it is, yet goes against what is said of station assessments in practice.

Sources: 山东省公安厅 2017 on assessments of stations (at most thirty items; no ranking by campaigns, none by criminal
cases solved), a copy whose official original was not seen; 公安部 2011 opinion on law-enforcement assessment
(人民日报海外版 2011-02-25), a copy too. So it is a warning, shown wherever the index is, and no fault.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.catalogue.index_model import Index
from core.catalogue.model import Catalogue

MOST_ITEMS = 30
SOLVED_CASES = frozenset({"criminal_cases_solved", "property_cases_solved"})  # measures
PROVINCE = "山东省公安厅2017年的派出所考核意见（未核实副本）"
MINISTRY = "公安部2011年执法考评意见（未核实副本）"


def index_advice(catalogue: Catalogue, index: Index) -> Iterator[str]:
    """Yield what an index is told (Chinese), each with its source."""
    if len(index.parts) > MOST_ITEMS:
        yield f"提示：本指数有 {len(index.parts)} 项，{PROVINCE}以 {MOST_ITEMS} 项为限"
    targets = {kpi for campaign in catalogue.campaigns.values() for kpi in campaign.targets}
    in_campaign = [catalogue.kpis[name].zh for name in index.parts if name in targets and name in catalogue.kpis]
    if in_campaign:
        yield f"提示：{'、'.join(in_campaign)}是专项行动定了目标的项，{PROVINCE}不以专项行动排名"
    solved = [
        catalogue.kpis[name].zh
        for name in index.parts
        if name in catalogue.kpis and SOLVED_CASES.intersection(catalogue.kpis[name].measures())
    ]
    if solved:
        yield f"提示：{'、'.join(solved)}是破案数或破案率，{PROVINCE}不以刑事破案排名，{MINISTRY}不许作考评指标"


def catalogue_advice(catalogue: Catalogue) -> list[str]:
    """Return the advice on all indices, each with the index's name."""
    return [f"{index.zh}：{text}" for index in catalogue.indices.values() for text in index_advice(catalogue, index)]

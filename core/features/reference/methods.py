"""Chinese text of how a KPI is judged and shown; the methods themselves are in core/judgement."""

from __future__ import annotations

from core.catalogue.kpi_model import Kpi
from core.catalogue.model import Catalogue
from core.comparison.method import method_of
from core.comparison.types import ComparisonKind
from core.judgement.dispersion import DEFAULT_PHI
from core.judgement.inertia import HOLD_TIMES, LOOK_BACK_DAYS
from core.metrics.display import dated_standard_text
from core.metrics.types import ChangeUnit

_USUAL_DAY = (
    "按星期几和一年两波的季节做拟泊松回归（Serfling 1963；从前的异常高峰降权，Noufaily 等 2013），"
    "水平取近 84 个平常日；"
    "离散按过去的日子在当时会被推算成多少来量，所以前后日子相连也算在内；取负二项分布的 97% 范围。"
    "节假日、调休和春节前后只与往年同样的日子比，没有可比的就不给范围"
)
_YEAR_END = (
    "今年以来的数，乘往年余下部分与同日以前部分之比；区间由各月偏离季节与年份的程度 φ 和相邻月份的相关 ρ（一阶自回归，"
    "按残差的矩估计，向 0.4 收缩）推出，取负二项分布的 95% 范围；"
    "要有一个完整的往年，连同今年至少 24 个月，春节前后不推算"
)
KINDS = {"count": "件数", "stock": "时点数", "rate": "比率", "ratio": "人均或单位量", "percentile": "百分位数"}
BASES = {
    "cohort": "按受理归期：本期受理的，到数据截止日有多少已有结果；同比、环比的基期按同样时龄计",
    "flow": "按发生归期：分子分母都是本期内发生的",
    "stock": "时点数：取期末当日的数",
}
DIRECTIONS = {"up": "越高越好", "down": "越低越好", "none": "高低本身不分好坏"}

_COUNT = (
    "两期件数按日均相比：给定两期合计，新一期的件数服从二项分布（Przyborowski 与 Wilenski 1940），"
    "比值取得分区间（Wilson 1927），某期为 0 时取精确区间（Clopper 与 Pearson 1934）"
)
_RATE = (
    "两期比率之差（个百分点）取混合得分区间（第 10 法，Newcombe 1998），"
    "单期比率取得分区间（Wilson 1927）；少见的结果用精确检验（Fisher 1935）"
)
_PERCENTILE = "百分位数由分档计数读出，档内按直线；比值的区间由两期各自的二项区间合成（Zou 与 Donner 2008）"
_SPREAD = (
    "；区间按本单位历史波动（离散系数 φ ≥ 1，由本期之前的 36 个月估出；不足两年时本期的月份也算）放宽；"
    "期间长于一个月的，φ 再按月与月之间的自相关放大（Bayley 与 Hammersley 1946），"
    "假定超出偶然的部分按一阶自回归衰减，ρ 由本单位这些月的残差在 0 至 0.8 之间加权、往先验均值 0.25 收；"
    "ρ 不大于 0.5 时，模拟中 95% 区间的覆盖都在 93% 以上，0.7 时降到 88% 至 93%，月度本身独立时区间因此宽一到三成；"
    "看板各项为一族、其余按领域各为一族，一并控制误报（Benjamini 与 Hochberg 1995）；"
    "不止一个的单位，每个数单独检验，"
    "定额按本单位各项和同类各单位两种分法里较严的（Bonferroni 1936），所以同一个数在哪里都是同一个结论："
    "什么也没变时，已结束的期间二十次里至多一次有误报，进行中的期间五十次里至多一次。"
    "假定各月超出偶然的部分下月还留三成（ρ = 0.3），模拟 30 块 24 格的看板天天看："
    "有过误报的，四个进行中的期间一个月里各占至多 5%，合起来 10%，"
    "一年里各占至多 37%，合起来一半；十二个已过完的月各看一次，一年 30%。"
    f"进行中的期间结论有惯性：认定过的，证据降到进入界限的 {HOLD_TIMES} 倍以下才撤，"
    f"前一天是否认定由截至那天的数据推出，至多往回看 {LOOK_BACK_DAYS} 天"
    "；不算确有升降的，整个区间都不到值得一说的幅度为基本持平，否则为看不出，并写明本期能看出的最小升降"
    "（真有这么大，五次里能看出四次：非中心 t 分布，Johnson 与 Welch 1940）；"
    "单凭偶然就盖得住成倍变化（比率十个百分点）的为基数过小，自己的历史起伏太大的为区间过宽"
)
_CENSUS = "全数清点，没有抽样误差：升就是升、降就是降，不到值得一说的幅度的写略升、略降，标准直接比较"
_IN_HAND = (
    "在办数随进随出，本身有起伏：两期末的件数当作计数相比，给定两期合计，新一期的件数服从二项分布；"
    f"区间按离散系数 {DEFAULT_PHI:g} 放宽，与所属一族一并控制误报"
)


def judgement_method(kpi: Kpi) -> str:
    """Return the test and the interval."""
    if kpi.basis == "stock":
        return _CENSUS if kpi.is_census else _IN_HAND
    return {"rate": _RATE, "percentile": _PERCENTILE}.get(kpi.kind, _COUNT) + _SPREAD


def count_outlook(catalogue: Catalogue, kpi: Kpi) -> list[tuple[str, str]]:
    """Return how the usual range of a day and the year's end are worked out, of counts that have them."""
    measure = catalogue.measures[kpi.numerator]
    if kpi.kind != "count" or kpi.basis != "flow" or measure.cohort is not None:
        return []
    has_days = measure.fact is not None and measure.value is None
    return [*([("一天的通常范围", _USUAL_DAY)] if has_days else []), ("照此全年", _YEAR_END)]


_OWN_ERROR = (
    "两问两答。高于、低于全组平均：只看各单位自己的误差（自己各月的起伏 φ，前后月相关已计入），"
    "与其余单位合计作精确检验，全部单位一并控制误报（Holm 1979），单位自己的区间和名次区间（Mogstad 等 2024）也由它来；"
)
_USUAL_SPREAD = (
    "是否超出各单位之间通常的差别：漏斗界限由自身误差和各单位真实水平的离散 τ² 相加而成"
    "（Spiegelhalter 2005；τ² 去尾，按 Paule 与 Mandel 1982）。最好之一、最差之一另需更强的证据"
)
_COMPARISON = {
    ComparisonKind.CENSUS: "全数清点，名次就是名次，不检验",
    ComparisonKind.BY_VALUE: "不可直接比较，只按数值排列",
}


def comparison_method(catalogue: Catalogue, name: str) -> str:
    """Return how units are compared by a KPI."""
    return _COMPARISON.get(method_of(catalogue, name).kind, _OWN_ERROR + _USUAL_SPREAD)


def smallest_change(catalogue: Catalogue, kpi: Kpi) -> str:
    """Return the smallest change worth saying, and who says so."""
    unit = ChangeUnit.POINTS if kpi.kind == "rate" else ChangeUnit.PERCENT
    source = catalogue.smallest[kpi.kind].source if kpi.smallest is None else "本指标自定"
    return f"{catalogue.smallest_change(kpi):g} {unit}（{source}）"


def standard(catalogue: Catalogue, kpi: Kpi) -> str:
    """Return the bound with its source, or that there is none."""
    if kpi.standard is None:
        return "没有"
    comparison = "直接比较" if kpi.basis == "stock" else "整个 95% 区间都在标准一边才算达标或未达标，否则尚难判定"
    sources = catalogue.sources
    texts = [f"{dated_standard_text(kpi, dated)}；出自《{sources[dated.source].zh}》" for dated in kpi.standards]
    times = "；各期按当时的标准，期间跨着变更那天的不判定" if len(texts) > 1 else ""
    return f"{'；'.join(texts)}；{comparison}{times}"


def official_method(kpi: Kpi) -> str:
    """Compare it with the official method: what is known of one, and no more."""
    if kpi.standard is not None:
        return "标准据报道转述，未见官方原文；官方计算细则未见，这里的分子分母是本产品的口径，如有出入以官方为准"
    return "未见公开的官方计算办法，无从比对；这里的口径由本产品自定，全部写在“定义”和“计数”里"


def small_numbers(catalogue: Catalogue, kpi: Kpi) -> str:
    """Name the kind of unit from which its small counts are hidden downwards, and the reason."""
    rule, sentences = catalogue.small_numbers, []
    for name in kpi.measures():
        kind = catalogue.sensitive_from(name)
        if rule.least > 1 and kind != "none":
            why = (catalogue.sensitive.get(name) or catalogue.sensitive[catalogue.measures[name].fact or ""]).why
            level = {"station": "派出所、机关部门及以下", "community": "社区"}[kind]
            sentences.append(
                f"“{catalogue.measures[name].zh}”在{level}少于 {rule.least} 不显示（{why}），连同可推算出它的数"
            )
    months = f"；那一级按每 {rule.months} 个整月显示" if sentences else ""
    return "；".join(sentences) + months if sentences else "不隐藏"

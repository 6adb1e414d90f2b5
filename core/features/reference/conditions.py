"""What a measure counts, in Chinese, from its declaration alone."""

from __future__ import annotations

from core.catalogue.facts import FactKind
from core.catalogue.measure_model import Condition, Measure
from core.catalogue.model import Catalogue
from core.metrics.display import rounded
from core.metrics.planner import KIND_WORDS

UNIT_KIND = "unit_kind"


def counted(catalogue: Catalogue, name: str) -> str:
    """Such as 接处警系统的警情记录，按接警时间归期；条件：警情类别不是无效."""
    measure = catalogue.measures[name]
    by = "、".join(KIND_WORDS[kind] for kind in measure.reported_by)
    if measure.fact is None:
        return f"统计报表的“{measure.zh}”，由{by}报送"
    fact = catalogue.facts[measure.fact]
    parts = [f"{fact.system}的{fact.zh}记录"]
    if measure.date:
        parts.append(f"按{fact.columns[measure.date].zh}归期")
    if measure.value:
        parts.append(f"加总“{fact.columns[measure.value].zh}”")
    if measure.cohort:
        parts.append(f"到数据截止日已有{fact.columns[measure.cohort].zh}")
    parts += _standing(fact, measure)
    if measure.bins:
        parts.append(f"按“{fact.columns[measure.bins.column].zh}”分 {len(measure.bins.edges) + 1} 档计数")
    conditions = "；".join(condition(fact, column, test) for column, test in measure.where.items())
    return "，".join(parts) + (f"；条件：{conditions}" if conditions else "") + "；没有记录的期间取统计报表"


def _standing(fact: FactKind, measure: Measure) -> list[str]:
    """From when to when a stock's record counts."""
    found = []
    if measure.enter:
        found.append(
            "从"
            + "、".join(fact.columns[one].zh for one in measure.enter)
            + _which(measure.enter, "（取最晚）")
            + "起计"
        )
    if measure.leave:
        found.append(
            "到"
            + "、".join(fact.columns[one].zh for one in measure.leave)
            + _which(measure.leave, "（取最早）")
            + "为止"
        )
    return found


def _which(days: list[str], words: str) -> str:
    return words if len(days) > 1 else ""


def condition(fact: FactKind, column: str, test: Condition) -> str:
    """Such as 警情类别是交通或纠纷."""
    zh = _named(fact, column)
    said = []
    if test.eq is not None:
        said.append(("" if isinstance(test.eq, bool) else "是") + _value(fact, column, test.eq))
    if test.not_ is not None:
        said.append(f"不是{_value(fact, column, test.not_)}")
    if test.any is not None:
        said.append("是" + "或".join(_value(fact, column, one) for one in test.any))
    if test.none is not None:
        said.append("不是" + "、".join(_value(fact, column, one) for one in test.none))
    if test.le is not None:
        said.append(f"不超过 {_amount(fact, column, test.le)}")
    if test.ge is not None:
        said.append(f"不少于 {_amount(fact, column, test.ge)}")
    if test.null is not None:
        said.append("未登记" if test.null else "已登记")
    return zh + "且".join(said)


def _named(fact: FactKind, column: str) -> str:
    if column == UNIT_KIND:
        return "所属单位"
    if column in fact.lags:
        first, last = (fact.columns[one].zh for one in fact.lags[column])
        return f"从{first}到{last}"
    return fact.columns[column].zh


def _value(fact: FactKind, column: str, value: str | int | bool) -> str:
    if column == UNIT_KIND:
        return KIND_WORDS[str(value)]
    if isinstance(value, bool):
        return "（是）" if value else "（否）"
    return fact.columns[column].choices.get(str(value), str(value)) if column in fact.columns else str(value)


def _amount(fact: FactKind, column: str, value: int) -> str:
    """A lag in the largest unit that tells it whole; a count as it is."""
    if column not in fact.lags:
        return rounded(value, 0)
    for seconds, word in ((86_400, "天"), (3_600, "小时"), (60, "分钟")):
        if value % seconds == 0:
            return f"{rounded(value // seconds, 0)} {word}"
    return f"{rounded(value, 0)} 秒"

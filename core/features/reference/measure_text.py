"""Chinese text of what a measure counts, from its declaration alone."""

from __future__ import annotations

from core.catalogue.facts import FactKind
from core.catalogue.measure_model import Condition, Measure
from core.catalogue.model import Catalogue
from core.metrics.display import rounded
from core.metrics.planner import KIND_WORDS

UNIT_KIND = "unit_kind"
LAG_UNITS = ((86_400, "天"), (3_600, "小时"), (60, "分钟"))  # seconds, largest first


def measure_text(catalogue: Catalogue, name: str) -> str:
    """Return a text such as 接处警系统的警情记录，按接警时间归期；条件：警情类别不是无效."""
    measure = catalogue.measures[name]
    if measure.fact is None:
        reporters = "、".join(KIND_WORDS[kind] for kind in measure.reported_by)
        return f"统计报表的“{measure.zh}”，由{reporters}报送"
    fact = catalogue.facts[measure.fact]
    clauses = [f"{fact.system}的{fact.zh}记录"]
    if measure.date:
        clauses.append(f"按{fact.columns[measure.date].zh}归期")
    if measure.value:
        clauses.append(f"加总“{fact.columns[measure.value].zh}”")
    if measure.cohort:
        clauses.append(f"到数据截止日已有{fact.columns[measure.cohort].zh}")
    if measure.enter:
        clauses.append(f"从{_dates(fact, measure.enter, '（取最晚）')}起计")
    if measure.leave:
        clauses.append(f"到{_dates(fact, measure.leave, '（取最早）')}为止")
    if measure.bins:
        clauses.append(f"按“{fact.columns[measure.bins.column].zh}”分 {len(measure.bins.edges) + 1} 档计数")
    return "，".join(clauses) + _conditions(fact, measure) + "；没有记录的期间取统计报表"


def _dates(fact: FactKind, columns: list[str], several: str) -> str:
    """Return the dates from or to which a stock's record counts, with a note where there are several."""
    return "、".join(fact.columns[column].zh for column in columns) + (several if len(columns) > 1 else "")


def _conditions(fact: FactKind, measure: Measure) -> str:
    conditions = "；".join(condition_text(fact, column, condition) for column, condition in measure.where.items())
    return f"；条件：{conditions}" if conditions else ""


def condition_text(fact: FactKind, column: str, condition: Condition) -> str:
    """Return a text such as 警情类别是交通或纠纷."""
    tests = []
    if condition.eq is not None:
        tests.append(("" if isinstance(condition.eq, bool) else "是") + _value(fact, column, condition.eq))
    if condition.not_ is not None:
        tests.append(f"不是{_value(fact, column, condition.not_)}")
    if condition.any is not None:
        tests.append("是" + "或".join(_value(fact, column, value) for value in condition.any))
    if condition.none is not None:
        tests.append("不是" + "、".join(_value(fact, column, value) for value in condition.none))
    if condition.le is not None:
        tests.append(f"不超过 {_amount(fact, column, condition.le)}")
    if condition.ge is not None:
        tests.append(f"不少于 {_amount(fact, column, condition.ge)}")
    if condition.null is not None:
        tests.append("未登记" if condition.null else "已登记")
    return _label(fact, column) + "且".join(tests)


def _label(fact: FactKind, column: str) -> str:
    if column == UNIT_KIND:
        return "所属单位"
    if column in fact.lags:
        first, last = (fact.columns[end].zh for end in fact.lags[column])
        return f"从{first}到{last}"
    return fact.columns[column].zh


def _value(fact: FactKind, column: str, value: str | int | bool) -> str:
    if column == UNIT_KIND:
        return KIND_WORDS[str(value)]
    if isinstance(value, bool):
        return "（是）" if value else "（否）"
    return fact.columns[column].choices.get(str(value), str(value)) if column in fact.columns else str(value)


def _amount(fact: FactKind, column: str, amount: int) -> str:
    """Return a lag in the largest unit that holds it without a rest; a count as it is."""
    if column not in fact.lags:
        return rounded(amount, 0)
    for seconds, label in LAG_UNITS:
        if amount % seconds == 0:
            return f"{rounded(amount // seconds, 0)} {label}"
    return f"{rounded(amount, 0)} 秒"

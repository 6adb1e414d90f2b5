"""Say what pydantic finds wrong with an entry, in Chinese: the place, the reason and the mend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

_Words = Callable[[str, Mapping[str, Any]], tuple[str, str]]  # the key and pydantic's context → reason and mend


class ValidationFault(NamedTuple):
    """One fault of an entry: the keys that lead to it (none where it is the entry as a whole), reason and mend."""

    place: str
    reason: str
    mend: str


def _must_be(kind: str, example: str) -> _Words:
    return lambda key, _context: (f"要写{kind}", f"改为{kind}，如 {key} = {example}")


def _bound(sign: str, name: str) -> _Words:
    return lambda key, context: (f"应{sign} {context[name]}", f"改正 {key} 的数值")


_TEXT = _must_be("文字", '"……"')
_NUMBER = _must_be("数", "0.5")
_WHOLE = _must_be("整数", "3")
_FLAG = _must_be("true 或 false", "true")
_LIST = _must_be("列表", '["……"]')
_TABLE = _must_be("一组键和值", "{ …… }")
_DATE = _must_be("日期", "2026-11-22")
_WORDS: dict[str, _Words] = {
    "missing": lambda key, _: (f"缺少 {key}", f"补上 {key}"),
    "extra_forbidden": lambda key, _: (f"没有 {key} 这个键", f"去掉 {key}，或改正拼写"),
    "literal_error": lambda key, context: ("不在可写的词之内", f"{key} 可写 {_choices(context)}"),
    "string_type": _TEXT,
    "string_too_short": lambda key, context: (f"至少 {context['min_length']} 个字", f"把 {key} 写完整"),
    "string_too_long": lambda key, context: (f"至多 {context['max_length']} 个字", f"缩短 {key}"),
    "string_pattern_mismatch": lambda key, context: (f"不合 {context['pattern']} 的写法", f"改正 {key} 的写法"),
    "too_short": lambda key, context: (f"至少要有 {context['min_length']} 项", f"在 {key} 里补足"),
    "too_long": lambda key, context: (f"至多 {context['max_length']} 项", f"在 {key} 里减少"),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": _FLAG,
    "bool_parsing": _FLAG,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "dict_type": _TABLE,
    "model_type": _TABLE,
    "model_attributes_type": _TABLE,
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "greater_than": _bound("大于", "gt"),
    "greater_than_equal": _bound("不小于", "ge"),
    "less_than": _bound("小于", "lt"),
    "less_than_equal": _bound("不大于", "le"),
}
_ENTRY = "这一条"


def _choices(context: Mapping[str, Any]) -> str:
    return str(context["expected"]).replace("'", "").replace(" or ", "、").replace(", ", "、")


def validation_faults(error: ValidationError) -> list[ValidationFault]:
    """Everything that pydantic found wrong, in its order."""
    return [_fault(item) for item in error.errors()]


def _fault(item: Mapping[str, Any]) -> ValidationFault:
    steps = [str(step) for step in item["loc"]]
    key, kind, context = steps[-1] if steps else _ENTRY, str(item["type"]), item.get("ctx", {})
    if kind == "value_error":  # raised by a model of ours, whose words are Chinese already
        return ValidationFault(".".join(steps), str(context["error"]), "照所说的原因改")
    words = _WORDS.get(kind)
    reason, mend = words(key, context) if words else (f"值不合规定（{kind}）", f"改正 {key} 的值")
    return ValidationFault(".".join(steps), reason, mend)

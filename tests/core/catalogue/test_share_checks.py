"""A rate is a share: what its numerator counts is part of what its denominator counts, or the file is refused."""

from __future__ import annotations

import sqlite3
from itertools import product

import pytest

from core.catalogue.facts import FactKind
from core.catalogue.load import load_catalogue
from core.catalogue.measure_model import Condition, Measure, Scalar
from core.catalogue.problems import CatalogueError
from core.catalogue.share_checks import share_faults
from core.store.measure_sql import where_sql

CHECK = FactKind.model_validate(
    {
        "zh": "检查",
        "en": "Check",
        "system": "检查系统",
        "columns": {
            "id": {"zh": "编号", "type": "id"},
            "unit": {"zh": "单位", "type": "unit"},
            "occurred_at": {"zh": "检查时间", "type": "time", "required": True},
            "closed_at": {"zh": "办结时间", "type": "time"},
            "kind": {"zh": "类别", "type": "choice", "choices": {"day": "日常", "night": "夜间", "other": "其他"}},
            "joint": {"zh": "联合", "type": "flag"},
            "hazards": {"zh": "隐患数", "type": "count"},
            "mended": {"zh": "整改数", "type": "count"},
        },
        "checks": [["mended", "<=", "hazards"]],
        "lags": {"taken": ["occurred_at", "closed_at"]},
    }
)
CONDITIONS: list[tuple[str, object]] = [
    ("kind", "day"),
    ("kind", ["day", "night"]),
    ("kind", {"not": "other"}),
    ("kind", {"none": ["other"]}),
    ("kind", {"null": True}),
    ("kind", {"null": False}),
    ("joint", True),
    ("joint", False),
    ("joint", {"not": True}),
    ("hazards", 2),
    ("hazards", [1, 2]),
    ("hazards", {"ge": 1}),
    ("hazards", {"le": 2}),
    ("hazards", {"ge": 1, "le": 2}),
    ("hazards", {"none": [0]}),
    ("hazards", {"null": False}),
]
VALUES: dict[str, list[Scalar | None]] = {
    "kind": ["day", "night", "other", None],
    "joint": [True, False, None],
    "hazards": [0, 1, 2, 3, 4, None],
}


def measure(**fields: object) -> Measure:
    plain = {"zh": "数", "en": "n", "unit": "次", "kind": "flow", "fact": "check", "date": "occurred_at"}
    return Measure.model_validate(plain | fields)


def is_share(counted: Measure, base: Measure) -> bool:
    return not list(share_faults(CHECK, counted, base))


@pytest.mark.parametrize(("column", "test"), CONDITIONS)
def test_a_condition_holds_of_what_its_sql_lets_through(column: str, test: object) -> None:
    counted = measure(where={column: test})
    sql = f"SELECT {where_sql(CHECK, counted)} FROM (SELECT ? AS {column}) f"
    for value in VALUES[column]:
        in_sql = sqlite3.connect(":memory:").execute(sql, [value]).fetchone()[0]
        assert counted.conditions()[column].holds(value) == bool(in_sql), value


def test_a_share_is_what_no_value_gives_the_lie() -> None:
    """All pairs of conditions on one column, held against every value that the column may have."""
    shares = 0
    for (column, narrow), (other, wide) in product(CONDITIONS, CONDITIONS):
        counted, base = measure(where={column: narrow}), measure(where={other: wide})
        if column != other:
            assert not is_share(counted, base)
            continue
        holds = counted.conditions()[column].holds, base.conditions()[column].holds
        expected = all(holds[1](value) for value in VALUES[column] if holds[0](value))
        assert is_share(counted, base) == expected, (narrow, wide)
        shares += expected
    assert shares > len(CONDITIONS)


@pytest.mark.parametrize(
    ("counted", "base", "expected"),
    [
        ({"where": {"joint": True}}, {}, True),
        ({}, {"where": {"joint": True}}, False),
        ({"where": {"taken": {"le": 60}}}, {"where": {"closed_at": {"null": False}}}, True),
        ({"where": {"taken": {"le": 60}}}, {"where": {"taken": {"le": 3600}}}, True),
        ({"where": {"taken": {"le": 3600}}}, {"where": {"taken": {"le": 60}}}, False),
        ({"where": {"taken": {"le": 60}}}, {"where": {"taken": {"le": 3600, "ge": 0}}}, False),
        ({"cohort": "closed_at"}, {"where": {"closed_at": {"null": False}}}, True),
        ({"cohort": "closed_at"}, {"cohort": "closed_at"}, True),
        ({}, {"cohort": "closed_at"}, False),
        ({"where": {"closed_at": {"null": False}}}, {"cohort": "closed_at"}, False),  # closed, perhaps on a later day
        ({"where": {"taken": {"le": 60}}}, {"cohort": "closed_at"}, False),
        ({}, {"cohort": "occurred_at"}, True),
        ({}, {"where": {"occurred_at": {"null": False}}}, True),
        ({"value": "mended"}, {"value": "hazards"}, True),
        ({"value": "hazards"}, {"value": "mended"}, False),
        ({"value": "hazards"}, {}, False),
        ({}, {"value": "hazards"}, False),
        ({"where": {"unit_kind": "station"}}, {"where": {"unit_kind": {"not": "community"}}}, True),
        ({"where": {"unit_kind": {"not": "community"}}}, {"where": {"unit_kind": "station"}}, False),
    ],
)
def test_dates_amounts_and_lags_have_to_fit_too(
    counted: dict[str, object], base: dict[str, object], expected: bool
) -> None:
    assert is_share(measure(**counted), measure(**base)) is expected


@pytest.mark.parametrize(("leave", "expected"), [(["closed_at"], True), ([], False)])
def test_a_stock_leaves_when_its_denominator_does(leave: list[str], expected: bool) -> None:
    stock = {"kind": "stock", "date": None, "enter": ["occurred_at"]}
    assert is_share(measure(**stock, leave=leave), measure(**stock, leave=["closed_at"])) is expected


def test_what_an_absent_value_satisfies() -> None:
    assert Condition(null=True).holds(None) and not Condition(null=True).holds(0)
    assert not any(condition.holds(None) for condition in (Condition(not_="x"), Condition(none=["x"]), Condition(ge=0)))


def test_a_bureaus_rate_that_is_no_share_is_refused_with_its_mend() -> None:
    rate = load_catalogue().kpis["invalid_share"]
    ours = f'[kpis.wide]\nzh = "全部比有效"\nen = "All of valid"\nnumerator = "{rate.denominator}"\n' + (
        'denominator = "alerts_valid"\ndomain = "command"\nsystems = ["S01"]\nkind = "rate"\nbasis = "flow"\n'
        'unit = "%"\ndirection = "none"\nassess = false\nbarred_because = "试"\ndefinition = "全部接警除以有效警情。"\n'
    )
    with pytest.raises(CatalogueError) as caught:
        load_catalogue({"ours.toml": ours})
    (problem,) = caught.value.problems
    assert (problem.entry, "“class”" in problem.reason) == ("wide", True)
    assert "写进分子" in problem.mend

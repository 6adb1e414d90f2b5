"""Mappings as files: what is written is read back; what is wrong is named with its place and its mend."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.catalogue.load import load_catalogue
from core.catalogue.personal_words import is_personal
from core.intake.fields import file_kinds
from core.intake.mapping.model import NotListed, Status, TableMapping, WideColumn
from core.intake.mapping.names import DATED, KindNames
from core.intake.mapping.read import MappingError, read_mapping
from core.intake.mapping.write import plain_text
from core.intake.text_matching import match_key
from tests.support.mapping_world import ALERT_MAPPING, DISPUTE_MAPPING
from tests.support.strangers_tables import TALLY, WIDE

CATALOGUE = load_catalogue()
NAMES = {kind: KindNames(kind, CATALOGUE) for kind in file_kinds(CATALOGUE)}
# Anything that can stand in a cell: quotes, backslashes, line breaks, other planes.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
ORDERS = st.sampled_from(["ymd", "dmy", "mdy", "digits", "serial", "month"])


@st.composite
def mappings(draw: st.DrawFn) -> TableMapping:
    """Mappings that fit their kind of file."""
    names = NAMES[draw(st.sampled_from(sorted(NAMES)))]
    word = TEXTS.filter(lambda text: bool(match_key(text)) and not is_personal(text))
    take = iter(draw(st.lists(word, min_size=40, max_size=60, unique_by=match_key))).__next__
    parts: dict[str, Any] = {"columns": {}, "codes": {}, "constants": {}, "defaults": {}, "dates": {}, "rest": {}}
    for name, field in names.fields.items():
        choices = sorted(names.choices(name))
        if field.type != "id" and draw(st.booleans()):
            parts["constants"][name] = draw(st.sampled_from(choices)) if choices else take()
            continue
        parts["columns"][name] = take()
        if draw(st.booleans()) and choices:
            codes = draw(st.lists(st.sampled_from(choices), max_size=2, unique=True))
            parts["codes"][name] = {code: [take()] for code in codes}
            if draw(st.booleans()):
                parts["rest"][name] = draw(st.sampled_from(choices))
        if field.type in DATED and draw(st.booleans()):
            parts["dates"][name] = draw(ORDERS)
        if field.type not in ("id", "count") and draw(st.booleans()):
            parts["defaults"][name] = draw(st.sampled_from(choices)) if choices else take()
    if names.kind == "dispute" and "outcome_at" in parts["columns"] and "outcome_at" not in parts["defaults"]:
        parts["status"] = {"outcome_at": Status(column=take(), done=[take()], open=[take()], undated="unknown")}
    if names.kind == "ledger":
        parts["not_listed_is_zero"] = draw(st.none() | st.just(NotListed(unit_kinds=["station"])))
        if "value" in parts["columns"] and draw(st.booleans()):
            del parts["columns"]["value"]
            constants = parts["constants"]
            parts["wide"] = {
                take(): WideColumn(
                    measure="" if "measure" in {**constants, **parts["columns"]} else "criminal_alerts", factor=10
                )
            }
    parts["units"] = {take(): [take()]}
    return TableMapping(kind=names.kind, note=draw(st.just("") | TEXTS), ignored=[take()], personal=[take()], **parts)


@pytest.mark.slow
@given(mappings())
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_read_back(mapping: TableMapping) -> None:
    text = plain_text(mapping, NAMES[mapping.kind], "类")
    assert read_mapping("x.toml", text, CATALOGUE) == mapping


@pytest.mark.parametrize("text", [ALERT_MAPPING, DISPUTE_MAPPING.format(undated="file_day"), WIDE, TALLY])
def test_the_examples_are_read_back(text: str) -> None:
    mapping = read_mapping("x.toml", text, CATALOGUE)
    assert read_mapping("x.toml", plain_text(mapping, NAMES[mapping.kind], "类"), CATALOGUE) == mapping


def test_ids_and_chinese_words_mean_the_same() -> None:
    chinese = read_mapping("x", ALERT_MAPPING, CATALOGUE)
    by_id = ALERT_MAPPING.replace('"警情编号"', "id").replace('"警情类别"', "class").replace('"刑事" =', "criminal =")
    assert read_mapping("x", by_id.replace('kind = "警情"', 'kind = "alert"'), CATALOGUE) == chinese


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("kind = 3\n[columns", "-", "不是 TOML"),
        ('kind = "天气"', "kind", "没有这一类"),
        (ALERT_MAPPING.replace('"接警时间" =', '"天气" ='), "columns.天气", "没有“天气”"),
        (ALERT_MAPPING.replace('"接警时间" = "案发时间"', '"接警时间" = "报警人"'), "columns.接警时间", "涉及个人信息"),
        (ALERT_MAPPING.replace('"治安" =', '"外星" ='), "codes.警情类别.外星", "没有“外星”"),
        (ALERT_MAPPING.replace('["打架斗殴"]', '["刑事案件"]', 1), "codes.警情类别", "“刑事案件”归了两处"),
        (ALERT_MAPPING.replace('"已分流" = "否"', '"已分流" = "也许"'), "constants.已分流", "没有“也许”"),
        (ALERT_MAPPING.replace('"已分流" = "否"\n', ""), "columns", "必需的“已分流”没有着落"),
        (ALERT_MAPPING.replace('"已分流" = "否"', '"警情编号" = "A1"'), "constants.警情编号", "columns 里已有"),
        (ALERT_MAPPING.replace('"简要情况"]', '"处置单位"]'), "ignored、personal", "“处置单位”写了两处"),
        (ALERT_MAPPING + '[dates]\n"警情类别" = "dmy"', "dates.警情类别", "只有日期"),
        (ALERT_MAPPING + '[dates]\n"接警时间" = "dym"', "dates.接警时间", "不在可写的词之内"),
        (ALERT_MAPPING + '[factors]\n"到场用时(秒)" = 60', "factors.到场用时（秒）", "columns 里没有这一列"),
        (ALERT_MAPPING + "[colours]\nx = 1", "colours", "没有 colours 这个键"),
        (ALERT_MAPPING + '[wide."x"]\nmeasure = "刑事警情"', "wide", "只有统计报表"),
        (DISPUTE_MAPPING.format(undated="never"), "status.outcome_at.undated", "不在可写的词之内"),
        (DISPUTE_MAPPING.format(undated="refuse").replace('["调解中"]', '["已调解"]'), "status.化解时间", "又算未办结"),
        (TALLY + 'unit_kinds = ["所"]', "not_listed_is_zero", "没有“所”这类单位"),
        (WIDE.replace('period = "{covers}"\n', ""), "wide.刑事/本月", "没有写明期间"),
        (WIDE.replace('measure = "刑事警情"\n', "", 1), "wide.刑事/本月", "计数项要由这一列写明"),
    ],
)
def test_what_is_wrong_is_named_with_place_and_mend(text: str, place: str, reason: str) -> None:
    with pytest.raises(MappingError) as caught:
        read_mapping("对照.toml", text, CATALOGUE)
    told = [(f"{problem.entry} {problem.reason}", problem.mend) for problem in caught.value.problems]
    matching = [mend for said, mend in told if place in said and reason in said]
    assert matching and all(matching), told

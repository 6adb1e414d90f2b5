"""Cells by type: what is read, and what is refused with rule and mend."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalogue.load import load_catalogue
from core.intake.cell_parsers import ParseContext, cell_parsers
from core.intake.fields import Field
from core.intake.identifiers import looks_like_identity
from core.intake.lookup import MeasureLookup, OfficerLookup, UnitLookup
from core.intake.refusal import CellError
from core.intake.time_parsing import ParsedTime, parse_day, parse_time
from core.store.units import UnitRef, UnitTree
from core.time.days import CHINA, day_number
from tests.support.intake_world import NOW

ROOT = UnitRef(1, "ROOT", "澄岚县公安局", "bureau", None)
STATIONS = [
    UnitRef(2, "S1", "甲溪派出所", "station", 1),
    UnitRef(3, "C1", "中心社区", "community", 2),
    UnitRef(4, "C2", "中心社区", "community", 1),
]
TREE = UnitTree({unit.id: unit for unit in [ROOT, *STATIONS]}, ROOT, {1: [STATIONS[0]]})
CATALOGUE = load_catalogue()
CONTEXT = ParseContext(NOW, UnitLookup(TREE), OfficerLookup(["P001"]), MeasureLookup(CATALOGUE))
CHOICES = {"police": "民警", "auxiliary": "辅警"}


def read(type_: str, text: str) -> object:
    field = Field("x", "某列", type_, choices=CHOICES if type_ == "choice" else {})
    return cell_parsers([field], CONTEXT)["x"](text)


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=CHINA).timestamp())


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-22 08:30", "2026-11-22 08:30:00", "2026/11/22 08:30", "2026.11.22 8:30", "2026-11-22T08:30:00"),
        *("2026年11月22日 08:30", "2026年11月22日8时30分", "２０２６-１１-２２　０８：３０", "2026-11-22 08:30:00.000"),
        "2026-11-22T08:30:00+08:00",
    ],
)
def test_times_in_every_style(text: str) -> None:
    assert parse_time(text) == ParsedTime(seconds("2026-11-22 08:30"), is_date_only=False)


def test_a_bare_date_is_midnight_and_says_so() -> None:
    assert parse_time("2026/11/2") == ParsedTime(seconds("2026-11-02 00:00"), is_date_only=True)
    assert parse_day("2026-11-02 18:00:00") == parse_day("2026年11月2日") == day_number(date(2026, 11, 2))


@given(st.datetimes(datetime(1950, 1, 1), datetime(2099, 12, 31)))
def test_a_written_time_is_read_back(moment: datetime) -> None:
    expected = int(moment.replace(microsecond=0, tzinfo=CHINA).timestamp())
    assert parse_time(f"{moment:%Y-%m-%d %H:%M:%S}").seconds == expected
    assert parse_time(f"{moment:%Y/%m/%d %H:%M}").seconds == expected - moment.second
    assert parse_day(f"{moment:%Y年%m月%d日}") == day_number(moment.date())


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        ("count", "0", 0),
        ("count", "1,234,567", 1_234_567),
        ("count", "１，２３４", 1234),
        ("count", "\u3000１2．0 ", 12),
        ("count", "12.00", 12),
        ("flag", "是", 1),
        ("flag", "FALSE", 0),
        ("flag", "１", 1),
        ("choice", "民警", "police"),
        ("choice", "Auxiliary", "auxiliary"),
        ("unit", "甲溪派出所", 2),
        ("unit", "ｓ1", 2),
        ("unit", "c2", 4),
        ("officer", "Ｐ００１", "P001"),
        ("id", "Ａ-１", "A-1"),
        ("id", "A-①", "A-①"),
        ("year", "1985年", 1985),
        ("period", "2026-10", (day_number(date(2026, 10, 1)), day_number(date(2026, 10, 31)))),
    ],
)
def test_what_is_read(type_: str, text: str, value: object) -> None:
    assert read(type_, text) == value


@pytest.mark.parametrize(
    ("type_", "text", "rule", "mend"),
    [
        ("count", "-3", "不能为负", "更正"),
        ("count", "3.5", "小数", "整数"),
        ("count", "95%", "比率", "分子和分母"),
        ("count", "1,23", "不是整数", "1,234"),
        ("count", "三", "中文数字", "120"),
        ("count", "9" * 15, "过大", "位数"),
        ("count", "12³", "“³”", "0 到 9"),
        ("count", "35①", "“①”", "0 到 9"),
        ("count", "12½", "“½”", "0 到 9"),
        ("count", "⒓", "“⒓”", "0 到 9"),
        ("count", "㋀", "“㋀”", "0 到 9"),
        ("count", "Ⅻ", "“Ⅻ”", "0 到 9"),
        ("count", "١٢", "“١”", "0 到 9"),
        ("count", "𝟙𝟚", "“𝟙”", "0 到 9"),
        ("count", "12 34", "空格", "一个数"),
        ("count", "12\u300034", "空格", "一个数"),
        ("count", "12\u200b34", "看不见", "重新填写"),
        ("count", "12\n8", "换行", "一格只写一个数"),
        ("count", "一百二十", "中文数字", "120"),
        ("count", "廿三", "中文数字", "120"),
        ("count", "12’345", "分隔", "逗号"),
        ("count", "12'345", "分隔", "逗号"),
        ("count", "1e5", "科学计数", "完整"),
        ("count", "1.2E+05", "科学计数", "完整"),
        ("count", "nan", "不是整数", "数字"),
        ("count", "12.50", "小数", "整数"),
        ("count", "1.2万", "万", "换算"),
        ("count", "3万", "万", "换算"),
        ("count", "(12)", "括号", "负数"),
        ("count", "（12）", "括号", "负数"),
        ("count", "12起", "带了单位“起”", "表头"),
        ("count", "约12", "不是整数", "数字"),
        ("count", "95％", "比率", "分子和分母"),
        ("count", "－3", "不能为负", "更正"),
        ("time", "2026-11-1① 08:30", "不是可识别的日期", "年在前"),
        ("day", "2026-11-0²", "不是可识别的日期", "年在前"),
        ("year", "198⁵", "出生年份", "四位"),
        ("officer", "P00①", "没有这个工号", "P001"),
        ("time", "46348.354", "序列号", "日期格式"),
        ("time", "22/11/2026 08:30", "不是可识别的日期", "年在前"),
        ("time", "2026-02-29 08:00", "没有这一天", "核对"),
        ("time", "2026-11-01 24:00", "钟点", "23"),
        ("time", "1026-11-01 20:00", "年份", "四位"),
        ("time", "2026-11-22 12:01", "在将来", "2026-11-22 12:00"),
        ("past_day", "2026-11-23", "在将来", "2026-11-22"),
        ("day", "46348", "序列号", "日期格式"),
        ("flag", "有", "是”或“否", "1/0"),
        ("choice", "民井", "可选值", "民警"),
        ("choice", "甲", "可选值", "可选：民警、辅警"),
        ("unit", "甲西派出所", "没有这个单位", "甲溪派出所"),
        ("unit", "中心社区", "同名", "C1、C2"),
        ("officer", "P002", "没有这个工号", "P001"),
        ("id", "3.30E+17", "科学计数", "文本格式"),
        ("id", "=1+1", "开头", "符号"),
        ("id", "A\n1", "控制字符", "换行"),
        ("id", "乱\ufffd码", "乱码", "编码"),
        *(
            ("text", f"甲溪{unseen}派出所", "控制字符", "看不见")
            for unseen in "\u034f\u115f\u2800\u3164\ufe0f\uffa0\U000e0101"
        ),
        *(("text", f"甲溪{unseen}派出所", "控制字符", "看不见") for unseen in "\u200b\u202e\u2067\u200f\x00"),
        ("id", "A" * 65, "超过 64", "缩短"),
        ("year", "85", "出生年份", "四位"),
        ("year", "2020", "出生年份", "四位"),
        ("period", "今年", "相对", "2026年1-5月"),
        ("period", "1-6月", "没有写年份", "2026年1-6月"),
        ("period", "2026.1", "丢了末尾的 0", "2026年10月"),
        ("period", "2026-11", "尚未结束", "2026-11-22"),
        ("measure", "没这一项", "没有这个计数项", "catalogue measures"),
    ],
)
def test_what_is_refused(type_: str, text: str, rule: str, mend: str) -> None:
    with pytest.raises(CellError) as caught:
        read(type_, text)
    assert rule in caught.value.rule
    assert mend in caught.value.mend


def test_a_unit_behind_a_number_is_read_only_where_it_is_the_columns() -> None:
    parse = cell_parsers([Field("x", "到场用时(秒)", "count", unit="秒")], CONTEXT)["x"]
    assert parse("12秒") == parse("12 秒") == parse("12") == 12
    with pytest.raises(CellError, match="带了单位“分”"):
        parse("12分")


@given(st.integers(0, 10**12), st.sampled_from("①²½⒈㋀Ⅻ١๑十 \n\u3000\u00b7"), st.data())
def test_no_sign_but_a_digit_becomes_part_of_a_number(number: int, sign: str, data: st.DataObject) -> None:
    digits = str(number)
    place = data.draw(st.integers(0, len(digits)))
    text = digits[:place] + sign + digits[place:]
    if text.strip() == digits:
        assert read("count", text) == number
    else:
        with pytest.raises(CellError):
            read("count", text)


def identity(first17: str) -> str:
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return first17 + "10X98765432"[sum(int(d) * w for d, w in zip(first17, weights, strict=True)) % 11]


def test_identity_numbers_are_told_from_numbers_of_records() -> None:
    made_up = identity("99999919900101000")
    assert looks_like_identity(made_up)
    wrong_check = made_up[:17] + ("0" if made_up[17] != "0" else "1")
    assert not looks_like_identity(wrong_check)
    assert not looks_like_identity(identity("99999920261101000"))
    with pytest.raises(CellError, match="公民身份号码"):
        read("id", made_up)


def test_a_measure_is_found_by_id_or_name_and_bins_are_refused() -> None:
    plain = next(name for name, measure in CATALOGUE.measures.items() if measure.bins is None)
    binned = next(name for name, measure in CATALOGUE.measures.items() if measure.bins is not None)
    assert read("measure", plain) == read("measure", CATALOGUE.measures[plain].zh) == plain
    with pytest.raises(CellError, match="分段"):
        read("measure", binned)


def test_two_measures_of_one_name_are_ambiguous() -> None:
    twin = next(iter(CATALOGUE.measures.values()))
    twins = CATALOGUE.model_copy(update={"measures": {"one": twin, "two": twin}})
    with pytest.raises(CellError) as caught:
        MeasureLookup(twins).find(twin.zh)
    assert "同名" in caught.value.rule and "one、two" in caught.value.mend


@pytest.mark.parametrize(
    ("written", "mend"),
    [
        ("甲溪所", "是否应为：甲溪派出所"),
        ("甲西派出所", "是否应为：甲溪派出所"),
        ("柳林派出所", "核对名称，或先导入这个单位"),
    ],
)
def test_a_unit_of_another_bureau_is_not_taken_for_one_that_ends_alike(written: str, mend: str) -> None:
    with pytest.raises(CellError) as refusal:
        read("unit", written)
    assert refusal.value.mend == mend

"""A frame as a table of ours: numbers as their columns write them, absent ones a dash, the screen's eight columns."""

from __future__ import annotations

import pandas as pd

from core.access.scoped_signals import SignalRecord
from core.catalogue.signal_model import SignalKind
from core.features.signals.digest import SignalGroup
from core.features.signals.types import Signal
from core.metrics.types import Window
from dashboards.components.frame_table import PLAIN, Column, cell
from dashboards.i18n.words import comparison as words
from dashboards.pages.comparison import placement_table
from dashboards.pages.signals.list import by_group
from dashboards.pages.station import due
from tests.support.attention_world import LAST, UNITS


def test_numbers_are_written_as_their_column_says_and_sorted_as_numbers() -> None:
    assert cell(-1234.5, Column(form=",.1f"), "number") == {"text": "−1,234.5", "kind": "number", "order": -1234.5}
    assert cell(5549.0, PLAIN, "number")["text"] == "5,549"
    assert cell(float("nan"), PLAIN, "number") == {"text": "—", "kind": "number"}
    assert cell("一所", PLAIN, "strong") == {"text": "一所", "kind": "strong"}


def test_a_change_has_its_sign_and_all_its_digits_and_none_has_no_sign() -> None:
    form = Column(form="+,.10g")
    texts = [cell(value, form, "number")["text"] for value in (0.0, -0.0, 19.5, -0.4, 1_999_900.0)]
    assert texts == ["0", "0", "+19.5", "−0.4", "+1,999,900"]


def test_a_rank_stands_with_its_interval_and_a_doubted_unit_has_none() -> None:
    rows = [(2.0, "1–3", 5, 10), (None, "", 1400, 20784)]
    frame = pd.DataFrame(rows, columns=[words.RANK, words.RANK_SPAN, words.NUMERATOR, words.DENOMINATOR])
    joined = placement_table.joined(frame)
    assert list(joined.columns) == [words.RANK, words.FRACTION]
    assert joined.values.tolist() == [["2（1–3）", "5/10"], ["—", "1,400/20,784"]]


def test_signals_stand_by_what_they_ask_for_and_those_of_a_station_together() -> None:
    def record(key: str, kind: SignalKind, unit: int) -> SignalRecord:
        place = (UNITS[unit - 1], unit, None, Window(1, 7), LAST, False, 3.0)
        return SignalRecord(Signal(key, key, kind, "list", *place, "全句。"), (), False, ())

    groups = by_group(
        [record("a", "rise", 2), record("b", "late", 3), record("c", "missed", 3), record("d", "rise", 2)]
    )
    keys = {group: [line.signal.key for line in lines] for group, lines in groups.items()}
    assert keys == {SignalGroup.UNUSUAL: ["a", "d", "c"], SignalGroup.DOUBTFUL_DATA: ["b"]}


def test_a_station_is_told_first_what_it_has_to_see_to() -> None:
    late, well = due.Card("指令", "", 2, "", None), due.Card("重点矛盾", "", 0, "", None)
    assert due.sentence([late, well], ["现场办结率"]) == "现场办结率未达标，指令逾期 2 件。"
    assert due.sentence([well], []) == "没有逾期，也没有未达标的。"

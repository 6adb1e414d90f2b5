"""Evidence of an instruction: it says why it was sent, and says so still when the figures have moved on."""

from __future__ import annotations

from dataclasses import replace

from core.catalogue.load import load_catalogue
from core.features.follow_up.evidence import content_with_evidence
from core.instructions.model import LONGEST_EVIDENCE
from core.metrics.types import StandardAnswer, StandardStatus
from tests.support.attention_world import RATE, board

CATALOGUE = load_catalogue()
MISSED = StandardAnswer(StandardStatus.MISSED, 0.7, 0.8, "worse", "因为", "未达标的全句。")


def test_it_holds_the_standard_with_its_answer_the_interval_and_the_notice() -> None:
    content = content_with_evidence(board({}, {}, {(RATE, 2): MISSED}), CATALOGUE, RATE, 2, "请核实")
    assert content.after == "75.00%"
    assert content.standard == "≥ 90%，× 未达标"
    assert content.interval == "95% 区间 70.00% 至 80.00%"
    assert content.notice == "未达标的全句。"
    assert {content.standard, content.interval, content.notice} < set(content.evidence)


def test_a_long_notice_fits_and_a_unit_without_a_standard_has_none() -> None:
    long = replace(MISSED, sentence="长" * 300)
    content = content_with_evidence(board({}, {}, {(RATE, 2): long}), CATALOGUE, RATE, 2, "请核实")
    assert len(content.notice) == LONGEST_EVIDENCE
    none = content_with_evidence(board({}, {}, {}), CATALOGUE, RATE, 2, "请核实")
    assert (none.standard, none.interval, none.notice) == ("", "", "")

"""The key below the tiles names what they have, and nothing else."""

from __future__ import annotations

from typing import Any

from dashboards.pages.chief.tiles import key_entries

LAST = 2026 * 12 + 10  # 2026-11
MONTHS = range(LAST - 23, LAST + 1)


def _tile(series: list[float | None], *marks: tuple[str, str], **parts: Any) -> dict[str, Any]:
    changes = [{"mark": mark, "verdict": verdict} for mark, verdict in marks]
    return {"series": series, "changes": changes, "month": None, "band": [], "standard": None, "partial": False} | parts


def _texts(*tiles: dict[str, Any]) -> list[str]:
    return [f"{entry.get('mark', '')}{entry['text']}" for entry in key_entries(tiles, MONTHS)]


def test_the_line_says_its_months_and_that_its_height_is_not_from_zero() -> None:
    texts = _texts(_tile([1.0] * 24))
    assert texts == ["小线：2024-12 至 2026-11 逐月，各项按自己的高低，不从 0 起", "最近一月", "去年同月"]


def test_the_broken_end_of_a_line_is_said_to_be_an_unfinished_month() -> None:
    texts = _texts(_tile([1.0] * 24), _tile([1.0] * 24, partial=True))
    assert texts[1:3] == ["最近一月，未满", "去年同月"]


def test_nothing_is_explained_that_no_tile_has() -> None:
    assert _texts(_tile([None] * 24)) == []
    assert "去年同月" not in _texts(_tile([None] * 12 + [1.0] * 12))
    assert "平常范围" in _texts(_tile([1.0] * 24, band=[None] * 23 + [(0.5, 2.0)]))
    assert _texts(_tile([], ("▲", "确有上升"))) == []  # it has its word


def test_the_marks_without_a_word_are_named_wherever_they_stand() -> None:
    month = {"changes": [{"mark": "○", "verdict": ""}]}
    assert _texts(_tile([], ("≈", ""), month=month)) == ["≈基本持平", "○看不出升降"]
    assert _texts(_tile([], month=month)) == ["○看不出升降"]
    assert _texts(_tile([], ("—", ""))) == []

"""Words for units: what those side by side are called, what the whole is, and short names that are unmistakable."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from core.store.units import UnitRef, UnitTree

LEVEL_WORDS = {"station": "所", "county": "县（区）", "town": "镇街"}  # by kind of unit
OTHER_LEVEL = "单位"
WHOLE = "全局"
WHOLE_PLACE = "{whole}"  # in a text of the catalogue
WHOLE_BY_ENDING = {"自治区公安厅": "全区", "公安厅": "全省"}  # of a head office's own name; the longest ending first
LEFT_OUT_ENDINGS = ("派出所", "公安局")  # of names in narrow places
PLACE_JOINT = "·"


def level_word(units: Sequence[UnitRef]) -> str:
    """Return what units side by side are called, such as 所 or 县（区）."""
    return LEVEL_WORDS.get(units[0].kind if units else "station", OTHER_LEVEL)


def each_word(units: Sequence[UnitRef]) -> str:
    """Return what units side by side are called each, such as 各所."""
    return f"各{level_word(units)}"


def counted_words(units: Sequence[UnitRef], count: int) -> str:
    """Return so many of some units in words, such as 3 个所."""
    return f"{count} 个{level_word(units)}"


def whole_word(unit: UnitRef) -> str:
    """Return what the whole of a bureau is called: 全省 of a province's head office, 全局 of any other."""
    return whole_word_of(unit.name)


def whole_word_of(bureau: str) -> str:
    """Return what the whole of a bureau of this name is called."""
    return next((word for ending, word in WHOLE_BY_ENDING.items() if bureau.endswith(ending)), WHOLE)


def with_whole_word(text: str, bureau: str) -> str:
    """Return a text of the catalogue, which names the whole by `{whole}`, in the word of a bureau of this name."""
    return text.replace(WHOLE_PLACE, whole_word_of(bureau))


def short_unit(name: str) -> str:
    """Return the name of a station, or of a county's bureau, for narrow places."""
    return _short_unit(name)  # a cached function has no types of its own


@lru_cache(maxsize=4096)  # a wall writes those of all its stations with every refresh
def _short_unit(name: str) -> str:
    for ending in LEFT_OUT_ENDINGS:
        name = name.removesuffix(ending) or name
    return name


def placed_full_name(tree: UnitTree, unit: UnitRef) -> str:
    """Return a unit's name, that of a station of a province behind its county's: 东县·城关派出所."""
    above = tree.compared_above(unit.id)
    return unit.name if above is None else f"{short_unit(above.name)}{PLACE_JOINT}{unit.name}"


def placed_name(tree: UnitTree, unit: UnitRef) -> str:
    """Return a unit's short name, that of a station of a province with its county: 东县·城关.

    Where boards compare counties, stations of the same name stand in several of them.
    """
    above = tree.compared_above(unit.id)
    name = short_unit(unit.name)
    return name if above is None else f"{short_unit(above.name)}{PLACE_JOINT}{name}"

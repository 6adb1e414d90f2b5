"""Values of a board are made at first sight, once; an overlay changes some of another mapping's and no others."""

from __future__ import annotations

import pytest

from core.board.lazy_mapping import KeyProduct, LazyMapping, OverlaidMapping

KEYS: KeyProduct[tuple[str, int]] = KeyProduct(("alerts", "disputes"), (1, 2))


def test_an_overlay_changes_some_values_once_and_takes_the_others_as_they_are() -> None:
    made: list[tuple[str, int]] = []
    changed: list[tuple[str, int]] = []

    def make(key: tuple[str, int]) -> str:
        made.append(key)
        return f"{key[0]} {key[1]}"

    def change(key: tuple[str, int], value: str) -> str:
        changed.append(key)
        return f"{value}, not ripe"

    figures = OverlaidMapping(LazyMapping(KEYS, make), lambda key: key[0] == "disputes", change)
    assert made == changed == []
    for _ in range(2):
        assert figures["alerts", 1] == "alerts 1" and figures.get(("disputes", 2)) == "disputes 2, not ripe"
    assert made == [("alerts", 1), ("disputes", 2)] and changed == [("disputes", 2)]
    assert list(figures) == list(KEYS) and len(figures) == 4 and ("alerts", 3) not in figures
    assert figures.get(("alerts", 3), "none") == "none" and figures.get(("cases", 1)) is None
    for mapping in (figures, LazyMapping(KEYS, make)):
        with pytest.raises(KeyError):
            mapping["disputes", 3]
    assert dict(figures) == {key: make(key) + (", not ripe" if key[0] == "disputes" else "") for key in KEYS}

"""Values of a board are made at first sight, once; an overlay changes some of another mapping's and no others."""

from __future__ import annotations

import pytest

from core.board import lazy_mapping
from core.board.lazy_mapping import BatchedMapping, KeyProduct, LazyMapping, OverlaidMapping

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


def test_keys_are_the_same_whether_they_are_kept_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = list(KEYS)
    monkeypatch.setattr(lazy_mapping, "MOST_KEPT", 3)
    many: KeyProduct[tuple[str, int]] = KeyProduct(("alerts", "disputes"), (1, 2))
    assert list(many) == list(many) == list(KEYS) == kept == list(LazyMapping(many, str).keys())
    assert all(again is key for again, key in zip(KEYS, kept, strict=True))


def test_a_batch_is_made_once_for_all_its_keys() -> None:
    made: list[tuple[str, int]] = []

    def make(key: tuple[str, int]) -> dict[tuple[str, int], int]:
        made.append(key)
        return {other: other[1] for other in KEYS if other[0] == key[0]}

    mapping = BatchedMapping(KEYS, make)
    assert mapping["alerts", 2] == 2 and dict(mapping) == {key: key[1] for key in KEYS}
    assert made == [("alerts", 2), ("disputes", 1)]
    with pytest.raises(KeyError):
        mapping["alerts", 3]

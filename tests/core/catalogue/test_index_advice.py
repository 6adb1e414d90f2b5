"""An index of too many items, or with campaigns' targets or cases solved in it, is told so and loads all the same."""

from __future__ import annotations

from core.catalogue.index_advice import MOST_ITEMS, PROVINCE, catalogue_advice, index_advice
from core.catalogue.index_model import IndexPart
from core.catalogue.load import load_catalogue
from core.features.indices.calculator import remarks_of

CAMPAIGN = """
[campaigns.sweeps]
first = 2026-01-01
last = 2026-03-31
targets.sweep_archive_rate = { value = 0.95 }
"""


def test_what_is_shipped_is_told_nothing() -> None:
    assert catalogue_advice(load_catalogue()) == []


def test_a_campaigns_target_in_an_index_is_told_wherever_the_index_is() -> None:
    catalogue = load_catalogue({"ours.toml": CAMPAIGN})
    (text,) = index_advice(catalogue, catalogue.indices["security"])
    assert catalogue.kpis["sweep_archive_rate"].zh in text and PROVINCE in text
    assert text in remarks_of(catalogue, catalogue.indices["security"], None)
    assert list(index_advice(catalogue, catalogue.indices["peace"])) == []


def test_more_than_thirty_items_and_cases_solved_are_told() -> None:
    catalogue = load_catalogue()
    peace = catalogue.indices["peace"]
    part = IndexPart(weight=1, floor=0, target=1)
    solved_kpis = ("clearance_rate", "property_cases_solved")
    names = [name for name in catalogue.kpis if name not in solved_kpis][: MOST_ITEMS + 1]
    assert len(list(index_advice(catalogue, peace.model_copy(update={"parts": dict.fromkeys(names[1:], part)})))) == 0
    many = peace.model_copy(update={"parts": dict.fromkeys(names, part)})
    assert any(f"{MOST_ITEMS + 1} 项" in text for text in index_advice(catalogue, many))
    solved = peace.model_copy(update={"parts": {"clearance_rate": part}})
    (text,) = index_advice(catalogue, solved)
    assert "破案" in text and "2011" in text

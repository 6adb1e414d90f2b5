"""What explains a comparison names what is compared: of stations 所, of a province's counties 县（区）."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import pytest

from core.store.units import UnitRef
from dashboards.i18n.words import comparison as words
from dashboards.pages.comparison.comparison_text import of_level

HELPS = ("FUNNEL_HELP", "AGAINST_HELP", "POSITION_HELP", "RANK_HELP", "POSITION", "ADJUSTED_HELP")


@dataclass(frozen=True)
class Ranked:
    """A unit in a comparison, as far as its level goes."""

    unit: UnitRef


@dataclass(frozen=True)
class Compared:
    """A comparison, as far as its level goes."""

    ranked_units: tuple[Ranked, ...]


def compared(kind: str) -> Any:
    return cast(Any, Compared((Ranked(UnitRef(2, "U2", "某单位", kind, 1)),)))


@pytest.mark.parametrize("name", HELPS)
def test_an_explanation_names_what_is_compared(name: str) -> None:
    text = getattr(words, name)
    of_stations, of_counties = (of_level(text, compared(kind)) for kind in ("station", "county"))
    assert "所" in of_stations and "县（区）" not in of_stations
    assert "县（区）" in of_counties and "所" not in of_counties.replace("所有", "")
    assert of_counties.replace("县（区）", "所") == of_stations

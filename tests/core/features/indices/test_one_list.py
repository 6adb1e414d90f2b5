"""The communities of one station, asked for alone, have the scores and codes that they have among all."""

from __future__ import annotations

from contextlib import closing
from dataclasses import astuple
from pathlib import Path

import pytest

from core.engine import Engine
from core.features.indices.calculator import code_index
from core.store.open import open_store

pytestmark = pytest.mark.slow


def test_a_list_alone_is_as_it_is_among_all(demo_db: Path) -> None:
    with closing(open_store(demo_db, read_only=True)) as store:
        engine = Engine(store)
        index, month = code_index(engine.catalogue, "community"), engine.last_month()
        among_all = engine.index_table(index, month, "community")
        stations = dict.fromkeys(unit.parent for unit in among_all.units)
        assert len(stations) > 1
        for station in stations:
            alone = engine.index_table(index, month, "community", of_list=station)
            assert alone.units == tuple(unit for unit in among_all.units if unit.parent == station)
            for unit in alone.units:
                assert _rounded(alone.scores[unit.id]) == _rounded(among_all.scores[unit.id])
                assert _rounded(alone.codes[unit.id]) == _rounded(among_all.codes[unit.id])
            assert (alone.window, alone.remarks) == (among_all.window, among_all.remarks)


def _rounded(answer: object) -> str:
    """All of an answer, floats to nine digits: sums over other rows may end in another last bit."""
    return repr(_plain(astuple(answer)))  # type: ignore[call-overload]


def _plain(value: object) -> object:
    if isinstance(value, float):
        return round(value, 9)
    return [_plain(part) for part in value] if isinstance(value, (tuple, list)) else value

"""Whatever is told of a planted story stands in the wall's strip at once, on every scene; of nothing else it speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from core.access.scoped_instructions import OverdueInstruction
from core.catalogue.load import load_catalogue
from core.features.signals.digest import SentSignal, digests, group_of
from core.features.signals.types import Signal
from core.metrics.types import Board, Window
from dashboards.pages.chief import snapshot
from dashboards.pages.chief.snapshot import WallView
from dashboards.pages.chief.standing import Places, strip_lines
from dashboards.pages.chief.url_state import WallUrlState
from dashboards.queries import boards
from seed.stories.seen import SIGNS
from seed.stories.story import KINDS
from tests.support.attention_world import UNITS, board

CATALOGUE = load_catalogue()
QUIET = board({}, {}, {})
STATION = UNITS[1]
PLACES = Places(lambda signal: signal.unit.name, {unit.id: unit.name for unit in UNITS}.__getitem__, lambda _: None)


def signal_of(rule: str) -> Signal:
    kind = CATALOGUE.signals[rule].kind
    place = (STATION, STATION.id, None, Window(1, 7), date(2026, 3, 1), False, 3.0)
    return Signal(f"{rule}/键", rule, kind, "list", *place, "全句。", headline=f"{rule} 的发现")


def rules_of(story: str) -> list[str]:
    return [rule for rule in SIGNS[story].rules if rule in CATALOGUE.signals]


def test_every_story_that_can_be_planted_has_its_signs() -> None:
    assert set(SIGNS) == set(KINDS)
    assert all(rules_of(story) for story in KINDS)


@pytest.mark.parametrize("story", KINDS)
def test_each_signal_of_a_story_has_its_line_with_station_and_finding(story: str) -> None:
    for rule in rules_of(story):
        signal = signal_of(rule)
        (line,) = strip_lines(QUIET, digests([SentSignal(signal, ())]), (), PLACES)
        assert line.group is group_of(signal.kind)
        assert (line.lead, line.total, line.sent) == (f"一所：{rule} 的发现", "1 条", "")


def test_an_order_past_its_day_has_its_line_before_any_signal_is_computed() -> None:
    (line,) = strip_lines(QUIET, (), (OverdueInstruction("令1", STATION.id, ("办结",)),), PLACES)
    assert (line.total, line.lead) == ("指令逾期 1 件", "期限最早的：一所（办结）")


def test_nothing_planted_is_nothing_said() -> None:
    assert strip_lines(QUIET, (), (), PLACES) == []


@pytest.mark.parametrize("scene", CATALOGUE.scenes)
def test_strip_and_departures_are_of_the_same_board_on_every_scene(scene: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = WallUrlState(scene).tile_kpis(CATALOGUE) or tuple(CATALOGUE.board)
    own = replace(QUIET, kpis=tuple(CATALOGUE.board))

    def ask(_period: str, kpis: Sequence[str] | None = None, unit: int | None = None) -> Board:
        assert kpis is None, "the bureau's own tiles"
        return replace(own, label="" if unit is None else str(unit))

    monkeypatch.setattr(boards, "board", ask)
    monkeypatch.setattr("dashboards.components.period_picker.current", lambda: "ytd")
    view = WallView(CATALOGUE, replace(QUIET, kpis=shown), UNITS[0], scene)
    assert snapshot.own_board(view).kpis == tuple(CATALOGUE.board)
    opened = replace(view, opened=7)
    assert snapshot.own_board(opened).label == "", "the strip speaks of the whole bureau, whatever is opened"
    assert snapshot.own_board(view, 7).label == "7"

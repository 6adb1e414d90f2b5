"""The data of a wall's panels go out as one message; while they are only noted nothing is drawn."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.metrics.types import Verdict
from dashboards.components.base import json_bytes
from dashboards.components.panel_feed import collected_panels, fed, note_failure, pack


def unpacked(message: bytes) -> dict[str, bytes]:
    """What fed.js takes out of a message."""
    start = 4 + int.from_bytes(message[:4], "big")
    panels = {}
    for key, size in json.loads(message[4:start]):
        panels[key] = message[start : start + size]
        start += size
    assert start == len(message)
    return panels


@pytest.mark.parametrize(
    "panels", [{}, {"map": b""}, {"tiles": '{"name":"枫屿"}'.encode(), "map": b"[]", "trend": b"{}"}]
)
def test_a_message_holds_each_panel_s_data(panels: dict[str, bytes]) -> None:
    assert unpacked(pack(panels)) == panels
    assert list(unpacked(pack(panels))) == list(panels)


@pytest.mark.parametrize("draws", [True, False])
def test_data_are_noted_whether_they_are_drawn_or_not(draws: bool) -> None:
    drawn: list[dict[str, Any]] = []
    render = fed(lambda **options: drawn.append(options))
    with collected_panels(draws=draws) as collected:
        render(key="map", data=b"1", height="stretch")
        render(key="trend", data=b"2")
    assert collected.panels == {"map": b"1", "trend": b"2"} and collected.is_whole
    assert [options["key"] for options in drawn] == (["map", "trend"] if draws else [])


def test_outside_of_a_feed_a_panel_is_drawn_and_nothing_noted() -> None:
    drawn: list[dict[str, Any]] = []
    note_failure()
    fed(lambda **options: drawn.append(options))(key="map", data={"any": "data"})
    assert drawn == [{"key": "map", "data": {"any": "data"}}]


def test_a_panel_that_fails_is_noted() -> None:
    with collected_panels(draws=False) as collected:
        note_failure()
    assert not collected.is_whole


def test_data_are_written_as_any_reader_of_json_reads_them() -> None:
    data = {"name": '枫"屿\n', "rows": [(1, 2.5, None, True)], Verdict.RISE: Verdict.FALL, 3: 1e-7}
    assert json.loads(json_bytes(data)) == json.loads(json.dumps(data))
    assert "枫".encode() in json_bytes(data)
    with pytest.raises(ValueError, match="object"):
        json_bytes({"name": object()})

"""Data of components are sent as they are, and no library is loaded to look for frames in them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.components.v2.bidi_component import serialization
from streamlit.proto.BidiComponent_pb2 import BidiComponent

from dashboards.server.streamlit_patches.plain_component_data import leave_out_frame_search


def test_nothing_asks_whether_data_are_a_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def is_frame(value: Any) -> bool:
        asked.append(value)
        return False

    monkeypatch.setattr(serialization, "is_dataframe_like", is_frame)
    monkeypatch.setattr(serialization, "_extract_dataframes_from_dict", serialization._extract_dataframes_from_dict)
    data = {"rows": [{"cells": ["霁枫市", 1.5, None]}], "hint": "", "codes": [1, 2]}
    searched, plain = BidiComponent(), BidiComponent()
    serialization.serialize_mixed_data(data, searched)
    assert len(asked) == len(data), "Streamlit searches by another way: the patch is to be looked at"
    leave_out_frame_search()
    serialization.serialize_mixed_data(data, plain)
    assert len(asked) == len(data) and plain == searched
    assert json.loads(plain.json) == data

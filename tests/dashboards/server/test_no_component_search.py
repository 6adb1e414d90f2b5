"""A start does not read the descriptions of all packages that are installed."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.components.v2.component_manager import BidiComponentManager

from dashboards.server.streamlit_patches.no_component_search import leave_out_component_search


def test_no_package_is_asked_for_components(monkeypatch: pytest.MonkeyPatch) -> None:
    searches: list[str] = []

    def distributions() -> Iterable[importlib.metadata.Distribution]:
        searches.append("all packages")
        return []

    monkeypatch.setattr(importlib.metadata, "distributions", distributions)
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", manifest_scanner.scan_component_manifests)
    BidiComponentManager().discover_and_register_components(start_file_watching=False)
    assert searches == ["all packages"], "Streamlit searches by another way: the patch is to be looked at"
    leave_out_component_search()
    BidiComponentManager().discover_and_register_components(start_file_watching=False)
    assert searches == ["all packages"]

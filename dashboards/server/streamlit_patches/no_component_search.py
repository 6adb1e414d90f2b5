"""No search for components in installed packages: those of the pages are files of ours.

At each start Streamlit reads the description of every package that is installed, four times. That is most of what a
start takes of the processor once the libraries are loaded, and what another package brings has no place on a page.
"""

from __future__ import annotations

from pathlib import Path

from streamlit.components.v2 import manifest_scanner


def leave_out_component_search() -> None:
    """Let Streamlit find none."""
    manifest_scanner.scan_component_manifests = _no_components


def _no_components(max_workers: int | None = None) -> list[tuple[manifest_scanner.ComponentManifest, Path]]:
    return []

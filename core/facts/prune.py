"""Deletes the files of an export that its manifest names no more."""

from __future__ import annotations

from pathlib import Path

from core.facts.manifest import read_manifest


def prune_facts(folder: Path) -> int:
    """Delete what no manifest names. Returns how many files that were."""
    named = {folder / file.path for file in read_manifest(folder).files}
    old = [path for path in folder.glob("*/**/*.parquet") if path not in named]
    for path in [*old, *folder.glob("*/**/*.part")]:
        path.unlink()
    return len(old)

"""The tree of a province, read from a file of units as it would be imported."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from core.cli.data import refusal_text
from core.intake.importer import import_file
from core.store.create import create_store
from core.store.scratch import temporary_folder
from core.store.sqlite import StoreError
from core.store.units import NewUnit, unit_tree

SHOWN = 5  # refused rows that are told


def read_tree(file: Path, bureau: str, now: int) -> list[NewUnit]:
    """Return the units of a file, parents first. Raises StoreError (Chinese) where a row is refused."""
    with temporary_folder() as folder:
        store = create_store(folder / "tree.db", bureau=bureau, demo=False, now=now)
        with closing(store):
            report = import_file(store, "units", file, now=now, actor="merge")
            if report.refused:
                rows = "；".join(map(refusal_text, report.refused[:SHOWN]))
                raise StoreError(f"{file} 有 {len(report.refused)} 处读不进：{rows}")
            tree = unit_tree(store)
            return [
                NewUnit(unit.code, unit.name, unit.kind, tree.units[unit.parent].code, unit.setting)
                for unit in tree.units.values()
                if unit.parent is not None
            ]

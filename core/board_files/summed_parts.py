"""The parts that a board file was summed from, kept in it, and those that differ when it is built again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from core.board_files.sum_engine import SignedFile
from core.catalogue.model import Catalogue
from core.facts.manifest import FactsFile, Manifest, is_whole
from core.store.catalogue_tables import cube_signature
from core.store.store import Store

PARTS, SOURCE = "board_parts", "board_source"  # keys of meta


class SummedParts(NamedTuple):
    """The parts whose records are in a board's cells, and all else that its cells depend on.

    rules: a digest of the cube's measures and of the bureau's own catalogue files. units: the digests of units and of
    who stood below whom.
    """

    rules: str
    units: tuple[str, str]
    records_from: dict[str, int]
    records: dict[str, FactsFile]


def parts_of(
    manifest: Manifest, catalogue: Catalogue, overlays: Mapping[str, str], records_from: dict[str, int]
) -> SummedParts:
    """Return what a board is summed from by a catalogue, which is the shipped one with `overlays` laid over it."""
    rules = hashlib.sha256(repr((cube_signature(catalogue), list(overlays.items()))).encode()).hexdigest()
    units = manifest.tables["unit"].sha256, manifest.tables["unit_ancestor"].sha256
    records = {name: file for kind in catalogue.facts for name, file in manifest.of_kind(kind).items()}
    return SummedParts(rules, units, records_from, records)


def keep_parts(store: Store, parts: SummedParts) -> None:
    """Keep them in the board, inside the open transaction."""
    content = parts._asdict() | {"records": {name: file._asdict() for name, file in parts.records.items()}}
    store.set_meta(PARTS, json.dumps(content))


def kept_parts(store: Store) -> SummedParts | None:
    """Return what a board was summed from; None of a file that is no board."""
    text = store.meta(PARTS)
    if text is None:
        return None
    content = json.loads(str(text))
    records = {name: FactsFile(**file) for name, file in content["records"].items()}
    return SummedParts(content["rules"], tuple(content["units"]), content["records_from"], records)


def source_digest(manifest: Manifest, parts: SummedParts) -> str:
    """Return a digest of everything that a board is made of: an export by its content, rules and reach of records."""
    files = [{name: file.sha256 for name, file in group.items()} for group in (parts.records, manifest.tables)]
    named = [parts.rules, parts.records_from, *files, manifest.bureau, manifest.demo, manifest.data_version]
    return hashlib.sha256(json.dumps(named, sort_keys=True).encode()).hexdigest()


class PartChange(NamedTuple):
    """A part that came, went, or has other records than before."""

    name: str
    before: FactsFile | None
    now: FactsFile | None

    @property
    def kind(self) -> str:
        """The kind of record."""
        return self.name.partition("/")[0]


def changes_between(before: Mapping[str, FactsFile], now: Mapping[str, FactsFile]) -> list[PartChange]:
    """Return the parts that differ, by name."""
    return [
        PartChange(name, before.get(name), now.get(name))
        for name in sorted({*before, *now})
        if (before[name].sha256 if name in before else "") != (now[name].sha256 if name in now else "")
    ]


def changes_upon(folder: Path, base: SummedParts | None, target: SummedParts) -> list[PartChange] | None:
    """Return what has to be summed again upon a board; None where all of it has.

    That is so by other rules or other units, or where the files that the board was summed from are gone.
    """
    if base is None or (base.rules, base.units) != (target.rules, target.units):
        return None
    changes = changes_between(base.records, target.records)
    gone = [change.before for change in changes if change.before]
    return changes if all(is_whole(folder, file) for file in gone) else None


def signed_files(folder: Path, changes: Sequence[PartChange]) -> list[SignedFile]:
    """Return the files that come, and those that go."""
    signed = [(change.now, 1) for change in changes] + [(change.before, -1) for change in changes]
    return [SignedFile(folder / file.path, sign, file.rows) for file, sign in signed if file is not None]


def in_runs(files: Sequence[SignedFile], most: int) -> Iterator[list[SignedFile]]:
    """Yield the files in runs of at most so many rows; a file that has more is a run of its own."""
    run: list[SignedFile] = []
    for file in files:
        if run and sum(other.rows for other in run) + file.rows > most:
            yield run
            run = []
        run.append(file)
    if run:
        yield run

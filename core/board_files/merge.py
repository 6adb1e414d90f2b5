"""Merges the board files of counties into one of a province: sums alone, under the province's tree, without records.

Sums of different units add up, so that the cells of a unit above are those of the counties below it. Nothing is counted
again: what a county's file says is taken as it is, and the days of which a figure is known are joined, so that the
province has a figure where every county below has all its records.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from core.board_files.cells import drop_empty_cells
from core.board_files.draft import empty_draft, finish
from core.board_files.joined_days import joined_claims, known_days
from core.board_files.merged_county import CountyPlace, add_county
from core.catalogue.model import Catalogue
from core.store.board_file import MERGED_FROM, RECORDS_FROM, UNITS_OUTCOMES_UNTIL, UNITS_RECORDS_FROM, is_board_file
from core.store.coverage import claim_coverage
from core.store.errors import StoreError
from core.store.ledger import LEDGER_CHANGED
from core.store.open import open_store
from core.store.scratch import scratch_folder
from core.store.store import ROOT, Store
from core.store.unit_changes import unit_faults
from core.store.units import UNITS_CHANGED, NewUnit, UnitTree, add_units, unit_tree
from core.store.whole_file import sync_folder


@dataclass(frozen=True)
class MergeOrder:
    """The order for a province's board.

    units: the province's own tree below the bureau, parents first; each of its ends is a county that has a board.
    prefixes_codes: codes of units below a county begin with the county's.
    """

    boards: Sequence[Path]
    out: Path
    bureau: str
    units: Sequence[NewUnit]
    prefixes_codes: bool = False


class MergeCounts(NamedTuple):
    """Boards that were merged, units and sums that came of them, and the ends of the tree that have no board."""

    boards: int
    units: int
    sums: int
    missing: tuple[str, ...]


def merge_boards(order: MergeOrder, *, actor: str, now: int) -> MergeCounts:
    """Merge boards. Raises StoreError (Chinese), with nothing changed."""
    if order.out.exists() and not is_board_file(order.out):
        raise StoreError(f"{order.out} 已存在，而且不是看板文件：请换一个路径。")
    if not order.out.parent.is_dir():
        raise StoreError(f"{order.out.parent} 不是文件夹：请先建好。")
    with ExitStack() as stack:
        counties = [stack.enter_context(closing(_opened(path))) for path in order.boards]
        _require_like(counties)
        folder = stack.enter_context(scratch_folder(order.out.parent, f".{order.out.name}-"))
        draft, first = folder / order.out.name, counties[0]
        store = empty_draft(draft, order.bureau, demo=first.demo, overlays=first.overlays, actor=actor, now=now)
        with closing(store):
            counts = _merge(store, counties, order, actor, now)
            finish(store)
        draft.replace(order.out)
        sync_folder(order.out.parent)
    return counts


def _opened(path: Path) -> Store:
    if not is_board_file(path):
        raise StoreError(f"{path} 不是看板文件：请用 fengjing build 生成。")
    return open_store(path, read_only=True)


def _merge(store: Store, counties: Sequence[Store], order: MergeOrder, actor: str, now: int) -> MergeCounts:
    with store.write(actor, "merge", f"{len(order.units)} units", now):
        add_units(store, order.units)
    tree = unit_tree(store)
    places = list(_places(tree, counties))
    _require_same_kinds(store.catalogue, [place.unit.kind for place in places])
    added = [add_county(store, place, prefixes=order.prefixes_codes, actor=actor, now=now) for place in places]
    county_ids = {place.unit.id for place in places}
    missing = [unit for unit in tree.units.values() if unit.id not in county_ids and not tree.children(unit.id)]
    with store.write(actor, "merge", f"{len(places)} boards", now):
        claim_coverage(store, joined_claims(tree, added))
        known = known_days(added)
        reaches = {kind: max(days.values()) for kind, days in known.records_from.items()}
        store.set_meta(UNITS_RECORDS_FROM, json.dumps(known.records_from))
        store.set_meta(UNITS_OUTCOMES_UNTIL, json.dumps(known.outcomes_until))
        store.set_meta(RECORDS_FROM, json.dumps(reaches))
        store.set_meta(MERGED_FROM, json.dumps([place.description() for place in places], ensure_ascii=False))
        _set_version(store, sum(county.data_version() for county in counties))
        drop_empty_cells(store)
    if faults := unit_faults(store):
        raise StoreError(f"合并后的单位对不上：{'；'.join(faults[:3])}")
    units = int(store.db.execute("SELECT count(*) FROM unit").fetchone()[0])
    return MergeCounts(len(places), units, sum(county.sums for county in added), tuple(unit.name for unit in missing))


def _set_version(store: Store, version: int) -> None:
    """Give the board a version that rises whenever a county's does."""
    for key in ("data_version", UNITS_CHANGED, LEDGER_CHANGED):
        store.set_meta(key, version)
    store.db.execute("DELETE FROM cube_change")


def _places(tree: UnitTree, counties: Sequence[Store]) -> Iterator[CountyPlace]:
    """Yield where each county's board goes: at the end of the tree that has its root's code or name."""
    board_of_unit: dict[int, Path] = {}
    for county in counties:
        code, name = county.db.execute("SELECT code, name FROM unit WHERE id = ?", [ROOT]).fetchone()
        units = [unit for unit in tree.units.values() if unit.code == code] or [
            unit for unit in tree.units.values() if unit.name == name
        ]
        if len(units) != 1:
            how = "没有" if not units else "不止一个"
            raise StoreError(f"单位表里{how}“{name}”（编号 {code}）：{county.path} 不知放在哪里。")
        unit = units[0]
        if unit.id == tree.root.id or tree.children(unit.id):
            raise StoreError(f"“{unit.name}”在单位表里还有下级，{county.path} 也有它的下级：只能有一处。")
        if unit.id in board_of_unit:
            raise StoreError(f"{board_of_unit[unit.id]} 和 {county.path} 都是“{unit.name}”的看板：请只给一份。")
        board_of_unit[unit.id] = county.path
        yield CountyPlace(county, unit, tuple(tree.ancestors(unit.id)))


def _require_like(counties: Sequence[Store]) -> None:
    """Raise StoreError (Chinese) unless all count by the same catalogue, and none is made up among real ones."""
    if not counties:
        raise StoreError("没有给出要合并的看板文件。")
    first, *others = counties
    for other in others:
        if other.demo != first.demo:
            raise StoreError(f"{first.path} 和 {other.path} 一个是演示数据，一个是真实数据：不能合在一起。")
        differing = _differing_files(first.overlays, other.overlays)
        if differing:
            names = "、".join(differing)
            raise StoreError(f"{first.path} 和 {other.path} 的目录不同（{names}）：口径不一，加不到一起。")


def _differing_files(first: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    names = dict.fromkeys([*first, *other])
    differing = [name for name in names if first.get(name) != other.get(name)]
    return differing or (["先后次序"] if list(first) != list(other) else [])


def _require_same_kinds(catalogue: Catalogue, kinds: Sequence[str]) -> None:
    """Raise StoreError (Chinese) where a measure counts records of a bureau itself otherwise than those of a county."""
    for name, measure in catalogue.measures.items():
        condition = measure.conditions().get("unit_kind") if measure.fact else None
        if condition is None:
            continue
        named = {*(condition.any or ()), *(condition.none or ()), condition.eq, condition.not_}
        if "bureau" in named or named & set(kinds):
            raise StoreError(f"计数项 {measure.zh}（{name}）按单位类别区分局和县局：合并后口径会变，不能合并。")

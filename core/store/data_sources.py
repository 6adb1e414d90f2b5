"""Data sources (数据来源) of a bureau: databases and watched folders, how far each was read, and its last run."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from core.store.sqlite import StoreError
from core.store.store import Store
from core.store.trail import trail_transaction
from core.time.day_spans import DaySpan
from core.visible_text import is_all_visible

Form = Literal["database", "folder"]
LONGEST_NAME = 64
_COLUMNS = "name, form, place, settings, rhythm, added_at, added_by, position, reach, run, due_at"


@dataclass(frozen=True, slots=True)
class SourceReach:
    """The days and units that a source has spoken of so far, all of it read or not."""

    days: DaySpan | None = None
    units: frozenset[int] = frozenset()

    def joined(self, days: DaySpan | None, units: Iterable[int]) -> SourceReach:
        """Return the reach with that of another part."""
        both = [span for span in (self.days, days) if span is not None]
        joined = (min(first for first, _ in both), max(last for _, last in both)) if both else None
        return SourceReach(joined, self.units | frozenset(units))


@dataclass(frozen=True, slots=True)
class SourceRun:
    """Outcome of a run. `error` (Chinese, with the mend) is empty where all went well; no time says how it is going."""

    started_at: int
    ended_at: int | None = None
    batches: tuple[int, ...] = ()
    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    withdrawn: int = 0
    refused: int = 0
    error: str = ""
    refused_files: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DataSource:
    """A source as it is kept: its address or folder, settings by its form, how often it is due, and where it stands.

    `rhythm` is empty where it only runs when somebody says so; `position` is None at its beginning.
    """

    name: str
    form: Form
    place: str
    settings: dict[str, Any]
    rhythm: str
    added_at: int
    added_by: str
    position: list[Any] | None = None
    reach: SourceReach = field(default_factory=SourceReach)
    run: SourceRun | None = None
    due_at: int | None = None


def data_sources(store: Store) -> list[DataSource]:
    """Return all sources by name."""
    return [_source(row) for row in store.db.execute(f"SELECT {_COLUMNS} FROM data_source ORDER BY name")]


def find_data_source(store: Store, name: str) -> DataSource:
    """Return a source. Raises LookupError (Chinese) where there is none of this name."""
    row = store.db.execute(f"SELECT {_COLUMNS} FROM data_source WHERE name = ?", [name]).fetchone()
    if row is None:
        names = "、".join(source.name for source in data_sources(store))
        raise LookupError(f"没有名为“{name}”的来源" + (f"，已有的是：{names}" if names else "：还没有添加过来源"))
    return _source(row)


def add_data_source(store: Store, source: DataSource) -> None:
    """Keep a new source, with a line of the trail. Raises StoreError (Chinese) where the name will not do."""
    name = source.name
    if name != name.strip() or not 1 <= len(name) <= LONGEST_NAME or not is_all_visible(name):
        raise StoreError(f"来源的名称要有 1 到 {LONGEST_NAME} 个字，不能有换行和看不见的字符。")
    if any(other.name == name for other in data_sources(store)):
        raise StoreError(f"来源“{name}”已经有了：先 fengjing source remove，或换一个名称。")
    detail = f"添加 {name}：{source.place}"
    with trail_transaction(store.conn, actor=source.added_by, action="source", detail=detail, now=source.added_at):
        store.db.execute(
            "INSERT INTO data_source (name, form, place, settings, rhythm, added_at, added_by, due_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(name, source.form, source.place, json.dumps(source.settings, ensure_ascii=False)),
                *(source.rhythm, source.added_at, source.added_by, source.due_at),
            ],
        )


def remove_data_source(store: Store, name: str, *, actor: str, now: int) -> None:
    """Forget a source, with a line of the trail; what it brought stays. Raises LookupError (Chinese)."""
    source = find_data_source(store, name)
    detail = f"移除 {name}：{source.place}"
    with trail_transaction(store.conn, actor=actor, action="source", detail=detail, now=now):
        store.db.execute("DELETE FROM data_source WHERE name = ?", [name])


def begin_run(store: Store, name: str, started_at: int, due_at: int | None) -> None:
    """Keep that a run has begun, and when the next one is due; a run that is killed is seen by it."""
    _set(store, name, run=_run_json(SourceRun(started_at)), due_at=due_at)


def end_run(store: Store, name: str, run: SourceRun) -> None:
    """Keep the outcome of a run."""
    _set(store, name, run=_run_json(run))


def keep_position(store: Store, name: str, position: list[Any] | None, reach: SourceReach, batch: int | None) -> None:
    """Keep how far a source has been read, and the batch that it was read into, within the open transaction."""
    store.require_transaction()
    store.db.execute(
        "UPDATE data_source SET position = ?, reach = ? WHERE name = ?",
        [json.dumps(position), json.dumps([reach.days, sorted(reach.units)]), name],
    )
    if batch is not None:
        store.db.execute("INSERT INTO data_source_batch VALUES (?, ?)", [name, batch])


def restart(store: Store, name: str) -> None:
    """Let a source be read from its beginning again; what it brought before stays, and counts as the same."""
    with store.note():
        store.db.execute("UPDATE data_source SET position = NULL, reach = NULL WHERE name = ?", [name])
        for table in ("data_source_batch", "data_source_file"):
            store.db.execute(f"DELETE FROM {table} WHERE source = ?", [name])


def read_digests(store: Store, name: str) -> set[str]:
    """Return the digests of the files of a folder that have been read."""
    return {digest for (digest,) in store.db.execute("SELECT digest FROM data_source_file WHERE source = ?", [name])}


def keep_file(store: Store, name: str, digest: str, file: str, at: int, batch: int | None) -> None:
    """Keep that a file of a folder has been read, and into which batch."""
    with store.note():
        row = [name, digest, file, at, batch]
        store.db.execute("INSERT OR REPLACE INTO data_source_file VALUES (?, ?, ?, ?, ?)", row)


def undone_batches(store: Store, name: str) -> list[int]:
    """Return the batches of a source, since it was last read from its beginning, that were taken back."""
    rows = store.db.execute(
        "SELECT b.number FROM data_source_batch s JOIN batch b ON b.number = s.batch "
        "WHERE s.source = ? AND b.undone_at IS NOT NULL ORDER BY b.number",
        [name],
    )
    return [number for (number,) in rows]


def _set(store: Store, name: str, **values: object) -> None:
    with store.note():
        names = ", ".join(f"{column} = ?" for column in values)
        store.db.execute(f"UPDATE data_source SET {names} WHERE name = ?", [*values.values(), name])


def _run_json(run: SourceRun) -> str:
    return json.dumps(asdict(run), ensure_ascii=False)


def _source(row: tuple[Any, ...]) -> DataSource:
    name, form, place, settings, rhythm, added_at, added_by, position, reach, run, due_at = row
    source = DataSource(name, form, place, json.loads(settings), rhythm, added_at, added_by, due_at=due_at)
    if position is not None:
        source = replace(source, position=json.loads(position))
    if reach is not None:
        days, units = json.loads(reach)
        source = replace(source, reach=SourceReach(tuple(days) if days else None, frozenset(units)))
    if run is not None:
        values = json.loads(run)
        tuples = {name: tuple(values[name]) for name in ("batches", "refused_files", "warnings")}
        source = replace(source, run=SourceRun(**{**values, **tuples}))
    return source

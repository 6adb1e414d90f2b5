"""Adds a source: checked against what is there, so that what cannot work is refused at once."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from core.intake.fields import OFFICERS, fields_of
from core.intake.mapping.choose import AUTO
from core.intake.mapping.model import TableMapping
from core.intake.mapping.read import read_mapping
from core.sources.address import plain_address
from core.sources.connection import Database
from core.sources.drivers import untried_note
from core.sources.errors import SourceError
from core.sources.run_database import NUMBER_FIELD, READ_WHOLE
from core.sources.schedule import check_rhythm, next_due
from core.sources.settings import DatabaseSettings, FolderSettings
from core.sources.table_reader import TableReader
from core.store.data_sources import DataSource, add_data_source
from core.store.mappings import find_mapping
from core.store.store import Store

DELETED_UNSEEN = (
    "对方删掉的行平时看不见，仍算在数里：定期用 fengjing source run 来源 --complete 核对全表的编号，删掉的随之撤出"
)
_MOST_NAMED = 10


class NewSource(NamedTuple):
    """Hold what every source is added with: its name, how often it is due, when and by whom."""

    name: str
    rhythm: str
    now: int
    actor: str


def add_folder(store: Store, new: NewSource, folder: Path, settings: FolderSettings) -> list[str]:
    """Add a watched folder; return what is to be told of it. Raises SourceError or LookupError (Chinese)."""
    place = folder.resolve()
    if not place.is_dir():
        raise SourceError(f"找不到文件夹 {folder}：核对路径。")
    if place == store.path.resolve().parent:
        raise SourceError("数据库和拒收的文件就在这个文件夹里：另建一个只放来件的文件夹。")
    if settings.mapping != AUTO:
        find_mapping(store.conn, settings.mapping)
    if settings.kind != AUTO:
        fields_of(settings.kind, store.catalogue)
    _keep(store, new, "folder", str(place), settings)
    return []


def add_database(store: Store, new: NewSource, address: str, settings: DatabaseSettings) -> list[str]:
    """Add a database; return what is to be told of it. Raises SourceError and others (Chinese) where it cannot be read.

    The key is the column that the mapping reads as the record's number, else the table's primary key, unless named.
    """
    stored_mapping = find_mapping(store.conn, settings.mapping)
    mapping = read_mapping(settings.mapping, stored_mapping.text, store.catalogue)
    database = Database(new.name, address, settings.password_file)
    with database.reading() as connection:
        reader = TableReader(connection, settings.table)
        read = [reader.column(header) for header in mapping.headers_read()]
        notes = [note for note in (untried_note(database.driver),) if note]
        if mapping.kind in READ_WHOLE:
            notes.append("单位和人员每次整张读，不按列递增")
        else:
            rising = reader.column(_given(settings.rising))
            key = reader.column(settings.key or _key(reader, mapping))
            settings = _with_columns(settings, rising, key)
            if not reader.is_indexed(rising):
                notes.append(f"“{rising}”没有索引，表大时每次都要全表排序：请对方加上（{rising}, {key}）的索引")
            if blank := reader.blanks(rising):
                notes.append(f"有 {blank:,} 行的“{rising}”是空的，读不到")
            notes.append(DELETED_UNSEEN)
        unread = [column for column in reader.columns if column not in (*read, settings.rising, settings.key)]
        if unread:
            more = " 等" if len(unread) > _MOST_NAMED else ""
            notes.append(f"表里另有 {len(unread)} 列不读：{'、'.join(unread[:_MOST_NAMED])}{more}")
    if settings.is_whole and mapping.kind not in (OFFICERS, *store.catalogue.facts):
        notes.append("--complete 只对人员和记录有意义，这里没有起作用")
    _keep(store, new, "database", plain_address(address), settings)
    return notes


def _with_columns(settings: DatabaseSettings, rising: str, key: str) -> DatabaseSettings:
    return DatabaseSettings(**{**settings.kept(), "rising": rising, "key": key})


def _given(rising: str) -> str:
    if not rising:
        raise SourceError("要写 --rising：哪一列随每次新增或修改而变大（如更新时间，或自增的编号）。")
    return rising


def _key(reader: TableReader, mapping: TableMapping) -> str:
    header = mapping.columns.get(NUMBER_FIELD)
    if header is not None:
        return header
    if len(reader.primary_key) != 1:
        raise SourceError(f"“{reader.table}”没有单列的主键：用 --key 写明哪一列能唯一认出一行。")
    return reader.primary_key[0]


def _keep(store: Store, new: NewSource, form: str, place: str, settings: DatabaseSettings | FolderSettings) -> None:
    rhythm = check_rhythm(new.rhythm) if new.rhythm else ""
    if store.demo:
        raise SourceError("这是演示数据库，不能读真实数据。请先用 fengjing init 建立真实数据库。")
    due = new.now if next_due(rhythm, new.now) is not None else None
    source = DataSource(new.name, form, place, settings.kept(), rhythm, new.now, new.actor, due_at=due)  # type: ignore[arg-type]  # one of its forms
    add_data_source(store, source)

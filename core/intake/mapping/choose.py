"""Decides how a file is read: by a mapping that is named, by the one that recognises it, or by our own headers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core.catalogue.model import Catalogue
from core.intake.decode import text_of
from core.intake.fields import LEDGER, fields_of, file_kinds, known_headers
from core.intake.mapping.apply import MappingRequest, apply_mapping
from core.intake.mapping.headers import header_key
from core.intake.mapping.mapped_table import with_zeros
from core.intake.mapping.names import kind_name
from core.intake.mapping.read import MappingError, read_mapping
from core.intake.refusal import FileRefused, ImportRefused, Refusal
from core.intake.sheet import ImportSheet
from core.intake.table import Table
from core.store.mappings import StoredMapping, find_mapping, stored_mappings
from core.store.store import Store
from core.store.units import unit_tree
from core.time.day_spans import DaySpan

AUTO = "auto"
MAPPING_SUFFIX = ".toml"


def choose_reading(
    store: Store,
    kind: str,
    table: Table,
    *,
    named: str | None = None,
    covers: DaySpan | None = None,
    not_listed_is_zero: bool = False,
) -> tuple[str, Table]:
    """The kind of a file and its table under our headers.

    `kind` is one of ours or auto. A kept mapping that knows these very headers decides, else our own headers; `named`
    is the name of a kept mapping, or a file, that decides instead. Raises FileRefused, ImportRefused, LookupError or
    MappingError (all Chinese) where nothing decides, or what does does not fit.
    """
    if kind != AUTO:
        fields_of(kind, store.catalogue)
    request = _named(store, named) if named else _recognised(store, kind, table)
    if request is None:
        own = _kind_of(store, table) if kind == AUTO else kind
        _refuse_zeros(own, asked=not_listed_is_zero)
        return own, with_zeros(table, covers) if not_listed_is_zero else table
    of = request.mapping.kind
    if kind not in (AUTO, of):
        is_of, is_not = (kind_name(named_kind, store.catalogue) for named_kind in (of, kind))
        raise ImportRefused(f"对照“{request.name}”是{is_of}的，不是{is_not}的：请换一个对照或类别。")
    _refuse_zeros(of, asked=not_listed_is_zero)
    request = replace(request, covers=covers, not_listed_is_zero=not_listed_is_zero)
    return of, apply_mapping(table, request, store.catalogue, unit_tree(store))


def _refuse_zeros(kind: str, *, asked: bool) -> None:
    if asked and kind != LEDGER:
        raise ImportRefused("只有统计报表可以说“未列出为 0”；记录的文件齐全请写 --complete。")


def _named(store: Store, named: str) -> MappingRequest:
    path = Path(named)
    if path.suffix == MAPPING_SUFFIX and path.is_file():
        return MappingRequest(path.name, read_mapping(path.name, text_of(path), store.catalogue))
    stored = find_mapping(store.conn, named)
    return MappingRequest(named, read_mapping(named, stored.text, store.catalogue))


def recognising(store: Store, headers: Sequence[str], kind: str = AUTO) -> list[StoredMapping]:
    """The kept mappings that know these very headers."""
    key = header_key(headers)
    return [m for m in stored_mappings(store.conn) if m.headers == key and kind in (AUTO, m.kind)]


def _recognised(store: Store, kind: str, table: Table) -> MappingRequest | None:
    """The one kept mapping of these headers, if there is one. Raises ImportRefused where there are several."""
    mappings = recognising(store, table.headers, kind)
    if len(mappings) > 1:
        names = "、".join(mapping.name for mapping in mappings)
        raise ImportRefused(f"有 {len(mappings)} 个对照都认得这个文件的表头（{names}）：请用 --map 指明一个。")
    return _named(store, mappings[0].name) if mappings else None


def expected_headers(catalogue: Catalogue, kind: str) -> list[str]:
    """Our headers by which a table of a kind, or of any, is found in its sheet. Raises LookupError (Chinese)."""
    kinds = file_kinds(catalogue) if kind == AUTO else (kind,)
    return known_headers(field for kind in kinds for field in fields_of(kind, catalogue))


def headers_of_mapping(store: Store, named: str | None) -> list[str]:
    """The headers of the mapping that is named, else of all that are kept. Raises what `choose_reading` does."""
    return _named(store, named).mapping.headers() if named else headers_of_kept(store)


def headers_of_kept(store: Store) -> list[str]:
    """The headers that kept mappings know: a table that any of them reads is found by them in its sheet."""
    headers: list[str] = []
    for stored in stored_mappings(store.conn):
        try:
            headers += read_mapping(stored.name, stored.text, store.catalogue).headers()
        except MappingError:
            continue  # of another catalogue; whoever names it is told
    return headers


def own_kinds(catalogue: Catalogue, table: Table) -> list[str]:
    """The kinds of file whose template has a table's headers."""
    return [kind for kind in file_kinds(catalogue) if _fits(catalogue, kind, table)]


def _fits(catalogue: Catalogue, kind: str, table: Table) -> bool:
    """Tell whether the headers are those of a kind's template."""
    try:
        ImportSheet(replace(table, rows=[], refused=[]), fields_of(kind, catalogue))
    except FileRefused:
        return False
    return True


def _kind_of(store: Store, table: Table) -> str:
    fitting = own_kinds(store.catalogue, table)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise ImportRefused(f"这个文件可以是 {'、'.join(fitting)} 中的任何一类：请写明是哪一类。")
    rule = "认不出这是哪一类文件：没有对照认得这些表头，也不是模板的表头"
    mend = (
        "在“数据管理”的“导入”里放上它，核对一次就自动认得；命令行先用 fengjing mapping suggest 文件 --kind auto "
        "--to 对照.toml 提出对照，核对后 fengjing mapping save"
    )
    raise FileRefused(table.file, [Refusal(table.header_row, "", "、".join(table.headers), rule, mend)])

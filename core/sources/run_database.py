"""Reads a database into records, part by part: each part is a batch, kept with how far the table has been read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from core.intake.causes import refusal_causes
from core.intake.fields import OFFICERS, UNITS
from core.intake.grid import Row
from core.intake.import_plan import ImportOptions
from core.intake.importer import ImportReport, import_table
from core.intake.mapping.apply import MappingRequest, apply_mapping
from core.intake.mapping.model import TableMapping
from core.intake.mapping.read import read_mapping
from core.intake.refusal import DataChanged
from core.intake.source_part import SourcePart
from core.intake.table import Table
from core.sources.connection import Database
from core.sources.deleted_rows import withdraw_deleted
from core.sources.errors import SourceError
from core.sources.position import Position, read_position
from core.sources.run_options import RunOptions
from core.sources.settings import DatabaseSettings
from core.sources.table_reader import TableReader
from core.sources.tally import RunTally
from core.store.data_sources import DataSource, SourceReach, keep_position, undone_batches
from core.store.mappings import find_mapping
from core.store.store import Store
from core.store.units import unit_tree

NUMBER_FIELD = "id"
READ_WHOLE = (UNITS, OFFICERS)  # registers, whose rows hang together
MOST_WHOLE_ROWS = 200_000
_TRIES = 5  # of a part, where somebody else writes at the same time


@dataclass
class DatabaseRun:
    """A run of one source, as it stands while the parts go in."""

    store: Store
    source: DataSource
    options: RunOptions
    tally: RunTally
    clock: Callable[[], int]
    actor: str
    settings: DatabaseSettings = field(init=False)
    mapping: TableMapping = field(init=False)
    _start: Position | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Read what is kept of the source."""
        self.settings = DatabaseSettings(**self.source.settings)
        stored_mapping = find_mapping(self.store.conn, self.settings.mapping)
        self.mapping = read_mapping(self.settings.mapping, stored_mapping.text, self.store.catalogue)

    def execute(self) -> None:
        """Read all that is new. Raises SourceError, or what the mapping and the import raise (all Chinese)."""
        settings = self.settings
        if self.options.is_complete and self.mapping.kind not in self.store.catalogue.facts:
            raise SourceError("--complete 只核对记录；单位、人员和报表的来源没有逐条的编号可核对。")
        self._refuse_undone()
        with Database(self.source.name, self.source.place, settings.password_file).reading() as connection:
            reader = TableReader(connection, settings.table)
            columns = [reader.column(header) for header in self.mapping.headers_read()]
            if self.mapping.kind in READ_WHOLE:
                self._read_whole(reader, columns)
                return
            rising, key = reader.column(settings.rising), reader.column(settings.key)
            if blank := reader.blanks(rising):
                self.tally.warn([f"有 {blank:,} 行的“{rising}”是空的，读不到：请对方补上，或换一列"])
            self._read_parts(reader, columns, rising, key)
            if self.options.is_complete:
                self._withdraw_deleted(reader)

    def _refuse_undone(self) -> None:
        undone = [] if self.options.restart else undone_batches(self.store, self.source.name)
        if undone:
            numbers = "、".join(map(str, undone))
            raise SourceError(
                f"来源“{self.source.name}”的第 {numbers} 批已撤销，接着读会缺这一段，停在这里："
                f"改好对照或数据后，用 fengjing source run {self.source.name} --restart 从头再读（相同的行不会重复）。"
            )

    def _read_whole(self, reader: TableReader, columns: list[str]) -> None:
        rows = reader.all_rows(columns, MOST_WHOLE_ROWS + 1)
        if len(rows) > MOST_WHOLE_ROWS:
            raise SourceError(f"“{reader.table}”超过 {MOST_WHOLE_ROWS:,} 行，不像单位或人员的登记：请核对表名。")
        options = ImportOptions(complete=self.settings.is_whole and self.mapping.kind == OFFICERS)
        report = self._bring(rows, options)
        self.tally.add(report)
        self._refuse_misfit(report)

    def _read_parts(self, reader: TableReader, columns: list[str], rising: str, key: str) -> None:
        fresh = self.options.restart or self.source.position is None
        self._start = None if fresh else read_position(self.source.position)
        reach = SourceReach() if fresh else self.source.reach
        position = self._start.back(self.settings.overlap) if self._start else None
        while True:
            table_part = reader.part(columns, rising, key, position, self.options.part_rows)
            position = table_part.position
            if not table_part.rows or position is None:
                return
            reach = self._bring_part(table_part.rows, position, reach, is_last=not table_part.has_more)
            if not table_part.has_more or self.options.is_rehearsal:
                return

    def _withdraw_deleted(self, reader: TableReader) -> None:
        numbers = reader.column_texts(reader.column(self.mapping.columns[NUMBER_FIELD]))
        report = withdraw_deleted(
            self.store, self.source.name, self.mapping.kind, numbers, now=self.clock(), actor=self.actor
        )
        if report is not None:
            self.tally.add_withdrawal(report)

    def _bring_part(self, rows: list[Row], position: Position, reach: SourceReach, *, is_last: bool) -> SourceReach:
        kept_position = position.not_after(self.clock()).kept()
        keep = partial(self._keep, kept_position)
        source_part = SourcePart(reach, is_last, self.settings.is_whole, keep)
        report = self._bring(rows, ImportOptions(new_ids=self.options.new_ids, part=source_part))
        self.tally.add(report)
        if position != self._start:  # else it is what has been refused and passed before
            self._refuse_misfit(report)
        if report.batch is None:
            with self.store.note():
                keep_position(self.store, self.source.name, kept_position, report.reach, None)
        return report.reach

    def _keep(self, position: list[object], reach: SourceReach) -> None:
        keep_position(self.store, self.source.name, position, reach, self.store.batch)

    def _bring(self, rows: list[Row], options: ImportOptions) -> ImportReport:
        """Import rows, once more where the data changed in between."""
        table = Table(self.source.name, self.mapping.headers_read(), rows)
        for attempt in range(_TRIES):
            request = MappingRequest(self.settings.mapping, self.mapping)
            mapped = apply_mapping(table, request, self.store.catalogue, unit_tree(self.store))
            try:
                return import_table(
                    self.store, self.mapping.kind, mapped, now=self.clock(), actor=self.actor, options=options
                )
            except DataChanged:
                if attempt == _TRIES - 1:
                    raise
        raise AssertionError("the last attempt returns or raises")

    def _refuse_misfit(self, report: ImportReport) -> None:
        """Raise SourceError where nothing of a part could be taken: then nothing is passed over."""
        if report.rows_read and report.refused_rows == report.rows_read:
            cause = refusal_causes(report.refused)[0]
            raise SourceError(
                f"读到的 {report.rows_read:,} 行全部拒收，没有往下读。最多的原因：“{cause.column}”{cause.rule}"
                f"（{cause.mend}），如“{cause.first[0].value}”。多半要改对照“{self.settings.mapping}”。"
            )

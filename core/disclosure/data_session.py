"""Consistent reading of one open database: snapshots of its data, values, and the rules on small numbers."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

from core.catalogue.model import Catalogue
from core.disclosure.earlier_issues import EarlierIssues
from core.disclosure.policy import SuppressionPolicy
from core.metrics.as_of_span import AsOfSpan
from core.metrics.cube_cache import CubeCache
from core.metrics.data_snapshot import DataSnapshot, ValuesKey
from core.metrics.measure_values import MeasureValues
from core.metrics.types import UnitRef
from core.store.bulletin_cells import BulletinCell, bulletin_cells, last_issue
from core.store.kept_results import KeptResults
from core.store.overlays import follow_overlays, rules_digest
from core.store.sqlite import time_limit
from core.store.store import Store
from core.store.units import UnitTree


class DataSession:
    """Reads one open database. Safe to share between threads: one question at a time.

    A question may take `max_seconds`; without them there is no limit. What it keeps between questions it replaces when
    the data change. `results` outlast it: what takes long to decide is looked up there first.
    """

    def __init__(self, store: Store, max_seconds: float | None = None, results: KeptResults | None = None) -> None:
        self.store = store
        self._max_seconds, self._results = max_seconds, results
        self._lock = threading.RLock()
        self._read_by = store.catalogue
        self._cube_cache = CubeCache(store)
        self._last_snapshot: DataSnapshot | None = None
        self._open_snapshot: DataSnapshot | None = None  # of the read transaction that is open
        self._last_policy: tuple[tuple[int, int], SuppressionPolicy] | None = None
        self._rules: tuple[Mapping[str, str], str] | None = None
        self._noted_reads: list[ValuesKey] | None = None  # while somebody wants to know what is read

    def close(self) -> None:
        """Lets go of the database and of all that is kept of it; whoever asks afterwards gets a StoreError."""
        with self._lock:
            self.store.close()
            self._forget()

    @property
    def catalogue(self) -> Catalogue:
        """The measures, KPIs and rules that are declared."""
        return self.store.catalogue

    @property
    def units(self) -> UnitTree:
        """The bureau's tree."""
        with self._snapshot() as snapshot:
            return snapshot.tree

    def data_version(self) -> int:
        """Returns a number that rises with every write; cheap to ask."""
        with self._lock, time_limit(self.store.conn, self._max_seconds):
            return self.store.data_version()

    def last_issue(self) -> int:
        """Returns the number of the newest bulletin, 0 without one: what is on paper may hide figures from then on."""
        with self._lock, time_limit(self.store.conn, self._max_seconds):
            return last_issue(self.store.conn)

    def rules(self) -> str:
        """Returns a digest of the bureau's own catalogue files, which say too what must not be shown."""
        with self._snapshot():
            overlays = self.store.overlays
            if self._rules is None or self._rules[0] is not overlays:
                self._rules = overlays, rules_digest(overlays)
            return self._rules[1]

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Lets the questions asked inside see one state of the data."""
        with self._snapshot():
            yield

    @contextmanager
    def _snapshot(self) -> Iterator[DataSnapshot]:
        """Opens one consistent view of the data: a read transaction, which nested questions share."""
        with self._lock:
            if self._open_snapshot is not None and self.store.conn.in_transaction:
                yield self._open_snapshot
                return
            if self.store.conn.in_transaction:  # somebody is writing, and sees each step of it
                yield self._newest_snapshot()
                return
            with time_limit(self.store.conn, self._max_seconds):
                self.store.conn.execute("BEGIN")
                try:
                    self._open_snapshot = self._newest_snapshot()
                    yield self._open_snapshot
                finally:
                    self._open_snapshot = None
                    if self.store.conn.in_transaction:  # SQLite itself ends it on some errors
                        self.store.conn.execute("COMMIT")

    def _newest_snapshot(self) -> DataSnapshot:
        version = self.store.data_version()
        if self._last_snapshot is None or self._last_snapshot.data_version != version:
            follow_overlays(self.store)
            if self._read_by is not self.store.catalogue:
                self._forget()
            self._cube_cache.advance_to(version)
            self._last_snapshot = DataSnapshot(self.store, self._cube_cache, self._last_snapshot)
        return self._last_snapshot

    def _forget(self) -> None:
        """Drops what was made by another catalogue."""
        self._read_by = self.store.catalogue
        self._cube_cache, self._last_snapshot, self._last_policy = CubeCache(self.store), None, None

    def _policy(self, snapshot: DataSnapshot) -> SuppressionPolicy:
        """Returns the rules on small numbers, kept while the data and what was issued on paper stay the same."""
        connection = self.store.conn
        version = snapshot.data_version, last_issue(connection)
        if self._last_policy is None or self._last_policy[0] != version:
            before = self._last_policy[1] if self._last_policy else None
            earlier = EarlierIssues(bulletin_cells(connection))
            policy = SuppressionPolicy(self.catalogue, snapshot.tree, self._read, before, earlier, self._results)
            self._last_policy = version, policy
        return self._last_policy[1]

    @contextmanager
    def watched_cells(self) -> Iterator[list[BulletinCell]]:
        """Collects the protected amounts that the figures asked for inside rest on; filled when it ends."""
        with self._snapshot() as snapshot, self._policy(snapshot).watched_cells() as cells:
            yield cells

    @contextmanager
    def noted_reads(self) -> Iterator[list[ValuesKey]]:
        """Collects the questions for amounts that are asked inside, as they are asked."""
        with self._snapshot():
            before, self._noted_reads = self._noted_reads, []
            try:
                yield self._noted_reads
            finally:
                self._noted_reads = before

    def values(self, key: ValuesKey) -> MeasureValues:
        """Returns the amounts of some measures, units and spans."""
        return self._read(*key)

    def _read(self, measures: Sequence[str], units: Sequence[int], spans: Sequence[AsOfSpan]) -> MeasureValues:
        """Reads amounts, perhaps long after the board whose judgements need them."""
        with self._snapshot() as snapshot:
            key = tuple(measures), tuple(units), tuple(spans)
            if self._noted_reads is not None:
                self._noted_reads.append(key)
            return snapshot.read_values(key)

    def unit(self, unit: int | str | None) -> UnitRef:
        """Returns a unit by id, code or name; the bureau if none is named."""
        with self._snapshot() as snapshot:
            if unit is None:
                return snapshot.tree.root
            return snapshot.tree.units[unit] if isinstance(unit, int) else snapshot.tree.find(unit)

    def as_of(self, kpis: Sequence[str] | None = None, unit: int | None = None) -> date:
        """Returns the last day that every source of these KPIs (default: the board's) covers, apart from late ones.

        Of a unit that lies behind the bureau it is its own.
        """
        with self._snapshot() as snapshot:
            return snapshot.data_horizon(self.catalogue, kpis or self.catalogue.board, unit).as_of

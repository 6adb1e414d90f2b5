"""The steward's batches (批次): what has been brought in, looked at, and taken back knowingly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from typing import NamedTuple

from core.access.context import RequestContext, ScopedInterface
from core.access.duties import Duty, require_duty
from core.engine import Engine
from core.features.previews.tiles import BoardChange, days_to_show, rehearse
from core.intake.undo import UndoReport, undo_batch
from core.intake.withdraw import WithdrawReport, withdraw_rows
from core.store.batches import Batch, batches, find_batch
from core.store.confirmations import LaterBatch
from core.store.open import open_store
from core.store.store import Store
from core.store.undo import changed_later


class BatchLook(NamedTuple):
    """A batch, and the later ones that changed its rows."""

    batch: Batch
    changed: list[LaterBatch]


class StewardBatches(ScopedInterface):
    """Hold what a steward of the whole bureau may take back. Each undo is a write with its line in the trail."""

    def __init__(self, request: RequestContext, now: int) -> None:
        require_duty(request, Duty.DATA)
        super().__init__(request)
        self._now, self._actor = now, request.viewer.actor

    def batches(self) -> list[Batch]:
        """Returns all batches, the newest first."""
        with self._engine.reading():
            return batches(self._engine.store)

    def look(self, number: int) -> BatchLook:
        """Returns a batch. Raises LookupError (Chinese)."""
        store = self._engine.store
        with self._engine.reading():
            return BatchLook(find_batch(store, number), changed_later(store, number))

    def rehearse_undo(self, number: int) -> tuple[UndoReport, BoardChange]:
        """Returns what an undo would do and change on the board; nothing is written. Raises StoreError (Chinese)."""
        with self._opened() as store:
            act = partial(undo_batch, store, number, now=self._now, actor=self._actor)
            calendar = store.catalogue.reporting_calendar
            return rehearse(store, Engine, act, lambda report: days_to_show(report.batch, calendar))

    def undo(self, number: int) -> UndoReport:
        """Takes a batch back. Raises LookupError or StoreError (Chinese) where it cannot be."""
        with self._opened() as store:
            return undo_batch(store, number, now=self._now, actor=self._actor)

    def withdraw(self, kind: str, names: Sequence[str]) -> WithdrawReport:
        """Takes single rows out, as a batch. Raises LookupError or StoreError (Chinese)."""
        with self._opened() as store:
            return withdraw_rows(store, kind, names, now=self._now, actor=self._actor)

    @contextmanager
    def _opened(self) -> Iterator[Store]:
        with closing(open_store(self._engine.store.path)) as store:
            yield store

"""Runs one source: what it brings is counted, and its outcome is kept whether it goes well or not."""

from __future__ import annotations

from collections.abc import Callable

from core.sources.errors import MENDABLE, SourceError, error_text
from core.sources.run_database import DatabaseRun
from core.sources.run_folder import run_folder
from core.sources.run_options import RunOptions
from core.sources.schedule import next_due
from core.sources.tally import RunTally
from core.store.data_sources import DataSource, begin_run, end_run, find_data_source, restart
from core.store.store import Store

_PLAIN = RunOptions()


def run_source(
    store: Store, name: str, *, clock: Callable[[], int], actor: str, options: RunOptions = _PLAIN
) -> RunTally:
    """Read what a source has that is new. Raises what MENDABLE lists (Chinese); what came in before that stays.

    The caller holds the lock of sources, and says what time it is. In a rehearsal nothing is kept of the run.
    """
    now = clock()
    source = find_data_source(store, name)
    if store.demo:
        raise SourceError("这是演示数据库，不能读真实数据。请先用 fengjing init 建立真实数据库。")
    tally = RunTally(store.path, writes_refused=not options.is_rehearsal)
    if options.is_rehearsal:
        _read(store, source, options, tally, clock, actor)
        return tally
    begin_run(store, name, now, next_due(source.rhythm, now))
    if options.restart:
        restart(store, name)
    try:
        _read(store, source, options, tally, clock, actor)
    except MENDABLE as error:
        end_run(store, name, tally.run(now, clock(), error_text(error)))
        raise
    end_run(store, name, tally.run(now, clock()))
    return tally


def _read(
    store: Store, source: DataSource, options: RunOptions, tally: RunTally, clock: Callable[[], int], actor: str
) -> None:
    if source.form == "folder":
        if options.is_complete:
            raise SourceError(
                "--complete 只用于数据库的来源；齐全的文件，用 fengjing import 的 --complete --withdraw。"
            )
        run_folder(store, source, options, tally, now=clock(), actor=actor)
    else:
        DatabaseRun(store, source, options, tally, clock, actor).execute()

"""States of sources, as lists show them: what the last run did, when the next one is due."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.sources.settings import DatabaseSettings
from core.store.data_sources import DataSource


class RunState(StrEnum):
    """The state of a source."""

    NEVER = "never"
    RUNNING = "running"
    OK = "ok"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DataSourceStatus:
    """A source with the state of its last run."""

    source: DataSource
    state: RunState

    @property
    def what(self) -> str:
        """Return what is read: the table of an address, or a folder."""
        source = self.source
        if source.form == "folder":
            return source.place
        return f"{source.place} {DatabaseSettings(**source.settings).table}"


def source_status(source: DataSource) -> DataSourceStatus:
    """Return how a source stands; a run without an end is going on, or was killed."""
    run = source.run
    if run is None:
        state = RunState.NEVER
    elif run.ended_at is None:
        state = RunState.RUNNING
    else:
        state = RunState.FAILED if run.error else RunState.OK
    return DataSourceStatus(source, state)

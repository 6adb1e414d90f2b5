"""Columns that say how far a record has come: a record that is done and has no date is never counted as open."""

from __future__ import annotations

from core.intake.mapping.likeness import likest
from core.intake.mapping.model import Status
from core.intake.refusal import CellError
from core.intake.text_matching import match_key

UNKNOWN_DATE = "日期不详"


class StatusReader:
    """Reads the date of one column together with its status."""

    def __init__(self, status: Status, label: str, file_day: str) -> None:
        self._status, self._label, self._file_day = status, label, file_day
        self._done = {match_key(text) for text in status.done}
        self._open = {match_key(text) for text in status.open}

    def date(self, status: str, written: str) -> str:
        """The date, or none where the record is open. Raises CellError where status and date do not agree."""
        is_done, is_open = match_key(status) in self._done, match_key(status) in self._open
        if status and not is_done and not is_open:
            words = [*self._status.done, *self._status.open]
            near = likest(status, words)
            hint = f"；相近的有 {'、'.join(near)}" if near else ""
            raise CellError(f"“{status}”算不算办结，对照里没有写", f"写进 status.“{self._label}”的 done 或 open{hint}")
        if written:
            if is_open:
                raise CellError(f"状态是“{status}”，却有{self._label}", "核对状态和日期")
            return written
        if is_open:
            return ""
        if not is_done:
            raise CellError(f"既没有状态，也没有{self._label}", "填写状态，或填写日期")
        return self._without_date(status)

    def is_undated(self, status: str, written: str) -> bool:
        """Tell whether a row that was let through is done and has no date."""
        return not written and match_key(status) in self._done

    def _without_date(self, status: str) -> str:
        if self._status.undated == "refuse" or (self._status.undated == "file_day" and not self._file_day):
            mend = f"填写{self._label}；或在对照里定“办结了而没有日期的”怎么算（undated：file_day 或 unknown）"
            raise CellError(f"状态是“{status}”，而没有{self._label}", mend)
        return self._file_day if self._status.undated == "file_day" else ""

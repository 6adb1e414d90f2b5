"""Lines of what is new since a day, and their kinds, the most pressing first."""

from __future__ import annotations

from typing import NamedTuple

from core.labelled_enum import LabelledEnum


class TodayKind(LabelledEnum):
    """The kind of a line; its label is the word beside it."""

    OVERDUE = "overdue", "新逾期"
    DUE = "due", "今天到期"
    RETURNED = "returned", "被退回"
    URGED = "urged", "督办"
    RECEIVED = "received", "新指令"
    TO_REVIEW = "to_review", "待审核"
    ASKED = "asked", "待批延期"
    UNUSUAL = "unusual", "新预警"
    DOUBTFUL = "doubtful", "数据存疑"
    LATE = "late", "来源迟报"
    ANSWERED = "answered", "有进展"
    ENDED = "ended", "预警解除"
    DISMISSED = "dismissed", "预警驳回"
    PUBLISHED = "published", "已发布"
    CORRECTED = "corrected", "有更正"

    @property
    def is_to_handle(self) -> bool:
        """True of what somebody has to act on; the rest is for information."""
        return self in _TO_HANDLE


_TO_HANDLE = frozenset(TodayKind) - {
    TodayKind.ANSWERED,
    TodayKind.ENDED,
    TodayKind.DISMISSED,
    TodayKind.PUBLISHED,
    TodayKind.CORRECTED,
}


class TodayLine(NamedTuple):
    """A line: its kind, the unit that it is of (None of the whole), what, on what ground, and how many pieces it tells.

    `page` and `query` are the address where it is handled; without a page it is read here.
    """

    kind: TodayKind
    unit: int | None
    text: str
    ground: str = ""
    pieces: int = 1
    page: str = ""
    query: tuple[tuple[str, str], ...] = ()

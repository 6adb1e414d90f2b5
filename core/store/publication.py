"""Publications: written once, and read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from core.store.sqlite import StoreError
from core.store.trail import signed_name
from core.time.days import month_text

if TYPE_CHECKING:
    from sqlite3 import Connection


@dataclass(frozen=True, slots=True)
class Publication:
    """One act: number 0 is the first publication of a month (原报), n its n-th correction, for the `reason`."""

    id: int
    month: int
    number: int
    at: int
    actor: str
    reason: str
    data_version: int

    @property
    def label(self) -> str:
        """原报, or the number of the correction."""
        return f"更正第 {self.number} 号" if self.number else "原报"


@dataclass(frozen=True, slots=True)
class PublishedIndex:
    """An index as it was then: the text of its rules, their digest, and its remarks."""

    index_id: str
    zh: str
    config: str
    digest: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublishedPart:
    """One KPI's part as it was then; `figure_text` is its figure as it was written."""

    kpi: str
    zh: str
    numerator: float | None
    denominator: float | None
    figure_text: str
    weight: float
    share: float | None
    points: float | None
    contribution: float | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class PublishedScore:
    """A unit's score and code as they were then. `parent_name` is the name of the unit over it."""

    index_id: str
    unit: int
    name: str
    kind: str
    parent_name: str
    value: float | None
    low: float | None
    high: float | None
    known_weight: float
    word: str | None
    shape: str | None
    list: str | None
    reason: str | None
    parts: tuple[PublishedPart, ...] = ()


class PublishedContent(NamedTuple):
    """The indices and scores that a publication freezes."""

    indices: Sequence[PublishedIndex]
    scores: Sequence[PublishedScore]


_SCORE_COLUMNS = "index_id, unit, name, kind, above, value, low, high, known, word, shape, list, reason"
_PART_COLUMNS = "kpi, zh, numerator, denominator, shown, weight, share, points, contribution, reason"


def publications(connection: Connection, month: int | None = None) -> list[Publication]:
    """Return all publications, or those of a month: newest month first, within it the first publication first."""
    rows = connection.execute(
        "SELECT id, month, number, at, actor, reason, data_version FROM publication "
        "WHERE ? IS NULL OR month = ? ORDER BY month DESC, number",
        [month, month],
    )
    return [Publication(*row) for row in rows]


def next_publication_number(connection: Connection, month: int, reason: str) -> int:
    """Return the number of the month's next publication. Raises StoreError (Chinese) if there may be none."""
    earlier = publications(connection, month)
    if earlier and not reason:
        published = f"{month_text(month)} 已由 {signed_name(earlier[0].actor)} 发布，不能覆盖"
        raise StoreError(f"{published}：如有更正，请写明原因，另发更正。")
    if reason and not earlier:
        raise StoreError(f"{month_text(month)} 还没有发布过，没有可更正的。")
    return len(earlier)


def record_publication(
    connection: Connection,
    month: int,
    content: PublishedContent,
    *,
    actor: str,
    reason: str,
    now: int,
    data_version: int,
) -> Publication:
    """Write a publication, inside the open transaction. With a `reason` it is a correction.

    Raises StoreError (Chinese) if the month is published already, or if there is nothing to correct.
    """
    if not connection.in_transaction:
        raise StoreError("发布必须在一个事务之内进行。")
    number = next_publication_number(connection, month, reason)
    (publication_id,) = connection.execute("SELECT ifnull(max(id), 0) + 1 FROM publication").fetchone()
    publication = Publication(publication_id, month, number, now, actor, reason, data_version)
    connection.executemany(
        "INSERT INTO publication_index VALUES (?, ?, ?, ?, ?, ?)",
        [
            (publication_id, *astuple(index)[:-1], json.dumps(index.remarks, ensure_ascii=False))
            for index in content.indices
        ],
    )
    connection.executemany(
        f"INSERT INTO publication_score (publication, {_SCORE_COLUMNS}) VALUES ({', '.join('?' * 14)})",
        [(publication_id, *astuple(score)[:-1]) for score in content.scores],
    )
    connection.executemany(
        f"INSERT INTO publication_part (publication, index_id, unit, position, {_PART_COLUMNS}) "
        f"VALUES ({', '.join('?' * 14)})",
        [
            (publication_id, score.index_id, score.unit, position, *astuple(score_part))
            for score in content.scores
            for position, score_part in enumerate(score.parts)
        ],
    )
    connection.execute("INSERT INTO publication VALUES (?, ?, ?, ?, ?, ?, ?)", astuple(publication))
    return publication


def published_indices(connection: Connection, publication: int) -> list[PublishedIndex]:
    """Return the indices of a publication."""
    rows = connection.execute(
        "SELECT index_id, zh, config, digest, remarks FROM publication_index WHERE publication = ?", [publication]
    )
    return [
        PublishedIndex(name, zh, config, digest, tuple(json.loads(remarks)))
        for name, zh, config, digest, remarks in rows
    ]


def published_scores(connection: Connection, publication: int, index_id: str, kind: str) -> list[PublishedScore]:
    """Return the scores of the units of a kind, by unit, each with its parts."""
    parts_by_unit: dict[int, list[PublishedPart]] = {}
    for unit, *columns in connection.execute(
        f"SELECT unit, {_PART_COLUMNS} FROM publication_part "
        "WHERE publication = ? AND index_id = ? ORDER BY unit, position",
        [publication, index_id],
    ):
        parts_by_unit.setdefault(unit, []).append(PublishedPart(*columns))
    rows = connection.execute(
        f"SELECT {_SCORE_COLUMNS} FROM publication_score "
        "WHERE publication = ? AND index_id = ? AND kind = ? ORDER BY unit",
        [publication, index_id, kind],
    )
    scores = [PublishedScore(*row) for row in rows]
    return [replace(score, parts=tuple(parts_by_unit.get(score.unit, ()))) for score in scores]

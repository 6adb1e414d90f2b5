"""Queries and acts of the page of bulletins, for the viewer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial

from core.access.scoped_bulletins import ScopedBulletins
from core.bulletins.corrections import CorrectedFigure
from core.bulletins.document import BulletinDocument
from core.bulletins.formats.marks import Imprint
from core.bulletins.formats.write import file_content
from core.bulletins.kind_model import BulletinKind
from core.bulletins.periods import PeriodChoice
from core.bulletins.self_audit import AuditResult
from core.engine import Engine
from core.store.bulletin_drafts import Draft, DraftAct
from core.store.bulletins import IssuedBulletin
from core.store.open import open_store
from core.store.sqlite import StoreError
from core.store.units import UnitRef
from dashboards.queries import database, session
from dashboards.queries.cache import cached_query
from dashboards.queries.instructions import now

PERIODS = {"day": 14, "week": 12, "month": 13, "quarter": 6, "year": 3}  # to choose from


def scoped() -> ScopedBulletins:
    """Return bulletins as the viewer may see and handle them."""
    return ScopedBulletins(session.request())


@cached_query
def kinds() -> dict[str, BulletinKind]:
    """Return the kinds that are about a unit in the viewer's scope."""
    return scoped().kinds()


@cached_query
def units(kind: str) -> list[UnitRef]:
    """Return the units that a kind may be made of."""
    return scoped().units(kinds()[kind])


@cached_query
def periods(kind: str) -> list[PeriodChoice]:
    """Return the last periods of a kind, the newest first."""
    declared = kinds()[kind]
    return scoped().periods(declared, PERIODS[declared.period])


def preview(kind: str, period: str, unit: int) -> tuple[BulletinDocument, AuditResult]:
    """Return a bulletin as it would be drafted now, with its audit. Raises LookupError, StoreError (Chinese)."""
    issued = scoped().issued()
    return _preview(kind, period, unit, issued[0].id if issued else 0)  # what was issued before is part of it


@cached_query
def _preview(kind: str, period: str, unit: int, _newest: int) -> tuple[BulletinDocument, AuditResult]:
    document = scoped().preview(kind, period, unit)
    return document, scoped().audit(document)


@cached_query
def corrections(number: int) -> list[CorrectedFigure]:
    """Return what of an issued bulletin reads otherwise now."""
    _, document = scoped().issued_document(number)
    return scoped().corrections(document)


def file_maker(document: BulletinDocument, imprint: Imprint, ending: str) -> Callable[[], bytes]:
    """Return what makes a file of a bulletin. It raises StoreError (Chinese) where a library or a font is missing."""
    return partial(_file, document, imprint, ending, scoped().template())


def _file(document: BulletinDocument, imprint: Imprint, ending: str, template: bytes) -> bytes:
    try:
        return file_content(document, imprint, ending, template)
    except LookupError as error:
        raise StoreError(str(error)) from error


@contextmanager
def _writing() -> Iterator[Engine]:
    with closing(open_store(database.shown_path())) as store:
        yield Engine(store)


def make(kind: str, period: str, unit: int, reason: str) -> Draft:
    """Draft a bulletin in the name of the viewer. Raises AccessRefused, StoreError (Chinese), as all acts here do."""
    with _writing() as writer:
        return scoped().make(writer, (kind, period, unit), now(), reason)


def edit(number: int, texts: Mapping[str, str], seen: int) -> Draft:
    """Write into a draft that was seen after so many steps."""
    with _writing() as writer:
        return scoped().edit(writer, number, texts, now(), seen)


def refresh(number: int) -> Draft:
    """Make a draft's figures anew."""
    with _writing() as writer:
        return scoped().refresh(writer, number, now())


def decide(number: int, step: DraftAct, reason: str) -> Draft:
    """Sign, give back or drop a draft."""
    with _writing() as writer:
        return scoped().decide(writer, number, step, (now(), reason))


def issue(number: int, place: int | None = None) -> IssuedBulletin:
    """Issue a signed draft; `place` is that of its 发文字号 in the year, where the bureau has such."""
    with _writing() as writer:
        return scoped().issue(writer, number, now(), place)


def number_pattern() -> str:
    """Return how the bureau writes its 发文字号; empty where it has none."""
    return scoped().rules().form.number

"""Bulletins by role: who sees, drafts, writes, signs and issues which; nobody signs what they wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.access.context import RequestContext
from core.access.roles import ASSIGNABLE, Role
from core.access.scoped_bulletins import WRITERS, ScopedBulletins
from core.access.viewer import AccessRefused, Viewer
from core.bulletins.drafts import draft_document
from core.bulletins.hand_text import hand_sections
from core.engine import Engine
from core.store.bulletin_drafts import DraftAct
from core.store.open import open_store
from core.store.sqlite import StoreError
from tests.support.access_world import Bureau, guarded

NOW = 1_793_000_000
MONTH = "2026-09"


@pytest.fixture
def bureau(demo_db: Path, tmp_path: Path) -> Bureau:
    return guarded(demo_db, tmp_path)


@pytest.fixture
def writer(bureau: Bureau) -> Iterator[Engine]:
    store = open_store(bureau.path)
    yield Engine(store)
    store.close()


def seen_by(writer: Engine, bureau: Bureau, role: Role, name: str = "") -> ScopedBulletins:
    viewer = Viewer(f"user:{name or role}", name or role, bureau.scope(role), 1)
    return ScopedBulletins(RequestContext(writer, viewer))


def written(scoped: ScopedBulletins, writer: Engine, number: int) -> None:
    headings = hand_sections(draft_document(scoped.draft(number)))
    scoped.edit(writer, number, {heading: "无" for heading in headings}, NOW + 1)


@pytest.mark.parametrize("role", [*ASSIGNABLE, Role.KIOSK])
def test_only_who_works_with_lists_of_stations_has_to_do_with_bulletins(
    writer: Engine, bureau: Bureau, role: Role
) -> None:
    scoped = seen_by(writer, bureau, role)
    asks: list[Callable[[], object]] = [
        scoped.kinds,
        scoped.issued,
        scoped.drafts,
        lambda: scoped.preview("station", MONTH, bureau.station),
        lambda: scoped.make(writer, ("station", MONTH, bureau.station), NOW),
    ]
    for ask in asks:
        if role in WRITERS:
            ask()
        else:
            with pytest.raises(AccessRefused, match="起草"):
                ask()


def test_a_stations_chief_sees_and_makes_the_stations_own_alone(writer: Engine, bureau: Bureau) -> None:
    scoped, inspector = seen_by(writer, bureau, Role.STATION), seen_by(writer, bureau, Role.INSPECTOR)
    assert {unit for kind in scoped.kinds().values() for unit in kind.unit_kinds} == {"station"}
    assert [unit.id for unit in scoped.units(scoped.kinds()["station"])] == [bureau.station]
    for unit in (bureau.root, bureau.other_station):
        with pytest.raises(AccessRefused, match="查看范围"):
            scoped.preview("station", MONTH, unit)
        with pytest.raises(AccessRefused, match="查看范围"):
            scoped.make(writer, ("station", MONTH, unit), NOW)
    others = inspector.make(writer, ("station", MONTH, bureau.other_station), NOW)
    own = inspector.make(writer, ("station", MONTH, bureau.station), NOW)
    assert [draft.number for draft in scoped.drafts()] == [own.number]
    assert [draft.number for draft in inspector.drafts()] == [own.number, others.number]
    for number in (others.number, 99):
        with pytest.raises(AccessRefused, match="没有这份通报"):
            scoped.draft(number)
        with pytest.raises(AccessRefused, match="没有这份通报"):
            scoped.edit(writer, number, {}, NOW)


def test_another_signs_and_what_is_issued_stays_within_the_scope(writer: Engine, bureau: Bureau) -> None:
    author, signer = seen_by(writer, bureau, Role.INSPECTOR), seen_by(writer, bureau, Role.CHIEF)
    number = author.make(writer, ("monthly", MONTH, bureau.root), NOW).number
    written(author, writer, number)
    assert DraftAct.APPROVED not in author.allowed_acts(author.draft(number))
    for step in (DraftAct.APPROVED, DraftAct.RETURNED):
        with pytest.raises(AccessRefused, match="另一位"):
            author.decide(writer, number, step, (NOW, "理由"))
    with pytest.raises(AccessRefused, match="另一位"):
        signer.issue(writer, number, NOW)  # not signed yet
    assert DraftAct.APPROVED in signer.allowed_acts(signer.draft(number))
    signer.decide(writer, number, DraftAct.APPROVED, (NOW + 2, ""))
    issued = signer.issue(writer, number, NOW + 3)
    document = signer.issued_document(issued.id)[1]
    assert [one.id for one in author.issued()] == [issued.id]
    assert author.corrections(document) == []
    draft, editions = author.status(document)
    assert draft is None and [one.id for one in editions] == [issued.id]
    station = seen_by(writer, bureau, Role.STATION)
    assert station.issued() == []
    for number in (issued.id, 99):
        with pytest.raises(AccessRefused, match="没有这份通报"):
            station.issued_document(number)
    with pytest.raises(LookupError):
        station.corrections(document)
    with pytest.raises(AccessRefused):
        station.status(document)


def test_a_stations_chief_signs_for_the_station_what_another_wrote(writer: Engine, bureau: Bureau) -> None:
    author, chief = seen_by(writer, bureau, Role.INSPECTOR), seen_by(writer, bureau, Role.STATION)
    number = author.make(writer, ("station", MONTH, bureau.station), NOW).number
    written(author, writer, number)
    chief.decide(writer, number, DraftAct.APPROVED, (NOW + 2, ""))
    assert chief.issue(writer, number, NOW + 3).subject.unit == bureau.station


def test_a_returned_draft_is_mended_and_a_dropped_one_is_over(writer: Engine, bureau: Bureau) -> None:
    author, signer = seen_by(writer, bureau, Role.INSPECTOR), seen_by(writer, bureau, Role.CHIEF)
    number = author.make(writer, ("monthly", MONTH, bureau.root), NOW).number
    with pytest.raises(StoreError, match="理由"):
        signer.decide(writer, number, DraftAct.RETURNED, (NOW, " "))
    signer.decide(writer, number, DraftAct.RETURNED, (NOW, "核实第三部分"))
    assert DraftAct.RETURNED not in signer.allowed_acts(signer.draft(number))
    assert author.refresh(writer, number, NOW + 1).state is DraftAct.EDITED
    author.decide(writer, number, DraftAct.DROPPED, (NOW + 2, "不发了"))
    assert author.drafts() == [] and author.allowed_acts(author.draft(number)) == []
    with pytest.raises(AccessRefused):
        written(author, writer, number)

"""The steward's intake: a preview writes nothing, an import leaves its line, and it is a whole bureau's steward's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.access.account_desk import AccountDesk
from core.access.context import RequestContext
from core.access.first_run import FirstRunStep
from core.access.kiosks import add_kiosk
from core.access.roles import Role
from core.access.steward_desk import StewardDesk
from core.access.steward_intake import IntakeOptions, StewardIntake
from core.access.viewer import AccessRefused, Scope, Viewer
from core.catalogue.load import load_catalogue
from core.engine import Engine
from core.intake.fields import file_kinds
from core.intake.refusal import FileRefused, ImportRefused
from core.intake.upload import Upload
from core.store import sqlite
from core.store.open import open_store
from core.store.sqlite import StoreError, connect
from core.store.store import ROOT, Store
from core.store.trail import trail_lines
from core.store.units import unit_tree
from tests.support.intake_world import ALERT, NOW, UNITS, alert, bring, counts, csv_text, empty_store

ALERTS = IntakeOptions("alert", "2026-11-01", is_complete=True)
PASSWORD = "a good password"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = empty_store(tmp_path)
    bring(store, "units", UNITS)
    yield store
    store.close()


@pytest.fixture
def request_of(store: Store) -> Iterator[Callable[[Scope], RequestContext]]:
    reading = open_store(store.path, read_only=True)
    engine = Engine(reading)
    yield lambda scope: RequestContext(engine, Viewer("user:guan", "guan", scope, 1))
    reading.close()


@pytest.fixture
def intake(request_of: Callable[[Scope], RequestContext]) -> StewardIntake:
    return StewardIntake(request_of(Scope(Role.STEWARD, ROOT)), NOW)


def upload(*rows: list[str], name: str = "接警.csv") -> Upload:
    return Upload(name, csv_text(rows).encode())


def test_it_is_a_whole_bureaus_stewards(store: Store, request_of: Callable[[Scope], RequestContext]) -> None:
    station = unit_tree(store).find("甲溪派出所").id
    for role in Role:
        for unit in (ROOT, station):
            if (role, unit) != (Role.STEWARD, ROOT):
                with pytest.raises(AccessRefused, match="数据管理员"):
                    StewardIntake(request_of(Scope(role, unit)), NOW)


def test_a_preview_tells_what_the_import_then_does_and_writes_nothing(store: Store, intake: StewardIntake) -> None:
    file = upload(ALERT, alert("A1"), alert("A2"), alert("A3", unit="没有的所"))
    before = store.data_version()
    preview = intake.preview(file, ALERTS)
    assert counts(preview) == (2, 0, 0, 1) and store.data_version() == before
    done = intake.bring_in(file, ALERTS)
    assert done.batch and replace(done, batch=None, refused_table=preview.refused_table) == preview
    assert store.data_version() == before + 1
    (line, *_) = intake.recent(9)
    assert (line.actor, line.action) == ("user:guan", "import") and "alert 接警.csv：新增 2" in line.detail
    again = intake.preview(file, ALERTS)
    assert counts(again) == (0, 0, 2, 1)


def test_what_cannot_be_read_is_told_with_the_mend(store: Store, intake: StewardIntake) -> None:
    before = store.data_version()
    with pytest.raises(FileRefused, match="不认识的列"):
        intake.preview(upload(["编号", "何处"], ["1", "2"]), ALERTS)
    with pytest.raises(ImportRefused, match="读不懂期间"):
        intake.bring_in(upload(ALERT, alert("A1")), ALERTS._replace(covers="不知道"))
    assert store.data_version() == before


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_lost(
    store: Store, intake: StewardIntake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_MILLISECONDS", 50)
    before, file = store.data_version(), upload(ALERT, alert("A1"))
    store.conn.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="正被占用"):
        intake.bring_in(file, ALERTS)
    store.conn.execute("ROLLBACK")
    assert store.data_version() == before and counts(intake.bring_in(file, ALERTS)) == (1, 0, 0, 0)


def test_a_name_that_leads_elsewhere_stays_a_name(intake: StewardIntake) -> None:
    for name in ("../../../etc/接警.csv", "C:\\x\\接警.csv", "/接警.csv"):
        assert intake.preview(upload(ALERT, alert("A1"), name=name), ALERTS).file == "接警.csv"


@pytest.mark.parametrize("kind", file_kinds(load_catalogue()))
def test_every_kind_has_its_empty_table(intake: StewardIntake, kind: str) -> None:
    guides = intake.column_guides(kind)
    assert intake.template(kind).strip("\ufeff\r\n").split(",") == [guide.header for guide in guides]
    assert intake.kinds()[kind]


def test_the_last_steps_follow_from_the_data_and_from_who_may_look(
    store: Store, request_of: Callable[[Scope], RequestContext], intake: StewardIntake
) -> None:
    from contextlib import closing

    request = request_of(Scope(Role.STEWARD, ROOT))
    desk = StewardDesk(request, lambda: closing(connect(store.path, read_only=False)), NOW)
    account_desk = AccountDesk(request, lambda: closing(connect(store.path, read_only=False)), NOW)
    assert desk.next_step() is FirstRunStep.FIGURES
    intake.bring_in(upload(ALERT, alert("A1")), ALERTS)
    assert desk.next_step() is FirstRunStep.BOARD
    account_desk.add_account("juzhang", Scope(Role.CHIEF, ROOT), PASSWORD)
    assert desk.next_step() is None
    account_desk.set_disabled("juzhang", True)
    assert desk.next_step() is FirstRunStep.BOARD
    with closing(connect(store.path, read_only=False)) as connection:
        add_kiosk(connection, "大厅", ROOT, actor="user:juzhang", now=NOW)
    assert desk.next_step() is None


def test_a_steward_adds_accounts_and_renews_passwords(
    store: Store, request_of: Callable[[Scope], RequestContext]
) -> None:
    from contextlib import closing

    request = request_of(Scope(Role.STEWARD, ROOT))
    desk = AccountDesk(request, lambda: closing(connect(store.path, read_only=False)), NOW)
    desk.add_account("juzhang", Scope(Role.CHIEF, ROOT), PASSWORD)
    with pytest.raises(AccessRefused):
        desk.add_account("yi", Scope(Role.CHIEF, 999), PASSWORD)
    desk.set_password("juzhang", "another good one")
    assert [(line.actor, line.action) for line in trail_lines(store.conn, 2)] == [
        ("user:guan", "account_password"),
        ("user:guan", "account_add"),
    ]
